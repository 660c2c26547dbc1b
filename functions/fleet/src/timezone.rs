//! Names of time zones.

/// All names and links of IANA's time zone database 2026f, one a line: the list `tzdata/zones` of
/// PyPI's package `tzdata`. These are 9 KB; the crates that know them bring the rules, too.
const NAMES: &str = include_str!("timezones.txt");

/// Whether it is the name of a time zone, in IANA's spelling.
pub(crate) fn is_name(text: &str) -> bool {
    NAMES.lines().any(|name| name == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_links_are_known_in_their_spelling() {
        for name in ["America/Argentina/Buenos_Aires", "Asia/Calcutta", "Etc/GMT+5", "UTC"] {
            assert!(is_name(name), "{name}");
        }
        for text in ["", "Not/AZone", "asia/kolkata", " UTC", "UTC\n", "Asia/Calcutta\nUTC"] {
            assert!(!is_name(text), "{text:?}");
        }
    }
}
