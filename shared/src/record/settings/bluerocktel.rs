use serde::{Deserialize, Serialize};

/// What only BlueRockTEL's API knows of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Bluerocktel {}
