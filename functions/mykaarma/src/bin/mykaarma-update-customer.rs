//! `POST` and `PUT /v2/department/{token}/customer/{customerID}`, also under `/customer`.

fn main() -> std::process::ExitCode {
    shared::runtime::serve::<mykaarma::UpdateCustomer>()
}
