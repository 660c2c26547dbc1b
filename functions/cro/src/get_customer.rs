//! `GET /customers/{customer_id}`, with or without a trailing slash.

use shared::id::{CustomerId, MAX_ID};
use shared::runtime::{App, Endpoint, Fault, Request, Response, StatusCode};
use shared::store::Get;

use crate::Cro;
use crate::caller::{Presented, check_accept};
use crate::error::{Error, Refusal};
use crate::headers::API_VERSION;
use crate::role::Role;
use crate::view::CustomerModel;

/// One customer: user, pinned version and customer in one read of the table.
#[derive(Debug, Clone, Copy)]
pub struct GetCustomer;

impl Endpoint for GetCustomer {
    type Api = Cro;
    const NAME: &'static str = "cro-get-customer";

    async fn handle(app: &App, request: &Request) -> Result<Response, Error> {
        check_path_ends(request)?;
        let presented = Presented::of(app, request).await?;
        let id = customer_id(request.path_parameter("customer_id"))?;
        check_accept(request)?;
        let wanted =
            (presented.get_user(), presented.get_pin(), Get::customer(presented.tenant(), id));
        let (user, pin, customer) = app.store.get_all(&wanted).await?;
        let caller = presented.admit(app, user, pin.as_ref(), Role::READS_CUSTOMERS).await?;
        let customer = caller.see(customer)?;
        Ok(Response::json(StatusCode::OK, &CustomerModel::of(&customer))
            .with(API_VERSION, caller.version.as_str()))
    }
}

/// The route of the trailing slash takes whatever follows it, too: nothing else may.
fn check_path_ends(request: &Request) -> Result<(), Error> {
    match request.path_parameter("slash") {
        None | Some("" | "/") => Ok(()),
        Some(_) => Err(Fault::NoRoute.into()),
    }
}

fn customer_id(parameter: Option<&str>) -> Result<CustomerId, Refusal> {
    parameter.and_then(|text| text.parse().ok()).ok_or_else(|| Refusal::Invalid {
        field: Some("customer_id"),
        detail: format!("Must be an integer from 1 to {MAX_ID}."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_id_is_a_positive_integer() {
        assert_eq!(customer_id(Some("2556")).ok().map(CustomerId::get), Some(2556));
        for text in [None, Some(""), Some("0"), Some("-5"), Some("abc"), Some("9007199254740992")] {
            let found = customer_id(text);
            let named = matches!(found, Err(Refusal::Invalid { field: Some("customer_id"), .. }));
            assert!(named, "{text:?}: {found:?}");
        }
    }
}
