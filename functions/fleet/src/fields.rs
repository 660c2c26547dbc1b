//! How strictly this API reads fields, and what it says of a bad one.

use std::fmt;

use shared::input::fields::{Flags, Rule, Strictness};

/// How strictly this API reads the values of fields.
pub(crate) const STRICTNESS: Strictness =
    Strictness { numbers_as_texts: false, flags: Flags::Bits };

/// A field of a request that breaks a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name in the request.
    pub name: &'static str,
    /// The rule.
    pub rule: BrokenRule,
}

/// A rule that a field breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrokenRule {
    /// Its value is not of the right kind.
    Value(Rule),
    /// It must be the name of a time zone.
    TimeZone,
}

impl From<Rule> for BrokenRule {
    fn from(rule: Rule) -> Self {
        Self::Value(rule)
    }
}

impl fmt::Display for FieldError {
    /// What the caller is told. Names are written with spaces.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name.replace('_', " ");
        match self.rule {
            BrokenRule::Value(Rule::Required) => write!(f, "{name} is required"),
            BrokenRule::Value(Rule::Text) => write!(f, "{name} must be a string"),
            BrokenRule::Value(Rule::AtMost(most)) => {
                write!(f, "{name} must not be longer than {most} characters")
            }
            BrokenRule::Value(Rule::Integer) => write!(f, "{name} must be numeric"),
            BrokenRule::Value(Rule::Boolean) => write!(f, "{name} must be a boolean"),
            BrokenRule::Value(Rule::Email) => write!(f, "Your supplied {name} is not valid"),
            BrokenRule::TimeZone => write!(f, "{name} is not valid"),
        }
    }
}
