use serde::{Deserialize, Serialize};

/// A struct of settings that are all optional, and not stored where they were never given.
macro_rules! settings {
    (
        $(#[$about:meta])*
        pub struct $name:ident { $($(#[$doc:meta])* $field:ident: $kind:ty,)* }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
        pub struct $name {
            $(
                $(#[$doc])*
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub $field: Option<$kind>,
            )*
        }
    };
}

settings! {
    /// What only BlueRockTEL's API knows of a customer. `None` is a setting that was never given;
    /// what the API shows for it then is the API's own affair.
    pub struct Bluerocktel {
        /// The branding of its documents.
        brand_id: u32,
        /// The salesperson in charge.
        representative_id: u32,
        /// The type of company.
        company_type: String,
        /// The company's capital, as written.
        capital: String,
        /// The code of its trade.
        activity_code: String,
        /// Its sector.
        sector_id: u32,
        /// Where the customer came from.
        origin_id: u32,
        /// The e-mail address of its account, beside its own.
        account_email_address: String,
        /// Its logo.
        logo: String,
        /// What it does.
        activity: String,
        /// A category of customers.
        category: String,
        /// How promising it is.
        qualification: String,
        /// How far prospecting has come.
        prospection_code_id: u32,
        /// Sells on to others.
        is_reseller: bool,
        /// How high it ranks among resellers.
        reseller_level: u32,
        /// The language of its documents.
        language_id: u32,
        /// May be mailed.
        accept_emails: bool,
        /// May be called.
        accept_calls: bool,
        /// Is a supplier too.
        supplier: bool,
        /// Is charged value added tax.
        charge_vat: bool,
        /// Accounts for the tax itself on telecommunication services.
        apply_vat_auto_reverse_operators: bool,
        /// Gets one invoice for all.
        merge_invoices: bool,
        /// Groups other accounts.
        is_grouping_account: bool,
        /// The grouping account that is charged.
        charge_grouping_account: String,
        /// Pays for others.
        is_payer: bool,
        /// Gets its documents by FTP.
        ftp: bool,
        /// The FTP server.
        ftp_server: String,
        /// The user name there; its password is never stored.
        ftp_username: String,
        /// The directory there.
        ftp_home_directory: String,
        /// The account there.
        ftp_account_id: String,
        /// The e-mail address of that account.
        ftp_associated_email: String,
        /// Its suppliers.
        suppliers: String,
        /// Has a contract for service outside working hours.
        on_call_duty: bool,
        /// Is to be treated with particular care.
        vip: bool,
        /// May send text messages.
        can_send_sms: bool,
        /// Who allowed that.
        sms_authorisation: String,
    }
}
