//! What is refused, what fails, and how the API says so.

use std::borrow::Cow;

use serde::Serialize;

use shared::rate::Exceeded;
use shared::runtime::{Fault, Response, StatusCode};

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
    /// The tenant is not one of the caller's.
    TenantNotAssigned,
    /// None of the caller's roles may do this.
    RoleNotAllowed,
    /// No such customer, or none that the caller can see.
    NotFound,
    /// The caller takes no JSON.
    NotAcceptable,
    /// The user has called too often.
    TooMany {
        /// After how many seconds it may call again.
        retry_after_secs: u64,
    },
    /// Something went wrong before or below the endpoint.
    Fault(Fault),
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
        let model = ErrorModel { field: self.field(), detail: &self.detail(), explanation };
        let response = Response::json(status, &model);
        match self {
            Self::Unauthenticated(_) => response.with("www-authenticate", "Bearer"),
            Self::TooMany { retry_after_secs } => response.retry_after(retry_after_secs),
            Self::Fault(fault) => fault.complete(response),
            Self::Invalid { .. }
            | Self::TenantNotAssigned
            | Self::RoleNotAllowed
            | Self::NotFound
            | Self::NotAcceptable => response,
        }
    }

    /// The status, and what it means to the caller.
    const fn status(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Unauthenticated(_) => {
                (StatusCode::UNAUTHORIZED, "The caller could not be authenticated.")
            }
            Self::TenantNotAssigned | Self::RoleNotAllowed => {
                (StatusCode::FORBIDDEN, "The caller may not access the resource.")
            }
            Self::Invalid { .. }
            | Self::Fault(Fault::Unreadable(_) | Fault::Body(_) | Fault::Limit(_)) => {
                (StatusCode::BAD_REQUEST, "The resource could not be accessed.")
            }
            Self::NotFound | Self::Fault(Fault::NoRoute) => {
                (StatusCode::NOT_FOUND, "The resource could not be found.")
            }
            Self::Fault(Fault::NoMethod(_)) => {
                (StatusCode::METHOD_NOT_ALLOWED, "The resource does not have this method.")
            }
            Self::NotAcceptable => {
                (StatusCode::NOT_ACCEPTABLE, "The resource has no such representation.")
            }
            Self::TooMany { .. } => {
                (StatusCode::TOO_MANY_REQUESTS, "The caller has made too many requests.")
            }
            Self::Fault(Fault::Taken(_)) => (StatusCode::CONFLICT, "The resource exists already."),
            Self::Fault(Fault::Unavailable(_)) => {
                (StatusCode::SERVICE_UNAVAILABLE, "The resource is unavailable for the moment.")
            }
            Self::Fault(Fault::Internal(_)) => {
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
            Self::RoleNotAllowed | Self::NotFound | Self::TooMany { .. } | Self::Fault(_) => None,
        }
    }

    fn detail(&self) -> Cow<'_, str> {
        let detail: &str = match self {
            Self::Invalid { detail, .. } => detail,
            Self::Fault(Fault::Body(error)) => return format!("{error}.").into(),
            Self::Fault(Fault::Limit(limit)) => return format!("{limit}.").into(),
            Self::TooMany { retry_after_secs: secs } => {
                return format!("Please try again in {secs} seconds.").into();
            }
            Self::Unauthenticated(detail) => detail,
            Self::TenantNotAssigned => "The tenant is not assigned to the caller.",
            Self::RoleNotAllowed => "The caller has no role that is allowed.",
            Self::NotFound => "No such customer.",
            Self::NotAcceptable => "Only application/json is available.",
            Self::Fault(Fault::Unreadable(_)) => "The request cannot be read.",
            Self::Fault(Fault::NoRoute) => "No such path.",
            Self::Fault(Fault::NoMethod(_)) => "No such method.",
            Self::Fault(Fault::Taken(_)) => "A customer of this name and address exists already.",
            Self::Fault(Fault::Unavailable(_)) => "Please try again.",
            Self::Fault(Fault::Internal(_)) => "Internal error.",
        };
        detail.into()
    }
}

shared::faults!(Refusal);

impl From<Exceeded> for Refusal {
    fn from(exceeded: Exceeded) -> Self {
        Self::TooMany { retry_after_secs: exceeded.retry_after_secs }
    }
}
