//! The resource `customers`.

mod get;

pub use get::GetCustomer;
