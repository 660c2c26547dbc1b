//! Parses the `Authorization` header.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// The scheme and what follows it: `("Bearer", "abc")`. `None` if there is no space.
#[must_use]
pub fn split(header: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = header.trim().split_once(' ')?;
    Some((scheme, rest.trim_start()))
}

/// What follows the scheme, if the header has this scheme (in any case).
#[must_use]
pub fn of_scheme<'a>(header: &'a str, scheme: &str) -> Option<&'a str> {
    split(header).filter(|(found, _)| found.eq_ignore_ascii_case(scheme)).map(|(_, rest)| rest)
}

/// Decodes base64, padded or not, in the standard or the URL-safe alphabet.
#[must_use]
pub fn base64(text: &str) -> Option<Vec<u8>> {
    let url_safe = text.bytes().any(|byte| byte == b'-' || byte == b'_');
    if url_safe { URL_SAFE.decode(text) } else { STANDARD.decode(text) }.ok()
}

const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
static STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
static URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_is_found_in_any_case() {
        assert_eq!(split("Bearer  abc "), Some(("Bearer", "abc")));
        assert_eq!(split("Bearer"), None);
        assert_eq!(of_scheme("bEARER abc", "Bearer"), Some("abc"));
        assert_eq!(of_scheme("Basic abc", "Bearer"), None);
        assert_eq!(of_scheme("nut-basic a b", "nut-basic"), Some("a b"));
    }

    #[test]
    fn all_four_kinds_of_base64_are_read() {
        let bytes = vec![0xfb, 0xff, 0xbf, 0x01];
        for text in ["+/+/AQ==", "+/+/AQ", "-_-_AQ==", "-_-_AQ"] {
            assert_eq!(base64(text).as_ref(), Some(&bytes), "{text}");
        }
        assert_eq!(base64(""), Some(Vec::new()));
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["a", "ab=c", "+/-_", "a b", "YWJj\n", "é", "YR=", "===="] {
            assert_eq!(base64(text), None, "{text}");
        }
    }
}
