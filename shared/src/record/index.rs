//! The claims and index entries of a customer, derived from its record alone.

use std::collections::BTreeSet;

use super::{Customer, fold};
use crate::id::PartId;

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
}

impl IndexKind {
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
    let mut entries = BTreeSet::new();
    let mut add = |kind, mut value: String| {
        value.truncate(value.floor_char_boundary(MAX_VALUE_BYTES));
        if !value.is_empty() {
            entries.insert(IndexEntry { value, kind });
        }
    };
    for word in name_words(customer) {
        add(IndexKind::Name, word);
    }
    for email in &customer.emails {
        add(IndexKind::Email, fold::email(&email.address));
    }
    for phone in &customer.phones {
        add(IndexKind::Phone, fold::phone(&phone.number));
    }
    for vin in customer.vehicles.iter().filter_map(|vehicle| vehicle.vin.as_deref()) {
        add(IndexKind::Vin, last_eight(&fold::code(vin)));
    }
    if let Some(key) = &customer.customer_key {
        add(IndexKind::Key, fold::code(key));
    }
    if let Some(account) = &customer.account_number {
        add(IndexKind::Account, fold::code(account));
    }
    entries
}

/// The last eight characters of a folded VIN, which is how people quote one.
#[must_use]
pub fn last_eight(vin: &str) -> String {
    let skip = vin.chars().count().saturating_sub(8);
    vin.chars().skip(skip).collect()
}

/// The first eight distinct words of the customer's names, folded, each cut at 64 bytes.
fn name_words(customer: &Customer) -> Vec<String> {
    let names = [
        Some(customer.name.as_str()),
        customer.first_name.as_deref(),
        customer.last_name.as_deref(),
        customer.company.as_deref(),
        customer.trading_name.as_deref(),
    ];
    let mut words: Vec<String> = Vec::with_capacity(MAX_NAME_WORDS);
    for name in names.into_iter().flatten() {
        let folded = fold::name(name);
        for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            let word = &word[..word.floor_char_boundary(MAX_WORD_BYTES)];
            if words.len() == MAX_NAME_WORDS {
                return words;
            }
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
    }
    words
}
