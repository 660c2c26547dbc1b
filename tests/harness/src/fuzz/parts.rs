//! The readers of bodies, queries and stored items, by themselves.

use serde_json::Value;
use shared::input::JsonOrForm;
use shared::input::body::{self, BodyError, MAX_BYTES, MAX_DEPTH};
use shared::input::query::Pairs;
use shared::record::{Customer, index};
use shared::store::Entity;
use shared::store::layout::{self, Change, Tombstone};
use shared::store::principal::SigningKeys;
use shared::store::principal::{
    ApiKey, Department, Login, Organization, Pin, Subscriber, Tenant, User,
};

/// A byte that chooses a content type, and a body.
///
/// # Panics
/// When what was read is not what JSON's own reader reads, or breaks a limit.
pub fn body(bytes: &[u8]) {
    let Some((kind, bytes)) = bytes.split_first() else { return };
    let content_type = match kind % 4 {
        0 => None,
        1 => Some("application/json; charset=utf-8"),
        2 => Some("application/x-www-form-urlencoded"),
        _ => Some("multipart/form-data; boundary=x"),
    };
    let is_form = kind % 4 > 1;
    let read = body::json_or_form(content_type, bytes);
    if let Ok(Some(JsonOrForm::Form(pairs))) = &read {
        assert!(pairs.0.len() <= bytes.len(), "more pairs than bytes");
        assert!(is_form, "JSON was read as a form");
    }
    let json = body::json(content_type.filter(|_| !is_form), bytes);
    let expected = serde_json::from_slice::<Value>(bytes);
    match json {
        Ok(None) => assert!(bytes.is_empty(), "a body was passed over"),
        Ok(Some(document)) => {
            assert!(bytes.len() <= MAX_BYTES, "a large body was read");
            assert!(depth(&Value::Object(document.0.clone())) <= MAX_DEPTH, "it nests deeper");
            assert_eq!(expected.ok(), Some(Value::Object(document.0)), "it was read otherwise");
        }
        Err(BodyError::Malformed { .. }) => assert!(expected.is_err(), "JSON was refused"),
        Err(BodyError::NotAnObject) => assert!(!expected.is_ok_and(|json| json.is_object())),
        Err(BodyError::TooLarge) => assert!(bytes.len() > MAX_BYTES, "a small body is too large"),
        Err(
            BodyError::TooDeep
            | BodyError::DuplicateKey
            | BodyError::WrongType
            | BodyError::NotUtf8
            | BodyError::QueryNotUtf8
            | BodyError::Multipart,
        ) => {}
    }
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(values) => 1 + values.iter().map(depth).max().unwrap_or(0),
        Value::Object(fields) => 1 + fields.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// A query or a form.
///
/// # Panics
/// When its pairs, encoded again, are others.
pub fn query(bytes: &[u8]) {
    let raw = String::from_utf8_lossy(bytes);
    let Ok(pairs) = Pairs::parse(&raw) else { return };
    let encode =
        |text: &str| -> String { text.bytes().map(|byte| format!("%{byte:02x}")).collect() };
    let again: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    assert_eq!(Pairs::parse(&again.join("&")).as_ref(), Ok(&pairs), "of {raw:?}");
    for (name, _) in pairs.iter() {
        let last = pairs.iter().filter(|(other, _)| *other == name).last();
        assert_eq!(pairs.get(name), last.map(|(_, value)| value), "of {raw:?}");
    }
    assert!(pairs.0.len() <= raw.matches('&').count() + 1, "more pairs than there are");
}

/// The document of a stored item, of any kind.
///
/// # Panics
/// When what was read and written again is read otherwise.
pub fn item(bytes: &[u8]) {
    let document = String::from_utf8_lossy(bytes);
    if let Some(customer) = read::<Customer>(&document) {
        drop(index::claims(&customer));
        let tenant = shared::id::TenantId::try_from(1).ok();
        if customer.check_limits(&index::entries(&customer)).is_ok()
            && let Some(tenant) = tenant
        {
            layout::record(tenant, &customer).map(drop).unwrap_or_default();
        }
    }
    read::<Tombstone>(&document);
    read::<Change>(&document);
    read::<SigningKeys>(&document);
    read::<Tenant>(&document);
    read::<User>(&document);
    read::<Login>(&document);
    read::<ApiKey>(&document);
    read::<Subscriber>(&document);
    read::<Organization>(&document);
    read::<Department>(&document);
    read::<Pin>(&document);
}

#[expect(clippy::expect_used, reason = "an assertion")]
fn read<E: Entity>(document: &str) -> Option<E> {
    let entity = E::read(E::SCHEMA, document).ok()?;
    let written = entity.write().expect("what was read can be written");
    let again = E::read(E::SCHEMA, &written).expect("what was written can be read");
    assert_eq!(again.write().ok(), Some(written), "it changes when it is read");
    Some(entity)
}
