//! Countries: ISO 3166-1 codes and English names, plus Kosovo under its common code.

mod names;

use std::fmt;

use serde::{Deserialize, Serialize};

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

/// Reads a country from its alpha-2 code, its alpha-3 code or its English name, in any case.
#[must_use]
pub fn read(written: &str) -> Option<Code> {
    let written = written.trim();
    let named = |name: &str| {
        let folded = fold::name(name);
        let country = COUNTRIES.iter().find(|row| is_named(row.2, &folded)).map(|row| row.0);
        let other = || OTHER_NAMES.iter().find(|(name, _)| is_named(name, &folded));
        country.or_else(|| other().map(|(_, code)| *code))
    };
    let code = match written.len() {
        0 => None,
        2 => COUNTRIES.iter().find(|row| row.0.eq_ignore_ascii_case(written)).map(|row| row.0),
        3 => COUNTRIES.iter().find(|row| row.1.eq_ignore_ascii_case(written)).map(|row| row.0),
        _ => named(written),
    };
    code.and_then(|code| Code::try_from(code).ok())
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

    #[test]
    fn codes_are_sorted_and_unique_and_every_other_name_has_one() {
        assert!(COUNTRIES.is_sorted_by(|a, b| a.0 < b.0));
        for (name, code) in OTHER_NAMES {
            assert_eq!(read(name), Code::try_from(*code).ok(), "{name}");
        }
    }
}
