//! E-mail addresses and phone numbers, and the main one for APIs that show a single one.

use serde::{Deserialize, Serialize};

use super::{Customer, is_default};

/// An e-mail address and how it may be used. Shown as written; may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Email {
    /// The address as written.
    pub address: String,
    /// Its label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Whether mail may be sent there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ok_to_email: Option<bool>,
    /// Whether it is the preferred one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub preferred: bool,
    /// Free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comments: Option<String>,
}

/// The kind of a phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum PhoneKind {
    /// The main number.
    #[default]
    Main,
    /// A mobile phone.
    Mobile,
    /// A fax machine.
    Fax,
    /// Any other phone.
    Other,
}

/// A phone number and how it may be used. Shown as written; may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Phone {
    /// The number as written.
    pub number: String,
    /// Its kind.
    pub kind: PhoneKind,
    /// Its label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Whether it may be called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ok_to_call: Option<bool>,
    /// Whether texts may be sent there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ok_to_text: Option<bool>,
    /// Whether it is the preferred one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub preferred: bool,
    /// Free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comments: Option<String>,
}

impl Customer {
    /// The main e-mail address, for an API that shows only one: the preferred, else the first.
    #[must_use]
    pub fn email(&self) -> Option<&str> {
        let shown = preferred_else_first(&self.emails, |_| true, |email| email.preferred)?;
        self.emails.get(shown).map(|email| email.address.as_str())
    }

    /// Writes the main address and keeps its other fields; `None` removes it.
    pub fn set_email(&mut self, address: Option<String>) {
        let shown = preferred_else_first(&self.emails, |_| true, |email| email.preferred);
        match (shown, address) {
            (Some(at), Some(address)) => self.emails[at].address = address,
            (Some(at), None) => drop(self.emails.remove(at)),
            (None, Some(address)) => self.emails.push(Email { address, ..Email::default() }),
            (None, None) => {}
        }
    }

    /// The main number of a kind: the preferred, else the first. Other kinds do not count.
    #[must_use]
    pub fn phone(&self, kind: PhoneKind) -> Option<&str> {
        self.phone_at(kind).and_then(|at| self.phones.get(at)).map(|phone| phone.number.as_str())
    }

    /// Writes the main number of a kind and keeps its other fields; `None` removes it.
    pub fn set_phone(&mut self, kind: PhoneKind, number: Option<String>) {
        match (self.phone_at(kind), number) {
            (Some(at), Some(number)) => self.phones[at].number = number,
            (Some(at), None) => drop(self.phones.remove(at)),
            (None, Some(number)) => {
                self.phones.push(Phone { number, kind, ..Phone::default() });
            }
            (None, None) => {}
        }
    }

    fn phone_at(&self, kind: PhoneKind) -> Option<usize> {
        preferred_else_first(&self.phones, |phone| phone.kind == kind, |phone| phone.preferred)
    }
}

/// The index of the entry to show: of those that count, the preferred, else the first.
pub(super) fn preferred_else_first<T>(
    entries: &[T],
    counts: impl Fn(&T) -> bool,
    preferred: impl Fn(&T) -> bool,
) -> Option<usize> {
    entries
        .iter()
        .position(|entry| counts(entry) && preferred(entry))
        .or_else(|| entries.iter().position(counts))
}
