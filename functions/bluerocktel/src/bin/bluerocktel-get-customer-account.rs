//! `GET /api/v1/customerAccounts/{customerAccount}`

fn main() -> std::process::ExitCode {
    shared::runtime::serve::<bluerocktel::GetCustomerAccount>()
}
