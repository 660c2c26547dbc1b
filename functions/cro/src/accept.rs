//! Whether an `Accept` header allows JSON.

/// How closely a media range names JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Closeness {
    /// `*/*`
    Anything,
    /// `application/*`
    Application,
    /// `application/json`
    Json,
}

/// Whether a caller takes JSON. The most specific ranges that cover it decide, and `q=0` excludes
/// it. An absent or empty header excludes nothing.
pub(crate) fn takes_json(accept: Option<&str>) -> bool {
    let Some(accept) = accept.filter(|accept| !accept.trim().is_empty()) else { return true };
    let ranges = || accept.split(',').filter_map(json_range);
    let closest = ranges().map(|(closeness, _)| closeness).max();
    ranges().any(|(closeness, wanted)| wanted && Some(closeness) == closest)
}

/// A media range that covers JSON: how closely, and whether it is wanted.
fn json_range(range: &str) -> Option<(Closeness, bool)> {
    let mut parts = range.split(';').map(str::trim);
    let closeness = match parts.next()?.to_ascii_lowercase().as_str() {
        "application/json" => Closeness::Json,
        "application/*" => Closeness::Application,
        "*/*" => Closeness::Anything,
        _ => return None,
    };
    Some((closeness, !parts.any(is_zero_weight)))
}

/// `q=0`, `q=0.0` and so on.
fn is_zero_weight(parameter: &str) -> bool {
    let Some((name, weight)) = parameter.split_once('=') else { return false };
    let weight = weight.trim();
    name.trim().eq_ignore_ascii_case("q")
        && weight.starts_with('0')
        && weight.bytes().all(|b| matches!(b, b'0' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::takes_json;

    #[test]
    fn json_is_taken_where_a_range_covers_it() {
        let taken = [
            None,
            Some(""),
            Some("application/json"),
            Some("Application/JSON; charset=utf-8"),
            Some("application/*"),
            Some("*/*"),
            Some("text/html, */*;q=0.1"),
            Some("text/html;q=0, application/json;q=0.001"),
            Some("*/*;q=0, application/json"),
        ];
        for accept in taken {
            assert!(takes_json(accept), "{accept:?}");
        }
    }

    #[test]
    fn json_is_excluded_where_none_does_or_the_closest_has_no_weight() {
        let excluded = [
            "text/html",
            "application/xml, text/*",
            "application/problem+json",
            "application/json;q=0",
            "*/*;q=0.000",
            "application/json;q=0, */*",
            "application/*; Q=0.0, */*;q=1",
            "json",
        ];
        for accept in excluded {
            assert!(!takes_json(Some(accept)), "{accept:?}");
        }
    }
}
