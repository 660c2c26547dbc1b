//! Names in Nutcache's languages, and the currencies of countries, from the CLDR. `cldr/make.py`
//! writes the files.

use serde::Serialize;

/// For each country: its alpha-2 code, its currencies, its names.
const COUNTRIES: &str = include_str!("cldr/countries.tsv");
/// For each of their currencies: its code, its decimals, its names.
const CURRENCIES: &str = include_str!("cldr/currencies.tsv");
/// The decimals of a currency that is not in the file: those of most.
const USUAL_DECIMALS: u8 = 2;

/// A name in all of Nutcache's languages, in the documented order. Where no translation is known, it
/// is the English one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Names<'a> {
    name_enus: &'a str,
    name_frfr: &'a str,
    name_frca: &'a str,
    name_ruru: &'a str,
    name_ptbr: &'a str,
    name_plpl: &'a str,
    name_itit: &'a str,
    name_eses: &'a str,
    name_esus: &'a str,
    name_dede: &'a str,
}

impl<'a> Names<'a> {
    /// A name that is only known in English.
    pub(crate) const fn english(name: &'a str) -> Self {
        Self {
            name_enus: name,
            name_frfr: name,
            name_frca: name,
            name_ruru: name,
            name_ptbr: name,
            name_plpl: name,
            name_itit: name,
            name_eses: name,
            name_esus: name,
            name_dede: name,
        }
    }

    /// The name of a country with an alpha-2 code.
    pub(crate) fn of_country(code: &str, english: &'a str) -> Self {
        Self::read(english, row(COUNTRIES, code))
    }

    /// The name of a currency with an ISO 4217 code.
    pub(crate) fn of_currency(code: &str, english: &'a str) -> Self {
        Self::read(english, row(CURRENCIES, code))
    }

    fn read(english: &'a str, row: Option<Row>) -> Self {
        let mut names = Self::english(english);
        let slots = [
            &mut names.name_frfr,
            &mut names.name_frca,
            &mut names.name_ruru,
            &mut names.name_ptbr,
            &mut names.name_plpl,
            &mut names.name_itit,
            &mut names.name_eses,
            &mut names.name_esus,
            &mut names.name_dede,
        ];
        let known = row.into_iter().flat_map(|row| row.names.split('\t'));
        for (slot, name) in slots.into_iter().zip(known).filter(|(_, name)| !name.is_empty()) {
            *slot = name;
        }
        names
    }
}

/// The codes of a country's currencies.
pub(crate) fn currencies_of(country: &str) -> impl Iterator<Item = &'static str> {
    row(COUNTRIES, country).into_iter().flat_map(|row| row.fact.split_whitespace())
}

/// How many decimals amounts in a currency have.
pub(crate) fn decimals_of(currency: &str) -> u8 {
    let known = row(CURRENCIES, currency).and_then(|row| row.fact.parse().ok());
    known.unwrap_or(USUAL_DECIMALS)
}

/// A line of either file, without its code.
#[derive(Clone, Copy)]
struct Row {
    fact: &'static str,
    /// With tabs between them.
    names: &'static str,
}

fn row(file: &'static str, code: &str) -> Option<Row> {
    let line = file.lines().find_map(|line| line.strip_prefix(code)?.strip_prefix('\t'))?;
    let (fact, names) = line.split_once('\t')?;
    Some(Row { fact, names })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::countries;

    #[test]
    fn a_country_has_its_currencies_and_its_name_in_every_language() {
        let canada =
            Names { name_ruru: "Канада", name_plpl: "Kanada", ..Names::english("Canada") };
        let canada = Names { name_ptbr: "Canadá", name_eses: "Canadá", ..canada };
        let canada = Names { name_esus: "Canadá", name_dede: "Kanada", ..canada };
        assert_eq!(Names::of_country("CA", "Canada"), canada);
        assert_eq!(currencies_of("CA").collect::<Vec<_>>(), ["CAD"]);
        assert_eq!(currencies_of("PA").collect::<Vec<_>>(), ["PAB", "USD"]);
        for id in 1..=244 {
            let code = countries::country_of(id).unwrap();
            let row = row(COUNTRIES, code.as_str()).unwrap();
            assert_eq!(
                row.names.split('\t').filter(|name| !name.is_empty()).count(),
                9,
                "{code:?}"
            );
        }
    }

    #[test]
    fn a_currency_has_its_decimals_and_else_the_usual_ones() {
        for (code, decimals) in [("CAD", 2), ("JPY", 0), ("KWD", 3), ("???", 2), ("", 2)] {
            assert_eq!(decimals_of(code), decimals, "{code}");
        }
        assert_eq!(Names::of_currency("USD", "Dollar").name_dede, "US-Dollar");
    }

    #[test]
    fn what_is_not_known_is_in_english() {
        for code in ["ZWG", "XTS", ""] {
            assert_eq!(Names::of_currency(code, "n"), Names::english("n"), "{code}");
        }
        assert_eq!(Names::of_country("ZZ", "n"), Names::english("n"));
    }
}
