//! A customer's keys in the documented order: what each shows, and what may be written to it.

use std::borrow::Cow;

use serde::{Serialize, Serializer};
use shared::record::{Address, AddressField, Customer, PhoneKind};
use shared::runtime::Api as _;

use crate::{Bluerocktel, account};

/// The most characters of most texts.
pub(crate) const SHORT: usize = 255;
/// The most characters of a phone number.
const PHONE: usize = 64;
/// The most characters of a text about the customer.
const LONG: usize = 16_384;

/// One key of a customer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key {
    /// Its name in answers and parameters.
    pub name: &'static str,
    /// Shows its value in a record.
    pub show: fn(&Customer) -> Shown<'_>,
    /// What may be written to it.
    pub write: Write,
}

/// What a key shows. Booleans are shown as 0 and 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shown<'a> {
    /// `null`
    Null,
    /// A text.
    Text(Cow<'a, str>),
    /// An integer.
    Integer(i64),
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Integer(number) => serializer.serialize_i64(*number),
        }
    }
}

/// What may be written to a key, and how it gets into a record. `None` clears the value.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Write {
    /// Nothing: only the service sets it.
    Nothing,
    /// The name: a text that must be given.
    Name,
    /// The account: a text. If it is not given, it is made from the id.
    Account,
    /// The e-mail address.
    Email,
    /// A text of at most so many characters.
    Text(usize, fn(&mut Customer, Option<String>)),
    /// One field of the address.
    Address(AddressField),
    /// An integer.
    Integer(fn(&mut Customer, Option<i64>)),
    /// A boolean.
    Flag(fn(&mut Customer, Option<bool>)),
}

fn text(text: Option<&str>) -> Shown<'_> {
    text.map_or(Shown::Null, |text| Shown::Text(Cow::Borrowed(text)))
}

fn integer<'a>(number: Option<i64>) -> Shown<'a> {
    number.map_or(Shown::Null, Shown::Integer)
}

fn address(customer: &Customer, field: fn(&Address) -> &Option<String>) -> Shown<'_> {
    text(customer.address().and_then(|address| field(address).as_deref()))
}

/// A text field of the record.
macro_rules! text {
    ($name:literal, $($place:ident).+) => { text!($name, SHORT, $($place).+) };
    ($name:literal, $most:expr, $($place:ident).+) => {
        Key {
            name: $name,
            show: |customer| text(customer.$($place).+.as_deref()),
            write: Write::Text($most, |customer, text| customer.$($place).+ = text),
        }
    };
}

/// An integer of the settings, and what is shown if none was given.
macro_rules! integer {
    ($name:literal, $place:ident, $otherwise:expr) => {
        Key {
            name: $name,
            show: |customer| integer(customer.bluerocktel.$place.or($otherwise)),
            write: Write::Integer(|customer, number| customer.bluerocktel.$place = number),
        }
    };
}

/// A boolean of the settings, and what is shown if none was given.
macro_rules! flag {
    ($name:literal, $place:ident, $otherwise:literal) => {
        Key {
            name: $name,
            show: |customer| {
                Shown::Integer(customer.bluerocktel.$place.unwrap_or($otherwise).into())
            },
            write: Write::Flag(|customer, flag| customer.bluerocktel.$place = flag),
        }
    };
}

macro_rules! phone {
    ($name:literal, $kind:ident) => {
        Key {
            name: $name,
            show: |customer| text(customer.phone(PhoneKind::$kind)),
            write: Write::Text(PHONE, |customer, number| {
                customer.set_phone(PhoneKind::$kind, number);
            }),
        }
    };
}

macro_rules! address {
    ($name:literal, $field:ident, $place:ident) => {
        Key {
            name: $name,
            show: |customer| address(customer, |address| &address.$place),
            write: Write::Address(AddressField::$field),
        }
    };
}

/// A key that only the service sets.
macro_rules! own {
    ($name:literal, $show:expr) => {
        Key { name: $name, show: $show, write: Write::Nothing }
    };
}

/// All keys: those of the documents, in their order, then those that only the vendor's SDK has.
pub(crate) static KEYS: [Key; 80] = [
    // No id needs 64 bits.
    own!("id", |customer| Shown::Integer(customer.id_in(Bluerocktel::NAME).get().cast_signed())),
    integer!("brand_id", brand_id, Some(1)),
    integer!("representative_id", representative_id, None),
    Key {
        name: "customerAccount",
        show: |customer| text(customer.account_number.as_deref()),
        write: Write::Account,
    },
    text!("accountsReference", account::MOST_CHARACTERS, bluerocktel.accounts_reference),
    Key { name: "name", show: |customer| text(Some(&customer.name)), write: Write::Name },
    text!("brand", trading_name),
    text!("registrationNumber", registration_number),
    text!("taxRegistrationNumber", tax_registration_number),
    text!("mainContactFirstName", first_name),
    text!("mainContactLastName", last_name),
    text!("type", bluerocktel.company_type),
    text!("capital", bluerocktel.capital),
    text!("activityCode", bluerocktel.activity_code),
    integer!("sector_id", sector_id, None),
    integer!("origin_id", origin_id, None),
    address!("mainAddressLine1", Line1, line_1),
    address!("mainAddressLine2", Line2, line_2),
    address!("mainAddressPostalCode", Postcode, postcode),
    address!("mainAddressCity", Locality, locality),
    address!("mainAddressCountry", Country, country),
    Key { name: "emailAddress", show: |customer| text(customer.email()), write: Write::Email },
    text!("accountEmailAddress", bluerocktel.account_email_address),
    text!("website", website),
    phone!("phone", Main),
    phone!("mobilePhone", Mobile),
    phone!("fax", Fax),
    text!("logo", bluerocktel.logo),
    Key {
        name: "active",
        show: |customer| Shown::Integer(customer.active.into()),
        write: Write::Flag(|customer, flag| customer.active = flag.unwrap_or(true)),
    },
    text!("activity", bluerocktel.activity),
    text!("category", bluerocktel.category),
    text!("qualification", bluerocktel.qualification),
    integer!("prospection_code_id", prospection_code_id, Some(1)),
    flag!("isReseller", is_reseller, false),
    integer!("resellerLevel", reseller_level, Some(0)),
    integer!("language_id", language_id, Some(1)),
    flag!("acceptEmails", accept_emails, true),
    flag!("acceptCalls", accept_calls, true),
    integer!("supplier", supplier, Some(0)),
    flag!("chargeVAT", charge_vat, true),
    flag!("applyVATAutoReverseOperators", apply_vat_auto_reverse_operators, false),
    text!("language", locale),
    text!("comment", LONG, notes),
    flag!("mergeInvoices", merge_invoices, true),
    flag!("isGroupingAccount", is_grouping_account, false),
    text!("chargeGroupingAccount", bluerocktel.charge_grouping_account),
    flag!("isPayer", is_payer, false),
    flag!("ftp", ftp, false),
    text!("ftpServer", bluerocktel.ftp_server),
    text!("ftpUsername", bluerocktel.ftp_username),
    Key {
        name: "ftpPassword",
        show: |_| Shown::Null,
        // Clients send whole objects, so it is accepted. It is not stored: no answer shows it, and
        // the service needs nobody's password.
        write: Write::Text(SHORT, |_, _| {}),
    },
    text!("ftpHomeDirectory", bluerocktel.ftp_home_directory),
    text!("ftpAccountId", bluerocktel.ftp_account_id),
    text!("ftpAssociatedEmail", bluerocktel.ftp_associated_email),
    own!("quickSearch", |_| Shown::Null),
    text!("suppliers", bluerocktel.suppliers),
    flag!("onCallDuty", on_call_duty, false),
    flag!("vip", vip, false),
    flag!("canSendSms", can_send_sms, false),
    text!("smsAuthorisation", bluerocktel.sms_authorisation),
    own!("numberOfInvoices", |_| Shown::Integer(0)),
    own!("lastInvoice", |_| Shown::Null),
    own!("quickSearchLabel", |_| Shown::Null),
    own!("quickSearchIndex", |_| Shown::Integer(0)),
    own!("created_at", |customer| Shown::Text(customer.created_at.rfc3339_micros().into())),
    own!("updated_at", |customer| Shown::Text(customer.updated_at.rfc3339_micros().into())),
    text!("cluster", bluerocktel.cluster),
    flag!("abroad", abroad, false),
    integer!("zone", zone, Some(0)),
    text!("numberForEligibility", bluerocktel.number_for_eligibility),
    text!("custom_note", LONG, bluerocktel.custom_note),
    text!("technical_url", bluerocktel.technical_url),
    integer!("balance", balance, None),
    text!("motive_for_balance", bluerocktel.motive_for_balance),
    text!("telco_exceptions_grid_uploaded_at", bluerocktel.telco_exceptions_grid_uploaded_at),
    text!(
        "telco_exceptions_grid_taking_effect_at",
        bluerocktel.telco_exceptions_grid_taking_effect_at
    ),
    integer!("telco_exceptions_grid_uploaded_by", telco_exceptions_grid_uploaded_by, None),
    flag!("telco_exceptions_grid_to_redis", telco_exceptions_grid_to_redis, false),
    integer!("lastInvoiceId", last_invoice_id, None),
    text!("sms_expeditor_name", bluerocktel.sms_expeditor_name),
];
