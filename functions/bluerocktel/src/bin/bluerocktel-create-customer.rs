//! `POST /api/v1/customers`

use std::process::ExitCode;

fn main() -> ExitCode {
    shared::runtime::serve::<bluerocktel::CreateCustomer>()
}
