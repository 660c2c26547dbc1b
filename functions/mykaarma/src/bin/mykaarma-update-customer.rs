//! `POST /v2/department/{token}/customer/{customerID}`,
//! `PUT /v2/department/{token}/customer/{customerID}`,
//! `POST /customer/v2/department/{token}/customer/{customerID}`,
//! `PUT /customer/v2/department/{token}/customer/{customerID}`: writes a customer and its vehicles.

fn main() -> std::process::ExitCode {
    shared::runtime::serve::<mykaarma::UpdateCustomer>()
}
