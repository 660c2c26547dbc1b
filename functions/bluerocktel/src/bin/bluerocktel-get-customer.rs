//! `GET /api/v1/customers/{customer}`: one customer, by id or account.

fn main() -> std::process::ExitCode {
    shared::runtime::serve::<bluerocktel::GetCustomer>()
}
