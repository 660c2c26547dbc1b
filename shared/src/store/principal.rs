//! Who may call: users, logins, API keys, subscribers, organizations, departments and tenants.
//!
//! Only the operator's command writes these; the functions read them.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::item::Stored;
use crate::clock::Timestamp;
use crate::id::{ApiName, CustomerId, DealerId, PartId, TenantId, UserId};
use crate::secret::{PasswordHash, SecretHash};

/// A tenant with its reference data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tenant {
    /// Its id.
    pub id: TenantId,
    /// Its name.
    pub name: String,
    /// The GUID of its organization.
    pub organization: Uuid,
    /// The dealers that belong to it.
    #[serde(default)]
    pub dealers: Vec<DealerId>,
    /// Its states.
    #[serde(default)]
    pub states: Vec<State>,
    /// Its taxes.
    #[serde(default)]
    pub taxes: Vec<Tax>,
    /// Its currencies.
    #[serde(default)]
    pub currencies: Vec<Currency>,
    /// E-mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// Street.
    #[serde(default)]
    pub address: Option<String>,
    /// City.
    #[serde(default)]
    pub city: Option<String>,
    /// Postal code.
    #[serde(default)]
    pub postcode: Option<String>,
    /// Phone number.
    #[serde(default)]
    pub phone: Option<String>,
    /// ISO 3166-1 alpha-2.
    #[serde(default)]
    pub country: Option<String>,
    /// Website.
    #[serde(default)]
    pub website: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A state or province, of a tenant's own list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Its id in the tenant's list.
    pub id: u64,
    /// ISO 3166-1 alpha-2 of its country.
    pub country: String,
    /// Its code: `ON`.
    pub code: String,
    /// Its English name: `Ontario`.
    pub name: String,
}

/// A tax, of a tenant's own list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tax {
    /// Its id in the tenant's list.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// The rate in millionths of a percent: 13 % is 13 000 000.
    pub rate_millionths: u64,
}

/// A currency, of a tenant's own list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Currency {
    /// Its id in the tenant's list.
    pub id: u64,
    /// ISO 4217.
    pub code: String,
    /// Its name.
    pub name: String,
}

impl Stored for Tenant {
    const NAME: &'static str = "tenant";
}

/// A person or program that calls one API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// The API it may call, by name.
    pub api: String,
    /// The tenants it may act in, usually one.
    pub tenants: Vec<TenantId>,
    /// Roles, in the API's own words.
    #[serde(default)]
    pub roles: Vec<String>,
    /// E-mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// The person's name.
    #[serde(default)]
    pub name: Option<String>,
    /// The one customer it is tied to, in its first tenant.
    #[serde(default)]
    pub customer: Option<CustomerId>,
    /// The dispatch locations it works at.
    #[serde(default)]
    pub locations: Vec<PartId>,
    /// The multiple of its API's limits that applies; `None` means its tenant's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<LimitMultiplier>,
    /// Tokens of sessions that began before this are refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens_from: Option<Timestamp>,
    /// Whether it is barred from calling.
    #[serde(default)]
    pub disabled: bool,
}

impl User {
    /// Whether it takes tokens of a session that began then.
    #[must_use]
    pub fn accepts(&self, session: Timestamp) -> bool {
        self.tokens_from.is_none_or(|from| session >= from)
    }

    /// Whether it may call this API at all.
    #[must_use]
    pub fn may_call(&self, api: ApiName) -> bool {
        !self.disabled && self.api == api.as_str()
    }

    /// The multiple of the documented limits that applies to it: its own, else its tenant's.
    /// `None` if these `limits` are of a tenant that is not its own.
    #[must_use]
    pub fn multiplier(
        &self,
        tenant: TenantId,
        limits: Option<TenantLimits>,
    ) -> Option<LimitMultiplier> {
        let of_tenant = || LimitMultiplier::of(None, limits);
        self.rate.or_else(|| self.tenants.contains(&tenant).then(of_tenant))
    }

    /// The actor that its changes name.
    #[must_use]
    pub fn actor(&self) -> String {
        Self::actor_of(self.id)
    }

    /// The actor that the changes of this user name.
    #[must_use]
    pub fn actor_of(id: UserId) -> String {
        format!("user:{id}")
    }
}

impl Stored for User {
    const NAME: &'static str = "user";
}

/// A user's name and password for its API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// The user it belongs to.
    pub user: UserId,
    /// The hash of the password.
    pub password: PasswordHash,
}

impl Stored for Login {
    const NAME: &'static str = "login";
}

/// An API key. Its item's key holds its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    /// The user it belongs to.
    pub user: UserId,
    /// The API it is for, by name.
    pub api: String,
    /// The multiple of its API's limits that applies; `None` means its tenant's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<LimitMultiplier>,
    /// Whether it is barred from use.
    #[serde(default)]
    pub disabled: bool,
}

impl Stored for ApiKey {
    const NAME: &'static str = "api key";
}

/// That a password was verified: the next process need not hash it again. The key of its item says
/// which one, under the pepper, so that nobody can tell it from the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifiedPassword {
    /// The fingerprint of the stored hash that it was verified against. Another password has
    /// another.
    pub hash: SecretHash,
    /// When it was verified.
    pub at: Timestamp,
}

/// How long a verified password is not hashed again, in seconds: 30 days.
pub const VERIFIED_SECS: i64 = 30 * 24 * 60 * 60;

impl VerifiedPassword {
    /// Whether it stands for a login with this hash. Judged by the time, because DynamoDB drops
    /// items late.
    #[must_use]
    pub fn is_of(&self, hash: &SecretHash, now: Timestamp) -> bool {
        let age = now.as_micros().saturating_sub(self.at.as_micros());
        self.hash == *hash && (0..VERIFIED_SECS * 1_000_000).contains(&age)
    }
}

impl Stored for VerifiedPassword {
    const NAME: &'static str = "verified password";
}

/// A service subscriber and its grants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscriber {
    /// Its user name.
    pub username: String,
    /// The hash of its password, which this service generated.
    pub secret: SecretHash,
    /// The departments it is granted, with the scopes in each.
    #[serde(default)]
    pub grants: Vec<Grant>,
    /// The multiple of its API's limits that applies; `None` means its tenant's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<LimitMultiplier>,
    /// Whether it is barred from calling.
    #[serde(default)]
    pub disabled: bool,
}

/// What a subscriber may do in one department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The department's token.
    pub department: String,
    /// Scopes in the API's own words: `customer.search`.
    pub scopes: Vec<String>,
}

impl Stored for Subscriber {
    const NAME: &'static str = "subscriber";
}

/// An organization: a GUID that names a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    /// The GUID.
    pub guid: Uuid,
    /// The tenant.
    pub tenant: TenantId,
}

impl Stored for Organization {
    const NAME: &'static str = "organization";
}

/// A dealer's department: paths name it by its token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Department {
    /// The token.
    pub token: String,
    /// The dealer it belongs to.
    pub dealer: DealerId,
    /// The tenant the dealer belongs to.
    pub tenant: TenantId,
    /// Whether nobody may call for it any more.
    #[serde(default)]
    pub revoked: bool,
}

impl Stored for Department {
    const NAME: &'static str = "department";
}

/// The multiple of the documented limits that applies to a tenant, a user or a key. 0 means no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LimitMultiplier(pub u32);

impl LimitMultiplier {
    /// The limits as they are documented.
    pub const DOCUMENTED: Self = Self(1);
    /// No limits: requests are not counted.
    pub const UNLIMITED: Self = Self(0);

    /// The caller's own multiplier, else its tenant's, else the documented limits.
    #[must_use]
    pub fn of(own: Option<Self>, tenants: Option<TenantLimits>) -> Self {
        own.or(tenants.map(|limits| limits.multiplier)).unwrap_or(Self::DOCUMENTED)
    }
}

/// The limits of a tenant's callers that have no multiplier of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantLimits {
    /// The multiple of the documented limits that applies.
    #[serde(rename = "factor")]
    pub multiplier: LimitMultiplier,
}

impl Stored for TenantLimits {
    const NAME: &'static str = "tenant limits";
}

/// The API version that a client pinned in a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// The version, in the API's own words.
    pub version: String,
}

impl Stored for Pin {
    const NAME: &'static str = "pin";
}

/// The stored signing keys of one API: the document of its `KEYS` item.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SigningKeys {
    /// Every key that still verifies tokens, oldest first.
    pub keys: Vec<SigningKey>,
}

/// One HS256 key.
#[derive(Clone, Serialize, Deserialize)]
pub struct SigningKey {
    /// Its name in a token's header.
    pub kid: String,
    /// At least 32 bytes, in base64.
    pub secret: String,
    /// When it was made.
    pub created_at: Timestamp,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({})", self.kid)
    }
}

impl Stored for SigningKeys {
    const NAME: &'static str = "signing keys";
}
