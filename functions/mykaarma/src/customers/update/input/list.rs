//! The two lists that an update replaces as a whole: e-mail addresses and phone numbers.

use shared::input::Field;

use super::reader::{Notes, Object};
use crate::warning::WarningCode;

/// What becomes of a list that is replaced as a whole.
#[derive(Debug, PartialEq)]
pub(crate) enum Listed<T> {
    /// The stored list stays.
    Keep,
    /// This list replaces it. An empty one deletes all.
    Replace(Vec<T>),
}

/// How a list is read, and the warnings that it may cause.
pub(super) struct List {
    pub name: &'static str,
    /// The most entries.
    pub most: usize,
    /// The list is empty.
    pub deletes_all: (WarningCode, &'static str),
    /// The list has entries, and all of them were left out.
    pub nothing_left: (WarningCode, &'static str),
}

impl List {
    /// Reads the list. `read_one` returns `None` for an entry that is left out. If that leaves
    /// nothing of the list, the stored one stays.
    pub fn read<T>(
        &self,
        customer: &Object<'_>,
        notes: &mut Notes,
        mut read_one: impl FnMut(&Object<'_>, &mut Notes) -> Option<T>,
    ) -> Listed<T> {
        let entries = match customer.objects(self.name, self.most, notes) {
            Field::Absent => return Listed::Keep,
            Field::Null => Vec::new(),
            Field::Value(entries) => entries,
        };
        let read: Vec<T> = entries.iter().filter_map(|entry| read_one(entry, notes)).collect();
        let path = customer.path_of(self.name);
        if entries.is_empty() {
            notes.warning(self.deletes_all.0, &path, self.deletes_all.1);
        } else if read.is_empty() {
            notes.warning(self.nothing_left.0, &path, self.nothing_left.1);
            return Listed::Keep;
        }
        Listed::Replace(read)
    }
}
