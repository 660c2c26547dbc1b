//! What each API shows of one customer of the demo's first tenant, and writing it through them.

use serde_json::Value;
use shared::record::Customer;
use shared::store::principal::User;
use shared::store::{Get, WriteError};

use crate::demo::demo;
use crate::event::Event;
use crate::functions::Answer;
use crate::json::Json;
use crate::seed::{id, origin, tenant};
use crate::stack::Stack;
use crate::whole::whole;

/// The demo's first tenant.
pub const TENANT: u64 = 1686;
/// The customer of [`Stack::whole`].
pub const WHOLE: u64 = 160_000;
/// The fleet user that the demo's token is of.
const FLEET_USER: u64 = 101;

/// What each API shows of one customer.
pub struct Views {
    /// As fleet shows it: `customer.data`.
    pub fleet: Json,
    /// As CRO shows it.
    pub cro: Json,
    /// As Nutcache shows it: `customers.0`.
    pub nutcache: Json,
    /// As BlueRockTEL shows it: `customer`.
    pub bluerocktel: Json,
}

/// The body of an answer that must be 200.
///
/// # Panics
/// When it is not.
#[must_use]
pub fn ok(answer: &Answer) -> Json {
    assert_eq!(answer.status(), 200, "{}", answer.body());
    answer.json()
}

/// What stands at a path.
///
/// # Panics
/// When nothing does.
#[must_use]
#[expect(clippy::panic, reason = "an assertion")]
pub fn part(json: &Json, path: &str) -> Json {
    json.at(path).unwrap_or_else(|| panic!("nothing at {path}: {json}")).clone()
}

/// With fleet's credentials of the demo.
#[must_use]
pub fn as_fleet(event: Event) -> Event {
    event.header("authorization", format!("Basic {}", demo().at("fleet.token")))
}

/// With BlueRockTEL's credentials of the demo.
#[must_use]
pub fn as_bluerocktel(event: Event) -> Event {
    event.header("authorization", format!("Bearer {}", demo().at("bluerocktel.token")))
}

/// With myKaarma's credentials of the demo.
#[must_use]
pub fn as_mykaarma(event: Event) -> Event {
    event.header("authorization", format!("Basic {}", demo().at("mykaarma.authorization")))
}

impl Stack {
    /// The demo data, and the customer [`WHOLE`] that has something in every field.
    ///
    /// # Panics
    /// When it cannot be stored.
    #[expect(clippy::expect_used, reason = "what a test prepares must be there")]
    pub async fn whole() -> Self {
        let stack = Self::demo();
        let imported = stack.store().import(tenant(TENANT), &origin(), whole(WHOLE)).await;
        imported.expect("a whole customer");
        stack
    }

    /// Binds fleet's user to a customer, since that API shows and writes no other; `None` to
    /// none. The user as it then is.
    ///
    /// # Panics
    /// When there is no such user.
    #[expect(clippy::expect_used, reason = "what a test prepares must be there")]
    pub async fn bind_fleet(&self, customer: Option<u64>) -> User {
        let to = |user: &mut User| {
            user.customer = customer.map(id);
            Ok::<_, WriteError>(())
        };
        let user = Get::user(FLEET_USER.try_into().expect("a user's id"));
        self.store().amend(user, to).await.expect("the demo's user")
    }

    /// What each API shows of a customer.
    pub async fn views(&self, number: u64) -> Views {
        self.bind_fleet(Some(number)).await;
        let cro = Event::get(&format!("/customers/{number}"))
            .header("authorization", format!("Bearer {}", demo().at("cro.token")))
            .header("x-tenant-id", TENANT.to_string());
        let nutcache = Event::get(&format!("/webapi/customers/{number}"))
            .header("authorization", format!("nut-basic {}", demo().at("nutcache.authorization")))
            .header("organizationguid", demo().at("nutcache.organization_guid"));
        let bluerocktel = as_bluerocktel(Event::get(&format!("/api/v1/customers/{number}")));
        let fleet = ok(&self.send(&as_fleet(Event::get("/v1/customers"))).await);
        Views {
            fleet: part(&fleet, "customer.data"),
            cro: ok(&self.send(&cro).await),
            nutcache: part(&ok(&self.send(&nutcache).await), "customers.0"),
            bluerocktel: part(&ok(&self.send(&bluerocktel).await), "customer"),
        }
    }

    /// Writes a customer through fleet, which must take it.
    pub async fn update_through_fleet(&self, number: u64, body: &Value) -> Json {
        self.bind_fleet(Some(number)).await;
        ok(&self.send(&as_fleet(Event::put("/v1/customers")).json(body)).await)
    }

    /// Writes a customer through myKaarma, which must take it.
    pub async fn update_through_mykaarma(&self, number: u64, body: &Value) -> Json {
        let department = demo().at("mykaarma.department_token");
        let event = Event::post(&format!("/v2/department/{department}/customer/{number}"));
        ok(&self.send(&as_mykaarma(event).json(body)).await)
    }

    /// The customer as it is stored.
    ///
    /// # Panics
    /// When there is none.
    #[expect(clippy::expect_used, reason = "an assertion")]
    pub async fn record(&self, number: u64) -> Customer {
        let found = self.store().get(Get::customer(tenant(TENANT), id(number))).await;
        found.expect("a table").expect("a customer")
    }
}
