//! The resource `customers`.

mod get;
mod update;

pub use get::ShowCustomer;
pub use update::UpdateCustomer;
