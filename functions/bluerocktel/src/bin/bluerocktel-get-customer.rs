//! `GET /api/v1/customers/{customer}`

use std::process::ExitCode;

fn main() -> ExitCode {
    shared::runtime::serve::<bluerocktel::GetCustomer>()
}
