//! What is refused, what fails, and how the API says so.

use serde::Serialize;

use shared::runtime::body::BodyError;
use shared::runtime::{Cause, Fault, Method, Request, Response, StatusCode};
use shared::store::StoreError;

use crate::headers;
use crate::version::ApiVersion;

/// How long a caller should wait before it asks again, in seconds.
const RETRY_AFTER_SECS: &str = "1";

/// A refusal, and the version it is said in where that is known.
#[derive(Debug)]
pub struct Error {
    refusal: Refusal,
    version: Option<ApiVersion>,
}

/// Everything the API refuses, and every way it fails.
#[derive(Debug)]
pub enum Refusal {
    /// Nothing says who is calling, or what says so is not to be believed; the text says why.
    Unauthenticated(&'static str),
    /// A header, path parameter or body breaks a rule.
    Invalid {
        /// The field, where one is at fault: `StandardRequestHeadersModel.x-tenant-id`.
        field: Option<&'static str>,
        /// The rule.
        detail: String,
    },
    /// The request itself cannot be read.
    Unreadable(Cause),
    /// The tenant is not one of the caller's.
    TenantNotAssigned,
    /// None of the caller's roles may do this.
    RoleNotAllowed,
    /// No such customer, or none that the caller can see.
    NoSuchCustomer,
    /// No such path.
    NoSuchPath,
    /// The path does not take this method; these it takes.
    NoSuchMethod(Vec<Method>),
    /// The caller takes no JSON.
    NotAcceptable,
    /// Another customer has what only one may have.
    Duplicate,
    /// It may work in a moment.
    Unavailable(Option<Cause>),
    /// It is the service's own fault.
    Internal(Cause),
}

/// The body of every error.
#[derive(Debug, Serialize)]
struct ErrorModel<'a> {
    field: Option<&'a str>,
    detail: &'a str,
    explanation: &'a str,
}

impl Error {
    /// The same, said in a version.
    #[must_use]
    pub fn in_version(self, version: ApiVersion) -> Self {
        Self { version: Some(version), ..self }
    }

    /// The refusal in the API's envelope.
    pub(crate) fn into_response(self, request: Option<&Request>) -> Response {
        let version = self.version.or_else(|| request.and_then(headers::version_named));
        let response = self.refusal.into_response();
        match version {
            Some(version) => response.with(headers::API_VERSION, version.as_str()),
            None => response,
        }
    }
}

impl Refusal {
    fn into_response(self) -> Response {
        let (status, explanation) = self.status();
        let model = ErrorModel { field: self.field(), detail: self.detail(), explanation };
        let response = Response::json(status, &model);
        match self {
            Self::Unauthenticated(_) => response.with("www-authenticate", "Bearer"),
            Self::NoSuchMethod(allowed) => response.with("allow", list(&allowed)),
            Self::Unavailable(cause) => {
                let response = response.with("retry-after", RETRY_AFTER_SECS);
                cause.into_iter().fold(response, Response::because)
            }
            Self::Unreadable(cause) | Self::Internal(cause) => response.because(cause),
            Self::Invalid { .. }
            | Self::TenantNotAssigned
            | Self::RoleNotAllowed
            | Self::NoSuchCustomer
            | Self::NoSuchPath
            | Self::NotAcceptable
            | Self::Duplicate => response,
        }
    }

    /// The status, and what it means to the caller.
    const fn status(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Unauthenticated(_) => {
                (StatusCode::UNAUTHORIZED, "The caller could not be authenticated.")
            }
            Self::Invalid { .. } | Self::Unreadable(_) => {
                (StatusCode::BAD_REQUEST, "The resource could not be accessed.")
            }
            Self::TenantNotAssigned | Self::RoleNotAllowed => {
                (StatusCode::FORBIDDEN, "The caller may not access the resource.")
            }
            Self::NoSuchCustomer | Self::NoSuchPath => {
                (StatusCode::NOT_FOUND, "The resource could not be found.")
            }
            Self::NoSuchMethod(_) => {
                (StatusCode::METHOD_NOT_ALLOWED, "The resource does not have this method.")
            }
            Self::NotAcceptable => {
                (StatusCode::NOT_ACCEPTABLE, "The resource has no such representation.")
            }
            Self::Duplicate => (StatusCode::CONFLICT, "The resource exists already."),
            Self::Unavailable(_) => {
                (StatusCode::SERVICE_UNAVAILABLE, "The resource is unavailable for the moment.")
            }
            Self::Internal(_) => {
                (StatusCode::INTERNAL_SERVER_ERROR, "The resource could not be accessed.")
            }
        }
    }

    const fn field(&self) -> Option<&'static str> {
        match self {
            Self::Unauthenticated(_) => Some(headers::field::AUTHORIZATION),
            Self::Invalid { field, .. } => *field,
            Self::TenantNotAssigned => Some(headers::field::TENANT_ID),
            Self::NotAcceptable => Some(headers::field::ACCEPT),
            Self::Unreadable(_)
            | Self::RoleNotAllowed
            | Self::NoSuchCustomer
            | Self::NoSuchPath
            | Self::NoSuchMethod(_)
            | Self::Duplicate
            | Self::Unavailable(_)
            | Self::Internal(_) => None,
        }
    }

    fn detail(&self) -> &str {
        match self {
            Self::Unauthenticated(detail) => detail,
            Self::Invalid { detail, .. } => detail,
            Self::Unreadable(_) => "The request cannot be read.",
            Self::TenantNotAssigned => "The tenant is not assigned to the caller.",
            Self::RoleNotAllowed => "The caller has no role that is allowed.",
            Self::NoSuchCustomer => "No such customer.",
            Self::NoSuchPath => "No such path.",
            Self::NoSuchMethod(_) => "No such method.",
            Self::NotAcceptable => "Only application/json is available.",
            Self::Duplicate => "A customer of this name and address exists already.",
            Self::Unavailable(_) => "Please try again.",
            Self::Internal(_) => "Internal error.",
        }
    }
}

fn list(methods: &[Method]) -> String {
    methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", ")
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, version: None }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Refusal::from(error).into()
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Event(cause) => Refusal::Unreadable(cause),
            Fault::Panic(cause) | Fault::Answer(cause) => Refusal::Internal(cause),
            Fault::Body(error) => Refusal::from(error),
            Fault::Store(error) => Refusal::from(error),
            Fault::OutOfTime => Refusal::Unavailable(Some(Cause::text("out of time"))),
            Fault::NoRoute => Refusal::NoSuchPath,
            Fault::NoMethod(allowed) => Refusal::NoSuchMethod(allowed),
        }
        .into()
    }
}

impl From<BodyError> for Refusal {
    fn from(error: BodyError) -> Self {
        Self::Invalid { field: None, detail: format!("{error}.") }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Taken(_) | StoreError::IdTaken => Self::Duplicate,
            StoreError::Limit(limit) => Self::Invalid { field: None, detail: format!("{limit}.") },
            StoreError::Contended => Self::Unavailable(None),
            StoreError::Unavailable(cause) => Self::Unavailable(Some(cause)),
            StoreError::Rejected(cause) | StoreError::Corrupt(cause) => Self::Internal(cause),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(error: impl Into<Error>) -> (StatusCode, String) {
        let response = error.into().into_response(None);
        (response.status, response.body)
    }

    #[test]
    fn an_error_is_said_in_the_apis_envelope() {
        let detail = "Unknown field.".to_owned();
        let refusal = Refusal::Invalid { field: Some("CreateCustomerModel.user_id"), detail };
        let expected = r#"{"field":"CreateCustomerModel.user_id","detail":"Unknown field.","explanation":"The resource could not be accessed."}"#;
        assert_eq!(body(refusal), (StatusCode::BAD_REQUEST, expected.to_owned()));
        let (status, text) = body(Refusal::NoSuchCustomer);
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(text.starts_with(r#"{"field":null,"detail":"No such customer.","#), "{text}");
    }

    #[test]
    fn an_error_carries_the_version_where_it_is_known() {
        let version = ("x-api-version", "2021/11/04".to_owned());
        let error = || Error::from(Refusal::RoleNotAllowed);
        let known = error().in_version(ApiVersion::V20211104).into_response(None);
        assert!(known.headers.contains(&version));
        let unknown = error().into_response(None);
        assert!(unknown.headers.iter().all(|(name, _)| *name != version.0));
    }

    #[test]
    fn an_unavailable_table_is_a_503_that_says_when_to_come_back() {
        let fault = Fault::Store(StoreError::Unavailable(Cause::text("inside")));
        let response = Error::from(fault).into_response(None);
        assert_eq!(response.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(response.headers.contains(&("retry-after", RETRY_AFTER_SECS.to_owned())));
        assert!(response.cause.is_some());
        assert!(!response.body.contains("inside"));
    }

    #[test]
    fn a_refused_caller_is_told_the_scheme_and_a_refused_method_the_others() {
        let response = Error::from(Refusal::Unauthenticated("why")).into_response(None);
        assert!(response.headers.contains(&("www-authenticate", "Bearer".to_owned())));
        let fault = Fault::NoMethod(vec![Method::GET, Method::PATCH]);
        let response = Error::from(fault).into_response(None);
        assert_eq!(response.status, StatusCode::METHOD_NOT_ALLOWED);
        assert!(response.headers.contains(&("allow", "GET, PATCH".to_owned())));
    }
}
