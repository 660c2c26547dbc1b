//! Nutcache's own numbers for countries.

use shared::record::country::Code;

/// The number of the country with an alpha-2 code, if there is one.
pub(crate) fn id_of(country: &str) -> Option<u64> {
    let at = SHORT_CODES.iter().position(|code| *code == country)?;
    u64::try_from(at).ok().map(|at| at + 1)
}

/// The country with a number, if there is one.
pub(crate) fn country_of(id: u64) -> Option<Code> {
    let at = usize::try_from(id.checked_sub(1)?).ok()?;
    SHORT_CODES.get(at).and_then(|code| Code::try_from(*code).ok())
}

/// The alpha-2 codes. The first has the number 1; the order is that of the English names.
#[rustfmt::skip]
const SHORT_CODES: [&str; 244] = [
    "AF", "AX", "AL", "DZ", "AS", "AD", "AO", "AI", "AQ", "AG", "AR", "AM",
    "AW", "AU", "AT", "AZ", "BS", "BH", "BD", "BB", "BY", "BE", "BZ", "BJ",
    "BM", "BT", "BO", "BA", "BW", "BV", "BR", "IO", "BN", "BG", "BF", "MM",
    "BI", "KH", "CM", "CA", "CV", "KY", "CF", "TD", "CL", "CN", "CX", "CC",
    "CO", "KM", "CG", "CD", "CK", "CR", "CI", "HR", "CU", "CY", "CZ", "DK",
    "DJ", "DM", "DO", "EC", "EG", "SV", "GQ", "ER", "EE", "ET", "FK", "FO",
    "FJ", "FI", "FR", "GF", "PF", "TF", "GA", "GM", "GE", "DE", "GH", "GI",
    "GR", "GL", "GD", "GP", "GU", "GT", "GG", "GN", "GW", "GY", "HT", "HM",
    "VA", "HN", "HK", "HU", "IS", "IN", "ID", "IR", "IQ", "IE", "IM", "IL",
    "IT", "JM", "JP", "JE", "JO", "KZ", "KE", "KI", "KP", "KR", "XK", "KW",
    "KG", "LA", "LV", "LB", "LS", "LR", "LY", "LI", "LT", "LU", "MO", "MK",
    "MG", "MW", "MY", "MV", "ML", "MT", "MH", "MQ", "MR", "MU", "YT", "MX",
    "FM", "MD", "MC", "MN", "ME", "MS", "MA", "MZ", "NA", "NR", "NP", "NL",
    "NC", "NZ", "NI", "NE", "NG", "NU", "NF", "MP", "NO", "OM", "PK", "PW",
    "PS", "PA", "PG", "PY", "PE", "PH", "PN", "PL", "PT", "PR", "QA", "RE",
    "RO", "RU", "RW", "SH", "KN", "LC", "PM", "VC", "WS", "SM", "ST", "SA",
    "SN", "RS", "SC", "SL", "SG", "SK", "SI", "SB", "SO", "ZA", "GS", "ES",
    "LK", "SD", "SR", "SJ", "SZ", "SE", "CH", "SY", "TW", "TJ", "TZ", "TH",
    "TL", "TG", "TK", "TO", "TT", "TN", "TR", "TM", "TC", "TV", "UG", "UA",
    "AE", "GB", "US", "UM", "UY", "UZ", "VU", "VE", "VN", "VG", "VI", "WF",
    "EH", "YE", "ZM", "ZW",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vendors_own_numbers_are_kept() {
        let known = [("AF", 1), ("AX", 2), ("CM", 39), ("CA", 40), ("US", 231), ("ZW", 244)];
        for (code, id) in known {
            assert_eq!(id_of(code), Some(id), "{code}");
            assert_eq!(country_of(id).map(String::from).as_deref(), Some(code), "{id}");
        }
    }

    #[test]
    fn every_number_has_one_country_and_every_country_one_number() {
        for (at, code) in SHORT_CODES.iter().enumerate() {
            let id = u64::try_from(at).unwrap() + 1;
            assert_eq!(id_of(code), Some(id), "{code} is there twice");
            assert!(country_of(id).is_some(), "{code} is no country");
        }
        assert_eq!(country_of(0), None);
        assert_eq!(country_of(245), None);
        assert_eq!(id_of("ca"), None);
        assert_eq!(id_of("XX"), None);
    }

    #[test]
    fn numbers_follow_the_english_names() {
        let names: Vec<String> = (1..=244)
            .map(|id| shared::record::fold::name(country_of(id).unwrap().name()))
            .collect();
        assert!(names.is_sorted(), "{names:?}");
    }
}
