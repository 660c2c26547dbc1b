//! One bad field of a request.

use std::fmt;

use shared::input::fields::Rule;

/// A bad field: its JSON path and the rule that it breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    path: String,
    rule: FieldRule,
}

impl FieldError {
    /// An error of the field at a path such as `customer.emails[0].label`.
    #[must_use]
    pub fn new(path: impl Into<String>, rule: impl Into<FieldRule>) -> Self {
        Self { path: path.into(), rule: rule.into() }
    }
}

/// The rule that a field breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldRule {
    /// A rule that all APIs share.
    Common(Rule),
    /// It must be an object.
    Object,
    /// It must be an array.
    Array,
    /// It must have letters, digits, ASCII punctuation and spaces only.
    Printable,
    /// It must be one of these words.
    OneOf(String),
    /// It has at most so many entries.
    AtMostEntries(usize),
    /// It has at most so many entries, including these, which are stored.
    AtMostEntriesWith(usize, &'static str),
    /// It may occur once in its list.
    Unique,
    /// It must be a dealer of the department's tenant.
    Dealer,
    /// It must be the UUID of the customer that the path names.
    SameCustomer,
    /// It must be given for this kind of customer.
    RequiredFor(&'static str),
    /// The customer's name, which is made of it, has at most so many characters.
    NameAtMost(usize),
}

impl From<Rule> for FieldRule {
    fn from(rule: Rule) -> Self {
        Self::Common(rule)
    }
}

/// A sentence that begins with the path. It never repeats the field's value.
impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.path, self.rule)
    }
}

impl fmt::Display for FieldRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Common(rule) => common(*rule, f),
            Self::Object => f.write_str("must be an object"),
            Self::Array => f.write_str("must be an array"),
            Self::Printable => {
                f.write_str("must have letters, digits, ASCII punctuation and spaces only")
            }
            Self::OneOf(words) => write!(f, "must be one of {words}"),
            Self::AtMostEntries(most) => write!(f, "must have at most {most} entries"),
            Self::AtMostEntriesWith(most, stored) => {
                write!(f, "must have at most {most} entries, including the stored {stored}")
            }
            Self::Unique => f.write_str("is in the list twice"),
            Self::Dealer => f.write_str("is not a dealer of the department's tenant"),
            Self::SameCustomer => f.write_str("is not the UUID of the customer in the path"),
            Self::RequiredFor(kind) => write!(f, "is required for {kind}"),
            Self::NameAtMost(most) => {
                write!(f, "makes the customer's name longer than {most} characters")
            }
        }
    }
}

fn common(rule: Rule, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match rule {
        Rule::Required => f.write_str("is required"),
        Rule::Text => f.write_str("must be a string"),
        Rule::AtMost(most) => write!(f, "must have at most {most} characters"),
        Rule::Integer => f.write_str("must be an integer"),
        Rule::Boolean => f.write_str("must be a boolean"),
        Rule::Email => f.write_str("must be an e-mail address"),
    }
}
