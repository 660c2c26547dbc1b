//! `include` and `includes`: the objects that a caller wants to see beside the customers.

use std::collections::BTreeSet;

use shared::input::query::Pairs;

use crate::refusal::Refusal;

/// A kind of object that can be included. Answers show them in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Include {
    /// The organization.
    Organizations,
    /// The countries of the customers.
    Countries,
    /// The states of the customers.
    States,
    /// The taxes of the customers.
    Taxes,
    /// The currency of the organization.
    Currencies,
}

impl Include {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Organizations, Self::Countries, Self::States, Self::Taxes, Self::Currencies];

    /// The name in the query and in the answer.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Organizations => "organizations",
            Self::Countries => "countries",
            Self::States => "states",
            Self::Taxes => "taxes",
            Self::Currencies => "currencies",
        }
    }
}

/// The kinds that a query includes: it may have several `include` and `includes`, each a list of
/// names with commas between them. An unknown name is refused.
pub(crate) fn included(query: &Pairs) -> Result<BTreeSet<Include>, Refusal> {
    query
        .iter()
        .filter(|(name, _)| matches!(*name, "include" | "includes"))
        .flat_map(|(_, names)| names.split(','))
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(parse)
        .collect()
}

fn parse(name: &str) -> Result<Include, Refusal> {
    Include::ALL.into_iter().find(|include| include.as_str() == name).ok_or_else(|| {
        let names = Include::ALL.map(Include::as_str).join(", ");
        Refusal::Invalid(format!("The parameter include accepts only these names: {names}."))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_from_both_parameters() {
        let query =
            Pairs::parse("include=taxes,+countries,&x=nothing&includes=organizations,taxes")
                .unwrap();
        let expected = [Include::Organizations, Include::Countries, Include::Taxes];
        assert_eq!(included(&query).unwrap(), BTreeSet::from(expected));
        assert_eq!(included(&Pairs::parse("include=&page=2").unwrap()).unwrap(), BTreeSet::new());
    }

    #[test]
    fn an_unknown_name_is_refused() {
        for query in ["include=invoices", "includes=countries,Taxes", "include=customers"] {
            let found = included(&Pairs::parse(query).unwrap());
            assert!(matches!(found, Err(Refusal::Invalid(_))), "{query}: {found:?}");
        }
    }
}
