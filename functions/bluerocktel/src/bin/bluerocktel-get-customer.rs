//! `GET /api/v1/customers/{customer}`

fn main() -> std::process::ExitCode {
    shared::runtime::serve::<bluerocktel::GetCustomer>()
}
