//! What the clients own: a customer each, and a fleet user that is bound to it.

use admin::users::NewUser;
use harness::seed::origin;
use shared::clock::Clock;
use shared::id::{ApiName, TenantId};
use shared::record::Customer;
use shared::store::{Accounts, Store, StoreError};

use crate::error::BenchError;
use crate::world::TENANT;

/// The API whose users are bound to a customer.
const FLEET: ApiName = ApiName::new("fleet");

/// What one client owns.
#[derive(Debug, Clone)]
pub(super) struct Owned {
    /// Its customer.
    pub customer: u64,
    /// The same.
    pub uuid: String,
    /// The customer's name at first.
    pub name: String,
    /// The customer's key at first.
    pub key: String,
    /// The token of the fleet user that is bound to the customer.
    pub fleet_token: String,
}

/// Makes what so many clients own.
pub(super) async fn seed(store: &Store, clients: usize) -> Result<Vec<Owned>, BenchError> {
    let tenant = crate::world::tenant(TENANT)?;
    let mut all = Vec::new();
    for number in 0..clients {
        let customer = customer(store, tenant, number).await?;
        let user = NewUser {
            roles: vec!["CustomerSuper".to_owned()],
            customer: Some(customer.id),
            ..NewUser::of(FLEET, tenant)
        };
        let user = admin::users::add(store, user).await.map_err(|error| failed(&error))?;
        let token = admin::api::mint(store, &Clock::system(), &user, None).await;
        all.push(Owned {
            customer: customer.id.get(),
            uuid: customer.uuid.to_string(),
            name: customer.name,
            key: customer.customer_key.unwrap_or_default(),
            fleet_token: token.map_err(|error| failed(&error))?,
        });
    }
    Ok(all)
}

async fn customer(store: &Store, tenant: TenantId, number: usize) -> Result<Customer, BenchError> {
    let fill = |customer: &mut Customer| {
        customer.set_name(format!("Soak {number} at first"));
        customer.customer_key = Some(format!("SOAK-{number}"));
        Ok::<_, StoreError>(())
    };
    let accounts = Accounts::Automatic(|id| format!("SOAK-{id}"));
    let made = store.create(tenant, &origin(), accounts, fill).await;
    made.map_err(|error| BenchError::Engine(format!("{error:?}")))
}

fn failed(error: &dyn std::fmt::Display) -> BenchError {
    BenchError::Engine(error.to_string())
}
