//! What is refused, what fails, and how the API says so.

use serde::Serialize;

use shared::input::BodyError;
use shared::runtime::{Cause, Fault, Method, RETRY_SECS, Response, StatusCode};
use shared::store::StoreError;

/// The headers' names in refusals.
pub(crate) mod field {
    pub(crate) const ACCEPT: &str = "StandardRequestHeadersModel.accept";
    pub(crate) const API_VERSION: &str = "StandardRequestHeadersModel.x-api-version";
    pub(crate) const AUTHORIZATION: &str = "StandardRequestHeadersModel.authorization";
    pub(crate) const CONTENT_TYPE: &str = "StandardRequestHeadersModel.content-type";
    pub(crate) const TENANT_ID: &str = "StandardRequestHeadersModel.x-tenant-id";
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
    NotFound,
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

impl Refusal {
    /// The refusal in the API's envelope.
    pub(crate) fn into_response(self) -> Response {
        let (status, explanation) = self.status();
        let model = ErrorModel { field: self.field(), detail: self.detail(), explanation };
        let response = Response::json(status, &model);
        match self {
            Self::Unauthenticated(_) => response.with("www-authenticate", "Bearer"),
            Self::NoSuchMethod(allowed) => response.allowing(&allowed),
            Self::Unavailable(cause) => {
                let response = response.retry_after(RETRY_SECS);
                cause.into_iter().fold(response, Response::because)
            }
            Self::Unreadable(cause) | Self::Internal(cause) => response.because(cause),
            Self::Invalid { .. }
            | Self::TenantNotAssigned
            | Self::RoleNotAllowed
            | Self::NotFound
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
            Self::NotFound | Self::NoSuchPath => {
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
            Self::Unauthenticated(_) => Some(field::AUTHORIZATION),
            Self::Invalid { field, .. } => *field,
            Self::TenantNotAssigned => Some(field::TENANT_ID),
            Self::NotAcceptable => Some(field::ACCEPT),
            Self::Unreadable(_)
            | Self::RoleNotAllowed
            | Self::NotFound
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
            Self::NotFound => "No such customer.",
            Self::NoSuchPath => "No such path.",
            Self::NoSuchMethod(_) => "No such method.",
            Self::NotAcceptable => "Only application/json is available.",
            Self::Duplicate => "A customer of this name and address exists already.",
            Self::Unavailable(_) => "Please try again.",
            Self::Internal(_) => "Internal error.",
        }
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Event(cause) => Self::Unreadable(cause),
            Fault::Panic(cause) | Fault::Answer(cause) => Self::Internal(cause),
            Fault::Body(error) => error.into(),
            Fault::Store(error) => error.into(),
            Fault::OutOfTime => Self::Unavailable(Some(Cause::text("out of time"))),
            Fault::NoRoute => Self::NoSuchPath,
            Fault::NoMethod(allowed) => Self::NoSuchMethod(allowed),
        }
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

    fn body(refusal: Refusal) -> (StatusCode, String) {
        let response = refusal.into_response();
        (response.status, response.body)
    }

    #[test]
    fn an_error_is_said_in_the_apis_envelope() {
        let detail = "Unknown field.".to_owned();
        let refusal = Refusal::Invalid { field: Some("CreateCustomerModel.user_id"), detail };
        let expected = r#"{"field":"CreateCustomerModel.user_id","detail":"Unknown field.","explanation":"The resource could not be accessed."}"#;
        assert_eq!(body(refusal), (StatusCode::BAD_REQUEST, expected.to_owned()));
        let (status, text) = body(Refusal::NotFound);
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(text.starts_with(r#"{"field":null,"detail":"No such customer.","#), "{text}");
    }

    #[test]
    fn an_unavailable_table_is_a_503_that_says_when_to_come_back() {
        let fault = Fault::Store(StoreError::Unavailable(Cause::text("inside")));
        let response = Refusal::from(fault).into_response();
        assert_eq!(response.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(response.headers.contains(&("retry-after", RETRY_SECS.to_string())));
        assert!(response.cause.is_some());
        assert!(!response.body.contains("inside"));
    }

    #[test]
    fn a_refused_caller_is_told_the_scheme_and_a_refused_method_the_others() {
        let response = Refusal::Unauthenticated("why").into_response();
        assert!(response.headers.contains(&("www-authenticate", "Bearer".to_owned())));
        let fault = Fault::NoMethod(vec![Method::GET, Method::PATCH]);
        let response = Refusal::from(fault).into_response();
        assert_eq!(response.status, StatusCode::METHOD_NOT_ALLOWED);
        assert!(response.headers.contains(&("allow", "GET, PATCH".to_owned())));
    }
}
