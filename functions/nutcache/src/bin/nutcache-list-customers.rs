//! `GET /webapi/customers` and `GET /api/customers`.

fn main() -> std::process::ExitCode {
    shared::runtime::serve::<nutcache::ListCustomers>()
}
