//! The sieve: a filter as a `FilterExpression` over rows. It may let too many rows through, never
//! too few. So it has neither `<>` nor `NOT`, which hold for attributes that are missing, and rows
//! with cut texts pass wherever a text is compared.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use super::filter::{Comparison, Filter, TextOperator, TextRule, WordsRule, location_tokens};
use super::item::{number, text};
use crate::record::row::{CUT, LOCATIONS, TextField};

/// The longest expression that DynamoDB accepts, in bytes.
const MAX_EXPRESSION: usize = 4_096;
/// The most operands of `IN`.
const MAX_OPERANDS: usize = 100;
/// The most operators of an expression are 300; each operand here needs at most three.
const MAX_VALUES: usize = 100;

/// An expression over rows, and its values by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Sieve {
    pub(super) expression: String,
    pub(super) values: HashMap<String, AttributeValue>,
}

impl Sieve {
    /// The sieve of a filter; `None`: every row passes.
    pub(super) fn of(filter: &Filter) -> Option<Self> {
        let mut values = Values::default();
        let expression = values.filter(filter)?;
        let fits = expression.len() <= MAX_EXPRESSION && values.0.len() <= MAX_VALUES;
        fits.then_some(Self { expression, values: values.0 })
    }
}

/// The values of an expression.
#[derive(Default)]
struct Values(HashMap<String, AttributeValue>);

impl Values {
    fn filter(&mut self, filter: &Filter) -> Option<String> {
        match filter {
            // A rule without a sieve narrows nothing.
            Filter::All(rules) => {
                let all: Vec<_> = rules.iter().filter_map(|rule| self.filter(rule)).collect();
                joined(&all, " AND ")
            }
            // A rule without a sieve widens all of it.
            Filter::Any(rules) => {
                let before = self.0.clone();
                let any: Option<Vec<_>> = rules.iter().map(|rule| self.filter(rule)).collect();
                if any.is_none() {
                    self.0 = before;
                }
                joined(&any?, " OR ")
            }
            Filter::Text(rule) => self.text(rule),
            Filter::OneOf(field, texts) => self.one_of(*field, texts.iter()),
            Filter::Number(field, comparison, operand) => {
                let sign = sign(*comparison)?;
                let attribute = field.attribute()?;
                Some(format!("{attribute} {sign} {}", self.value(number(*operand))))
            }
            Filter::Words(WordsRule { names, terms }) => {
                let terms = terms.iter().map(|term| self.within(names, term));
                joined(&terms.collect::<Option<Vec<_>>>()?, " AND ")
            }
            Filter::Location(id, active) => {
                let tokens: Vec<_> = location_tokens(*id, *active)
                    .map(|token| format!("contains({LOCATIONS}, {})", self.value(text(token))))
                    .collect();
                Some(or_cut(&tokens.join(" OR ")))
            }
            // Rows have neither index entries nor children.
            Filter::Has(_) | Filter::IsParent(_) => None,
        }
    }

    fn text(&mut self, rule: &TextRule) -> Option<String> {
        let TextRule { field, operator, folded } = rule;
        let attribute = field.attribute()?;
        let operand = |values: &mut Self| values.value(text(folded));
        let exact = match operator {
            TextOperator::Is(comparison) => {
                format!("{attribute} {} {}", sign(*comparison)?, operand(self))
            }
            // Every text contains the empty one.
            _ if folded.is_empty() => format!("attribute_exists({attribute})"),
            TextOperator::BeginsWith => format!("begins_with({attribute}, {})", operand(self)),
            // There is no function for how a text ends.
            TextOperator::Contains | TextOperator::EndsWith => {
                format!("contains({attribute}, {})", operand(self))
            }
        };
        Some(or_cut(&exact))
    }

    fn one_of<'a>(
        &mut self,
        field: TextField,
        texts: impl ExactSizeIterator<Item = &'a String>,
    ) -> Option<String> {
        let attribute = field.attribute()?;
        if !(1..=MAX_OPERANDS).contains(&texts.len()) {
            return None;
        }
        let names: Vec<_> = texts.map(|one| self.value(text(one))).collect();
        Some(or_cut(&format!("{attribute} IN ({})", names.join(", "))))
    }

    /// One of the names contains the term.
    fn within(&mut self, names: &[TextField], term: &str) -> Option<String> {
        let value = self.value(text(term));
        let contains = |name: &TextField| Some(format!("contains({}, {value})", name.attribute()?));
        let any: Option<Vec<_>> = names.iter().map(contains).collect();
        Some(or_cut(&joined(&any?, " OR ")?))
    }

    /// Adds a value and returns its name.
    fn value(&mut self, value: AttributeValue) -> String {
        let name = format!(":{}", self.0.len());
        self.0.insert(name.clone(), value);
        name
    }
}

/// The comparison as DynamoDB writes it; `None`: it holds for missing values, too.
const fn sign(comparison: Comparison) -> Option<&'static str> {
    Some(match comparison {
        Comparison::Equal => "=",
        Comparison::NotEqual => return None,
        Comparison::Less => "<",
        Comparison::AtMost => "<=",
        Comparison::Greater => ">",
        Comparison::AtLeast => ">=",
    })
}

fn or_cut(exact: &str) -> String {
    format!("({exact} OR attribute_exists({CUT}))")
}

fn joined(parts: &[String], between: &str) -> Option<String> {
    match parts {
        [] => None,
        [one] => Some(one.clone()),
        _ => Some(format!("({})", parts.join(between))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::row::NumberField;

    fn name(operator: TextOperator, operand: &str) -> Filter {
        Filter::text(TextField::Name, operator, operand)
    }

    fn expression(filter: &Filter) -> Option<String> {
        Sieve::of(filter).map(|sieve| sieve.expression)
    }

    #[test]
    fn every_operator_has_its_sieve() {
        let contains = name(TextOperator::Contains, "É");
        let sieve = Sieve::of(&contains).unwrap();
        assert_eq!(sieve.expression, "(contains(n, :0) OR attribute_exists(x))");
        assert_eq!(sieve.values[":0"], text("e"));
        let ends = name(TextOperator::EndsWith, "x");
        assert_eq!(expression(&ends), expression(&contains));
        let empty = name(TextOperator::BeginsWith, "");
        let exists = "(attribute_exists(n) OR attribute_exists(x))";
        assert_eq!(expression(&empty).as_deref(), Some(exists));
        let at_least = Filter::Number(NumberField::UpdatedAt, Comparison::AtLeast, 5);
        assert_eq!(expression(&at_least).as_deref(), Some("j >= :0"));
        let at = Filter::Location(7.try_into().unwrap(), None);
        let either = "(contains(g, :0) OR contains(g, :1) OR attribute_exists(x))";
        assert_eq!(expression(&at).as_deref(), Some(either));
    }

    /// Broken by `<>`, and by joining only those parts of "any" that have a sieve.
    #[test]
    fn what_cannot_be_sieved_narrows_nothing() {
        let unequal = name(TextOperator::Is(Comparison::NotEqual), "a");
        let equal = name(TextOperator::Is(Comparison::Equal), "b");
        let notes = Filter::text(TextField::Notes, TextOperator::Contains, "c");
        for passes in [unequal.clone(), notes] {
            assert_eq!(expression(&passes), None);
            let any = Filter::Any(vec![equal.clone(), passes.clone()]);
            assert_eq!(expression(&any), None);
            let all = Filter::All(vec![any, passes, equal.clone()]);
            let sieve = Sieve::of(&all).unwrap();
            assert_eq!(sieve.expression, "(n = :0 OR attribute_exists(x))");
            assert_eq!(sieve.values.len(), 1, "DynamoDB refuses values that are not used");
        }
    }

    #[test]
    fn what_is_too_long_for_dynamodb_is_not_sieved() {
        let many = (1..=200).map(|id| Filter::Location(id.try_into().unwrap(), Some(true)));
        assert_eq!(expression(&Filter::Any(many.collect())), None);
    }
}
