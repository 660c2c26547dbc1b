//! What is refused, what fails, and how the API says so.

use shared::auth::TokenError;
use shared::input::BodyError;
use shared::rate::Exceeded;
use shared::record::LimitError;
use shared::runtime::{Cause, Fault, Method, RETRY_SECS, Response, StatusCode};
use shared::store::StoreError;

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
    /// The record would break a limit.
    Limit(LimitError),
    /// The body cannot be read.
    Body(BodyError),
    /// The request itself cannot be read.
    Unreadable(Cause),
    /// No such path.
    NoSuchPath,
    /// The path does not take this method; these it takes.
    NoSuchMethod(Vec<Method>),
    /// It may work in a moment.
    Unavailable(Option<Cause>),
    /// It is the service's own fault.
    Internal(Cause),
}

impl Refusal {
    /// The refusal in the API's envelope.
    pub(crate) fn into_response(self) -> Response {
        let response = envelope::errors(self.status(), &self.texts());
        match self {
            Self::TooMany { retry_after_secs } => response.retry_after(retry_after_secs),
            Self::NoSuchMethod(allowed) => response.allowing(&allowed),
            Self::Unavailable(cause) => {
                let response = response.retry_after(RETRY_SECS);
                cause.into_iter().fold(response, Response::because)
            }
            Self::Unreadable(cause) | Self::Internal(cause) => response.because(cause),
            Self::NoToken
            | Self::Expired
            | Self::Signature
            | Self::Credentials
            | Self::Disabled
            | Self::RoleNotAllowed
            | Self::NotFound
            | Self::Invalid(_)
            | Self::Limit(_)
            | Self::Body(_)
            | Self::NoSuchPath => response,
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
            Self::NotFound | Self::NoSuchPath => StatusCode::NOT_FOUND,
            Self::Invalid(_) | Self::Limit(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Body(error) => status_of(error),
            Self::Unreadable(_) => StatusCode::BAD_REQUEST,
            Self::NoSuchMethod(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
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
            Self::Limit(limit) => return vec![limit.to_string()],
            Self::Body(error) => return vec![error.to_string()],
            Self::Unreadable(_) => "the request cannot be read",
            Self::NoSuchPath => "Not Found",
            Self::NoSuchMethod(_) => "Method Not Allowed",
            Self::Unavailable(_) => "Service Unavailable",
            Self::Internal(_) => "Internal Server Error",
        };
        vec![text.to_owned()]
    }
}

const fn status_of(error: &BodyError) -> StatusCode {
    match error {
        BodyError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        BodyError::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        BodyError::Malformed { .. }
        | BodyError::NotUtf8
        | BodyError::TooDeep
        | BodyError::DuplicateKey
        | BodyError::NotAnObject => StatusCode::BAD_REQUEST,
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Event(cause) => Self::Unreadable(cause),
            Fault::Panic(cause) | Fault::Answer(cause) => Self::Internal(cause),
            Fault::Body(error) => Self::Body(error),
            Fault::Store(error) => error.into(),
            Fault::OutOfTime => Self::Unavailable(None),
            Fault::NoRoute => Self::NoSuchPath,
            Fault::NoMethod(allowed) => Self::NoSuchMethod(allowed),
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Limit(limit) => Self::Limit(limit),
            StoreError::Contended => Self::Unavailable(None),
            StoreError::Unavailable(cause) => Self::Unavailable(Some(cause)),
            StoreError::Rejected(cause) | StoreError::Corrupt(cause) => Self::Internal(cause),
            // This API writes no value that only one customer may hold.
            error @ (StoreError::Taken(_) | StoreError::IdTaken) => Self::Internal(error.into()),
        }
    }
}

impl From<TokenError> for Refusal {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Expired => Self::Expired,
            TokenError::Signature => Self::Signature,
            TokenError::Malformed | TokenError::Rule => Self::Credentials,
            TokenError::Store(error) => error.into(),
            error @ TokenError::NoKey => Self::Internal(error.into()),
        }
    }
}

impl From<Exceeded> for Refusal {
    fn from(exceeded: Exceeded) -> Self {
        Self::TooMany { retry_after_secs: exceeded.retry_after_secs }
    }
}

impl From<BodyError> for Refusal {
    fn from(error: BodyError) -> Self {
        Self::Body(error)
    }
}

impl From<LimitError> for Refusal {
    fn from(error: LimitError) -> Self {
        Self::Limit(error)
    }
}

#[cfg(test)]
mod tests;
