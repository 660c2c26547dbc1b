//! What is refused, what fails, and how the API says so.

use serde::{Serialize, Serializer};

use shared::auth::TokenError;
use shared::idempotency::{BadIdempotencyKey, KeyReused};
use shared::input::BodyError;
use shared::record::LimitError;
use shared::runtime::{Cause, Fault, Method, RETRY_SECS, Response, StatusCode, allowed};
use shared::store::{ClaimKind, StoreError};

use crate::field_error::{BrokenRule, FieldError};

/// Everything the API refuses, and every way it fails.
#[derive(Debug)]
pub enum Refusal {
    /// No token, or none of a user who may call.
    Unauthenticated,
    /// The user may not do this.
    Forbidden,
    /// The caller's tenant has no such customer.
    NotFound,
    /// Fields break a rule. They come in the documented order.
    Invalid(Vec<FieldError>),
    /// The `Idempotency-Key` header holds no key.
    BadKey(BadIdempotencyKey),
    /// The body cannot be read.
    BadBody(BodyError),
    /// The request itself cannot be read.
    Unreadable(Cause),
    /// No such path.
    NoSuchPath,
    /// The path does not take this method. It takes these.
    NoSuchMethod(Vec<Method>),
    /// The same request may work in a moment.
    Unavailable(Option<Cause>),
    /// It is the service's own fault.
    Internal(Cause),
}

/// The body of every error: `errors` is there if fields are to blame.
#[derive(Serialize)]
struct Envelope<'a> {
    message: &'a str,
    #[serde(skip_serializing_if = "<[FieldError]>::is_empty", serialize_with = "by_field")]
    errors: &'a [FieldError],
}

/// `{"name": ["The name field is required."]}`
fn by_field<S: Serializer>(errors: &[FieldError], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(errors.iter().map(|error| (error.field, [error.message()])))
}

impl Refusal {
    /// The refusal in the API's envelope.
    pub(crate) fn into_response(self) -> Response {
        match self {
            Self::Unauthenticated => {
                say(StatusCode::UNAUTHORIZED, "Unauthenticated.").with("www-authenticate", "Bearer")
            }
            Self::Forbidden => say(StatusCode::FORBIDDEN, "This action is unauthorized."),
            Self::NotFound => say(StatusCode::NOT_FOUND, "Customer not found."),
            Self::Invalid(errors) => {
                let body = Envelope { message: "The given data was invalid.", errors: &errors };
                Response::json(StatusCode::UNPROCESSABLE_ENTITY, &body)
            }
            Self::BadKey(error) => {
                say(StatusCode::BAD_REQUEST, &format!("The Idempotency-Key header is {error}."))
            }
            Self::BadBody(error) => say(status_of(&error), &sentence(&error)),
            Self::Unreadable(cause) => {
                say(StatusCode::BAD_REQUEST, "The request cannot be read.").because(cause)
            }
            Self::NoSuchPath => say(StatusCode::NOT_FOUND, "Not Found."),
            Self::NoSuchMethod(methods) => {
                let message = format!(
                    "The method is not supported for this route. Supported methods: {}.",
                    allowed(&methods)
                );
                say(StatusCode::METHOD_NOT_ALLOWED, &message).allowing(&methods)
            }
            Self::Unavailable(cause) => {
                let response = say(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable")
                    .retry_after(RETRY_SECS);
                cause.into_iter().fold(response, Response::because)
            }
            Self::Internal(cause) => {
                say(StatusCode::INTERNAL_SERVER_ERROR, "Server Error").because(cause)
            }
        }
    }

    fn field(field: &'static str, rule: BrokenRule) -> Self {
        Self::Invalid(vec![FieldError::new(field, rule)])
    }
}

fn say(status: StatusCode, message: &str) -> Response {
    Response::json(status, &Envelope { message, errors: &[] })
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

/// The error's own text as a sentence.
fn sentence(error: &BodyError) -> String {
    let text = error.to_string();
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).chain(['.']).collect()
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Event(cause) => Self::Unreadable(cause),
            Fault::Panic(cause) | Fault::Answer(cause) => Self::Internal(cause),
            Fault::Body(error) => error.into(),
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
            StoreError::Taken(ClaimKind::Account) => {
                Self::field("customerAccount", BrokenRule::Taken)
            }
            StoreError::Limit(limit) => limit.into(),
            StoreError::Contended => Self::Unavailable(None),
            StoreError::Unavailable(cause) => Self::Unavailable(Some(cause)),
            StoreError::Rejected(cause) | StoreError::Corrupt(cause) => Self::Internal(cause),
            // No caller of this API chooses a uuid, a contact's id or a customer's id.
            StoreError::Taken(ClaimKind::Uuid | ClaimKind::Contact) | StoreError::IdTaken => {
                Self::Internal(Cause::text(error.to_string()))
            }
        }
    }
}

impl From<LimitError> for Refusal {
    fn from(limit: LimitError) -> Self {
        Self::Invalid(vec![limit.into()])
    }
}

impl From<TokenError> for Refusal {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Malformed
            | TokenError::Signature
            | TokenError::Expired
            | TokenError::Rule => Self::Unauthenticated,
            TokenError::Store(error) => error.into(),
            TokenError::NoKey => Self::Internal(Cause::from(error)),
        }
    }
}

impl From<BodyError> for Refusal {
    fn from(error: BodyError) -> Self {
        Self::BadBody(error)
    }
}

impl From<BadIdempotencyKey> for Refusal {
    fn from(error: BadIdempotencyKey) -> Self {
        Self::BadKey(error)
    }
}

impl From<KeyReused> for Refusal {
    fn from(_: KeyReused) -> Self {
        Self::field("Idempotency-Key", BrokenRule::KeyReused)
    }
}

#[cfg(test)]
mod tests;
