//! `GET /customers/{customer_id}`, with or without a trailing slash.

fn main() -> std::process::ExitCode {
    shared::runtime::serve::<cro::GetCustomer>()
}
