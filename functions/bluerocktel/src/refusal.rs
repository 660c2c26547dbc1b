//! What is refused, what fails, and how the API says so.

use serde::{Serialize, Serializer};

use shared::auth::TokenError;
use shared::id::CustomerId;
use shared::idempotency::{BadIdempotencyKey, KeyReused};
use shared::input::BodyError;
use shared::rate::Exceeded;
use shared::runtime::{Fault, Response, StatusCode, allowed, body_status};
use shared::store::ClaimKind;

use crate::field_error::{BrokenRule, FieldError};

/// Everything the API refuses, and every way it fails.
#[derive(Debug)]
pub enum Refusal {
    /// There is no token, or its user may not call.
    Unauthenticated,
    /// The user may not do this.
    Forbidden,
    /// The caller's tenant has no such customer.
    NotFound,
    /// The number is one customer's id and another one's account.
    Ambiguous(CustomerId),
    /// Fields break a rule. They come in the documented order.
    Invalid(Vec<FieldError>),
    /// The user has called too often.
    TooMany {
        /// After how many seconds it may call again.
        retry_after_secs: u64,
    },
    /// The `Idempotency-Key` header is not a key.
    BadKey(BadIdempotencyKey),
    /// Something went wrong before or below the endpoint.
    Fault(Fault),
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
            Self::Ambiguous(id) => {
                let text = format!(
                    "{id} is one customer's id and another one's account. \
                     Use /api/v1/customerAccounts/{id} for the account."
                );
                say(StatusCode::CONFLICT, &text)
            }
            Self::Invalid(errors) => invalid(&errors),
            Self::TooMany { retry_after_secs } => {
                say(StatusCode::TOO_MANY_REQUESTS, "Too Many Attempts.")
                    .retry_after(retry_after_secs)
            }
            Self::BadKey(error) => {
                say(StatusCode::BAD_REQUEST, &format!("The Idempotency-Key header is {error}."))
            }
            Self::Fault(fault) => {
                let response = said_of(&fault);
                fault.complete(response)
            }
        }
    }
}

/// The answer to a fault, in the vendor's words.
fn said_of(fault: &Fault) -> Response {
    match fault {
        Fault::Body(error) => say(body_status(error), &sentence(error)),
        Fault::Unreadable(_) => say(StatusCode::BAD_REQUEST, "The request cannot be read."),
        Fault::NoRoute => say(StatusCode::NOT_FOUND, "Not Found."),
        Fault::NoMethod(methods) => {
            let methods = allowed(methods);
            let text = "The method is not supported for this route. Supported methods:";
            say(StatusCode::METHOD_NOT_ALLOWED, &format!("{text} {methods}."))
        }
        Fault::Limit(limit) => invalid(&[(*limit).into()]),
        Fault::Taken(ClaimKind::Account) => {
            invalid(&[FieldError::new("customerAccount", BrokenRule::Taken)])
        }
        Fault::Unavailable(_) => say(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable"),
        // No caller of this API chooses a uuid or a contact's id.
        Fault::Taken(ClaimKind::Uuid | ClaimKind::Contact) | Fault::Internal(_) => {
            say(StatusCode::INTERNAL_SERVER_ERROR, "Server Error")
        }
    }
}

fn invalid(errors: &[FieldError]) -> Response {
    let body = Envelope { message: "The given data was invalid.", errors };
    Response::json(StatusCode::UNPROCESSABLE_ENTITY, &body)
}

fn say(status: StatusCode, message: &str) -> Response {
    Response::json(status, &Envelope { message, errors: &[] })
}

/// The error's own text as a sentence.
fn sentence(error: &BodyError) -> String {
    let text = error.to_string();
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).chain(['.']).collect()
}

shared::faults!(Refusal);

impl From<TokenError> for Refusal {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Malformed
            | TokenError::Signature
            | TokenError::Expired
            | TokenError::Rule => Self::Unauthenticated,
            TokenError::Store(error) => error.into(),
            TokenError::NoKey => Fault::Internal(error.into()).into(),
        }
    }
}

impl From<Exceeded> for Refusal {
    fn from(exceeded: Exceeded) -> Self {
        Self::TooMany { retry_after_secs: exceeded.retry_after_secs }
    }
}

impl From<BadIdempotencyKey> for Refusal {
    fn from(error: BadIdempotencyKey) -> Self {
        Self::BadKey(error)
    }
}

impl From<KeyReused> for Refusal {
    fn from(_: KeyReused) -> Self {
        Self::Invalid(vec![FieldError::new("Idempotency-Key", BrokenRule::KeyReused)])
    }
}

#[cfg(test)]
mod tests {
    use shared::record::LimitError;

    use super::*;

    #[test]
    fn a_limit_is_the_fault_of_a_field_and_a_uuid_that_is_taken_is_ours() {
        let answered = |fault: Fault| {
            let response = Refusal::Fault(fault).into_response();
            (response.status.as_u16(), response.body, response.cause.is_some())
        };
        let limit = r#"{"message":"The given data was invalid.","errors":{"comment":["The comment makes the customer too large."]}}"#;
        assert_eq!(answered(Fault::Limit(LimitError::Bytes)), (422, limit.to_owned(), false));
        for kind in [ClaimKind::Uuid, ClaimKind::Contact] {
            let ours = (500, r#"{"message":"Server Error"}"#.to_owned(), true);
            assert_eq!(answered(Fault::Taken(kind)), ours);
        }
    }

    #[test]
    fn every_bad_token_is_refused_in_the_same_way() {
        for error in [TokenError::Malformed, TokenError::Signature, TokenError::Rule] {
            assert!(matches!(error.into(), Refusal::Unauthenticated));
        }
    }
}
