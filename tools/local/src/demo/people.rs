//! Who may call: users of each API and role, subscribers and departments, with fixed secrets.

use std::collections::BTreeMap;
use std::sync::Mutex;

use admin::users::NewUser;
use admin::{AdminError, Password, Secret};
use shared::id::{ApiName, NotAnId, UserId};
use shared::secret::{PasswordHash, Pepper};
use shared::store::principal::VerifiedPassword;
use shared::store::{Get, Store};

use super::customers::{CRO_LOCATION, Ids};
use super::{DemoError, Side};

/// The password of each API's users, where they log in with one. Nutcache's is the reference's own.
const PASSWORDS: [(&str, &str); 3] = [
    ("fleet", "fleet-demo-password"),
    ("nutcache", NUTCACHE_PASSWORD),
    ("bluerocktel", "bluerocktel-demo-password"),
];
/// The password of Nutcache's users.
pub(super) const NUTCACHE_PASSWORD: &str = "password";
/// The API whose users have API keys.
const NUTCACHE: &str = "nutcache";

/// One user of the demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Person {
    /// Its API.
    pub api: ApiName,
    /// Its role, `None` where the API has none.
    pub role: Option<&'static str>,
    /// It may not call any more.
    pub disabled: bool,
    /// Its id in the first tenant.
    number: u64,
}

impl Person {
    /// Its id.
    pub fn id(self, side: Side) -> Result<UserId, NotAnId> {
        UserId::try_from(match side {
            Side::Main => self.number,
            Side::Other => 1000 + self.number,
        })
    }

    /// The address it logs in with.
    pub fn email(self, side: Side) -> String {
        if self.api.as_str() == NUTCACHE && side == Side::Main && !self.disabled {
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
        format!("{who}@{tenant}{}.example", self.api)
    }

    /// Its password, if its API's users have one.
    pub fn password(self) -> Option<&'static str> {
        PASSWORDS.iter().find(|(api, _)| *api == self.api.as_str()).map(|(_, password)| *password)
    }

    /// Its Nutcache API key.
    pub fn api_key(self, side: Side) -> Option<&'static str> {
        (self.api.as_str() == NUTCACHE).then_some(match (side, self.disabled) {
            (Side::Main, false) => "aYzORmnGi0xpixBu49oyzrJjGfFcfwgQ2rxvhitd",
            (Side::Main, true) => "demoKeyOfTheDisabledUserOfTenant1686",
            (Side::Other, false) => "demoKeyOfTheUserOfTenant2001ofNutcache",
            (Side::Other, true) => "demoKeyOfTheDisabledUserOfTenant2001",
        })
    }
}

/// The users of a tenant, in the order in which they are made: one for each role of each API, or
/// one for an API without roles, and a disabled one. The callers of an API with scopes are
/// subscribers, not users.
pub(super) fn users() -> Vec<Person> {
    let mut users = Vec::new();
    for (hundred, known) in (1_u64..).zip(admin::api::all()) {
        if !known.scopes.is_empty() {
            continue;
        }
        let person = |role, number, disabled| {
            let number = 100 * hundred + number;
            Person { api: known.name, role, disabled, number }
        };
        let first = known.roles.first().copied();
        users.push(person(first, 1, false));
        let others = (2..).zip(known.roles.iter().skip(1));
        users.extend(others.map(|(number, role)| person(Some(role), number, false)));
        users.push(person(first, 99, true));
    }
    users
}

/// The id of the user that is made last of all.
pub(super) fn last() -> Result<UserId, DemoError> {
    let last = users().pop().ok_or(NotAnId)?;
    Ok(last.id(Side::Other)?)
}

/// A service subscriber of the demo.
pub(super) struct DemoSubscriber {
    /// Its user name.
    pub username: String,
    /// Its password.
    pub password: String,
    scopes: Vec<String>,
}

impl Side {
    /// The subscriber that has every scope, the one that has the first alone: to read, and the one
    /// that has the last alone: to write.
    pub(super) fn subscribers(self) -> [DemoSubscriber; 3] {
        let side = match self {
            Self::Main => "demo",
            Self::Other => "other",
        };
        let scopes = admin::api::scopes();
        let (first, last) = (scopes.first(), scopes.last());
        [
            ("subscriber", scopes.iter().collect::<Vec<_>>()),
            ("reader", first.into_iter().collect()),
            ("writer", last.into_iter().collect()),
        ]
        .map(|(name, scopes)| {
            let username = format!("{side}-{name}");
            DemoSubscriber {
                password: format!("{username}-password"),
                username,
                scopes: scopes.into_iter().map(|&scope| scope.to_owned()).collect(),
            }
        })
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
    admin::subscribers::add_department(store, tenant, side.dealer().parse()?, department).await?;
    for DemoSubscriber { username, password, scopes } in side.subscribers() {
        admin::subscribers::add(store, &username, Secret::Given(&password)).await?;
        admin::subscribers::grant(store, &username, side.department(), &scopes).await?;
    }
    for person in users() {
        add_user(store, side, person).await?;
    }
    Ok(())
}

/// Keeps that the passwords of Nutcache's users were verified just now, as a function does after it
/// has hashed one.
pub async fn remember_passwords(store: &Store) -> Result<(), DemoError> {
    let pepper = Pepper::try_from(super::PEPPER.to_owned())?;
    let at = store.clock().now();
    for side in Side::BOTH {
        for person in users() {
            let (Some(key), Some(password)) = (person.api_key(side), person.password()) else {
                continue;
            };
            let email = person.email(side);
            let Some(login) = store.get(Get::login(person.api, &email)).await? else { continue };
            let name = pepper.name(key, &[&email, password]);
            let verified = VerifiedPassword { hash: login.password.fingerprint(), at };
            store.keep_verified(Get::verified_password(person.api, &name), &verified).await;
        }
    }
    Ok(())
}

async fn add_user(store: &Store, side: Side, person: Person) -> Result<(), DemoError> {
    let ids = Ids::of(side);
    let customer = match (person.api.as_str(), person.role) {
        ("fleet", _) => Some(ids.fleet),
        ("cro", Some("ClientCustomer")) => Some(ids.cro_parent),
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
