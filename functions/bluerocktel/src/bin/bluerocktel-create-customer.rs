//! `POST /api/v1/customers`

fn main() -> std::process::ExitCode {
    shared::runtime::serve::<bluerocktel::CreateCustomer>()
}
