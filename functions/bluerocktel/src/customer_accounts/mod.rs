//! The resource `customerAccounts`: customers by their account numbers.

mod get;

pub use get::GetCustomerAccount;
