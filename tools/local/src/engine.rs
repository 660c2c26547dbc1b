//! The embedded DynamoDB.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region};
use dynoxide::Database;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The region that the engine's clients say they are in.
pub const REGION: &str = "us-east-1";
/// The credentials that the engine's clients show. It takes any.
pub const ACCESS_KEY_ID: &str = "local";
/// The secret that belongs to them.
pub const SECRET_ACCESS_KEY: &str = "local";

/// A running engine. It stops when this is dropped; a file keeps what was written.
pub struct Engine {
    /// Where it listens.
    pub address: SocketAddr,
    database: Database,
    server: JoinHandle<()>,
}

/// Why the engine does not run.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The port is taken, or may not be listened on.
    #[error("port {port} of the embedded DynamoDB: {error}")]
    Port {
        /// The port.
        port: u16,
        /// What the system says.
        error: io::Error,
    },
    /// The file cannot be opened or is no database.
    #[error("the table's file cannot be opened: {0}")]
    File(String),
}

impl Engine {
    /// An empty engine in memory on a free port of the loopback address.
    pub async fn in_memory() -> Result<Self, EngineError> {
        let database = Database::memory().map_err(|error| EngineError::File(error.to_string()))?;
        Self::serve(database, 0).await
    }

    /// The engine of a file, made where there is none, on a port of the loopback address; 0 is a
    /// free one.
    pub async fn on_file(path: &Path, port: u16) -> Result<Self, EngineError> {
        let database = Database::new(&path.to_string_lossy())
            .map_err(|error| EngineError::File(error.to_string()))?;
        Self::serve(database, port).await
    }

    async fn serve(database: Database, port: u16) -> Result<Self, EngineError> {
        let failed = |error| EngineError::Port { port, error };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let server = tokio::spawn(dynoxide::server::serve_on(listener, database.clone()));
        Ok(Self { address, database, server })
    }

    /// Its URL, for `AWS_ENDPOINT_URL_DYNAMODB`.
    #[must_use]
    pub fn endpoint_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What is stored, past the wire.
    #[must_use]
    pub const fn database(&self) -> &Database {
        &self.database
    }

    /// A client of it.
    #[must_use]
    pub fn client(&self) -> Client {
        client(&self.endpoint_url())
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// A client of an engine at a plain HTTP address.
#[must_use]
pub fn client(endpoint_url: &str) -> Client {
    let credentials = Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY, None, None, "local stack");
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static(REGION))
        .credentials_provider(credentials)
        .endpoint_url(endpoint_url)
        // Without TLS, so that no certificates are read.
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    Client::from_conf(config)
}
