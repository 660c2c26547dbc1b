//! Fields that break a rule, and the texts that say so, in the words of the vendor's framework.

use shared::input::fields::Rule;
use shared::record::LimitError;

/// One bad field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldError {
    /// The name of the parameter or header.
    pub field: &'static str,
    /// The rule that it breaks.
    pub rule: BrokenRule,
}

/// A rule that a field breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrokenRule {
    /// Its value is not of the right kind.
    Value(Rule),
    /// Another customer has this value.
    Taken,
    /// It makes the record too large.
    TooLarge,
    /// It is an idempotency key that the caller used for another request.
    KeyReused,
}

impl From<Rule> for BrokenRule {
    fn from(rule: Rule) -> Self {
        Self::Value(rule)
    }
}

impl FieldError {
    pub(crate) fn new(field: &'static str, rule: impl Into<BrokenRule>) -> Self {
        Self { field, rule: rule.into() }
    }

    /// What the caller is told.
    pub(crate) fn message(self) -> String {
        let name = words(self.field);
        match self.rule {
            BrokenRule::Value(Rule::Required) => format!("The {name} field is required."),
            BrokenRule::Value(Rule::Text) => format!("The {name} must be a string."),
            BrokenRule::Value(Rule::AtMost(most)) => {
                format!("The {name} may not be greater than {most} characters.")
            }
            BrokenRule::Value(Rule::Integer) => format!("The {name} must be an integer."),
            BrokenRule::Value(Rule::Boolean) => format!("The {name} field must be true or false."),
            BrokenRule::Value(Rule::Email) => format!("The {name} must be a valid email address."),
            BrokenRule::Taken => format!("The {name} has already been taken."),
            BrokenRule::TooLarge => format!("The {name} makes the customer too large."),
            BrokenRule::KeyReused => {
                format!("The {name} has already been used for another request.")
            }
        }
    }
}

impl From<LimitError> for FieldError {
    /// Blames the parameter that leads to the limit.
    fn from(limit: LimitError) -> Self {
        let field = match limit {
            LimitError::Name => return Self::new("name", Rule::Required),
            LimitError::Emails => "emailAddress",
            LimitError::Phones => "phone",
            LimitError::Addresses => "mainAddressLine1",
            LimitError::Notes | LimitError::Bytes | LimitError::ChangeBytes => "comment",
            LimitError::Vehicles
            | LimitError::Contacts
            | LimitError::IndexEntries
            | LimitError::Changes(_) => "name",
        };
        Self::new(field, BrokenRule::TooLarge)
    }
}

/// A parameter's name in words: `brand_id` is `brand id`, `chargeVAT` is `charge vat`.
fn words(parameter: &str) -> String {
    let chars: Vec<char> = parameter.chars().collect();
    let mut words = String::with_capacity(parameter.len() + 4);
    for (at, &c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| chars.get(before));
        // In a run of capitals, the one before a small letter begins a new word.
        let is_last_capital = chars.get(at + 1).is_some_and(char::is_ascii_lowercase);
        let begins_word = |before: &char| {
            !is_separator(*before) && (!before.is_ascii_uppercase() || is_last_capital)
        };
        if c.is_ascii_uppercase() && before.is_some_and(begins_word) {
            words.push(' ');
        }
        words.push(if is_separator(c) { ' ' } else { c.to_ascii_lowercase() });
    }
    words
}

const fn is_separator(c: char) -> bool {
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
            ("prospection_code_id", "prospection code id"),
            ("mainAddressLine1", "main address line1"),
            ("chargeVAT", "charge vat"),
            ("applyVATAutoReverseOperators", "apply vat auto reverse operators"),
            ("Idempotency-Key", "idempotency key"),
        ] {
            assert_eq!(words(parameter), expected);
        }
    }
}
