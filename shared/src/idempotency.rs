//! `Idempotency-Key`: a client's name for a request that it may send again. Every API creates its
//! customers here.

use std::borrow::Cow;

use crate::cause::Cause;
use crate::id::TenantId;
use crate::input::body::{ContentType, without_boundary};
use crate::record::Customer;
use crate::runtime::{Api, Call, Request, Response, StatusCode};
use crate::store::{
    Accounts, AnswerText, Created, Get, IdempotentRequest, Once, StoreError, StoredAnswer,
};

/// The longest key, in characters.
const MOST_CHARACTERS: usize = 255;

/// A client's name for a request: 1 to 255 printable ASCII characters.
#[derive(Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

/// The `Idempotency-Key` header is not a valid key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not 1 to 255 printable ASCII characters, bare or in double quotes")]
pub struct BadIdempotencyKey;

impl IdempotencyKey {
    /// Reads a header's value: a string of a structured field (RFC 8941, `"a \"b\""`), or a bare
    /// text without double quotes from clients that do not know structured fields. Both give the
    /// same key. Spaces around it do not count.
    pub fn parse(header: &str) -> Result<Self, BadIdempotencyKey> {
        let header = header.trim_matches([' ', '\t']);
        let key = match header.strip_prefix('"') {
            Some(rest) => unquoted(rest)?,
            None if header.contains('"') => return Err(BadIdempotencyKey),
            None => header.to_owned(),
        };
        let is_printable = key.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        // Printable ASCII characters have one byte each.
        if is_printable && (1..=MOST_CHARACTERS).contains(&key.len()) {
            Ok(Self(key))
        } else {
            Err(BadIdempotencyKey)
        }
    }

    /// Its bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl std::fmt::Debug for IdempotencyKey {
    /// Shows nothing: clients may build keys from the request's data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IdempotencyKey")
    }
}

/// The text of a quoted string, given what follows the first quote.
fn unquoted(rest: &str) -> Result<String, BadIdempotencyKey> {
    let mut text = String::with_capacity(rest.len());
    let mut chars = rest.chars();
    loop {
        match chars.next() {
            Some('"') => break,
            Some('\\') => match chars.next() {
                Some(escaped @ ('"' | '\\')) => text.push(escaped),
                _ => return Err(BadIdempotencyKey),
            },
            Some(plain) => text.push(plain),
            None => return Err(BadIdempotencyKey),
        }
    }
    // Anything after the string (parameters, another string) is refused.
    if chars.next().is_none() { Ok(text) } else { Err(BadIdempotencyKey) }
}

impl Request {
    /// The request's idempotency key, or `None` without such a header.
    pub fn idempotency_key(&self) -> Result<Option<IdempotencyKey>, BadIdempotencyKey> {
        self.header("idempotency-key").map(IdempotencyKey::parse).transpose()
    }

    /// Two requests are the same if these parts are: method, path, query and body as sent, and
    /// whether the body is a form or has parts. No other header counts, because a retry may have
    /// another token and another request id. The content type of an empty body does not count, nor
    /// does the boundary of a body with parts.
    #[must_use]
    pub fn identity(&self) -> [Cow<'_, [u8]>; 5] {
        let content_type = self.header("content-type");
        let whole = Cow::Borrowed(self.body.as_slice());
        let (kind, body) = match ContentType::of(content_type) {
            _ if self.body.is_empty() => ("", whole),
            ContentType::Form => ("form", whole),
            ContentType::Multipart => {
                ("parts", without_boundary(content_type.unwrap_or_default(), &self.body))
            }
            ContentType::Json | ContentType::Other => ("document", whole),
        };
        let texts = [self.method.as_str(), &self.path, &self.raw_query, kind];
        let [method, path, query, kind] = texts.map(|text| Cow::Borrowed(text.as_bytes()));
        [method, path, query, kind, body]
    }
}

/// The client used the key before for another request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key was used before, for another request")]
pub struct KeyReused;

/// A create about to run: its tenant, its caller, and its idempotency key if it has one.
pub struct Creation<'a, A: Api> {
    call: &'a Call<'a, A>,
    tenant: TenantId,
    actor: String,
    request: Result<Option<IdempotentRequest>, BadIdempotencyKey>,
}

impl<'a, A: Api> Creation<'a, A> {
    /// A create in a tenant. `actor` is the caller's name in the change history.
    #[must_use]
    pub fn new(call: &'a Call<'a, A>, tenant: TenantId, actor: String) -> Self {
        let key = call.request.idempotency_key();
        let request = key.map(|key| {
            let identity = call.request.identity();
            let named = |key: IdempotencyKey| {
                IdempotentRequest::new(tenant, A::NAME, &actor, key.as_bytes(), &identity)
            };
            key.map(named)
        });
        Self { call, tenant, actor, request }
    }

    /// The read of the answer to an earlier request with the same key.
    #[must_use]
    pub fn get(&self) -> Option<Get<StoredAnswer>> {
        self.request.as_ref().ok()?.as_ref().map(IdempotentRequest::get)
    }

    /// Creates the customer, or repeats the answer to an earlier request. `answered` is what
    /// [`get`](Self::get) found. `read` parses and checks the request, only if there is no such answer,
    /// and returns the function that fills in the new customer. `show` makes the answer, which must not contain a token.
    pub async fn run<E, F>(
        self,
        answered: Option<StoredAnswer>,
        accounts: Accounts,
        read: impl Future<Output = Result<F, E>> + Send,
        show: impl Fn(&Customer) -> Response + Send + Sync,
    ) -> Result<Response, E>
    where
        E: From<StoreError> + From<BadIdempotencyKey> + From<KeyReused>,
        F: FnMut(&mut Customer) -> Result<(), E> + Send,
    {
        let Self { call, tenant, actor, request } = self;
        let store = &call.app.store;
        let origin = call.origin(actor);
        let Some(request) = request? else {
            let created = store.create(tenant, &origin, accounts, read.await?).await?;
            return Ok(show(&created));
        };
        let created = match request.before(answered, call.app.clock.now()) {
            Some(before) => before,
            None => {
                let answer = |customer: &Customer| to_store(show(customer));
                let once = Once { request: &request, answer: &answer };
                store.create_once(tenant, &origin, accounts, &once, read.await?).await?
            }
        };
        match created {
            Created::Now(answered) => Ok(Response::stored(answered)),
            Created::Before(answered) => Ok(Response::replayed(answered)),
            Created::OtherRequest => Err(KeyReused.into()),
        }
    }
}

/// The part of a success that is stored. Another answer is an error.
fn to_store(response: Response) -> Result<AnswerText, Cause> {
    let Response { status, body, cause, .. } = response;
    if status.is_success() {
        return Ok(AnswerText { status: status.as_u16(), body });
    }
    Err(cause.unwrap_or_else(|| Cause::text("the answer for a new customer is not a success")))
}

impl Response {
    /// A stored JSON answer, repeated byte for byte. `Idempotent-Replayed` tells the client that
    /// this request did nothing.
    #[must_use]
    pub fn replayed(answered: StoredAnswer) -> Self {
        Self::stored(answered).with("idempotent-replayed", "true")
    }

    /// A JSON answer that has just been stored.
    #[must_use]
    pub fn stored(answered: StoredAnswer) -> Self {
        // Only valid statuses are stored, so the fallback is never used.
        let status =
            StatusCode::from_u16(answered.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = vec![("content-type", "application/json".to_owned())];
        Self { status, headers, body: answered.body, cause: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(header: &str) -> Option<String> {
        IdempotencyKey::parse(header).ok().map(|key| key.0)
    }

    #[test]
    fn bare_and_quoted_texts_give_the_same_key() {
        for header in ["a b", "\"a b\"", " a b\t", "\t\"a b\" "] {
            assert_eq!(key(header).as_deref(), Some("a b"), "{header}");
        }
        assert_eq!(key(r#""a\"b\\c""#).as_deref(), Some(r#"a"b\c"#));
        // A backslash has a meaning only within quotes.
        assert_eq!(key(r"a\b").as_deref(), Some(r"a\b"));
    }

    /// Broken by accepting text after the quotes, and by accepting empty keys.
    #[test]
    fn invalid_keys_are_refused() {
        for header in [
            "",
            " ",
            "\"\"",
            "\"",
            "\"a",
            "a\"",
            "a\"b",
            "\"a\"b",
            "\"a\";p=1",
            "\"a\",\"b\"",
            "\"a\\\"",
            "\"a\\b\"",
            "caf\u{e9}",
            "a\u{0}b",
            "a\tb",
            "a\u{7f}",
            "\"\u{a0}\"",
        ] {
            assert_eq!(key(header), None, "{header:?}");
        }
    }

    /// Broken by allowing 256.
    #[test]
    fn a_key_has_at_most_255_characters_without_quotes_and_escapes() {
        let longest = "k".repeat(255);
        assert_eq!(key(&longest), Some(longest.clone()));
        assert_eq!(key(&format!("\"{longest}\"")), Some(longest.clone()));
        let escaped = format!("\"{}\"", "\\\\".repeat(255));
        assert_eq!(key(&escaped).map(|key| key.len()), Some(255));
        assert_eq!(key(&format!("{longest}k")), None);
    }
}
