use serde::{Deserialize, Serialize};

/// What only CRO's API knows of a customer, beside its contacts and locations: nothing yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Cro {}
