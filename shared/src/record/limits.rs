//! How large a record may be: what is refused before DynamoDB is asked.

use std::collections::BTreeSet;

use super::Customer;
use super::index::IndexEntry;

/// At most so many e-mail addresses.
pub const MAX_EMAILS: usize = 10;
/// At most so many phone numbers.
pub const MAX_PHONES: usize = 10;
/// At most so many vehicles.
pub const MAX_VEHICLES: usize = 10;
/// At most so many addresses.
pub const MAX_ADDRESSES: usize = 20;
/// At most so many contacts.
pub const MAX_CONTACTS: usize = 20;
/// At most so many characters in a name.
pub const MAX_NAME: usize = 255;
/// At most so many distinct index entries.
pub const MAX_INDEX_ENTRIES: usize = 40;
/// At most so many bytes in a stored record.
pub const MAX_RECORD_BYTES: usize = 150 * 1024;

/// A rule that a record breaks. Each names one limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    /// No name, or one of more than 255 characters.
    #[error("a name has 1 to 255 characters")]
    Name,
    /// More than ten e-mail addresses.
    #[error("at most 10 e-mail addresses")]
    Emails,
    /// More than ten phone numbers.
    #[error("at most 10 phone numbers")]
    Phones,
    /// More than ten vehicles.
    #[error("at most 10 vehicles")]
    Vehicles,
    /// More than twenty addresses.
    #[error("at most 20 addresses")]
    Addresses,
    /// More than twenty contacts.
    #[error("at most 20 contacts")]
    Contacts,
    /// The ids for addresses and contacts of one customer are used up.
    #[error("no more addresses or contacts can be numbered")]
    Parts,
    /// More than forty distinct values to be found by.
    #[error("at most 40 values to be found by")]
    IndexEntries,
    /// More than 150 KB.
    #[error("a record has at most 150 KB")]
    Bytes,
    /// More changes at once than one transaction holds.
    #[error("too many changes at once")]
    Changes,
}

impl Customer {
    /// Whether the record, with what it is found by, keeps every limit but that of its stored size.
    pub fn check_limits(&self, entries: &BTreeSet<IndexEntry>) -> Result<(), LimitError> {
        let length = self.name.chars().take(MAX_NAME + 1).count();
        if length == 0 || length > MAX_NAME {
            return Err(LimitError::Name);
        }
        let counts = [
            (self.emails.len(), MAX_EMAILS, LimitError::Emails),
            (self.phones.len(), MAX_PHONES, LimitError::Phones),
            (self.vehicles.len(), MAX_VEHICLES, LimitError::Vehicles),
            (self.addresses.len(), MAX_ADDRESSES, LimitError::Addresses),
            (self.contacts.len(), MAX_CONTACTS, LimitError::Contacts),
        ];
        for (count, limit, error) in counts {
            if count > limit {
                return Err(error);
            }
        }
        if entries.len() > MAX_INDEX_ENTRIES {
            return Err(LimitError::IndexEntries);
        }
        Ok(())
    }
}
