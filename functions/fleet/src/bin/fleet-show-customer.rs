//! `GET /v1/customers`: the caller's own customer.

fn main() -> std::process::ExitCode {
    shared::runtime::serve::<fleet::ShowCustomer>()
}
