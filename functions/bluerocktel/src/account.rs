//! `customerAccount`: a customer's account number, which is unique in its tenant.

use shared::id::CustomerId;
use shared::record::index::Claim;

/// The most characters of an account number.
pub(crate) const MOST_CHARACTERS: usize = 64;

/// The account number of a customer that was created without one: `CL000123`.
pub(crate) fn automatic(id: CustomerId) -> String {
    format!("CL{:06}", id.get())
}

/// Whether a text is an id. Only a canonical number is one: no leading zero, no sign, no space.
pub(crate) fn is_id(text: &str) -> bool {
    text.parse::<CustomerId>().is_ok() && !text.starts_with('0')
}

/// The claim that leads to the customer with this account number. `None`: the text cannot be one.
pub(crate) fn claim(text: &str) -> Option<Claim> {
    let is_account = !text.trim().is_empty() && text.chars().nth(MOST_CHARACTERS).is_none();
    is_account.then(|| Claim::account(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_automatic_account_has_at_least_six_digits() {
        let account = |id: u64| automatic(CustomerId::try_from(id).unwrap());
        assert_eq!(account(123), "CL000123");
        assert_eq!(account(999_999), "CL999999");
        assert_eq!(account(1_000_000), "CL1000000");
    }

    /// Broken by reading leading zeros.
    #[test]
    fn only_a_canonical_number_is_an_id() {
        assert!(is_id("153749"));
        for text in ["00153749", "0", "", " 153749", "+153749", "-1", "1.0", "CL1"] {
            assert!(!is_id(text), "{text:?}");
        }
    }

    #[test]
    fn an_account_has_1_to_64_characters_that_are_not_all_blank() {
        assert_eq!(claim("cl000123"), claim("CL000123"));
        assert!(claim(&"é".repeat(64)).is_some());
        assert_eq!(claim(&"é".repeat(65)), None);
        assert_eq!(claim(""), None);
        assert_eq!(claim(" \t"), None);
    }
}
