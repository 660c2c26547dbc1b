//! Configuration. Only this module reads the environment.

use std::fmt;

/// A function's configuration.
#[derive(Debug, Clone)]
pub struct Config {
    /// `TABLE_NAME`: the table.
    pub table: String,
    /// `AWS_REGION`.
    pub region: String,
    /// `AWS_ENDPOINT_URL_DYNAMODB`: an endpoint other than the region's, as on the local stack.
    pub endpoint: Option<String>,
    /// `AWS_CA_BUNDLE`: a PEM file with the roots to trust at that endpoint.
    pub ca_bundle: Option<String>,
    /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`.
    pub credentials: Credentials,
    /// `LOCAL_STACK=1`: events come from `cargo lambda watch`, which leaves path parameters
    /// percent-encoded where API Gateway decodes them.
    pub local_stack: bool,
}

/// The function's credentials, which are never printed.
#[derive(Clone)]
pub struct Credentials {
    /// The access key's id.
    pub access_key_id: String,
    /// Its secret.
    pub secret_access_key: String,
    /// The session token of a role.
    pub session_token: Option<String>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials")
    }
}

/// A required variable is not set.
#[derive(Debug, thiserror::Error)]
#[error("the environment variable {0} is not set")]
pub struct Missing(pub &'static str);

impl Config {
    /// Reads the environment, once at start.
    pub fn from_env() -> Result<Self, Missing> {
        Ok(Self {
            table: required("TABLE_NAME")?,
            region: required("AWS_REGION")?,
            endpoint: optional("AWS_ENDPOINT_URL_DYNAMODB"),
            ca_bundle: optional("AWS_CA_BUNDLE"),
            credentials: Credentials {
                access_key_id: required("AWS_ACCESS_KEY_ID")?,
                secret_access_key: required("AWS_SECRET_ACCESS_KEY")?,
                session_token: optional("AWS_SESSION_TOKEN"),
            },
            local_stack: optional("LOCAL_STACK").as_deref() == Some("1"),
        })
    }
}

fn required(name: &'static str) -> Result<String, Missing> {
    optional(name).ok_or(Missing(name))
}

#[expect(clippy::disallowed_methods, reason = "this is the configuration module")]
fn optional(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
