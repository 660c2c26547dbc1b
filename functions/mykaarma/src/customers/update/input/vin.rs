//! Vehicle identification numbers: their alphabet and their check digit (ISO 3779, 49 CFR 565).

/// How many characters a VIN has.
const LENGTH: usize = 17;
/// The position of its check digit, from 0.
const CHECK_AT: usize = 8;
/// The weight of each position. The check digit itself has none.
const WEIGHTS: [u32; LENGTH] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/// Whether a folded text is a VIN. It has 17 characters of the alphabet without I, O and Q. Where
/// check digits apply (North America: the first character is 1 to 5), its check digit fits.
pub(super) fn is_valid(vin: &str) -> bool {
    let Ok(characters) = <&[u8; LENGTH]>::try_from(vin.as_bytes()) else { return false };
    let Some(sum) = weighted_sum(characters) else { return false };
    if !(b'1'..=b'5').contains(&characters[0]) {
        return true;
    }
    let check = match sum % 11 {
        10 => b'X',
        digit => b'0' + u8::try_from(digit).unwrap_or_default(),
    };
    characters[CHECK_AT] == check
}

/// The sum that gives the check digit. `None`: a character is not in the alphabet.
fn weighted_sum(characters: &[u8; LENGTH]) -> Option<u32> {
    let mut sum = 0;
    for (character, weight) in characters.iter().zip(WEIGHTS) {
        sum += value(*character)? * weight;
    }
    Some(sum)
}

fn value(character: u8) -> Option<u32> {
    let value = match character {
        b'0'..=b'9' => character - b'0',
        b'A'..=b'H' => character - b'A' + 1,
        b'J'..=b'N' => character - b'J' + 1,
        b'P' => 7,
        b'R' => 9,
        b'S'..=b'Z' => character - b'S' + 2,
        _ => return None,
    };
    Some(u32::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_vins_are_valid() {
        for vin in [
            "1M8GDM9AXKP042788",
            "11111111111111111",
            "1HGCM82633A004352",
            "2HGES16575H591702",
            "5GZCZ43D13S812715",
        ] {
            assert!(is_valid(vin), "{vin}");
        }
    }

    #[test]
    fn a_wrong_check_digit_is_refused_where_check_digits_apply() {
        assert!(!is_valid("1M8GDM9A1KP042788"));
        assert!(!is_valid("1M8GDM9AXKP042789"));
        assert!(is_valid("WVWZZZ1JZXW000001"), "European VINs have no check digit");
    }

    #[test]
    fn other_lengths_and_letters_are_refused() {
        assert!(!is_valid(""));
        assert!(!is_valid("1M8GDM9AXKP04278"));
        assert!(!is_valid("1M8GDM9AXKP0427888"));
        assert!(!is_valid("WVWZZZ1JZXW00000I"));
        assert!(!is_valid("WVWZZZ1JZXW00000O"));
        assert!(!is_valid("WVWZZZ1JZXW00000Q"));
        assert!(!is_valid("WVWZZZ1JZXW0000-1"));
        assert!(!is_valid("wvwzzz1jzxw000001"), "the caller folds the case");
        assert!(!is_valid("WVWZZZ1JZXW0000é"), "17 bytes are not 17 characters");
    }
}
