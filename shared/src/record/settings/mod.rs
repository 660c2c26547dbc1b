//! What only one API knows of a customer: one struct an API, kept and given back unchanged.

mod bluerocktel;
mod cro;
mod fleet;
mod mykaarma;
mod nutcache;

pub use bluerocktel::Bluerocktel;
pub use cro::Cro;
pub use fleet::Fleet;
pub use mykaarma::{ContactHours, Mykaarma, PreferredCommunication};
pub use nutcache::Nutcache;
