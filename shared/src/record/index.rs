//! The claims and index entries of a customer, derived from its record alone.

use std::collections::BTreeSet;

use super::row::NAMES;
use super::{Customer, fold};
use crate::id::{CustomerId, PartId};

/// The most name words that are indexed.
pub const MAX_NAME_WORDS: usize = 8;
/// Name words are cut to this many bytes.
pub const MAX_WORD_BYTES: usize = 64;
/// Other values are cut to this many bytes. Escaped, they then fit the 1,024 bytes of a sort key.
pub const MAX_VALUE_BYTES: usize = 256;

/// A value that only one customer of a tenant may have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Claim {
    /// The account number, folded.
    Account(String),
    /// The customer's universal name, in lower case.
    Uuid(String),
    /// A contact's id.
    Contact(PartId),
}

impl Claim {
    /// The claim of an account number, which is folded here.
    #[must_use]
    pub fn account(number: &str) -> Self {
        Self::Account(fold::code(number))
    }
}

/// What kind of value an index entry holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IndexKind {
    /// A word of one of its names, folded.
    Name,
    /// An e-mail address, folded.
    Email,
    /// A phone number, folded.
    Phone,
    /// The last eight characters of a VIN, folded.
    Vin,
    /// The caller's own key, folded.
    Key,
    /// The account number, folded.
    Account,
    /// The id of a dispatch location.
    Location,
    /// The id of the customer it belongs to.
    Parent,
    /// The id of its dealership.
    Dealership,
    /// A phone number of a contact, folded.
    ContactPhone,
    /// The number in the register of companies, folded.
    Registration,
    /// The number at the tax office, folded.
    Tax,
    /// The postal code of an address, folded.
    Postcode,
}

/// Which two characters of a value name the partition of its entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Partitioned {
    /// The first two: values that are also found by their beginning.
    ByFirst,
    /// The last two: values that are found whole. Their beginnings are often the same, `+1` for
    /// instance, so that the first two would put all of them into one partition.
    ByLast,
}

impl IndexKind {
    /// Every kind.
    pub const ALL: [Self; 13] = [
        Self::Name,
        Self::Email,
        Self::Phone,
        Self::Vin,
        Self::Key,
        Self::Account,
        Self::Location,
        Self::Parent,
        Self::Dealership,
        Self::ContactPhone,
        Self::Registration,
        Self::Tax,
        Self::Postcode,
    ];

    /// Its name in keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Vin => "vin",
            Self::Key => "key",
            Self::Account => "account",
            Self::Location => "location",
            Self::Parent => "parent",
            Self::Dealership => "dealership",
            Self::ContactPhone => "contact",
            Self::Registration => "registration",
            Self::Tax => "tax",
            Self::Postcode => "postcode",
        }
    }

    /// Which of a value's characters name its partition.
    #[must_use]
    pub const fn partitioned(self) -> Partitioned {
        match self {
            Self::Name | Self::Email | Self::Account => Partitioned::ByFirst,
            Self::Phone
            | Self::Vin
            | Self::Key
            | Self::Location
            | Self::Parent
            | Self::Dealership
            | Self::ContactPhone
            | Self::Registration
            | Self::Tax
            | Self::Postcode => Partitioned::ByLast,
        }
    }

    /// A value as its entries hold it.
    fn fold(self, value: &str) -> String {
        match self {
            Self::Name => fold::name(value),
            Self::Email => fold::email(value),
            Self::Phone | Self::ContactPhone => fold::phone(value),
            Self::Vin => last_eight(&fold::code(value)),
            Self::Key | Self::Account => fold::code(value),
            Self::Registration | Self::Tax | Self::Postcode => fold::name(value.trim()),
            Self::Location | Self::Parent | Self::Dealership => value.to_owned(),
        }
    }
}

/// A value that finds a customer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IndexEntry {
    /// The folded value; never empty.
    pub value: String,
    /// The kind of value.
    pub kind: IndexKind,
}

impl IndexEntry {
    /// The entry of a value as written, which is folded and cut here. `None`: nothing is left of it,
    /// so no customer is found by it.
    #[must_use]
    pub fn of(kind: IndexKind, value: &str) -> Option<Self> {
        Self::folded(kind, kind.fold(value))
    }

    /// The entry of a value that is folded already, cut here. Folding once more could change it.
    pub(crate) fn folded(kind: IndexKind, mut value: String) -> Option<Self> {
        let most = if kind == IndexKind::Name { MAX_WORD_BYTES } else { MAX_VALUE_BYTES };
        value.truncate(value.floor_char_boundary(most));
        (!value.is_empty()).then_some(Self { value, kind })
    }
}

/// The customer's claims.
#[must_use]
pub fn claims(customer: &Customer) -> BTreeSet<Claim> {
    let account = customer.account_number.as_deref().map(Claim::account);
    let uuid = Claim::Uuid(customer.uuid.to_string());
    let contacts = customer.contacts.iter().map(|contact| Claim::Contact(contact.id));
    account.into_iter().chain([uuid]).chain(contacts).collect()
}

/// The customer's index entries.
#[must_use]
pub fn entries(customer: &Customer) -> BTreeSet<IndexEntry> {
    let words = name_words(customer).into_iter();
    let mut entries: BTreeSet<_> =
        words.filter_map(|word| IndexEntry::folded(IndexKind::Name, word)).collect();
    let mut add = |kind, value: &str| entries.extend(IndexEntry::of(kind, value));
    for email in &customer.emails {
        add(IndexKind::Email, &email.address);
    }
    for phone in &customer.phones {
        add(IndexKind::Phone, &phone.number);
    }
    for vin in customer.vehicles.iter().filter_map(|vehicle| vehicle.vin.as_deref()) {
        add(IndexKind::Vin, vin);
    }
    for number in customer.contacts.iter().filter_map(|contact| contact.number.as_deref()) {
        add(IndexKind::ContactPhone, number);
    }
    for postcode in customer.addresses.iter().filter_map(|address| address.postcode.as_deref()) {
        add(IndexKind::Postcode, postcode);
    }
    for location in &customer.locations {
        add(IndexKind::Location, &location.location_id.to_string());
    }
    let ids = [
        (IndexKind::Parent, customer.parent_id.map(CustomerId::get)),
        (IndexKind::Dealership, customer.fleet.dealership_id),
    ];
    for (kind, id) in ids {
        if let Some(id) = id {
            add(kind, &id.to_string());
        }
    }
    let texts = [
        (IndexKind::Key, &customer.customer_key),
        (IndexKind::Account, &customer.account_number),
        (IndexKind::Registration, &customer.registration_number),
        (IndexKind::Tax, &customer.tax_registration_number),
    ];
    for (kind, text) in texts {
        if let Some(text) = text {
            add(kind, text);
        }
    }
    entries
}

/// The last eight characters of a folded VIN, which is how people quote one.
#[must_use]
pub fn last_eight(vin: &str) -> String {
    let skip = vin.chars().count().saturating_sub(8);
    vin.chars().skip(skip).collect()
}

/// The words of the customer's names that are indexed.
fn name_words(customer: &Customer) -> Vec<String> {
    let names = NAMES.map(|name| customer.folded(name));
    let folded = names.iter().flatten().map(String::as_str);
    first_words(folded).into_iter().map(str::to_owned).collect()
}

/// The first eight different words of folded names.
pub fn first_words<'a>(folded: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut first: Vec<&str> = Vec::with_capacity(MAX_NAME_WORDS);
    for word in folded.flat_map(words) {
        if first.len() == MAX_NAME_WORDS {
            break;
        }
        if !first.contains(&word) {
            first.push(word);
        }
    }
    first
}

/// The words of a folded name, each cut at 64 bytes.
pub fn words(folded: &str) -> impl Iterator<Item = &str> {
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| &word[..word.floor_char_boundary(MAX_WORD_BYTES)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::id::CustomerUuid;

    /// Broken by folding a contact's number as a name.
    #[test]
    fn a_customer_is_found_by_what_stands_around_it() {
        let id = CustomerId::try_from(7).unwrap();
        let mut customer =
            Customer::blank(id, CustomerUuid(uuid::Uuid::nil()), Timestamp::default());
        customer.parent_id = CustomerId::try_from(2556).ok();
        customer.fleet.dealership_id = Some(1262);
        customer.registration_number = Some(" HRB 1 ".to_owned());
        customer.tax_registration_number = Some("FR-9".to_owned());
        let json = r#"[{"id":1,"number":"(234) 567-8901"},{"id":2,"number":""}]"#;
        customer.contacts = serde_json::from_str(json).unwrap();
        let json = r#"[{"id":3,"uuid":"00000000-0000-0000-0000-000000000000","postcode":"N1 9GU",
            "is_active":false,"updated_at":0}]"#;
        customer.addresses = serde_json::from_str(json).unwrap();
        let json = r#"[{"location_id":7001,"created_on":0,"last_updated_on":0,"is_active":true}]"#;
        customer.locations = serde_json::from_str(json).unwrap();
        let found: Vec<(&str, String)> = entries(&customer)
            .into_iter()
            .map(|entry| (entry.kind.as_str(), entry.value))
            .collect();
        let expected = [
            ("contact", "+12345678901"),
            ("dealership", "1262"),
            ("parent", "2556"),
            ("location", "7001"),
            ("tax", "fr-9"),
            ("registration", "hrb 1"),
            ("postcode", "n1 9gu"),
        ];
        assert_eq!(found, expected.map(|(kind, value)| (kind, value.to_owned())));
    }
}
