//! E-mail addresses and phone numbers, and the main one for APIs that show a single one.

use serde::{Deserialize, Serialize};

use super::{Customer, fold, is_default};

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

impl Email {
    /// Whether this is its address, in whatever spelling.
    #[must_use]
    pub fn is(&self, address: &str) -> bool {
        is_same(fold::email, &self.address, address)
    }

    /// Writes another address in its place. Consent and comments belong to the address, so they
    /// become unset, unless it is the same address in another spelling.
    pub fn replace(&mut self, address: String) {
        if !self.is(&address) {
            (self.ok_to_email, self.comments) = (None, None);
        }
        self.address = address;
    }
}

impl Phone {
    /// Whether this is its number, in whatever spelling.
    #[must_use]
    pub fn is(&self, number: &str) -> bool {
        is_same(fold::phone, &self.number, number)
    }

    /// Writes another number in its place. Consent and comments belong to the number, so they
    /// become unset, unless it is the same number in another spelling.
    pub fn replace(&mut self, number: String) {
        if !self.is(&number) {
            (self.ok_to_call, self.ok_to_text, self.comments) = (None, None, None);
        }
        self.number = number;
    }
}

/// Whether two values are the same once folded. Those that fold to nothing are compared as written.
fn is_same(fold: fn(&str) -> String, one: &str, other: &str) -> bool {
    let folded = fold(one);
    one == other || (!folded.is_empty() && folded == fold(other))
}

impl Customer {
    /// The main e-mail address, for an API that shows only one: the preferred, else the first.
    #[must_use]
    pub fn email(&self) -> Option<&str> {
        let shown = preferred_else_first(&self.emails, |_| true, |email| email.preferred)?;
        self.emails.get(shown).map(|email| email.address.as_str())
    }

    /// Replaces the main address, which keeps its label and its place; `None` removes it.
    pub fn set_email(&mut self, address: Option<String>) {
        let shown = preferred_else_first(&self.emails, |_| true, |email| email.preferred);
        match (shown, address) {
            (Some(at), Some(address)) => self.emails[at].replace(address),
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

    /// Replaces the main number of a kind, which keeps its label and its place; `None` removes it.
    pub fn set_phone(&mut self, kind: PhoneKind, number: Option<String>) {
        match (self.phone_at(kind), number) {
            (Some(at), Some(number)) => self.phones[at].replace(number),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Broken by keeping the consent that was given for another address.
    #[test]
    fn consent_and_comments_stay_with_the_address() {
        let given = Email {
            address: "ada@example.com".to_owned(),
            label: Some("work".to_owned()),
            ok_to_email: Some(true),
            preferred: true,
            comments: Some("mornings".to_owned()),
        };
        for (address, stays) in [
            ("ada@example.com", true),
            (" Ada@Example.com", true),
            ("eve@example.com", false),
            ("", false),
        ] {
            let mut email = given.clone();
            email.replace(address.to_owned());
            assert_eq!(email.address, address);
            let label = (email.label.as_deref(), email.preferred);
            assert_eq!(label, (Some("work"), true), "{address}");
            assert_eq!(email.ok_to_email.is_some(), stays, "{address}");
            assert_eq!(email.comments.is_some(), stays, "{address}");
        }
    }

    #[test]
    fn consent_and_comments_stay_with_the_number() {
        let same = [
            ("(234) 567-8901", "+12345678901", true),
            ("123-456-7890", "1234567890", true),
            ("123-456-7890", "123-456-7891", false),
            ("call me", "call me", true),
            ("call me", "ring me", false),
            ("123-456-7890", "", false),
        ];
        for (before, after, stays) in same {
            let mut phone = Phone {
                number: before.to_owned(),
                kind: PhoneKind::Mobile,
                label: Some("cell".to_owned()),
                ok_to_call: Some(true),
                ok_to_text: Some(false),
                preferred: true,
                comments: Some("mornings".to_owned()),
            };
            phone.replace(after.to_owned());
            assert_eq!((phone.number.as_str(), phone.kind), (after, PhoneKind::Mobile));
            assert_eq!((phone.label.as_deref(), phone.preferred), (Some("cell"), true));
            let consent = (phone.ok_to_call, phone.ok_to_text, phone.comments);
            let expected = (Some(true), Some(false), Some("mornings".to_owned()));
            let expected = if stays { expected } else { (None, None, None) };
            assert_eq!(consent, expected, "{before} to {after}");
        }
    }
}
