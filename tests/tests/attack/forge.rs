//! Tokens made by hand: a good one taken apart, and put together again with anything in it.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use dynoxide::AttributeValue;
use harness::demo::demo;
use harness::stack::Stack;
use serde_json::{Value, json};
use shared::store::principal::SigningKeys;

/// The APIs whose callers show tokens: the demo document has one of each.
pub fn token_apis() -> impl Iterator<Item = &'static str> {
    let document = serde_json::to_value(&demo().document).unwrap();
    let names = registry::APIS.iter().map(|api| api.name.as_str());
    names.filter(move |name| document[*name]["token"].is_string())
}

/// A good token of an API, taken apart, with the secret that signed it.
#[derive(Clone)]
pub struct Forge {
    api: &'static str,
    pub header: Value,
    pub claims: Value,
    pub secret: Vec<u8>,
    algorithm: hmac::Algorithm,
}

impl Forge {
    /// The demo's token of an API.
    pub fn of(stack: &Stack, api: &'static str) -> Self {
        let token = demo().at(&format!("{api}.token"));
        let jwt = match api {
            "fleet" => String::from_utf8(STANDARD.decode(token).unwrap()).unwrap(),
            _ => token,
        };
        let part = |at: usize| -> Value {
            let part = jwt.split('.').nth(at).unwrap();
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
        };
        let header = part(0);
        let keys = keys(stack, api);
        let key = keys.keys.iter().find(|key| header["kid"] == key.kid).expect("its key");
        Self {
            api,
            claims: part(1),
            secret: STANDARD.decode(&key.secret).unwrap(),
            header,
            algorithm: hmac::HMAC_SHA256,
        }
    }

    /// The same with something else in its header; null takes it out.
    pub fn header(mut self, name: &str, value: impl Into<Value>) -> Self {
        set(&mut self.header, name, value.into());
        self
    }

    /// The same with another claim; null takes it out.
    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        set(&mut self.claims, name, value.into());
        self
    }

    /// The same with a time so many seconds from that of the claim `iat`.
    pub fn time(self, name: &str, secs: i64) -> Self {
        let now = self.claims["iat"].as_i64().unwrap();
        self.claim(name, now + secs)
    }

    /// Signed with another secret.
    pub fn secret(self, secret: impl Into<Vec<u8>>) -> Self {
        Self { secret: secret.into(), ..self }
    }

    /// Signed by another function, whatever the header says.
    pub fn signed_by(self, algorithm: hmac::Algorithm) -> Self {
        Self { algorithm, ..self }
    }

    /// The JWT.
    pub fn jwt(&self) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(&self.header), part(&self.claims));
        let key = hmac::Key::new(self.algorithm, &self.secret);
        let signature = URL_SAFE_NO_PAD.encode(hmac::sign(&key, message.as_bytes()));
        format!("{message}.{signature}")
    }

    /// The header `authorization` that shows it.
    pub fn authorization(&self) -> String {
        authorization(self.api, &self.jwt())
    }
}

/// The header `authorization` that shows a JWT at an API.
pub fn authorization(api: &str, jwt: &str) -> String {
    match api {
        "fleet" => format!("Basic {}", STANDARD.encode(jwt)),
        _ => format!("Bearer {jwt}"),
    }
}

fn set(object: &mut Value, name: &str, value: Value) {
    let object = object.as_object_mut().unwrap();
    match value {
        Value::Null => drop(object.remove(name)),
        value => drop(object.insert(name.to_owned(), value)),
    }
}

/// The signing keys that stand in the table.
pub fn keys(stack: &Stack, api: &str) -> SigningKeys {
    let is_its =
        |item: &&dynoxide::Item| item.get("pk") == Some(&AttributeValue::S(format!("KEYS#{api}")));
    let items = stack.engine.items();
    match items.iter().find(is_its).and_then(|item| item.get("document")) {
        Some(AttributeValue::S(document)) => serde_json::from_str(document).unwrap(),
        other => panic!("{api} has no keys: {other:?}"),
    }
}

/// Puts a secret of so many bytes in the place of every one that the API has.
pub fn weaken(stack: &Stack, api: &str, bytes: usize) {
    let mut items = stack.engine.items();
    items.retain(|item| item.get("pk") == Some(&AttributeValue::S(format!("KEYS#{api}"))));
    let secret = STANDARD.encode(vec![7; bytes]);
    for item in &mut items {
        let Some(AttributeValue::S(document)) = item.get("document") else { panic!("no keys") };
        let mut keys: Value = serde_json::from_str(document).unwrap();
        for key in keys["keys"].as_array_mut().unwrap() {
            key["secret"] = json!(secret);
        }
        item.insert("document".to_owned(), AttributeValue::S(keys.to_string()));
    }
    stack.engine.import(items);
}
