use serde::{Deserialize, Serialize};

/// A struct of optional settings; unset ones are not stored.
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
    /// Fields that only BlueRockTEL has. `None` was never set; the API decides what to show then.
    pub struct Bluerocktel {
        /// The key that the accounting system has for the customer.
        accounts_reference: String,
        /// The branding of its documents.
        brand_id: i64,
        /// The salesperson in charge.
        representative_id: i64,
        /// The type of company.
        company_type: String,
        /// The company's capital, as written.
        capital: String,
        /// The code of its trade.
        activity_code: String,
        /// Its sector.
        sector_id: i64,
        /// How the customer was acquired.
        origin_id: i64,
        /// The e-mail address of its account, which may differ from its own.
        account_email_address: String,
        /// Its logo.
        logo: String,
        /// Its activity.
        activity: String,
        /// A category of customers.
        category: String,
        /// Its qualification.
        qualification: String,
        /// The state of prospecting.
        prospection_code_id: i64,
        /// Whether it is a reseller.
        is_reseller: bool,
        /// Its reseller level.
        reseller_level: i64,
        /// The language of its documents.
        language_id: i64,
        /// Whether it accepts e-mails.
        accept_emails: bool,
        /// Whether it accepts calls.
        accept_calls: bool,
        /// What kind of supplier it is, if it is one.
        supplier: i64,
        /// Whether it is charged value added tax.
        charge_vat: bool,
        /// Whether the reverse charge applies to it as a telecommunication operator.
        apply_vat_auto_reverse_operators: bool,
        /// Whether it gets one invoice for everything.
        merge_invoices: bool,
        /// Whether it groups other accounts.
        is_grouping_account: bool,
        /// The grouping account that is charged.
        charge_grouping_account: String,
        /// Whether it pays for others.
        is_payer: bool,
        /// Whether it gets its documents by FTP.
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
        /// Whether it has a contract for service outside working hours.
        on_call_duty: bool,
        /// Whether it is a VIP.
        vip: bool,
        /// Whether it may send text messages.
        can_send_sms: bool,
        /// Who allowed that.
        sms_authorisation: String,
        /// Its cluster.
        cluster: String,
        /// Whether it is abroad.
        abroad: bool,
        /// Its zone.
        zone: i64,
        /// The phone number for which eligibility is checked.
        number_for_eligibility: String,
        /// A note about it.
        custom_note: String,
        /// A page for technicians.
        technical_url: String,
        /// Its balance.
        balance: i64,
        /// Why the balance is what it is.
        motive_for_balance: String,
        /// When its own prices of calls were uploaded, as written.
        telco_exceptions_grid_uploaded_at: String,
        /// From when on these prices count, as written.
        telco_exceptions_grid_taking_effect_at: String,
        /// The user who uploaded them.
        telco_exceptions_grid_uploaded_by: i64,
        /// Whether they are passed on to the exchange.
        telco_exceptions_grid_to_redis: bool,
        /// The id of its last invoice.
        last_invoice_id: i64,
        /// The name that its text messages are sent under.
        sms_expeditor_name: String,
    }
}
