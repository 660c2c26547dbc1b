use serde::{Deserialize, Serialize};

/// Fields that only CRO has, besides contacts and locations: none yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Cro {}
