//! The resource `customers`.

mod get;
mod list;

pub use get::GetCustomer;
pub use list::ListCustomers;
