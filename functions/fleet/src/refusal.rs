//! What is refused, what fails, and how the API says so.

use shared::auth::TokenError;
use shared::rate::Exceeded;
use shared::runtime::{Fault, Response, StatusCode, body_status};

use crate::envelope;
use crate::fields::FieldError;

/// Everything the API refuses, and every way it fails.
#[derive(Debug)]
pub enum Refusal {
    /// No `Authorization` header.
    NoToken,
    /// The token has expired.
    Expired,
    /// The token's signature is not ours.
    Signature,
    /// Anything else is wrong with the token, or its user is not one of this API's.
    Credentials,
    /// The user is disabled.
    Disabled,
    /// None of the user's roles may do this.
    RoleNotAllowed,
    /// The user has called too often.
    TooMany {
        /// After how many seconds it may call again.
        retry_after_secs: u64,
    },
    /// The user is bound to no customer, or to one that does not exist.
    NotFound,
    /// Fields break rules.
    Invalid(Vec<FieldError>),
    /// Something went wrong before or below the endpoint.
    Fault(Fault),
}

impl Refusal {
    /// The refusal in the API's envelope.
    pub(crate) fn into_response(self) -> Response {
        let response = envelope::errors(self.status(), &self.texts());
        match self {
            Self::TooMany { retry_after_secs } => response.retry_after(retry_after_secs),
            Self::Fault(fault) => fault.complete(response),
            Self::NoToken
            | Self::Expired
            | Self::Signature
            | Self::Credentials
            | Self::Disabled
            | Self::RoleNotAllowed
            | Self::NotFound
            | Self::Invalid(_) => response,
        }
    }

    const fn status(&self) -> StatusCode {
        match self {
            Self::NoToken
            | Self::Expired
            | Self::Signature
            | Self::Credentials
            | Self::Disabled
            | Self::RoleNotAllowed => StatusCode::FORBIDDEN,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Fault(fault) => status_of(fault),
        }
    }

    /// What the caller is told: one text, or one for each bad field.
    fn texts(&self) -> Vec<String> {
        let text = match self {
            Self::NoToken => "No token has been set",
            Self::Expired => "Token Expired",
            Self::Signature => "Token Signature Invalid",
            Self::Credentials => "Your credentials/token could not be authenticated",
            Self::Disabled => "Your user has been disabled",
            Self::RoleNotAllowed => "You don't have sufficient permission to view this.",
            Self::TooMany { retry_after_secs: secs } => {
                return vec![format!("You have been rate limited, retry after {secs} seconds")];
            }
            Self::NotFound => "Customer does not exist",
            Self::Invalid(errors) => return errors.iter().map(FieldError::to_string).collect(),
            Self::Fault(Fault::Limit(limit)) => return vec![limit.to_string()],
            Self::Fault(Fault::Body(error)) => return vec![error.to_string()],
            Self::Fault(Fault::Unreadable(_)) => "the request cannot be read",
            Self::Fault(Fault::NoRoute) => "Not Found",
            Self::Fault(Fault::NoMethod(_)) => "Method Not Allowed",
            Self::Fault(Fault::Unavailable(_)) => "Service Unavailable",
            Self::Fault(Fault::Taken(_) | Fault::Internal(_)) => "Internal Server Error",
        };
        vec![text.to_owned()]
    }
}

const fn status_of(fault: &Fault) -> StatusCode {
    match fault {
        Fault::Body(error) => body_status(error),
        Fault::Unreadable(_) => StatusCode::BAD_REQUEST,
        Fault::Limit(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Fault::NoRoute => StatusCode::NOT_FOUND,
        Fault::NoMethod(_) => StatusCode::METHOD_NOT_ALLOWED,
        Fault::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        // This API writes no value that only one customer may hold.
        Fault::Taken(_) | Fault::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

shared::faults!(Refusal);

impl From<TokenError> for Refusal {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Expired => Self::Expired,
            TokenError::Signature => Self::Signature,
            TokenError::Malformed | TokenError::Rule => Self::Credentials,
            TokenError::Store(error) => error.into(),
            error @ TokenError::NoKey => Fault::Internal(error.into()).into(),
        }
    }
}

impl From<Exceeded> for Refusal {
    fn from(exceeded: Exceeded) -> Self {
        Self::TooMany { retry_after_secs: exceeded.retry_after_secs }
    }
}

#[cfg(test)]
mod tests {
    use shared::input::fields::Rule;

    use super::*;

    /// No endpoint restricts its roles yet, or has a field of a whole number.
    #[test]
    fn texts_that_no_case_shows() {
        let number = FieldError { name: "a_b", rule: Rule::Integer.into() };
        for (refusal, text) in [
            (TokenError::Malformed.into(), "Your credentials/token could not be authenticated"),
            (TokenError::Rule.into(), "Your credentials/token could not be authenticated"),
            (Refusal::RoleNotAllowed, "You don't have sufficient permission to view this."),
            (Refusal::Invalid(vec![number]), "a b must be numeric"),
        ] {
            assert_eq!(refusal.texts(), [text]);
        }
    }
}
