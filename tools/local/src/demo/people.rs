//! Who may call: users of each API and role, subscribers and departments, with fixed secrets.

use std::collections::BTreeMap;
use std::sync::Mutex;

use admin::users::NewUser;
use admin::{AdminError, Api, Password, Secret};
use shared::id::{NotAnId, UserId};
use shared::secret::PasswordHash;
use shared::store::Store;

use super::customers::{CRO_LOCATION, Ids};
use super::{DemoError, Side};

/// Of every fleet user.
pub const FLEET_PASSWORD: &str = "fleet-demo-password";
/// Of every BlueRockTEL user.
pub const BLUEROCKTEL_PASSWORD: &str = "bluerocktel-demo-password";
/// Of the Nutcache users: the reference's own.
pub(super) const NUTCACHE_PASSWORD: &str = "password";

/// The user of each role of CRO; the last may not read customers.
const CRO_ROLES: [&str; 8] = [
    "Admin",
    "ClientCustomer",
    "CrmUser",
    "Dispatcher",
    "Driver",
    "ThirdPartyDispatcher",
    "ThirdPartyDriver",
    "Mechanic",
];

/// What a subscriber may do.
pub(super) const READ: &str = "customer.search";
/// The same.
pub(super) const WRITE: &str = "customer.update";

/// One user of the demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Person {
    /// Its API.
    pub api: Api,
    /// Its role, `None` where the API has none.
    pub role: Option<&'static str>,
    /// It may not call any more.
    pub disabled: bool,
    /// The last digits of its id.
    number: u64,
}

impl Person {
    /// Its id.
    pub fn id(self, side: Side) -> Result<UserId, NotAnId> {
        let tenant = match side {
            Side::Main => 0,
            Side::Other => 1000,
        };
        let api = match self.api {
            Api::Fleet => 100,
            Api::Cro => 200,
            Api::Nutcache => 300,
            Api::Bluerocktel => 400,
            Api::Mykaarma => 500,
        };
        UserId::try_from(tenant + api + self.number)
    }

    /// The address it logs in with.
    pub fn email(self, side: Side) -> String {
        if self.api == Api::Nutcache && side == Side::Main && !self.disabled {
            return "apidocs@apidocs.com".to_owned();
        }
        let who = match (self.disabled, self.role) {
            (true, _) => "disabled".to_owned(),
            (false, Some(role)) => role.to_lowercase(),
            (false, None) => "demo".to_owned(),
        };
        let tenant = match side {
            Side::Main => "",
            Side::Other => "other.",
        };
        format!("{who}@{tenant}{}.example", self.api.name())
    }

    fn password(self) -> Option<&'static str> {
        match self.api {
            Api::Fleet => Some(FLEET_PASSWORD),
            Api::Nutcache => Some(NUTCACHE_PASSWORD),
            Api::Bluerocktel => Some(BLUEROCKTEL_PASSWORD),
            Api::Cro | Api::Mykaarma => None,
        }
    }

    /// Its Nutcache API key.
    pub fn api_key(self, side: Side) -> Option<&'static str> {
        match (self.api, side, self.disabled) {
            (Api::Nutcache, Side::Main, false) => Some("aYzORmnGi0xpixBu49oyzrJjGfFcfwgQ2rxvhitd"),
            (Api::Nutcache, Side::Main, true) => Some("demoKeyOfTheDisabledUserOfTenant1686"),
            (Api::Nutcache, Side::Other, false) => Some("demoKeyOfTheUserOfTenant2001ofNutcache"),
            (Api::Nutcache, Side::Other, true) => Some("demoKeyOfTheDisabledUserOfTenant2001"),
            _ => None,
        }
    }
}

/// The users of a tenant, in the order in which they are made.
pub(super) fn users() -> Vec<Person> {
    let with_roles = [
        (Api::Fleet, Api::Fleet.roles()),
        (Api::Cro, CRO_ROLES.as_slice()),
        (Api::Bluerocktel, Api::Bluerocktel.roles()),
    ];
    let mut users = Vec::new();
    for (api, roles) in with_roles {
        for (number, role) in (1..).zip(roles.iter().copied()) {
            users.push(Person { api, role: Some(role), disabled: false, number });
        }
        users.push(Person { api, role: roles.first().copied(), disabled: true, number: 99 });
    }
    for (number, disabled) in [(1, false), (99, true)] {
        users.push(Person { api: Api::Nutcache, role: None, disabled, number });
    }
    users
}

/// The id of the user that is made last of all.
pub(super) fn last() -> Result<UserId, DemoError> {
    let last = users().pop().ok_or(NotAnId)?;
    Ok(last.id(Side::Other)?)
}

/// A service subscriber of the demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DemoSubscriber {
    /// Its user name.
    pub username: &'static str,
    /// Its password.
    pub password: &'static str,
    scopes: &'static [&'static str],
}

impl Side {
    /// The subscriber that may read and write.
    pub(super) const fn subscriber(self) -> DemoSubscriber {
        let scopes = &[READ, WRITE];
        match self {
            Self::Main => DemoSubscriber {
                username: "demo-subscriber",
                password: "demo-subscriber-password",
                scopes,
            },
            Self::Other => DemoSubscriber {
                username: "other-subscriber",
                password: "other-subscriber-password",
                scopes,
            },
        }
    }

    /// The subscriber that may only read.
    pub(super) const fn reader(self) -> DemoSubscriber {
        let scopes = &[READ];
        match self {
            Self::Main => {
                DemoSubscriber { username: "demo-reader", password: "demo-reader-password", scopes }
            }
            Self::Other => DemoSubscriber {
                username: "other-reader",
                password: "other-reader-password",
                scopes,
            },
        }
    }

    /// The token of its department.
    pub(super) const fn department(self) -> &'static str {
        match self {
            Self::Main => "demo-department-1686",
            Self::Other => "demo-department-2001",
        }
    }
}

/// Makes the subscribers, the department and the users of a tenant.
pub(super) async fn add(store: &Store, side: Side) -> Result<(), DemoError> {
    let tenant = side.tenant()?;
    let department = Secret::Given(side.department());
    admin::subscribers::add_department(store, tenant, side.dealer(), department).await?;
    for subscriber in [side.subscriber(), side.reader()] {
        let secret = Secret::Given(subscriber.password);
        admin::subscribers::add(store, subscriber.username, secret).await?;
        let scopes: Vec<String> = subscriber.scopes.iter().map(|&scope| scope.to_owned()).collect();
        admin::subscribers::grant(store, subscriber.username, side.department(), &scopes).await?;
    }
    for person in users() {
        add_user(store, side, person).await?;
    }
    Ok(())
}

async fn add_user(store: &Store, side: Side, person: Person) -> Result<(), DemoError> {
    let ids = Ids::of(side);
    let customer = match (person.api, person.role) {
        (Api::Fleet, _) => Some(ids.fleet),
        (Api::Cro, Some("ClientCustomer")) => Some(ids.cro_parent),
        _ => None,
    };
    let locations = match person.role {
        Some("ThirdPartyDispatcher" | "ThirdPartyDriver") => vec![CRO_LOCATION.try_into()?],
        _ => Vec::new(),
    };
    let password = person.password().map(hashed).transpose()?;
    let user = NewUser {
        id: Some(person.id(side)?),
        roles: person.role.into_iter().map(str::to_owned).collect(),
        email: Some(person.email(side)),
        name: Some(person.role.unwrap_or("Demo").to_owned()),
        customer: customer.map(TryInto::try_into).transpose()?,
        locations,
        password: password.map(Password::Hashed),
        ..NewUser::of(person.api, side.tenant()?)
    };
    let user = admin::users::add(store, user).await?;
    if let Some(key) = person.api_key(side) {
        admin::users::add_api_key(store, user.id, Secret::Given(key)).await?;
    }
    if person.disabled {
        admin::users::disable(store, user.id).await?;
    }
    Ok(())
}

/// The hash of a demo password: made once a process, since it is slow by design.
fn hashed(password: &'static str) -> Result<PasswordHash, DemoError> {
    static HASHES: Mutex<BTreeMap<&'static str, PasswordHash>> = Mutex::new(BTreeMap::new());
    let Ok(mut hashes) = HASHES.lock() else {
        return Ok(PasswordHash::new(password).map_err(AdminError::from)?);
    };
    if let Some(hash) = hashes.get(password) {
        return Ok(hash.clone());
    }
    let hash = PasswordHash::new(password).map_err(AdminError::from)?;
    hashes.insert(password, hash.clone());
    Ok(hash)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_users_share_an_id_or_a_login() {
        let mut ids = BTreeSet::new();
        let mut logins = BTreeSet::new();
        for side in Side::BOTH {
            for person in users() {
                assert!(ids.insert(person.id(side).unwrap()), "{person:?}");
                assert!(logins.insert(person.email(side)), "{person:?}");
            }
        }
    }
}
