//! Countries: ISO 3166-1 codes, English names and names in use, plus Kosovo under its common code.

mod in_use;
mod names;

use std::fmt;

use serde::{Deserialize, Serialize};

use self::in_use::{COMMON_NAMES, OWN_NAMES};
use self::names::{COUNTRIES, OTHER_NAMES};
use super::fold;

/// An assigned ISO 3166-1 alpha-2 code, or `XK`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code([u8; 2]);

/// The text is not a country's alpha-2 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an ISO 3166-1 alpha-2 code")]
pub struct NotACountry;

impl Code {
    /// The two capital letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The English name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().map_or("", |(_, _, name)| name)
    }

    /// The three capital letters of the alpha-3 code.
    #[must_use]
    pub fn alpha_3(self) -> &'static str {
        self.row().map_or("", |(_, alpha_3, _)| alpha_3)
    }

    fn row(self) -> Option<&'static (&'static str, &'static str, &'static str)> {
        let at = COUNTRIES.binary_search_by(|row| row.0.cmp(self.as_str())).ok()?;
        COUNTRIES.get(at)
    }
}

impl TryFrom<&str> for Code {
    type Error = NotACountry;
    fn try_from(text: &str) -> Result<Self, NotACountry> {
        COUNTRIES.binary_search_by(|row| row.0.cmp(text)).map_err(|_| NotACountry)?;
        text.as_bytes().try_into().map(Self).map_err(|_| NotACountry)
    }
}

impl TryFrom<String> for Code {
    type Error = NotACountry;
    fn try_from(text: String) -> Result<Self, NotACountry> {
        Self::try_from(text.as_str())
    }
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.as_str().to_owned()
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Reads a country from its alpha-2 code, its alpha-3 code, its English name or another name in
/// use, in any case. Abbreviations may have full stops: `U.K.`
#[must_use]
pub fn read(written: &str) -> Option<Code> {
    let written = written.trim();
    if written.is_empty() {
        return None;
    }
    let code = match written.replace('.', "") {
        plain if plain == written => coded(written).or_else(|| named(written)),
        plain => coded(&plain).or_else(|| named(written)).or_else(|| named(&plain)),
    };
    code.and_then(|code| Code::try_from(code).ok())
}

/// The country with this alpha-2 or alpha-3 code.
fn coded(code: &str) -> Option<&'static str> {
    let is = |(alpha_2, alpha_3, _): &&(&str, &str, &str)| match code.len() {
        2 => alpha_2.eq_ignore_ascii_case(code),
        3 => alpha_3.eq_ignore_ascii_case(code),
        _ => false,
    };
    COUNTRIES.iter().find(is).map(|row| row.0)
}

/// The country with this name.
fn named(name: &str) -> Option<&'static str> {
    let folded = fold::name(name);
    let english = COUNTRIES.iter().map(|row| (row.2, row.0));
    let others = [OTHER_NAMES, COMMON_NAMES, OWN_NAMES].into_iter().flatten().copied();
    english.chain(others).find(|(name, _)| is_named(name, &folded)).map(|(_, code)| code)
}

/// Whether a name, once folded, equals `folded`. Most names are ASCII and need no folding.
fn is_named(name: &str, folded: &str) -> bool {
    if name.is_ascii() { name.eq_ignore_ascii_case(folded) } else { fold::name(name) == folded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_read_from_either_code_or_its_name() {
        for written in ["AX", "ax", "ALA", " ala ", "Åland Islands", "aland islands"] {
            assert_eq!(read(written).map(String::from).as_deref(), Some("AX"), "{written}");
        }
        let others = [
            ("South Korea", "KR"),
            ("myanmar", "MM"),
            ("Czechia", "CZ"),
            ("turkiye", "TR"),
            ("United States of America", "US"),
            ("SS", "SS"),
            ("cuw", "CW"),
            ("Curacao", "CW"),
        ];
        for (written, code) in others {
            assert_eq!(read(written).map(String::from).as_deref(), Some(code), "{written}");
        }
        for written in ["", "XX", "Atlantis", "A"] {
            assert_eq!(read(written), None, "{written}");
        }
    }

    /// Broken by reading two letters as a code alone.
    #[test]
    fn names_in_use_and_the_countries_own_names_are_read() {
        let names = [
            ("GB", "UK"),
            ("GB", "u.k."),
            ("GB", "England"),
            ("GB", "scotland"),
            ("GB", "Wales"),
            ("GB", "Great Britain"),
            ("AE", "UAE"),
            ("AE", "U.A.E."),
            ("US", "USA"),
            ("US", "U.S.A."),
            ("US", "U.S."),
            ("NL", "Holland"),
            ("DE", "Deutschland"),
            ("ES", "Espana"),
            ("AT", "Österreich"),
            ("BE", "België"),
            ("RU", "Россия"),
            ("JP", "日本"),
            ("IN", "भारत"),
            ("MX", "México"),
            ("VI", "U.S. Virgin Islands"),
        ];
        for (code, name) in names {
            assert_eq!(read(name).map(String::from).as_deref(), Some(code), "{name}");
        }
    }

    #[test]
    fn codes_are_sorted_and_unique_and_every_other_name_has_one() {
        assert!(COUNTRIES.is_sorted_by(|a, b| a.0 < b.0));
        for (name, code) in [OTHER_NAMES, COMMON_NAMES, OWN_NAMES].into_iter().flatten() {
            assert_eq!(read(name), Code::try_from(*code).ok(), "{name}");
        }
    }
}
