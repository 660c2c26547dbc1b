//! What this API refuses and fails with, and how it says so.

use shared::auth::TokenError;
use shared::rate::{Exceeded, Remaining};
use shared::record::LimitError;
use shared::input::body::BodyError;
use shared::runtime::{Cause, Fault, Method, Response, StatusCode};
use shared::store::StoreError;

use crate::caller::LIMIT;
use crate::envelope::{self, Auth};

/// How long a caller should wait before it tries again, in seconds.
const RETRY_AFTER_SECS: &str = "1";

/// A refusal or failure, and the fresh token of a caller who was authenticated before it.
#[derive(Debug)]
pub struct Error {
    problem: Problem,
    auth: Option<Auth>,
    room: Remaining,
}

/// What is refused or has failed.
#[derive(Debug)]
pub enum Problem {
    /// No `Authorization` header.
    NoToken,
    /// The token's time is over.
    Expired,
    /// The token's signature is not ours.
    Signature,
    /// Anything else is wrong with the token, or its user is not one of this API's.
    Credentials,
    /// The user may not call any more.
    Disabled,
    /// The user has called too often.
    TooMany(Exceeded),
    /// The user is bound to no customer that lives.
    NoCustomer,
    /// Rules of the input that were broken, a text for each.
    Invalid(Vec<String>),
    /// No token can be made for an answer.
    NoSigningKey,
    /// What every API has to answer to.
    Fault(Fault),
}

impl Error {
    /// Of a caller who was authenticated, whose answers all carry a fresh token.
    #[must_use]
    pub const fn of_caller(problem: Problem, auth: Auth, room: Remaining) -> Self {
        Self { problem, auth: Some(auth), room }
    }

    /// The answer.
    #[must_use]
    pub fn into_response(self) -> Response {
        let Answer { status, texts, header, cause } = Answer::to(self.problem);
        let mut response = envelope::errors(status, &texts, self.auth.as_ref(), self.room);
        if let Some((name, value)) = header {
            response = response.with(name, value);
        }
        match cause {
            Some(cause) => response.because(cause),
            None => response,
        }
    }
}

impl From<Problem> for Error {
    /// Of a caller who is not let in: nothing is said of its requests, unless they are the problem.
    fn from(problem: Problem) -> Self {
        let room = match &problem {
            Problem::TooMany(exceeded) => exceeded.room,
            _ => Remaining::untouched(LIMIT),
        };
        Self { problem, auth: None, room }
    }
}

impl From<Exceeded> for Problem {
    fn from(exceeded: Exceeded) -> Self {
        Self::TooMany(exceeded)
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Problem::Fault(fault).into()
    }
}

impl From<BodyError> for Problem {
    fn from(error: BodyError) -> Self {
        Self::Fault(error.into())
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::Fault(error.into())
    }
}

impl From<LimitError> for Problem {
    fn from(error: LimitError) -> Self {
        StoreError::from(error).into()
    }
}

impl From<TokenError> for Problem {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Expired => Self::Expired,
            TokenError::Signature => Self::Signature,
            TokenError::Malformed | TokenError::Rule => Self::Credentials,
            TokenError::NoKey => Self::NoSigningKey,
            TokenError::Store(error) => error.into(),
        }
    }
}

/// A refusal, turned into what is answered.
struct Answer {
    status: StatusCode,
    texts: Vec<String>,
    header: Option<(&'static str, String)>,
    cause: Option<Cause>,
}

impl Answer {
    fn to(problem: Problem) -> Self {
        let forbidden = |text| Self::new(StatusCode::FORBIDDEN, text);
        match problem {
            Problem::NoToken => forbidden("No token has been set"),
            Problem::Expired => forbidden("Token Expired"),
            Problem::Signature => forbidden("Token Signature Invalid"),
            Problem::Credentials => forbidden("Your credentials/token could not be authenticated"),
            Problem::Disabled => forbidden("Your user has been disabled"),
            Problem::TooMany(Exceeded { retry_after_secs, .. }) => Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                &format!("You have been rate limited, retry after {retry_after_secs} seconds"),
            )
            .with("retry-after", retry_after_secs.to_string()),
            Problem::NoCustomer => Self::new(StatusCode::NOT_FOUND, "Customer does not exist"),
            Problem::Invalid(texts) => Self { texts, ..Self::new(UNPROCESSABLE, "") },
            Problem::NoSigningKey => Self::broken(Some(Cause::text("there is no signing key"))),
            Problem::Fault(fault) => Self::to_fault(fault),
        }
    }

    fn to_fault(fault: Fault) -> Self {
        match fault {
            Fault::Event(cause) => {
                Self { cause: Some(cause), ..Self::new(StatusCode::BAD_REQUEST, UNREADABLE) }
            }
            Fault::Panic(cause) | Fault::Answer(cause) => Self::broken(Some(cause)),
            Fault::Body(error) => Self::new(status_of(&error), &error.to_string()),
            Fault::Store(error) => Self::to_store_error(error),
            Fault::OutOfTime => Self::unavailable(None),
            Fault::NoRoute => Self::new(StatusCode::NOT_FOUND, "Not Found"),
            Fault::NoMethod(allowed) => Self::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "Method Not Allowed",
            )
            .with("allow", allowed.iter().map(Method::as_str).collect::<Vec<_>>().join(", ")),
        }
    }

    fn to_store_error(error: StoreError) -> Self {
        match error {
            StoreError::Limit(limit) => Self::new(UNPROCESSABLE, &limit.to_string()),
            StoreError::Contended => Self::unavailable(None),
            StoreError::Unavailable(cause) => Self::unavailable(Some(cause)),
            StoreError::Rejected(cause) | StoreError::Corrupt(cause) => Self::broken(Some(cause)),
            // Nothing that this API writes is claimed.
            StoreError::Taken(_) | StoreError::IdTaken => {
                Self::broken(Some(Cause::text(error.to_string())))
            }
        }
    }

    fn new(status: StatusCode, text: &str) -> Self {
        Self { status, texts: vec![text.to_owned()], header: None, cause: None }
    }

    fn broken(cause: Option<Cause>) -> Self {
        Self { cause, ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error") }
    }

    fn unavailable(cause: Option<Cause>) -> Self {
        Self { cause, ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable") }
            .with("retry-after", RETRY_AFTER_SECS.to_owned())
    }

    fn with(self, name: &'static str, value: String) -> Self {
        Self { header: Some((name, value)), ..self }
    }
}

const UNREADABLE: &str = "the request cannot be read";
const UNPROCESSABLE: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

fn status_of(error: &BodyError) -> StatusCode {
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

#[cfg(test)]
mod tests;
