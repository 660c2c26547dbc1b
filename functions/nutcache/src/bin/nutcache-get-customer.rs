//! `GET /webapi/customers/{id}`,
//! `GET /api/customers/{id}`: one customer.

fn main() -> std::process::ExitCode {
    shared::runtime::serve::<nutcache::GetCustomer>()
}
