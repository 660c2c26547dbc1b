//! `GET /webapi/customers/{id}` and `GET /api/customers/{id}`.

fn main() -> std::process::ExitCode {
    shared::runtime::serve::<nutcache::GetCustomer>()
}
