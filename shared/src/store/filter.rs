//! Which customers a list shows. One value is both the sieve that DynamoDB applies to rows
//! (`sieve`) and the exact rule, which is decided here.
//!
//! Texts are compared folded. A value that is not set matches only "not equal".

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::StoreError;
use crate::id::{CustomerId, PartId};
use crate::record::index::{self, IndexEntry};
use crate::record::row::{LOCATIONS, NAMES, NumberField, TextField};

/// A rule that a customer keeps or breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// All of these; with none of them, every customer.
    All(Vec<Self>),
    /// At least one of these; with none of them, no customer.
    Any(Vec<Self>),
    /// A text. Made by [`Filter::text`].
    Text(TextRule),
    /// A text that is one of several. Made by [`Filter::one_of`].
    OneOf(TextField, BTreeSet<String>),
    /// A number.
    Number(NumberField, Comparison, i64),
    /// Words that each begin a word of a name. Made by [`Filter::words`].
    Words(WordsRule),
    /// It is served by this location and, if that is said, is active there or not.
    Location(PartId, Option<bool>),
    /// It has this index entry, as [`index::entries`] makes it: any of its e-mail addresses, phone
    /// numbers, VINs and so on.
    Has(IndexEntry),
    /// It is the parent of another customer, or is not.
    IsParent(bool),
}

/// How two values compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// Not equal, or not set.
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

/// How a text and an operand compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextOperator {
    /// The whole text, by code points.
    Is(Comparison),
    /// The operand stands in it.
    Contains,
    /// It begins with the operand.
    BeginsWith,
    /// It ends with the operand.
    EndsWith,
}

/// A rule about a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextRule {
    pub(super) field: TextField,
    pub(super) operator: TextOperator,
    pub(super) folded: String,
}

/// A rule about the words of names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordsRule {
    pub(super) names: Vec<TextField>,
    pub(super) terms: Vec<String>,
}

impl Filter {
    /// A rule about a text. The operand is folded as the field's values are.
    #[must_use]
    pub fn text(field: TextField, operator: TextOperator, operand: &str) -> Self {
        let folded = match operator {
            TextOperator::Is(_) => field.fold(operand),
            TextOperator::Contains | TextOperator::BeginsWith | TextOperator::EndsWith => {
                let part = field.fold_part(operand);
                if part.is_empty() && !operand.is_empty() {
                    // Nothing is left of it, for instance of letters in a phone number.
                    return Self::Any(Vec::new());
                }
                part
            }
        };
        Self::Text(TextRule { field, operator, folded })
    }

    /// The text is one of these, which are folded here.
    #[must_use]
    pub fn one_of<'a>(field: TextField, values: impl IntoIterator<Item = &'a str>) -> Self {
        Self::OneOf(field, values.into_iter().map(|value| field.fold(value)).collect())
    }

    /// Each word of the phrase begins a word of one of these names, which are among [`NAMES`]. Of a
    /// customer's names, the first eight different words count, as in the index. No customer keeps
    /// a rule without words.
    #[must_use]
    pub fn words(names: &[TextField], phrase: &str) -> Self {
        let folded = TextField::Name.fold(phrase);
        let terms: Vec<String> = index::words(&folded).map(str::to_owned).collect();
        if terms.is_empty() {
            return Self::Any(Vec::new());
        }
        Self::Words(WordsRule { names: names.to_vec(), terms })
    }

    /// Whether a customer keeps the rule.
    pub(super) fn accepts(&self, customer: &impl Facts) -> bool {
        match self {
            Self::All(rules) => rules.iter().all(|rule| rule.accepts(customer)),
            Self::Any(rules) => rules.iter().any(|rule| rule.accepts(customer)),
            Self::Text(TextRule { field, operator, folded }) => {
                operator.holds(customer.text(*field).as_deref(), folded)
            }
            Self::OneOf(field, values) => {
                customer.text(*field).is_some_and(|text| values.contains(&*text))
            }
            Self::Number(field, comparison, operand) => {
                comparison.holds(customer.number(*field).map(|number| number.cmp(operand)))
            }
            Self::Words(rule) => rule.holds(customer),
            Self::Location(id, active) => customer
                .locations()
                .is_some_and(|all| location_tokens(*id, *active).any(|token| all.contains(&token))),
            Self::Has(entry) => customer.has(entry),
            Self::IsParent(wanted) => customer.is_parent() == *wanted,
        }
    }

    /// Shows every rule that is not made of others.
    pub(super) fn each(&self, see: &mut impl FnMut(&Self)) {
        match self {
            Self::All(rules) | Self::Any(rules) => rules.iter().for_each(|rule| rule.each(see)),
            Self::Text(_)
            | Self::OneOf(..)
            | Self::Number(..)
            | Self::Words(_)
            | Self::Location(..)
            | Self::Has(_)
            | Self::IsParent(_) => see(self),
        }
    }

    /// Whether it asks who is a parent, which no row tells.
    pub(super) fn asks_for_parents(&self) -> bool {
        let mut asks = false;
        self.each(&mut |rule| asks |= matches!(rule, Self::IsParent(_)));
        asks
    }

    /// The fields that it compares.
    pub(super) fn fields(&self) -> BTreeSet<Field> {
        let mut fields = BTreeSet::new();
        self.each(&mut |rule| match rule {
            Self::Text(TextRule { field, .. }) | Self::OneOf(field, _) => {
                fields.insert(Field::Text(*field));
            }
            Self::Number(field, ..) => {
                fields.insert(Field::Number(*field));
            }
            Self::Words(_) => fields.extend(NAMES.map(Field::Text)),
            Self::Location(..) => {
                fields.insert(Field::Locations);
            }
            Self::All(_) | Self::Any(_) | Self::Has(_) | Self::IsParent(_) => {}
        });
        fields
    }
}

/// The texts that stand in a row's locations if the customer is served by this one.
pub(super) fn location_tokens(
    id: PartId,
    active: Option<bool>,
) -> impl Iterator<Item = String> + use<> {
    let signs = [(true, '+'), (false, '-')].into_iter();
    signs
        .filter(move |(sign, _)| active.is_none_or(|active| active == *sign))
        .map(move |(_, sign)| format!("#{id}{sign}"))
}

impl Comparison {
    /// Whether it holds between a value and an operand; `None`: the value is not set.
    fn holds(self, order: Option<Ordering>) -> bool {
        let Some(order) = order else { return self == Self::NotEqual };
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

impl TextOperator {
    fn holds(self, text: Option<&str>, operand: &str) -> bool {
        match (self, text) {
            (Self::Is(comparison), text) => comparison.holds(text.map(|text| text.cmp(operand))),
            (Self::Contains | Self::BeginsWith | Self::EndsWith, None) => false,
            (Self::Contains, Some(text)) => text.contains(operand),
            (Self::BeginsWith, Some(text)) => text.starts_with(operand),
            (Self::EndsWith, Some(text)) => text.ends_with(operand),
        }
    }
}

impl WordsRule {
    fn holds(&self, customer: &impl Facts) -> bool {
        let all: Vec<Cow<'_, str>> =
            NAMES.into_iter().filter_map(|name| customer.text(name)).collect();
        let indexed = index::first_words(all.iter().map(|name| &**name));
        let names: Vec<Cow<'_, str>> =
            self.names.iter().filter_map(|name| customer.text(*name)).collect();
        let words = || names.iter().flat_map(|name| index::words(name));
        let begins = |term: &String| {
            words().any(|word| indexed.contains(&word) && word.starts_with(term.as_str()))
        };
        self.terms.iter().all(begins)
    }
}

/// A field that a list filters or sorts by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// A text.
    Text(TextField),
    /// A number.
    Number(NumberField),
    /// The locations.
    Locations,
}

impl Field {
    /// Whether rows tell it.
    pub(super) fn is_in_rows(self) -> bool {
        self == Self::Number(NumberField::Id) || self.attribute().is_some()
    }

    /// Its attribute in rows; `None`: it has none.
    pub(super) const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::Text(field) => field.attribute(),
            Self::Number(field) => field.attribute(),
            Self::Locations => Some(LOCATIONS),
        }
    }
}

/// One key of an order. A value that is not set counts as less than every other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SortKey {
    /// The field.
    pub field: SortField,
    /// From the greatest value to the least.
    pub descending: bool,
}

/// A field that a list is sorted by: texts folded, by code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortField {
    /// A text.
    Text(TextField),
    /// A number.
    Number(NumberField),
}

impl SortField {
    pub(super) const fn field(self) -> Field {
        match self {
            Self::Text(field) => Field::Text(field),
            Self::Number(field) => Field::Number(field),
        }
    }
}

/// Why there is no list.
#[derive(Debug)]
pub enum FilterError {
    /// Texts of more than 1,000 customers are too long to be filtered or sorted by.
    TooManyCut,
    /// The tenant has more than 4,000 customers, and can filter and sort by any field but these.
    Unfilterable(BTreeSet<Field>),
    /// It cannot be answered before the deadline. A closer filter may be.
    TooSlow,
    /// The store failed.
    Store(StoreError),
}

impl From<StoreError> for FilterError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// What a rule asks about a customer: answered from its row or from its record.
pub(super) trait Facts {
    /// Its id.
    fn id(&self) -> CustomerId;

    /// The folded value of a text.
    fn text(&self, field: TextField) -> Option<Cow<'_, str>>;

    /// The value of a number.
    fn number(&self, field: NumberField) -> Option<i64>;

    /// Its locations, as rows have them.
    fn locations(&self) -> Option<Cow<'_, str>>;

    /// Whether it has an index entry.
    fn has(&self, entry: &IndexEntry) -> bool;

    /// Whether another customer names it as its parent.
    fn is_parent(&self) -> bool;
}
