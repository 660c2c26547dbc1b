//! The documented pattern of the authorization header, matched without a regular-expression engine.

/// The longest authorization header, in characters.
pub(crate) const MAX_AUTHORIZATION: usize = 256;

/// The text behind the scheme, if the header matches
/// `^bearer [a-z0-9-_=]+.[a-z0-9-_=]+.?[a-z0-9-_.+/=]*$` in any case.
///
/// The dots of the pattern are not escaped, so each matches any character. A text can then match in
/// several ways. So this runs the pattern as an automaton that can be in several places at once.
pub(crate) fn bearer_token(header: &str) -> Option<&str> {
    let scheme = header.get(..SCHEME.len())?;
    let token = header.get(SCHEME.len()..)?;
    (scheme.eq_ignore_ascii_case(SCHEME) && fits(token)).then_some(token)
}

const SCHEME: &str = "bearer ";

/// Places in the pattern, as a set of bits.
const START: u8 = 1;
const FIRST: u8 = 1 << 1;
const AFTER_DOT: u8 = 1 << 2;
const SECOND: u8 = 1 << 3;
const REST: u8 = 1 << 4;

fn fits(token: &str) -> bool {
    let mut places = START;
    for c in token.chars() {
        let mut next = 0;
        if is_word(c) {
            if places & (START | FIRST) != 0 {
                next |= FIRST;
            }
            if places & (AFTER_DOT | SECOND) != 0 {
                next |= SECOND;
            }
        }
        if is_any(c) {
            if places & FIRST != 0 {
                next |= AFTER_DOT;
            }
            if places & SECOND != 0 {
                next |= REST;
            }
        }
        if is_rest(c) && places & (SECOND | REST) != 0 {
            next |= REST;
        }
        places = next;
    }
    places & (SECOND | REST) != 0
}

/// `[a-z0-9-_=]`
const fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '=')
}

/// `[a-z0-9-_.+/=]`
const fn is_rest(c: char) -> bool {
    is_word(c) || matches!(c, '.' | '+' | '/')
}

/// `.`
const fn is_any(c: char) -> bool {
    c != '\n'
}

#[cfg(test)]
mod tests {
    use super::bearer_token;

    #[test]
    fn a_token_of_three_parts_fits_in_any_case() {
        assert_eq!(bearer_token("Bearer aB-9.c_D=.e.f+/="), Some("aB-9.c_D=.e.f+/="));
        assert_eq!(bearer_token("bearer a.b.c"), Some("a.b.c"));
        assert_eq!(bearer_token("BEARER a.b"), Some("a.b"));
    }

    #[test]
    fn the_unescaped_dots_stand_for_any_character() {
        assert_eq!(bearer_token("Bearer abc"), Some("abc"));
        assert_eq!(bearer_token("Bearer a b"), Some("a b"));
        assert_eq!(bearer_token("Bearer a!b!c.d"), Some("a!b!c.d"));
        assert_eq!(bearer_token("Bearer aébéc"), Some("aébéc"));
    }

    #[test]
    fn whatever_is_off_the_pattern_is_refused() {
        let off = [
            "",
            "Bearer",
            "Bearer ",
            "Bearer a",
            "Bearer ab",
            "Bearer  a.b.c",
            "Bearer .a.b",
            "Bearer a..b",
            "Bearer a.b!!c",
            "Bearer a.b.c!",
            "Bearer a b c d",
            "Basic a.b.c",
            "Bearera.b.c",
            "Béarer a.b.c",
            " Bearer a.b.c",
        ];
        for header in off {
            assert_eq!(bearer_token(header), None, "{header:?}");
        }
    }
}
