//! `GET /api/v1/customerAccounts/{customerAccount}`: one customer, by account.

fn main() -> std::process::ExitCode {
    shared::runtime::serve::<bluerocktel::GetCustomerAccount>()
}
