//! Configures the client directly, without configuration files, a chain of credential providers or
//! a search for the machine's certificates: each would make cold starts slower.

use std::time::Duration;

use aws_runtime::invocation_id::InvocationIdInterceptor;
use aws_runtime::request_info::RequestInfoInterceptor;
use aws_runtime::user_agent::UserAgentInterceptor;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::interceptors::BeforeSerializationInterceptorContextRef;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{
    BehaviorVersion, ConfigBag, Credentials, IdentityCache, Intercept, Region, SharedHttpClient,
    StalledStreamProtectionConfig,
};
use aws_sdk_dynamodb::error::BoxError;
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_runtime_api::client::interceptors::{disable_interceptor, dyn_dispatch_hint};

use super::Store;
use crate::clock::Clock;
use crate::config::Config;

/// The root certificates of all AWS endpoints.
const AMAZON_ROOTS: &[u8] = include_bytes!("amazon-roots.pem");

const CONNECT_WITHIN: Duration = Duration::from_secs(1);
const ATTEMPT_WITHIN: Duration = Duration::from_secs(1);
const OPERATION_WITHIN: Duration = Duration::from_secs(3);
const ATTEMPTS: u32 = 3;
/// How long a connection may be idle before it is dropped. DynamoDB closes idle connections after about
/// 60 s, and a request that meets the closing fails. The pool's own default is 90 s.
const IDLE_FOR: Duration = Duration::from_secs(20);
/// With the SDK's own pause of a second, there would be no time for a third attempt.
const FIRST_PAUSE: Duration = Duration::from_millis(50);

impl Store {
    /// Configures the client. The first call opens the connection.
    pub fn connect(config: &Config, clock: Clock) -> Result<Self, ConnectError> {
        Self::connect_idling(config, clock, IDLE_FOR)
    }

    /// A client whose connections are dropped when they were idle for so long.
    fn connect_idling(config: &Config, clock: Clock, idle: Duration) -> Result<Self, ConnectError> {
        let credentials = &config.credentials;
        let mut client = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(config.region.clone()))
            .credentials_provider(Credentials::new(
                &credentials.access_key_id,
                &credentials.secret_access_key,
                credentials.session_token.clone(),
                None,
                "environment",
            ))
            // The credentials are constant, so there is nothing to cache.
            .identity_cache(IdentityCache::no_cache())
            .http_client(http_client(config, idle)?)
            .timeout_config(timeouts())
            .retry_config(
                RetryConfig::standard()
                    .with_max_attempts(ATTEMPTS)
                    .with_initial_backoff(FIRST_PAUSE),
            )
            // Answers are small, and the attempt's timeout limits them.
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .interceptor(WithoutTelemetry);
        client.set_endpoint_url(config.endpoint.clone());
        Ok(Self::new(Client::from_conf(client.build()), &config.table, clock))
    }
}

/// Leaves out what the SDK adds to every call for AWS's statistics: the program's name and version, an
/// id of the call, the number of the attempt. The correction of the clock's skew stays on, because
/// requests are signed with the corrected time.
#[derive(Debug)]
struct WithoutTelemetry;

#[dyn_dispatch_hint]
impl Intercept for WithoutTelemetry {
    fn name(&self) -> &'static str {
        "WithoutTelemetry"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        const WHY: &str = "nothing here reads it";
        config
            .interceptor_state()
            .store_put(disable_interceptor::<UserAgentInterceptor>(WHY))
            .store_put(disable_interceptor::<InvocationIdInterceptor>(WHY))
            .store_put(disable_interceptor::<RequestInfoInterceptor>(WHY));
        Ok(())
    }
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT_WITHIN)
        .read_timeout(ATTEMPT_WITHIN)
        .operation_attempt_timeout(ATTEMPT_WITHIN)
        .operation_timeout(OPERATION_WITHIN)
        .build()
}

/// A client that trusts only Amazon's roots or, for another endpoint, only the configured bundle.
fn http_client(config: &Config, idle: Duration) -> Result<SharedHttpClient, ConnectError> {
    let roots = match (&config.endpoint, &config.ca_bundle) {
        (Some(_), Some(path)) => bundle(path)?,
        _ => AMAZON_ROOTS.to_vec(),
    };
    let tls = TlsContext::builder()
        .with_trust_store(TrustStore::empty().with_pem_certificate(roots))
        .build()
        .map_err(|error| ConnectError::Tls(error.into()))?;
    Ok(Builder::new()
        .pool_idle_timeout(idle)
        .tls_provider(Provider::rustls(CryptoMode::AwsLc))
        .tls_context(tls)
        .build_https())
}

fn bundle(path: &str) -> Result<Vec<u8>, ConnectError> {
    const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";
    let pem = std::fs::read(path).map_err(ConnectError::Unreadable)?;
    if pem.windows(BEGIN.len()).any(|window| window == BEGIN) {
        Ok(pem)
    } else {
        Err(ConnectError::NoCertificate)
    }
}

/// The client cannot be configured.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The file that `AWS_CA_BUNDLE` names cannot be read.
    #[error("the file that AWS_CA_BUNDLE names cannot be read")]
    Unreadable(#[source] std::io::Error),
    /// The file that `AWS_CA_BUNDLE` names holds no certificate.
    #[error("the file that AWS_CA_BUNDLE names holds no certificate")]
    NoCertificate,
    /// TLS cannot be configured.
    #[error("TLS cannot be configured")]
    Tls(#[source] Box<dyn std::error::Error + Send + Sync>),
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Read as _, Write as _};
    use std::net::{TcpListener, TcpStream};
    use std::thread::JoinHandle;

    use super::*;
    use crate::config::Credentials;
    use crate::id::TenantId;
    use crate::store::{Get, StoreError};

    fn config(endpoint: String) -> Config {
        Config {
            table: "customers".to_owned(),
            region: "eu-central-1".to_owned(),
            endpoint: Some(endpoint),
            ca_bundle: None,
            credentials: Credentials {
                access_key_id: "AKIDEXAMPLE".to_owned(),
                secret_access_key: "secret".to_owned(),
                session_token: Some("session".to_owned()),
            },
            settings: crate::config::Settings::default(),
        }
    }

    fn tenant() -> Get<crate::store::principal::Tenant> {
        Get::tenant(TenantId::try_from(7).unwrap())
    }

    /// Reads one request.
    fn request(reader: &mut BufReader<TcpStream>) -> String {
        let mut request = String::new();
        while !request.ends_with("\r\n\r\n") {
            assert!(reader.read_line(&mut request).unwrap() > 0, "cut short: {request}");
        }
        let lower = request.to_lowercase();
        let length = lower.split("content-length: ").nth(1).unwrap();
        let length = length.split("\r\n").next().unwrap().parse().unwrap();
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        request.push_str(&String::from_utf8(body).unwrap());
        request
    }

    /// A server that gives these answers, all on as few connections as it is asked on. It returns the
    /// requests, and how many connections there were.
    fn table(answers: Vec<String>) -> (String, JoinHandle<(Vec<String>, usize)>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let served = std::thread::spawn(move || {
            let (mut requests, mut connections) = (Vec::new(), 0);
            let mut answers = answers.into_iter().peekable();
            while answers.peek().is_some() {
                let mut reader = BufReader::new(listener.accept().unwrap().0);
                connections += 1;
                // The client closes a connection that it does not want any more.
                while answers.peek().is_some() && !reader.fill_buf().unwrap().is_empty() {
                    requests.push(request(&mut reader));
                    let answer = answers.next().unwrap();
                    reader.get_mut().write_all(answer.as_bytes()).unwrap();
                }
            }
            (requests, connections)
        });
        (format!("http://{address}"), served)
    }

    /// "No such item."
    fn nothing() -> String {
        answer("200 OK", "", "{}")
    }

    fn answer(status: &str, header: &str, body: &str) -> String {
        let length = body.len();
        format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/x-amz-json-1.0\r\n{header}\
             content-length: {length}\r\n\r\n{body}"
        )
    }

    #[tokio::test]
    async fn a_plain_endpoint_is_called_with_the_functions_own_credentials() {
        let (endpoint, served) = table(vec![nothing()]);
        let store = Store::connect(&config(endpoint), Clock::system()).unwrap();
        assert!(store.get(tenant()).await.unwrap().is_none());
        let (requests, _) = served.join().unwrap();
        let request = &requests[0];
        for part in [
            "x-amz-target: DynamoDB_20120810.GetItem",
            "Credential=AKIDEXAMPLE/",
            "/eu-central-1/dynamodb/aws4_request",
            "x-amz-security-token: session",
            "\"TableName\":\"customers\"",
        ] {
            assert!(request.contains(part), "{part} is not in {request}");
        }
    }

    /// Broken by leaving the SDK's clock-skew correction out: the second attempt was signed with the
    /// same wrong time.
    #[tokio::test]
    async fn a_clock_that_is_wrong_is_corrected_by_the_servers() {
        let skewed = answer(
            "400 Bad Request",
            "date: Fri, 01 Mar 2047 12:00:00 GMT\r\n",
            r#"{"__type":"com.amazon.coral.service#InvalidSignatureException"}"#,
        );
        let (endpoint, served) = table(vec![skewed, nothing()]);
        let store = Store::connect(&config(endpoint), Clock::system()).unwrap();
        assert!(store.get(tenant()).await.unwrap().is_none());
        let (requests, _) = served.join().unwrap();
        assert!(!requests[0].contains("x-amz-date: 2047"), "{}", requests[0]);
        assert!(requests[1].contains("x-amz-date: 20470301T12"), "{}", requests[1]);
    }

    /// Broken by not telling the pool: the first connection was used again.
    #[tokio::test]
    async fn an_idle_connection_is_dropped() {
        for (idle, expected) in [(IDLE_FOR, 1), (Duration::from_nanos(1), 2)] {
            let (endpoint, served) = table(vec![nothing(), nothing()]);
            let store = Store::connect_idling(&config(endpoint), Clock::system(), idle).unwrap();
            for _ in 0..2 {
                assert!(store.get(tenant()).await.unwrap().is_none());
            }
            assert_eq!(served.join().unwrap().1, expected, "connections");
        }
    }

    #[tokio::test]
    async fn a_server_that_speaks_no_tls_is_unavailable() {
        // The embedded roots are parsed before the connection opens; a bad one would panic.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("https://{}", listener.local_addr().unwrap());
        std::thread::spawn(move || listener.incoming().for_each(drop));
        let store = Store::connect(&config(endpoint), Clock::system()).unwrap();
        assert!(matches!(store.get(tenant()).await, Err(StoreError::Unavailable(_))));
    }

    #[test]
    fn there_are_five_embedded_roots() {
        let pem = std::str::from_utf8(AMAZON_ROOTS).unwrap();
        assert_eq!(pem.matches("-----BEGIN CERTIFICATE-----").count(), 5);
    }

    #[test]
    fn a_bundle_that_holds_nothing_is_refused_at_start() {
        let mut config = config("https://127.0.0.1:1".to_owned());
        config.ca_bundle = Some("/nowhere/bundle.pem".to_owned());
        let refused = Store::connect(&config, Clock::system());
        assert!(matches!(refused, Err(ConnectError::Unreadable(_))));
        config.ca_bundle = Some(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml").to_owned());
        let refused = Store::connect(&config, Clock::system());
        assert!(matches!(refused, Err(ConnectError::NoCertificate)));
    }

    #[test]
    fn without_another_endpoint_the_bundle_is_not_read() {
        let mut config = config(String::new());
        config.endpoint = None;
        config.ca_bundle = Some("/nowhere/bundle.pem".to_owned());
        assert!(Store::connect(&config, Clock::system()).is_ok());
    }
}
