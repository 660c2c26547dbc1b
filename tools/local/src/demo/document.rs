//! The demo document: every credential of the demo, with fresh tokens. `.local/demo.json`.

use std::collections::BTreeMap;

use admin::Api;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use shared::auth::Keys;
use shared::clock::{Clock, Timestamp};
use shared::store::principal::SigningKeys;
use shared::store::{Get, Store};

use super::customers::{Ids, uuid_of};
use super::forge::Forge;
use super::people::{self, DemoSubscriber, NUTCACHE_PASSWORD, Person};
use super::{BLUEROCKTEL_PASSWORD, DemoError, FLEET_PASSWORD, Side};

/// What scripts, events and tests need to call every API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoDocument {
    /// Where the stack answers.
    pub base_url: String,
    /// fleet, tenant 1686.
    pub fleet: FleetDemo,
    /// CRO, tenant 1686.
    pub cro: CroDemo,
    /// Nutcache, tenant 1686.
    pub nutcache: NutcacheDemo,
    /// BlueRockTEL, tenant 1686.
    pub bluerocktel: BluerocktelDemo,
    /// myKaarma, tenant 1686.
    pub mykaarma: MykaarmaDemo,
    /// The same again for tenant 2001.
    pub other_tenant: TenantDemo,
}

/// What is needed to call every API in one tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantDemo {
    /// fleet.
    pub fleet: FleetDemo,
    /// CRO.
    pub cro: CroDemo,
    /// Nutcache.
    pub nutcache: NutcacheDemo,
    /// BlueRockTEL.
    pub bluerocktel: BluerocktelDemo,
    /// myKaarma.
    pub mykaarma: MykaarmaDemo,
}

/// Credentials of fleet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FleetDemo {
    /// Of the first user, to be put behind `Basic `.
    pub token: String,
    /// The first user's address.
    pub email: String,
    /// Every user's password.
    pub password: String,
    /// The customer that the users are bound to.
    pub customer_id: u64,
    /// One token a user type.
    pub tokens_by_role: BTreeMap<String, String>,
    /// Made two days ago.
    pub expired_token: String,
    /// Signed with another key.
    pub wrong_key_token: String,
    /// Of a disabled user.
    pub disabled_token: String,
}

/// Credentials of CRO.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CroDemo {
    /// Of the first user, to be put behind `Bearer `.
    pub token: String,
    /// For `x-tenant-id`.
    pub tenant_id: u64,
    /// A customer with addresses, contacts, locations and a parent; every role sees it.
    pub customer_id: u64,
    /// Its parent.
    pub parent_customer_id: u64,
    /// One token a role; `Mechanic` may not read customers.
    pub tokens_by_role: BTreeMap<String, String>,
    /// Made two days ago.
    pub expired_token: String,
    /// Signed with another key.
    pub wrong_key_token: String,
    /// Of a disabled user.
    pub disabled_token: String,
}

/// Credentials of Nutcache.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NutcacheDemo {
    /// What stands behind `nut-basic `.
    pub authorization: String,
    /// For `OrganizationGuid`.
    pub organization_guid: String,
    /// The customer of the reference's first example.
    pub customer_id: u64,
    /// With a key that nobody has.
    pub wrong_key_authorization: String,
    /// With a wrong password.
    pub wrong_password_authorization: String,
    /// Of a disabled user.
    pub disabled_authorization: String,
}

/// Credentials of BlueRockTEL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BluerocktelDemo {
    /// Of the first user, to be put behind `Bearer `.
    pub token: String,
    /// The first user's address.
    pub email: String,
    /// Every user's password.
    pub password: String,
    /// A customer.
    pub customer_id: u64,
    /// Its account number.
    pub customer_account: String,
    /// One token a role; `ReadOnly` may not write.
    pub tokens_by_role: BTreeMap<String, String>,
    /// Made two days ago.
    pub expired_token: String,
    /// Signed with another key.
    pub wrong_key_token: String,
    /// Of a disabled user.
    pub disabled_token: String,
}

/// Credentials of myKaarma.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MykaarmaDemo {
    /// Of the subscriber that may read and write.
    pub username: String,
    /// Its password.
    pub password: String,
    /// The two in base64, to be put behind `Basic `.
    pub authorization: String,
    /// The same of a subscriber that may only read.
    pub read_only_authorization: String,
    /// With a wrong password.
    pub wrong_password_authorization: String,
    /// The department, for the path.
    pub department_token: String,
    /// The department's dealer.
    pub dealer_uuid: String,
    /// A person with vehicles.
    pub customer_uuid: String,
    /// The same customer.
    pub customer_id: u64,
}

/// The demo document of a table that holds the demo data: all tokens are fresh.
pub async fn document(
    store: &Store,
    clock: &Clock,
    base_url: &str,
) -> Result<DemoDocument, DemoError> {
    let main = Maker { store, clock, side: Side::Main }.all().await?;
    let other_tenant = Maker { store, clock, side: Side::Other }.all().await?;
    Ok(DemoDocument {
        base_url: base_url.to_owned(),
        fleet: main.fleet,
        cro: main.cro,
        nutcache: main.nutcache,
        bluerocktel: main.bluerocktel,
        mykaarma: main.mykaarma,
        other_tenant,
    })
}

/// The tokens of one API in one tenant.
struct Tokens {
    first: Person,
    token: String,
    by_role: BTreeMap<String, String>,
    expired: String,
    wrong_key: String,
    disabled: String,
}

struct Maker<'a> {
    store: &'a Store,
    clock: &'a Clock,
    side: Side,
}

impl Maker<'_> {
    async fn all(&self) -> Result<TenantDemo, DemoError> {
        Ok(TenantDemo {
            fleet: self.fleet().await?,
            cro: self.cro().await?,
            nutcache: self.nutcache()?,
            bluerocktel: self.bluerocktel().await?,
            mykaarma: self.mykaarma()?,
        })
    }

    async fn fleet(&self) -> Result<FleetDemo, DemoError> {
        let tokens = self.tokens(Api::Fleet).await?;
        Ok(FleetDemo {
            token: tokens.token,
            email: tokens.first.email(self.side),
            password: FLEET_PASSWORD.to_owned(),
            customer_id: Ids::of(self.side).fleet,
            tokens_by_role: tokens.by_role,
            expired_token: tokens.expired,
            wrong_key_token: tokens.wrong_key,
            disabled_token: tokens.disabled,
        })
    }

    async fn cro(&self) -> Result<CroDemo, DemoError> {
        let tokens = self.tokens(Api::Cro).await?;
        Ok(CroDemo {
            token: tokens.token,
            tenant_id: self.side.tenant()?.get(),
            customer_id: Ids::of(self.side).cro,
            parent_customer_id: Ids::of(self.side).cro_parent,
            tokens_by_role: tokens.by_role,
            expired_token: tokens.expired,
            wrong_key_token: tokens.wrong_key,
            disabled_token: tokens.disabled,
        })
    }

    fn nutcache(&self) -> Result<NutcacheDemo, DemoError> {
        let of = |disabled| {
            let user = people::users()
                .into_iter()
                .find(|person| person.api == Api::Nutcache && person.disabled == disabled)
                .ok_or(DemoError::Forge)?;
            let key = user.api_key(self.side).ok_or(DemoError::Forge)?;
            Ok::<_, DemoError>((key, user.email(self.side)))
        };
        let (key, email) = of(false)?;
        let (disabled_key, disabled_email) = of(true)?;
        let encode = |key: &str, email: &str, password: &str| {
            STANDARD.encode(format!("{key}:{email}:{password}"))
        };
        Ok(NutcacheDemo {
            authorization: encode(key, &email, NUTCACHE_PASSWORD),
            organization_guid: self.side.organization().hyphenated().to_string().to_uppercase(),
            customer_id: Ids::of(self.side).nutcache,
            wrong_key_authorization: encode("aKeyThatNobodyHas", &email, NUTCACHE_PASSWORD),
            wrong_password_authorization: encode(key, &email, "wrong"),
            disabled_authorization: encode(disabled_key, &disabled_email, NUTCACHE_PASSWORD),
        })
    }

    async fn bluerocktel(&self) -> Result<BluerocktelDemo, DemoError> {
        let tokens = self.tokens(Api::Bluerocktel).await?;
        let customer = super::customers::all(self.side)?
            .into_iter()
            .find(|customer| customer.id.get() == Ids::of(self.side).bluerocktel);
        Ok(BluerocktelDemo {
            token: tokens.token,
            email: tokens.first.email(self.side),
            password: BLUEROCKTEL_PASSWORD.to_owned(),
            customer_id: Ids::of(self.side).bluerocktel,
            customer_account: customer
                .and_then(|customer| customer.account_number)
                .unwrap_or_default(),
            tokens_by_role: tokens.by_role,
            expired_token: tokens.expired,
            wrong_key_token: tokens.wrong_key,
            disabled_token: tokens.disabled,
        })
    }

    fn mykaarma(&self) -> Result<MykaarmaDemo, DemoError> {
        let DemoSubscriber { username, password, .. } = self.side.subscriber();
        let reader = self.side.reader();
        let basic = |name: &str, password: &str| STANDARD.encode(format!("{name}:{password}"));
        let id = Ids::of(self.side).mykaarma;
        let created_at: Timestamp = super::customers::MYKAARMA_CREATED.parse()?;
        Ok(MykaarmaDemo {
            username: username.to_owned(),
            password: password.to_owned(),
            authorization: basic(username, password),
            read_only_authorization: basic(reader.username, reader.password),
            wrong_password_authorization: basic(username, "wrong"),
            department_token: self.side.department().to_owned(),
            dealer_uuid: self.side.dealer().hyphenated().to_string(),
            customer_uuid: uuid_of(self.side, id.try_into()?, created_at).to_string(),
            customer_id: id,
        })
    }

    async fn tokens(&self, api: Api) -> Result<Tokens, DemoError> {
        let keys = Keys::unread(api.name());
        let stored: SigningKeys =
            self.store.get(Get::signing_keys(api.name())).await?.ok_or(DemoError::Forge)?;
        let mut first = None;
        let mut by_role = BTreeMap::new();
        let mut disabled = String::new();
        for person in people::users().into_iter().filter(|person| person.api == api) {
            let token = self.mint(&keys, person).await?;
            if person.disabled {
                disabled = token;
                continue;
            }
            if first.is_none() {
                first = Some((person, token.clone()));
            }
            by_role.extend(person.role.map(|role| (role.to_owned(), token)));
        }
        let (first, token) = first.ok_or(DemoError::Forge)?;
        let forge = Forge::of(&token)?;
        Ok(Tokens {
            expired: forge.expired(&stored)?,
            wrong_key: forge.signed_wrong(),
            first,
            token,
            by_role,
            disabled,
        })
    }

    async fn mint(&self, keys: &Keys, person: Person) -> Result<String, DemoError> {
        let user = admin::users::get(self.store, person.id(self.side)?).await?;
        Ok(admin::api::mint_even_if_disabled(keys, self.store, self.clock, &user).await??)
    }
}
