//! The two tenants and their reference data.

use shared::store::principal::{Currency, State, Tax, Tenant};
use uuid::{Uuid, uuid};

use super::{DemoError, Side};

/// The dealer of tenant 1686.
const MAIN_DEALER: &str = "5c1f3a52-8d1e-4b7e-9a43-0b6f1d2c1686";
/// The dealer of tenant 2001: ids of 64 hexadecimal digits are in use, too.
const OTHER_DEALER: &str = "9e2d7b104c6a4f0d8e557a1b3c4d20019e2d7b104c6a4f0d8e557a1b3c4d2001";

impl Side {
    /// The GUID of its organization.
    pub(super) const fn organization(self) -> Uuid {
        match self {
            Self::Main => uuid!("846E176E-7C4B-4BFD-A894-C98F2988927E"),
            Self::Other => uuid!("2001E176-0D5C-4E1B-9B7A-3F6A8C2D2001"),
        }
    }

    /// Its dealer.
    pub(super) const fn dealer(self) -> &'static str {
        match self {
            Self::Main => MAIN_DEALER,
            Self::Other => OTHER_DEALER,
        }
    }
}

/// A tenant with its reference data.
pub(super) fn tenant(side: Side) -> Result<Tenant, DemoError> {
    let (name, email, city) = match side {
        Side::Main => ("Sample organization", "hello@organization.example", "Montreal"),
        Side::Other => ("Other organization", "hello@other.example", "Toronto"),
    };
    Ok(Tenant {
        id: side.tenant()?,
        name: name.to_owned(),
        organization: side.organization(),
        dealers: vec![side.dealer().parse()?],
        states: vec![
            state(1, "CA", "AB", "Alberta"),
            state(2, "CA", "BC", "British Columbia"),
            state(9, "CA", "ON", "Ontario"),
            state(11, "CA", "QC", "Quebec"),
            state(18, "US", "CA", "California"),
            state(46, "US", "NY", "New York"),
        ],
        taxes: match side {
            Side::Main => {
                vec![tax(375, "HST Ontario", 13_000_000), tax(376, "GST and QST", 14_975_000)]
            }
            Side::Other => vec![tax(901, "GST", 5_000_000)],
        },
        currencies: vec![
            currency(1, "CAD", "Canadian dollar"),
            currency(2, "USD", "US dollar"),
            currency(3, "EUR", "Euro"),
        ],
        email: Some(email.to_owned()),
        address: Some("1 Sample Street".to_owned()),
        city: Some(city.to_owned()),
        postcode: None,
        phone: None,
        country: Some("CA".to_owned()),
        website: None,
        created_at: "2014-01-06T09:00:00Z".parse()?,
    })
}

fn state(id: u64, country: &str, code: &str, name: &str) -> State {
    State { id, country: country.to_owned(), code: code.to_owned(), name: name.to_owned() }
}

fn tax(id: u64, name: &str, rate_millionths: u64) -> Tax {
    Tax { id, name: name.to_owned(), rate_millionths }
}

fn currency(id: u64, code: &str, name: &str) -> Currency {
    Currency { id, code: code.to_owned(), name: name.to_owned() }
}
