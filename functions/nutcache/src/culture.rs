//! Language tags in the case that BCP 47 recommends.

/// `fr-ca` as `fr-CA`, `ZH-hant-tw` as `zh-Hant-TW`. A subtag of two letters is a region, in upper
/// case, and one of four letters is a script, in title case. The first subtag is neither, and
/// nothing behind a subtag of one letter is; these are in lower case. An underscore counts as a
/// hyphen, since other systems write one.
pub(crate) fn in_bcp_47_case(tag: &str) -> String {
    let mut is_plain = true;
    let mut subtags = Vec::new();
    for (at, subtag) in tag.split(['-', '_']).enumerate() {
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
    use super::in_bcp_47_case;

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
            ("français", "français"),
            ("", ""),
        ];
        for (written, shown) in tags {
            assert_eq!(in_bcp_47_case(written), shown);
        }
    }
}
