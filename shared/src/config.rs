//! Configuration. Only this module reads the environment.

use std::fmt;

use crate::secret::{Pepper, WeakPepper};

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
    /// What the handlers must know of it.
    pub settings: Settings,
}

/// What the handlers must know of the configuration.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `LOCAL_STACK=1`: events come from `cargo lambda watch`, which leaves path parameters
    /// percent-encoded where API Gateway decodes them.
    pub local_stack: bool,
    /// `SESSION_DAYS`: how long a session may renew its tokens, in seconds here.
    pub session_secs: i64,
    /// `PASSWORD_PEPPER`: with what the names of verified passwords are made. Only the functions of
    /// an API that keeps some have it.
    pub pepper: Option<Pepper>,
}

const DAY_SECS: i64 = 24 * 60 * 60;

impl Default for Settings {
    fn default() -> Self {
        Self { local_stack: false, session_secs: 30 * DAY_SECS, pepper: None }
    }
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

/// The environment is not what a function needs.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A required variable is not set.
    #[error("the environment variable {0} is not set")]
    Missing(&'static str),
    /// A variable has a value that it may not have.
    #[error("the environment variable {0} is not a value that it may have")]
    Bad(&'static str),
}

impl Config {
    /// Reads the environment, once at start.
    pub fn from_env() -> Result<Self, ConfigError> {
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
            settings: Settings {
                local_stack: optional("LOCAL_STACK").as_deref() == Some("1"),
                session_secs: session_secs(optional("SESSION_DAYS"))?,
                pepper: optional(PEPPER).map(Pepper::try_from).transpose().map_err(bad_pepper)?,
            },
        })
    }
}

/// The variable with the pepper.
pub const PEPPER: &str = "PASSWORD_PEPPER";

fn bad_pepper(_: WeakPepper) -> ConfigError {
    ConfigError::Bad(PEPPER)
}

/// From a whole number of days, 1 to 3,650.
fn session_secs(days: Option<String>) -> Result<i64, ConfigError> {
    let Some(days) = days else { return Ok(Settings::default().session_secs) };
    let days = days.parse().ok().filter(|days| (1..=3_650_i64).contains(days));
    days.map(|days| days * DAY_SECS).ok_or(ConfigError::Bad("SESSION_DAYS"))
}

fn required(name: &'static str) -> Result<String, ConfigError> {
    optional(name).ok_or(ConfigError::Missing(name))
}

#[expect(clippy::disallowed_methods, reason = "this is the configuration module")]
fn optional(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_has_whole_days() {
        assert_eq!(session_secs(None).unwrap(), 2_592_000);
        assert_eq!(session_secs(Some("1".to_owned())).unwrap(), 86_400);
        for bad in ["0", "-1", "3651", "1.5", "x"] {
            assert!(session_secs(Some(bad.to_owned())).is_err(), "{bad}");
        }
    }
}
