//! `GET /webapi/customers`,
//! `GET /api/customers`: a page of customers.

fn main() -> std::process::ExitCode {
    shared::runtime::serve::<nutcache::ListCustomers>()
}
