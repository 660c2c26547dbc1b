//! `customerAccount`: the number that is unique in a tenant.

use shared::id::CustomerId;
use shared::record::index::Claim;

/// The most characters of an account number.
pub const MOST_CHARACTERS: usize = 64;

/// The account number of a customer that was created without one: `CL000123`.
#[must_use]
pub fn automatic(id: CustomerId) -> String {
    format!("CL{:06}", id.get())
}

/// The claim under which an account number is found; `None` for a text that is none.
#[must_use]
pub fn claim(text: &str) -> Option<Claim> {
    let is_one = !text.trim().is_empty() && text.chars().nth(MOST_CHARACTERS).is_none();
    is_one.then(|| Claim::account(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn automatic_accounts_are_padded_to_six_digits() {
        let account = |id: u64| automatic(CustomerId::try_from(id).unwrap());
        assert_eq!(account(123), "CL000123");
        assert_eq!(account(999_999), "CL999999");
        assert_eq!(account(1_000_000), "CL1000000");
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
