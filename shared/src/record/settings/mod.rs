//! Fields that only one API has: one struct for each API, stored and returned unchanged.

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
