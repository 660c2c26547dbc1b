//! Rules that parameters break, and the texts that say so, worded as the framework of the
//! vendor words them.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use shared::record::LimitError;

/// A rule that a parameter breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// It must be given.
    Required,
    /// It must be a text.
    Text,
    /// It has at most so many characters.
    AtMost(usize),
    /// It must be an integer.
    Integer,
    /// It must be an integer of this range: 0 to 4294967295.
    Range,
    /// It must be a boolean.
    Boolean,
    /// It must look like an e-mail address.
    Email,
    /// Another customer has it.
    Taken,
    /// With it the record would be too large.
    TooMuch,
    /// It named another request before.
    OtherRequest,
}

impl Rule {
    /// What is said of a parameter that breaks the rule.
    #[must_use]
    pub fn of(self, parameter: &str) -> String {
        let name = words(parameter);
        match self {
            Self::Required => format!("The {name} field is required."),
            Self::Text => format!("The {name} must be a string."),
            Self::AtMost(most) => {
                format!("The {name} may not be greater than {most} characters.")
            }
            Self::Integer => format!("The {name} must be an integer."),
            Self::Range => format!("The {name} must be between 0 and {}.", u32::MAX),
            Self::Boolean => format!("The {name} field must be true or false."),
            Self::Email => format!("The {name} must be a valid email address."),
            Self::Taken => format!("The {name} has already been taken."),
            Self::TooMuch => format!("The {name} makes the customer too large."),
            Self::OtherRequest => format!("The {name} has already been used for another request."),
        }
    }
}

/// All rules that a request breaks, in the order in which the parameters are documented.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Broken(Vec<(&'static str, Rule)>);

impl Broken {
    /// One rule.
    #[must_use]
    pub fn one(parameter: &'static str, rule: Rule) -> Self {
        Self(vec![(parameter, rule)])
    }

    /// One more; of a parameter, only the first is kept.
    pub fn add(&mut self, parameter: &'static str, rule: Rule) {
        if self.0.iter().all(|(known, _)| *known != parameter) {
            self.0.push((parameter, rule));
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<LimitError> for Broken {
    /// A limit of the record, said of the parameter that leads there.
    fn from(limit: LimitError) -> Self {
        let parameter = match limit {
            LimitError::Name => return Self::one("name", Rule::Required),
            LimitError::Emails => "emailAddress",
            LimitError::Phones => "phone",
            LimitError::Addresses | LimitError::Parts => "mainAddressLine1",
            LimitError::Bytes => "comment",
            LimitError::Vehicles
            | LimitError::Contacts
            | LimitError::IndexEntries
            | LimitError::Changes => "name",
        };
        Self::one(parameter, Rule::TooMuch)
    }
}

impl Serialize for Broken {
    /// `{"name": ["The name field is required."]}`
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (parameter, rule) in &self.0 {
            map.serialize_entry(parameter, &[rule.of(parameter)])?;
        }
        map.end()
    }
}

/// A parameter's name in words: `customerAccount` is `customer account`, `brand_id` `brand id`,
/// `chargeVAT` `charge vat`, `Idempotency-Key` `idempotency key`.
fn words(parameter: &str) -> String {
    let chars: Vec<char> = parameter.chars().collect();
    let mut words = String::with_capacity(parameter.len() + 4);
    for (at, &c) in chars.iter().enumerate() {
        let begins = c.is_ascii_uppercase()
            && at.checked_sub(1).and_then(|before| chars.get(before)).is_some_and(|before| {
                // Within a run of capitals, a new word begins with the one before a small letter.
                !separates(*before)
                    && (!before.is_ascii_uppercase()
                        || chars.get(at + 1).is_some_and(char::is_ascii_lowercase))
            });
        if begins {
            words.push(' ');
        }
        words.push(if separates(c) { ' ' } else { c.to_ascii_lowercase() });
    }
    words
}

const fn separates(c: char) -> bool {
    matches!(c, '_' | '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_named_in_words() {
        for (parameter, expected) in [
            ("name", "name"),
            ("customerAccount", "customer account"),
            ("brand_id", "brand id"),
            ("prospection_code_id", "prospection code id"),
            ("mainAddressLine1", "main address line1"),
            ("chargeVAT", "charge vat"),
            ("applyVATAutoReverseOperators", "apply vat auto reverse operators"),
            ("isReseller", "is reseller"),
            ("Idempotency-Key", "idempotency key"),
        ] {
            assert_eq!(words(parameter), expected);
        }
    }

    #[test]
    fn errors_are_keyed_by_parameter_with_a_list_of_texts() {
        let mut broken = Broken::one("name", Rule::Required);
        broken.add("customerAccount", Rule::Taken);
        broken.add("name", Rule::Text);
        assert_eq!(
            serde_json::to_string(&broken).unwrap(),
            concat!(
                r#"{"name":["The name field is required."],"#,
                r#""customerAccount":["The customer account has already been taken."]}"#
            )
        );
    }
}
