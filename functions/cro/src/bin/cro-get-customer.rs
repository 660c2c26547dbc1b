//! `GET /customers/{customer_id}`,
//! `GET /customers/{customer_id}/{slash+}`: one customer.

fn main() -> std::process::ExitCode {
    shared::runtime::serve::<cro::GetCustomer>()
}
