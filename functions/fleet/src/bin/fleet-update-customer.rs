//! `PUT /v1/customers`: writes the caller's own customer.

fn main() -> std::process::ExitCode {
    shared::runtime::serve::<fleet::UpdateCustomer>()
}
