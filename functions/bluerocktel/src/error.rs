//! What this API refuses and fails with, and how it says so.

use serde::Serialize;
use shared::auth::TokenError;
use shared::record::LimitError;
use shared::input::body::BodyError;
use shared::runtime::{BadIdempotencyKey, Cause, Fault, Method, Response, StatusCode};
use shared::store::{ClaimKind, StoreError};

use crate::validation::{Broken, Rule};

/// How long a caller should wait before it tries again, in seconds.
const RETRY_AFTER_SECS: &str = "1";

/// A refusal or failure.
#[derive(Debug)]
pub enum Error {
    /// No token, or none that may call.
    Unauthenticated,
    /// The caller's role does not allow it.
    Unauthorized,
    /// No customer of the caller's tenant is meant.
    NoCustomer,
    /// Rules of the input that were broken.
    Invalid(Broken),
    /// The `Idempotency-Key` header holds no key.
    BadKey(BadIdempotencyKey),
    /// The caller used its `Idempotency-Key` for another request.
    OtherRequest,
    /// What every API has to answer to.
    Fault(Fault),
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<BadIdempotencyKey> for Error {
    fn from(error: BadIdempotencyKey) -> Self {
        Self::BadKey(error)
    }
}

impl From<BodyError> for Error {
    fn from(error: BodyError) -> Self {
        Self::Fault(error.into())
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Self::Fault(error.into())
    }
}

impl From<LimitError> for Error {
    fn from(error: LimitError) -> Self {
        StoreError::from(error).into()
    }
}

impl From<TokenError> for Error {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Malformed
            | TokenError::Signature
            | TokenError::Expired
            | TokenError::Rule => Self::Unauthenticated,
            TokenError::Store(error) => error.into(),
            TokenError::NoKey => {
                StoreError::Rejected(Cause::text("there is no signing key")).into()
            }
        }
    }
}

/// `{"message": …}`, with `errors` where parameters are to blame.
#[derive(Serialize)]
struct Envelope<'a> {
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<&'a Broken>,
}

impl Error {
    /// The answer.
    #[must_use]
    pub fn into_response(self) -> Response {
        match self {
            Self::Unauthenticated => {
                say(StatusCode::UNAUTHORIZED, "Unauthenticated.").with("www-authenticate", "Bearer")
            }
            Self::Unauthorized => say(StatusCode::FORBIDDEN, "This action is unauthorized."),
            Self::NoCustomer => say(StatusCode::NOT_FOUND, "Customer not found."),
            Self::Invalid(broken) => invalid(&broken),
            Self::BadKey(error) => {
                let message = format!("The Idempotency-Key header is {error}.");
                say(StatusCode::BAD_REQUEST, &message)
            }
            Self::OtherRequest => invalid(&Broken::one("Idempotency-Key", Rule::OtherRequest)),
            Self::Fault(fault) => of_fault(fault),
        }
    }
}

fn of_fault(fault: Fault) -> Response {
    match fault {
        Fault::Event(cause) => {
            say(StatusCode::BAD_REQUEST, "The request cannot be read.").because(cause)
        }
        Fault::Panic(cause) | Fault::Answer(cause) => broken(cause),
        Fault::Body(error) => say(status_of(&error), &sentence(&error)),
        Fault::Store(error) => of_store_error(error),
        Fault::OutOfTime => unavailable(),
        Fault::NoRoute => say(StatusCode::NOT_FOUND, "Not Found."),
        Fault::NoMethod(allowed) => {
            let allowed = allowed.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
            let message = format!(
                "The method is not supported for this route. Supported methods: {allowed}."
            );
            say(StatusCode::METHOD_NOT_ALLOWED, &message).with("allow", allowed)
        }
    }
}

fn of_store_error(error: StoreError) -> Response {
    match error {
        StoreError::Taken(ClaimKind::Account) => {
            invalid(&Broken::one("customerAccount", Rule::Taken))
        }
        StoreError::Limit(limit) => invalid(&limit.into()),
        StoreError::Contended => unavailable(),
        StoreError::Unavailable(cause) => unavailable().because(cause),
        StoreError::Rejected(cause) | StoreError::Corrupt(cause) => broken(cause),
        // This API gives nobody a uuid, a contact or an id to choose.
        StoreError::Taken(ClaimKind::Uuid | ClaimKind::Contact) | StoreError::IdTaken => {
            broken(Cause::text(error.to_string()))
        }
    }
}

fn say(status: StatusCode, message: &str) -> Response {
    Response::json(status, &Envelope { message, errors: None })
}

fn invalid(broken: &Broken) -> Response {
    let message = "The given data was invalid.";
    let body = Envelope { message, errors: Some(broken) };
    Response::json(StatusCode::UNPROCESSABLE_ENTITY, &body)
}

fn broken(cause: Cause) -> Response {
    say(StatusCode::INTERNAL_SERVER_ERROR, "Server Error").because(cause)
}

fn unavailable() -> Response {
    say(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable")
        .with("retry-after", RETRY_AFTER_SECS)
}

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

/// The error's own text as a sentence.
fn sentence(error: &BodyError) -> String {
    let text = error.to_string();
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).chain(['.']).collect()
}

#[cfg(test)]
mod tests;
