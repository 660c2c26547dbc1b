//! E-mail addresses and phone numbers, and which one a view with room for one shows.

use serde::{Deserialize, Serialize};

use super::{Customer, is_default};

/// An e-mail address with what is known about its use. Shown as written; may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Email {
    /// The address as its writer gave it.
    pub address: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Whether mail may be sent there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ok_to_email: Option<bool>,
    /// The one to use first.
    #[serde(default, skip_serializing_if = "is_default")]
    pub preferred: bool,
    /// Free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comments: Option<String>,
}

/// What a phone number reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum PhoneKind {
    /// The number to call.
    #[default]
    Main,
    /// A mobile phone.
    Mobile,
    /// A fax machine.
    Fax,
    /// Any other phone.
    Other,
}

/// A phone number with what is known about its use. Shown as written; may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Phone {
    /// The number as its writer gave it.
    pub number: String,
    /// What it reaches.
    pub kind: PhoneKind,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Whether it may be called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ok_to_call: Option<bool>,
    /// Whether texts may be sent there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ok_to_text: Option<bool>,
    /// The one to use first.
    #[serde(default, skip_serializing_if = "is_default")]
    pub preferred: bool,
    /// Free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comments: Option<String>,
}

impl Customer {
    /// The one e-mail address of a view that has room for one: the preferred, else the first.
    #[must_use]
    pub fn email(&self) -> Option<&str> {
        let shown = preferred_else_first(&self.emails, |_| true, |email| email.preferred)?;
        self.emails.get(shown).map(|email| email.address.as_str())
    }

    /// Writes that one in place, keeping what else is known about it; `None` takes it away.
    pub fn set_email(&mut self, address: Option<String>) {
        let shown = preferred_else_first(&self.emails, |_| true, |email| email.preferred);
        match (shown, address) {
            (Some(at), Some(address)) => self.emails[at].address = address,
            (Some(at), None) => drop(self.emails.remove(at)),
            (None, Some(address)) => self.emails.push(Email { address, ..Email::default() }),
            (None, None) => {}
        }
    }

    /// The one number of a kind: the preferred, else the first. No kind stands in for another.
    #[must_use]
    pub fn phone(&self, kind: PhoneKind) -> Option<&str> {
        self.phone_at(kind).and_then(|at| self.phones.get(at)).map(|phone| phone.number.as_str())
    }

    /// Writes that one in place, keeping what else is known about it; `None` takes it away.
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

/// Where the entry to show stands: of those that count, the preferred, else the first.
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
