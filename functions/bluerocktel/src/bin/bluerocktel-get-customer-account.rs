//! `GET /api/v1/customerAccounts/{customerAccount}`

use std::process::ExitCode;

fn main() -> ExitCode {
    shared::runtime::serve::<bluerocktel::GetCustomerAccount>()
}
