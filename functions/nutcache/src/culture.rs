//! Language tags in the case that BCP 47 recommends.

use std::borrow::Cow;

/// A text in the case of BCP 47 if it is a language tag, else as it is.
pub(crate) fn shown_culture(text: &str) -> Cow<'_, str> {
    if is_tag(text) { in_bcp_47_case(text).into() } else { text.into() }
}

/// Whether a text has the form of a language tag: a language of two or three letters, or `x` or
/// `i`, then subtags of one to eight letters and digits. One of a single character, which says what
/// follows, is never the last. BCP 47 also allows languages of up to eight letters, but none is
/// registered, and `French` is none.
fn is_tag(text: &str) -> bool {
    let mut subtags = text.split(SEPARATORS);
    let language = subtags.next().unwrap_or_default();
    let is_subtag =
        |tag: &str| (1..=8).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric());
    let is_language = language.bytes().all(|b| b.is_ascii_alphabetic())
        && (matches!(language.len(), 2 | 3) || matches!(language, "x" | "X" | "i" | "I"));
    let last_is_long = text.rsplit(SEPARATORS).next().is_some_and(|last| last.len() > 1);
    is_language && last_is_long && subtags.all(is_subtag)
}

/// An underscore counts as a hyphen, since other systems write one.
const SEPARATORS: [char; 2] = ['-', '_'];

/// `fr-ca` as `fr-CA`, `ZH-hant-tw` as `zh-Hant-TW`. A subtag of two letters is a region, in upper
/// case, and one of four letters is a script, in title case. The first subtag is neither, and
/// nothing behind a subtag of one letter is; these are in lower case.
fn in_bcp_47_case(tag: &str) -> String {
    let mut is_plain = true;
    let mut subtags = Vec::new();
    for (at, subtag) in tag.split(SEPARATORS).enumerate() {
        let may_have_case = at > 0 && is_plain && subtag.bytes().all(|b| b.is_ascii_alphabetic());
        subtags.push(match subtag.len() {
            2 if may_have_case => subtag.to_ascii_uppercase(),
            4 if may_have_case => title_case(subtag),
            _ => subtag.to_ascii_lowercase(),
        });
        is_plain &= subtag.len() != 1;
    }
    subtags.join("-")
}

fn title_case(subtag: &str) -> String {
    let mut title = subtag.to_ascii_lowercase();
    if let Some(first) = title.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    title
}

#[cfg(test)]
mod tests {
    use super::shown_culture;

    #[test]
    fn every_subtag_gets_its_case() {
        let tags = [
            ("en-us", "en-US"),
            ("FR-ca", "fr-CA"),
            ("EN", "en"),
            ("fr_FR", "fr-FR"),
            ("zh-hant-tw", "zh-Hant-TW"),
            ("sl-ROZAJ-biske-1994", "sl-rozaj-biske-1994"),
            ("es-419", "es-419"),
            ("de-de-U-CO-PHONEBK", "de-DE-u-co-phonebk"),
            ("x-WHATEVER-us", "x-whatever-us"),
        ];
        for (written, shown) in tags {
            assert_eq!(shown_culture(written), shown);
        }
    }

    /// Broken by writing every text in lower case.
    #[test]
    fn a_text_that_is_no_tag_is_shown_as_written() {
        let texts = [
            "",
            "Français",
            "English",
            "English (US)",
            "F",
            "EN-",
            "-US",
            "EN--US",
            "EN-U",
            "fr CA",
            "X",
            "DE-TOOLONGATAG",
            "12-US",
        ];
        for text in texts {
            assert_eq!(shown_culture(text), text);
        }
    }
}
