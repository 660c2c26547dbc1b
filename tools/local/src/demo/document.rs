//! The demo document: every credential of the demo, with fresh tokens. `.local/demo.json`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use shared::clock::Clock;
use shared::id::ApiName;
use shared::store::principal::User;
use shared::store::{Get, Store};

use super::customers::{self, Ids};
use super::forge::Forge;
use super::people::{self, NUTCACHE_PASSWORD};
use super::{DemoError, Side};

/// The client that the demo's tokens name, where an API's tokens name one.
const CLIENT: &str = "demo";

/// What scripts, events and tests need to call every API. `cro.token` is a token of the first
/// tenant, `other_tenant.cro.token` one of the second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DemoDocument(Value);

impl DemoDocument {
    /// What stands at a path, for example `cro.tokens_by_role.Driver`.
    #[must_use]
    pub fn at(&self, path: &str) -> Option<&Value> {
        path.split('.').try_fold(&self.0, |value, name| value.get(name))
    }
}

/// The demo document of a table that holds the demo data: all tokens are fresh.
pub async fn document(
    store: &Store,
    clock: &Clock,
    base_url: &str,
) -> Result<DemoDocument, DemoError> {
    let mut document = tenant(store, clock, Side::Main).await?;
    let other = tenant(store, clock, Side::Other).await?;
    document.insert("other_tenant".to_owned(), Value::Object(other));
    document.insert("base_url".to_owned(), json!(base_url));
    Ok(DemoDocument(Value::Object(document)))
}

/// What is needed in one tenant: what each API needs of its own, and the tokens of every API that
/// has tokens.
async fn tenant(store: &Store, clock: &Clock, side: Side) -> Result<Map<String, Value>, DemoError> {
    let mut tenant = Map::new();
    for api in admin::api::all() {
        let mut part = own(api.name, side)?;
        if registry::mint(api.name).is_some() {
            part.extend(tokens(store, clock, side, api.name).await?);
        }
        tenant.insert(api.name.as_str().to_owned(), Value::Object(part));
    }
    Ok(tenant)
}

/// What only one API has.
fn own(api: ApiName, side: Side) -> Result<Map<String, Value>, DemoError> {
    let ids = Ids::of(side);
    let customer = |id: u64| {
        let found = customers::all(side)?.into_iter().find(|customer| customer.id.get() == id);
        found.ok_or(DemoError::Forge)
    };
    let own = match api.as_str() {
        "fleet" => json!({ "customer_id": ids.fleet }),
        "cro" => json!({
            "tenant_id": side.tenant()?,
            "customer_id": ids.cro,
            "parent_customer_id": ids.cro_parent,
        }),
        "nutcache" => nutcache(side)?,
        "bluerocktel" => json!({
            "customer_id": ids.bluerocktel,
            "customer_account": customer(ids.bluerocktel)?.account_number,
        }),
        "mykaarma" => mykaarma(side, &customer(ids.mykaarma)?.uuid.to_string()),
        _ => json!({}),
    };
    Ok(own.as_object().cloned().unwrap_or_default())
}

fn nutcache(side: Side) -> Result<Value, DemoError> {
    let authorization = |disabled: bool, wrong_key: Option<&str>, password: &str| {
        let mut users = people::users().into_iter();
        let user = users.find(|user| user.disabled == disabled && user.api_key(side).is_some());
        let user = user.ok_or(DemoError::Forge)?;
        let key = wrong_key.or(user.api_key(side)).unwrap_or_default();
        let text = format!("{key}:{}:{password}", user.email(side));
        Ok::<_, DemoError>(STANDARD.encode(text))
    };
    Ok(json!({
        "authorization": authorization(false, None, NUTCACHE_PASSWORD)?,
        "organization_guid": side.organization().hyphenated().to_string().to_uppercase(),
        "customer_id": Ids::of(side).nutcache,
        "wrong_key_authorization":
            authorization(false, Some("aKeyThatNobodyHas"), NUTCACHE_PASSWORD)?,
        "wrong_password_authorization": authorization(false, None, "wrong")?,
        "disabled_authorization": authorization(true, None, NUTCACHE_PASSWORD)?,
    }))
}

fn mykaarma(side: Side, customer_uuid: &str) -> Value {
    let [all, reader, writer] = side.subscribers();
    let basic = |name: &str, password: &str| STANDARD.encode(format!("{name}:{password}"));
    json!({
        "authorization": basic(&all.username, &all.password),
        "read_only_authorization": basic(&reader.username, &reader.password),
        "write_only_authorization": basic(&writer.username, &writer.password),
        "wrong_password_authorization": basic(&all.username, "wrong"),
        "username": all.username,
        "password": all.password,
        "department_token": side.department(),
        "dealer_uuid": side.dealer(),
        "customer_uuid": customer_uuid,
        "customer_id": Ids::of(side).mykaarma,
    })
}

/// The first user of an API, and the tokens of all its users.
async fn tokens(
    store: &Store,
    clock: &Clock,
    side: Side,
    api: ApiName,
) -> Result<Map<String, Value>, DemoError> {
    let keys = store.get(Get::signing_keys(api)).await?.ok_or(DemoError::Forge)?;
    let mut tokens = Map::new();
    let mut by_role = Map::new();
    let names_client = registry::mint(api).is_some_and(|mint| mint.names_client);
    for person in people::users().into_iter().filter(|person| person.api == api) {
        // A disabled user may still have a token from before.
        let user = User { disabled: false, ..admin::users::get(store, person.id(side)?).await? };
        let client = names_client.then_some(CLIENT);
        let token = admin::api::mint(store, clock, &user, client).await?;
        if person.disabled {
            tokens.insert("disabled_token".to_owned(), json!(token));
            continue;
        }
        if !tokens.contains_key("token") {
            let forge = Forge::of(&token)?;
            let first = json!({
                "token": token,
                "email": person.email(side),
                "password": person.password(),
                "expired_token": forge.expired(&keys)?,
                "wrong_key_token": forge.signed_wrong(),
            });
            tokens.extend(first.as_object().cloned().unwrap_or_default());
        }
        by_role.extend(person.role.map(|role| (role.to_owned(), json!(token))));
    }
    tokens.insert("tokens_by_role".to_owned(), Value::Object(by_role));
    Ok(tokens)
}
