//! What every answer carries: the headers of the rate limit, and the caller's fresh token.

use std::fmt;

use serde_json::json;
use shared::rate::{Counted, Kind, Limit, Remaining};
use shared::runtime::Response;

/// The vendor's documented limit for one user: 300 requests a minute.
pub(crate) const LIMIT: Limit =
    Limit { secs: 60, most: 300, batch: 10, counted: Counted::InTable, kind: Kind::Any };

/// What every answer to one caller carries.
#[derive(PartialEq, Eq)]
pub struct Carried {
    /// The fresh token. A caller that may not call has none.
    pub(crate) token: Option<String>,
    /// How many requests the caller has left.
    pub(crate) remaining: Remaining,
}

impl Carried {
    /// For a caller that was not identified: no token, and the whole limit.
    pub(crate) const UNKNOWN_CALLER: Self =
        Self { token: None, remaining: Remaining::untouched(LIMIT) };

    /// Adds the headers to an answer, and the token as the last key of its body.
    pub(crate) fn add_to(&self, response: Response) -> Response {
        let mut response = response
            .with("x-ratelimit-limit", self.remaining.limit.to_string())
            .with("x-ratelimit-remaining", self.remaining.remaining.to_string());
        // Every body is a JSON object with at least the key `status`.
        if let Some(token) = &self.token
            && let Some(open) = response.body.strip_suffix('}')
        {
            let auth = json!({"data": {"token": token}});
            response.body = format!(r#"{open},"auth":{auth}}}"#);
        }
        response
    }
}

impl fmt::Debug for Carried {
    /// Never prints the token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Carried({:?})", self.remaining)
    }
}

#[cfg(test)]
mod tests {
    use shared::runtime::{Api as _, Fault};

    use super::*;
    use crate::{Fleet, Refusal};

    /// The two headers: the limit, and how much of it is left.
    fn rate_limit(response: &Response) -> (&str, &str) {
        let header = |name| {
            let found = response.headers.iter().find(|(known, _)| *known == name);
            found.map_or("", |(_, value)| value.as_str())
        };
        (header("x-ratelimit-limit"), header("x-ratelimit-remaining"))
    }

    fn finished(carried: Option<&Carried>) -> Response {
        Fleet::finish(Fleet::refuse(Refusal::NotFound), None, carried)
    }

    fn carried(token: Option<&str>) -> Carried {
        let remaining = Remaining { limit: 300, remaining: 7 };
        Carried { token: token.map(str::to_owned), remaining }
    }

    const BODY: &str =
        r#"{"status":404,"status_desc":"Not Found","errors":["Customer does not exist"]}"#;

    #[test]
    fn a_known_callers_answer_ends_with_the_fresh_token() {
        let response = finished(Some(&carried(Some("fresh"))));
        let open = BODY.strip_suffix('}').unwrap();
        let expected = format!(r#"{open},"auth":{{"data":{{"token":"fresh"}}}}}}"#);
        assert_eq!(response.body, expected);
        assert_eq!(rate_limit(&response), ("300", "7"));
    }

    #[test]
    fn a_caller_without_a_token_gets_only_the_headers() {
        let response = finished(Some(&carried(None)));
        assert_eq!(response.body, BODY);
        assert_eq!(rate_limit(&response), ("300", "7"));
    }

    #[test]
    fn an_unknown_caller_has_the_whole_limit_left() {
        let response = finished(None);
        assert_eq!(response.body, BODY);
        assert_eq!(rate_limit(&response), ("300", "300"));
        let no_route = Fleet::finish(Fleet::refuse(Fault::NoRoute.into()), None, None);
        assert_eq!(rate_limit(&no_route), ("300", "300"));
    }

    #[test]
    fn the_token_is_never_printed() {
        assert!(!format!("{:?}", carried(Some("fresh"))).contains("fresh"));
    }
}
