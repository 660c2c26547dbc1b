//! Signing keys: each API has one item with all its keys.

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use shared::clock::Clock;
use shared::id::ApiName;
use shared::secret::NoRandomness;
use shared::store::principal::{SigningKey, SigningKeys};
use shared::store::{Get, NewItems, Store, WriteError};
use uuid::Uuid;

use crate::users::missing;
use crate::{AdminError, api};

/// The bytes of a new key's secret.
const SECRET_BYTES: usize = 32;

/// Adds a key to an API and returns its `kid`. Tokens of the older keys stay valid. The new key
/// signs as soon as every process must have read it.
pub async fn rotate(store: &Store, api: ApiName) -> Result<String, AdminError> {
    let key = new_key(store.clock())?;
    let kid = key.kid.clone();
    let at = Get::signing_keys(api);
    if store.get(Get::signing_keys(api)).await?.is_none() {
        let items = NewItems::new().with(at, &SigningKeys { keys: vec![key] })?;
        store
            .put_new(items)
            .await
            .map_err(AdminError::writing(format!("the signing keys of {api}")))?;
    } else {
        store
            .amend(at, |stored: &mut SigningKeys| {
                stored.keys.push(key);
                Ok::<_, AdminError>(())
            })
            .await?;
    }
    Ok(kid)
}

/// Makes a key for each API that needs one and has none, and returns those APIs.
pub async fn ensure(store: &Store) -> Result<Vec<ApiName>, AdminError> {
    let mut made = Vec::new();
    for api in api::all().filter(|api| api.has_tokens).map(|api| api.name) {
        if !list(store, api).await?.is_empty() {
            continue;
        }
        match rotate(store, api).await {
            Ok(_) => made.push(api),
            // Somebody else made one at the same moment.
            Err(AdminError::Write { error: WriteError::Exists, .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(made)
}

/// The keys of an API, oldest first. Never print their secrets.
pub async fn list(store: &Store, api: ApiName) -> Result<Vec<SigningKey>, AdminError> {
    let stored = store.get(Get::signing_keys(api)).await?;
    Ok(stored.map(|stored| stored.keys).unwrap_or_default())
}

/// Removes a key. Its tokens are refused as soon as every process has read the keys again: within
/// five minutes.
///
/// # Errors
/// There is no such key, or it is the API's only one.
pub async fn retire(store: &Store, api: ApiName, kid: &str) -> Result<(), AdminError> {
    store
        .amend(Get::signing_keys(api), |stored: &mut SigningKeys| {
            let at = stored.keys.iter().position(|key| key.kid == kid);
            let at = at.ok_or_else(|| AdminError::NoKey(kid.to_owned()))?;
            if stored.keys.len() == 1 {
                return Err(AdminError::LastKey(kid.to_owned()));
            }
            stored.keys.remove(at);
            Ok(())
        })
        .await
        .map_err(|error| missing(error, AdminError::NoKey(kid.to_owned())))?;
    Ok(())
}

fn new_key(clock: &Clock) -> Result<SigningKey, AdminError> {
    let mut secret = [0; SECRET_BYTES];
    SystemRandom::new().fill(&mut secret).map_err(|_| NoRandomness)?;
    // Eight digits keep tokens short (CRO's may have 256 characters), and are enough to tell a
    // handful of keys apart.
    let kid = Uuid::new_v4().simple().to_string()[..8].to_owned();
    Ok(SigningKey { kid, secret: STANDARD.encode(secret), created_at: clock.now() })
}
