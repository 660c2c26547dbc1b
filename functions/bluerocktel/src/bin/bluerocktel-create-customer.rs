//! `POST /api/v1/customers`: creates a customer.

fn main() -> std::process::ExitCode {
    shared::runtime::serve::<bluerocktel::CreateCustomer>()
}
