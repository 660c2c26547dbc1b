//! The connection to the table.

use std::net::{IpAddr, SocketAddr};

use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::meta::region::RegionProviderChain;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::{BehaviorVersion, ConfigLoader};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{Credentials, Region};
use shared::clock::Clock;
use shared::store::Store;

/// What the local stack's DynamoDB is told where nothing else is set. It takes anything.
const LOCAL: &str = "local";
const LOCAL_REGION: &str = "us-east-1";

/// Connects to a table with the operator's own credentials, found as every AWS tool finds them.
///
/// An endpoint on this machine needs none: credentials from the environment or a profile are used
/// if there are any, and made-up ones otherwise. Made-up ones never leave the machine.
pub async fn store(endpoint_url: Option<&str>, table: &str) -> Store {
    let mut loader = aws_config::defaults(BehaviorVersion::latest());
    if let Some(url) = endpoint_url {
        loader = loader.endpoint_url(url);
        if is_loopback(url) {
            loader = with_local_fallback(loader);
        }
    }
    Store::new(Client::new(&loader.load().await), table, Clock::system())
}

fn with_local_fallback(loader: ConfigLoader) -> ConfigLoader {
    let environment = EnvironmentVariableCredentialsProvider::new();
    let profile = ProfileFileCredentialsProvider::builder().build();
    let made_up = Credentials::new(LOCAL, LOCAL, None, None, "local stack");
    // The usual chain would go on to ask the network, and wait for what is not there.
    let credentials = CredentialsProviderChain::first_try("environment", environment)
        .or_else("profile", profile)
        .or_else("local stack", made_up);
    let region = RegionProviderChain::first_try(
        aws_config::environment::EnvironmentVariableRegionProvider::new(),
    )
    .or_else(aws_config::profile::ProfileFileRegionProvider::new())
    .or_else(Region::from_static(LOCAL_REGION));
    loader.credentials_provider(credentials).region(region)
}

/// Whether a URL is an address of this machine: `localhost`, 127.0.0.0/8 or `[::1]`, with or
/// without a port. Anything unusual, such as a user name before the host, is not.
fn is_loopback(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://")) else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let with_port =
        if has_port(authority) { authority.to_owned() } else { format!("{authority}:0") };
    match with_port.parse::<SocketAddr>() {
        Ok(address) => IpAddr::is_loopback(&address.ip()),
        Err(_) => {
            with_port.strip_prefix("localhost:").is_some_and(|port| port.parse::<u16>().is_ok())
        }
    }
}

/// Colons inside the brackets of an IPv6 address are part of the address.
fn has_port(authority: &str) -> bool {
    authority.rsplit(']').next().is_some_and(|end| end.contains(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_machine_are_loopback() {
        for url in [
            "http://127.0.0.1:8000",
            "http://127.0.0.1",
            "http://127.8.8.8:1/",
            "https://localhost:8000/path?query",
            "http://localhost",
            "http://[::1]:8000",
            "http://[::1]",
        ] {
            assert!(is_loopback(url), "{url}");
        }
        for url in [
            "https://dynamodb.eu-central-1.amazonaws.com",
            "http://10.0.0.1:8000",
            "http://localhost.example:8000",
            "http://example.com/127.0.0.1:8000",
            "http://127.0.0.1.example:8000",
            "http://127.0.0.1:8000@example.com",
            "http://localhost:8000@example.com",
            "http://127.0.0.1:80000",
            "http://localhost:",
            "http://[::2]:8000",
            "http://::1",
            "127.0.0.1:8000",
            "http://",
            "",
        ] {
            assert!(!is_loopback(url), "{url}");
        }
    }
}
