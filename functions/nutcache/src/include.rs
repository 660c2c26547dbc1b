//! `include` and `includes`: what a caller wants to see beside the customers.

use std::collections::BTreeSet;

use shared::input::query::Pairs;

use crate::error::Error;

/// A kind of object that can be included, in the order in which they are shown.
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

    /// As it stands in the query, in `rel` and in `href`.
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

/// What a query includes: the names in all of its `include` and `includes`, between commas. A
/// name that is none is refused.
pub(crate) fn included(query: &Pairs) -> Result<BTreeSet<Include>, Error> {
    query
        .iter()
        .filter(|(name, _)| matches!(*name, "include" | "includes"))
        .flat_map(|(_, names)| names.split(','))
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(parse)
        .collect()
}

fn parse(name: &str) -> Result<Include, Error> {
    Include::ALL.into_iter().find(|include| include.as_str() == name).ok_or_else(|| {
        let names = Include::ALL.map(Include::as_str).join(", ");
        Error::Invalid(format!("The parameter include takes no other names than {names}."))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_from_both_parameters() {
        let query =
            Pairs::parse("include=taxes,+countries,&x=nothing&includes=organizations,taxes");
        let expected = [Include::Organizations, Include::Countries, Include::Taxes];
        assert_eq!(included(&query).unwrap(), BTreeSet::from(expected));
        assert_eq!(included(&Pairs::parse("include=&page=2")).unwrap(), BTreeSet::new());
    }

    #[test]
    fn an_unknown_name_is_refused() {
        for query in ["include=invoices", "includes=countries,Taxes", "include=customers"] {
            let found = included(&Pairs::parse(query));
            assert!(matches!(found, Err(Error::Invalid(_))), "{query}: {found:?}");
        }
    }
}
