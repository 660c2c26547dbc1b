//! Normalises values for matching. Stored and shown values stay as written.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folds a name: NFKD, no combining marks, lower case.
#[must_use]
pub fn name(text: &str) -> String {
    if text.is_ascii() {
        // ASCII has no marks and no other forms.
        return text.to_ascii_lowercase();
    }
    text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// Folds an e-mail address: trimmed, lower case.
#[must_use]
pub fn email(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Folds a VIN, an account number or a customer key: trimmed, upper case.
#[must_use]
pub fn code(text: &str) -> String {
    text.trim().to_uppercase()
}

/// A phone number in E.164 form, if it can be read: `+` and 7 to 15 digits, or a North American
/// number of ten digits, with or without the leading 1. Punctuation is ignored.
#[must_use]
pub fn e164(text: &str) -> Option<String> {
    let text = text.trim();
    let international = text.starts_with('+');
    let mut digits = String::with_capacity(16);
    for c in text.strip_prefix('+').unwrap_or(text).chars() {
        match c {
            '0'..='9' => digits.push(c),
            ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}' => {}
            _ => return None,
        }
    }
    let north_american = |ten: &str| {
        let bytes = ten.as_bytes();
        bytes.len() == 10 && bytes[0] >= b'2' && bytes[3] >= b'2'
    };
    if international {
        ((7..=15).contains(&digits.len()) && !digits.starts_with('0')).then(|| format!("+{digits}"))
    } else if north_american(&digits) {
        Some(format!("+1{digits}"))
    } else if digits.len() == 11 && digits.starts_with('1') && north_american(&digits[1..]) {
        Some(format!("+{digits}"))
    } else {
        None
    }
}

/// Folds a phone number: its E.164 form if it can be read, else only its digits.
#[must_use]
pub fn phone(text: &str) -> String {
    e164(text).unwrap_or_else(|| text.chars().filter(char::is_ascii_digit).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_marks_and_case() {
        assert_eq!(name("Société ÅLAND ﬁn"), "societe aland fin");
        assert_eq!(name("Hill & SONS 7"), "hill & sons 7");
    }

    #[test]
    fn phones_become_e164_if_they_can_be_read() {
        assert_eq!(e164("+918800441179").as_deref(), Some("+918800441179"));
        assert_eq!(e164("(234) 567-8901").as_deref(), Some("+12345678901"));
        assert_eq!(e164("1-234-567-8901").as_deref(), Some("+12345678901"));
        assert_eq!(e164("123-456-7890"), None, "no area code begins with 1");
        assert_eq!(e164("call me"), None);
        assert_eq!(phone("123-456-7890"), "1234567890");
    }
}
