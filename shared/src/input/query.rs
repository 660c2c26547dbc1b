//! Query strings and forms: decoded pairs in their order.

use std::string::FromUtf8Error;

use super::BodyError;

/// The pairs of a query string or a form, percent-decoded, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pairs(pub Vec<(String, String)>);

impl Pairs {
    /// Reads `a=1&b=2`. `+` is a space, and a name without `=` has the empty value. Bytes that are
    /// not UTF-8 are refused with [`BodyError::QueryNotUtf8`].
    pub fn parse(raw: &str) -> Result<Self, BodyError> {
        let own = |text| decoded(text, Plus::IsSpace).map_err(|_| BodyError::QueryNotUtf8);
        let pairs = split(raw).map(|(name, value)| Ok((own(name)?, own(value)?)));
        pairs.collect::<Result<_, _>>().map(Self)
    }

    /// The last value of a name, which is the one that most frameworks use.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All pairs in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }
}

/// What a `+` means: a space in queries and forms, a plus sign in paths.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plus {
    IsSpace,
    IsItself,
}

/// The names and values, still encoded.
fn split(raw: &str) -> impl Iterator<Item = (&str, &str)> {
    let pairs = raw.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// Percent-decodes a text. A `%` without two hexadecimal digits after it stays as it is, and bytes
/// that are not UTF-8 become U+FFFD.
pub(crate) fn decode(raw: &str, plus: Plus) -> String {
    match decoded(raw, plus) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    }
}

fn decoded(raw: &str, plus: Plus) -> Result<String, FromUtf8Error> {
    let encoded = |byte: &u8| *byte == b'%' || (*byte == b'+' && plus == Plus::IsSpace);
    let bytes = raw.as_bytes();
    let Some(first) = bytes.iter().position(encoded) else {
        return Ok(raw.to_owned());
    };
    let mut decoded = Vec::with_capacity(bytes.len());
    let (plain, mut rest) = bytes.split_at(first);
    decoded.extend_from_slice(plain);
    loop {
        rest = match rest {
            [b'%', high, low, after @ ..] if let Some(byte) = byte_of(*high, *low) => {
                decoded.push(byte);
                after
            }
            [b'+', after @ ..] if plus == Plus::IsSpace => {
                decoded.push(b' ');
                after
            }
            [byte, after @ ..] => {
                decoded.push(*byte);
                after
            }
            [] => break,
        };
    }
    String::from_utf8(decoded)
}

fn byte_of(high: u8, low: u8) -> Option<u8> {
    let digit = |digit: u8| char::from(digit).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(raw: &str) -> Vec<(String, String)> {
        Pairs::parse(raw).unwrap().0
    }

    fn own(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn pairs_keep_their_order_and_repeats() {
        assert_eq!(pairs("b=2&a=1&b=3"), own(&[("b", "2"), ("a", "1"), ("b", "3")]));
        assert_eq!(Pairs::parse("b=2&a=1&b=3").unwrap().get("b"), Some("3"));
        assert_eq!(Pairs::parse("b=2").unwrap().get("c"), None);
    }

    #[test]
    fn empty_parts_are_skipped_and_a_name_alone_has_the_empty_value() {
        assert_eq!(pairs(""), own(&[]));
        assert_eq!(pairs("&&a&=b&c="), own(&[("a", ""), ("", "b"), ("c", "")]));
        assert_eq!(pairs("a=b=c"), own(&[("a", "b=c")]));
    }

    #[test]
    fn plus_is_a_space_and_percent_is_decoded_once() {
        assert_eq!(pairs("na%20me=a+b%2Bc%2525"), own(&[("na me", "a b+c%25")]));
        assert_eq!(pairs("a=Soci%C3%A9t%c3%a9"), own(&[("a", "Société")]));
        assert_eq!(pairs("filter%5Bname%5D=x%26y%3Dz"), own(&[("filter[name]", "x&y=z")]));
    }

    #[test]
    fn broken_escapes_stay_as_they_are() {
        assert_eq!(pairs("a=100%&b=%zz&c=%4"), own(&[("a", "100%"), ("b", "%zz"), ("c", "%4")]));
        assert_eq!(pairs("a=%+1"), own(&[("a", "% 1")]));
    }

    #[test]
    fn bytes_that_are_not_utf8_are_refused() {
        for raw in ["a=x%FFy", "%E9=1", "a=1&b=%C3"] {
            assert_eq!(Pairs::parse(raw), Err(BodyError::QueryNotUtf8), "{raw}");
        }
    }

    #[test]
    fn a_plus_in_a_path_stays_a_plus() {
        assert_eq!(decode("a+b%2Fc", Plus::IsItself), "a+b/c");
    }
}
