//! The resource `customers`.

mod create;
mod get;

pub use create::CreateCustomer;
pub use get::GetCustomer;
