//! The standard request headers: `StandardRequestHeadersModel`.

use shared::id::TenantId;
use shared::runtime::Request;

use crate::pattern::{MAX_AUTHORIZATION, bearer_token};
use crate::refusal::{Refusal, field};
use crate::version::ApiVersion;

/// The header of the version, in requests and answers.
pub(crate) const API_VERSION: &str = "x-api-version";
const TENANT_ID: &str = "x-tenant-id";
const CONTENT_TYPE: &str = "content-type";
/// The longest content type, in characters.
const MAX_CONTENT_TYPE: usize = 256;

/// The standard headers except the authorization. Each one keeps its rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StandardHeaders {
    /// The tenant the caller wants to act in.
    pub tenant: TenantId,
    /// The version it names.
    pub version: Option<ApiVersion>,
}

impl StandardHeaders {
    /// Reads a request's headers. The runtime has already read `x-request-id`, and replaced a bad
    /// one.
    pub fn of(request: &Request) -> Result<Self, Refusal> {
        let headers = Self {
            tenant: tenant(request.header(TENANT_ID))?,
            version: version(request.header(API_VERSION))?,
        };
        content_type(request.header(CONTENT_TYPE))?;
        Ok(headers)
    }
}

/// The token in the authorization header. The header must be present, short enough, and match the
/// pattern.
pub(crate) fn token(authorization: Option<&str>) -> Result<&str, Refusal> {
    let header = authorization
        .filter(|header| !header.is_empty())
        .ok_or(Refusal::Unauthenticated("The header is required."))?;
    if header.chars().count() > MAX_AUTHORIZATION {
        return Err(Refusal::Unauthenticated("The header has more than 256 characters."));
    }
    bearer_token(header).ok_or(Refusal::Unauthenticated("The header is not a bearer's."))
}

/// The version that a request names, if it names one.
pub(crate) fn version_named(request: &Request) -> Option<ApiVersion> {
    version(request.header(API_VERSION)).ok().flatten()
}

fn tenant(header: Option<&str>) -> Result<TenantId, Refusal> {
    let text = header.ok_or_else(|| invalid(field::TENANT_ID, "The header is required."))?;
    text.parse().map_err(|_| invalid(field::TENANT_ID, "Must be a positive integer."))
}

fn version(header: Option<&str>) -> Result<Option<ApiVersion>, Refusal> {
    let Some(text) = header else { return Ok(None) };
    ApiVersion::try_from(text).map(Some).map_err(|_| {
        let valid = ApiVersion::ALL.map(ApiVersion::as_str).join(", ");
        invalid(field::API_VERSION, format!("Must be a valid API version ({valid})."))
    })
}

fn content_type(header: Option<&str>) -> Result<(), Refusal> {
    let within = |text: &str| (1..=MAX_CONTENT_TYPE).contains(&text.chars().count());
    if header.is_none_or(within) {
        Ok(())
    } else {
        Err(invalid(field::CONTENT_TYPE, "Must have 1 to 256 characters."))
    }
}

fn invalid(field: &'static str, detail: impl Into<String>) -> Refusal {
    Refusal::Invalid { field: Some(field), detail: detail.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field_of<T: std::fmt::Debug>(result: Result<T, Refusal>) -> Option<&'static str> {
        match result {
            Err(Refusal::Invalid { field, .. }) => field,
            other => panic!("expected a refused field, found {other:?}"),
        }
    }

    #[test]
    fn a_token_is_taken_from_a_header_of_256_characters_and_no_longer() {
        let longest = format!("Bearer a.b.{}", "c".repeat(245));
        assert_eq!(longest.len(), 256);
        assert_eq!(token(Some(&longest)).ok(), longest.get(7..));
        let refused =
            [None, Some(String::new()), Some(format!("{longest}c")), Some("Basic a".into())];
        for header in refused {
            let found = token(header.as_deref());
            assert!(matches!(found, Err(Refusal::Unauthenticated(_))), "{header:?}");
        }
    }

    #[test]
    fn a_tenant_is_a_positive_integer() {
        assert_eq!(tenant(Some("1686")).ok().map(TenantId::get), Some(1686));
        for header in [None, Some(""), Some("0"), Some("-1"), Some("1.0"), Some("1686,2001")] {
            assert_eq!(field_of(tenant(header)), Some(field::TENANT_ID), "{header:?}");
        }
    }

    #[test]
    fn a_version_is_absent_or_a_valid_one() {
        assert_eq!(version(None).ok(), Some(None));
        assert_eq!(version(Some("2023/04/19")).ok(), Some(Some(ApiVersion::V20230419)));
        for header in ["", "2023-04-19", "3"] {
            assert_eq!(field_of(version(Some(header))), Some(field::API_VERSION), "{header:?}");
        }
    }

    #[test]
    fn a_content_type_has_1_to_256_characters() {
        let longest = "x".repeat(256);
        for header in [None, Some("application/json"), Some(longest.as_str())] {
            assert!(content_type(header).is_ok(), "{header:?}");
        }
        for header in [String::new(), "x".repeat(257)] {
            assert_eq!(field_of(content_type(Some(&header))), Some(field::CONTENT_TYPE));
        }
    }
}
