//! The resource `customer`.

mod update;

pub use update::UpdateCustomer;
