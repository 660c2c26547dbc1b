//! BlueRockTEL's customer: found by its account number. 123456 stays free in tenant 1686, so
//! that the reference's own request to create it succeeds.

use shared::record::{Customer, Email, PhoneKind};

use super::super::{DemoError, Side};
use super::{Ids, blank, phone, text};

pub(super) fn customer(side: Side) -> Result<Customer, DemoError> {
    let mut customer = blank(side, Ids::of(side).bluerocktel, "2020-08-04T10:42:27Z")?;
    match side {
        Side::Main => {
            customer.set_name("Société".to_owned());
            customer.account_number = text("123457");
        }
        Side::Other => {
            customer.set_name("Autre société".to_owned());
            customer.account_number = text("200100");
        }
    }
    let address = match side {
        Side::Main => "contact@societe.example",
        Side::Other => "contact@autre.example",
    };
    customer.emails.push(Email { address: address.to_owned(), ..Email::default() });
    customer.phones.push(phone(PhoneKind::Mobile, "+33612345678"));
    Ok(customer)
}
