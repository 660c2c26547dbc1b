//! How large a record may be. These limits are checked before DynamoDB is called.

use std::collections::BTreeSet;

use super::Customer;
use super::index::IndexEntry;

/// The most e-mail addresses.
pub const MAX_EMAILS: usize = 10;
/// The most phone numbers.
pub const MAX_PHONES: usize = 10;
/// The most vehicles.
pub const MAX_VEHICLES: usize = 40;
/// The most addresses.
pub const MAX_ADDRESSES: usize = 20;
/// The most contacts.
pub const MAX_CONTACTS: usize = 40;
/// The most characters in a name.
pub const MAX_NAME: usize = 255;
/// The most distinct index entries.
pub const MAX_INDEX_ENTRIES: usize = 80;
/// The most bytes in a customer's notes.
pub const MAX_NOTES_BYTES: usize = 16_384;
/// The most bytes in a stored record.
pub const MAX_RECORD_BYTES: usize = 150 * 1024;

/// The most bytes that an update may change, old and new values together.
pub const MAX_CHANGE_BYTES: usize = 100 * 1024;

/// The limit that a record exceeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    /// No name, or one of more than 255 characters.
    #[error("the name must have 1 to 255 characters")]
    Name,
    /// More than ten e-mail addresses.
    #[error("a customer may have at most 10 e-mail addresses")]
    Emails,
    /// More than ten phone numbers.
    #[error("a customer may have at most 10 phone numbers")]
    Phones,
    /// More than forty vehicles.
    #[error("a customer may have at most 40 vehicles")]
    Vehicles,
    /// More than twenty addresses.
    #[error("a customer may have at most 20 addresses")]
    Addresses,
    /// More than forty contacts.
    #[error("a customer may have at most 40 contacts")]
    Contacts,
    /// More than eighty distinct index entries.
    #[error("a customer may have at most 80 searchable values")]
    IndexEntries,
    /// Notes of more than 16,384 bytes.
    #[error("the notes of a customer may have at most 16384 bytes")]
    Notes,
    /// More than 150 KB.
    #[error("a customer may have at most 150 KB of data")]
    Bytes,
    /// An update that changes more than 100 KB.
    #[error("a request may change at most 100 KB of a customer's data, old and new")]
    ChangeBytes,
    /// More changes at once than one transaction holds: so many writes would be needed.
    #[error("the request changes too much at once: it needs {0} writes of at most 100")]
    Changes(usize),
}

impl Customer {
    /// Checks the record and its index entries against every limit but the stored size.
    pub fn check_limits(&self, entries: &BTreeSet<IndexEntry>) -> Result<(), LimitError> {
        self.check_counts()?;
        let length = self.name.chars().take(MAX_NAME + 1).count();
        if length == 0 || length > MAX_NAME {
            return Err(LimitError::Name);
        }
        if self.notes.as_ref().is_some_and(|notes| notes.len() > MAX_NOTES_BYTES) {
            return Err(LimitError::Notes);
        }
        if entries.len() > MAX_INDEX_ENTRIES {
            return Err(LimitError::IndexEntries);
        }
        Ok(())
    }

    /// Checks how many entries its lists have.
    pub(crate) fn check_counts(&self) -> Result<(), LimitError> {
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
        Ok(())
    }
}
