//! Runs an endpoint: start, events, deadlines, panics.

use std::convert::Infallible;
use std::process::ExitCode;
use std::time::Duration;

use lambda_http::http::StatusCode;
use lambda_runtime::{LambdaEvent, service_fn};
use tokio::time::{Instant, timeout, timeout_at};

use super::gateway::{GatewayResponse, is_passed_on};
use super::guard::{guarded, guarded_now, install_hook};
use super::{Api, Call, Cause, Endpoint, Event, Fault, Request, Response, log};
use crate::auth::{Keys, Remembered};
use crate::clock::Clock;
use crate::config::{self, Config, ConfigError, Settings};
use crate::rate::Rates;
use crate::store::{Store, StoreError};

/// An event makes some six hundred allocations, which take a tenth of its time with the system's
/// allocator (docs/0010).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long before the invocation's end the answer must be ready, so that it can still be sent.
const MARGIN: Duration = Duration::from_millis(200);
/// How long INIT waits for the signing keys.
const KEYS_WITHIN: Duration = Duration::from_millis(500);
/// The time that an invocation gets if its deadline is not credible.
const USUAL_TIME: Duration = Duration::from_secs(10);
/// The cause of an answer that is too large.
const TOO_LARGE: &str = "the answer is larger than Lambda passes on";
/// The longest time that an invocation may take.
const LONGEST_TIME: Duration = Duration::from_secs(15 * 60);

/// What a function keeps for its whole life: made in INIT and shared by all requests.
#[derive(Debug)]
pub struct App {
    /// The one table.
    pub store: Store,
    /// The signing keys of the endpoint's own API.
    pub keys: Keys,
    /// Credentials verified less than a minute ago.
    pub remembered: Remembered,
    /// How often callers have called.
    pub rates: Rates,
    /// The time.
    pub clock: Clock,
    /// What the handlers must know of the configuration.
    pub settings: Settings,
}

impl App {
    /// A new app that remembers nobody.
    #[must_use]
    pub fn new(store: Store, keys: Keys, clock: Clock, settings: Settings) -> Self {
        let (remembered, rates) = (Remembered::default(), Rates::default());
        Self { store, keys, remembered, rates, clock, settings }
    }
}

/// A binary's whole `main`: connects, then answers events until the process is stopped. It fails
/// only if it cannot start (an incomplete environment, a signing secret or pepper that is too
/// short) or if the Lambda runtime is gone.
pub fn serve<E: Endpoint>() -> ExitCode {
    log::init();
    install_hook();
    match start::<E>() {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            tracing::error!(function = E::SPEC.name, cause = cause.line(), "stopped");
            ExitCode::FAILURE
        }
    }
}

fn start<E: Endpoint>() -> Result<(), Cause> {
    let config = Config::from_env()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let app = init::<E>(&config).await?;
        let app = &app;
        lambda_runtime::run(service_fn(async |event: LambdaEvent<Event>| {
            let deadline = deadline(&app.clock, event.context.deadline);
            Ok::<_, Infallible>(respond::<E>(app, event.payload, deadline).await)
        }))
        .await
        .map_err(Cause::boxed)
    })
}

/// Prepares for the first event: configures the client and reads the keys. That call also opens the
/// connection, so the first request pays for neither. If the read fails, the first request reads the
/// keys.
async fn init<E: Endpoint>(config: &Config) -> Result<App, Cause> {
    if E::Api::HAS_PEPPER && config.settings.pepper.is_none() {
        return Err(ConfigError::Missing(config::PEPPER).into());
    }
    let clock = Clock::system();
    let store = Store::connect(config, clock.clone())?;
    let app = App::new(store, Keys::unread(E::Api::NAME), clock, config.settings.clone());
    if !E::Api::READS_KEYS {
        return Ok(app);
    }
    match timeout(KEYS_WITHIN, app.keys.read(&app.store, &app.clock)).await {
        Ok(Ok(())) => {}
        Ok(Err(StoreError::Corrupt(cause))) => return Err(cause),
        Ok(Err(error)) => no_keys::<E>(&error.line()),
        Err(_) => no_keys::<E>("too slow"),
    }
    Ok(app)
}

fn no_keys<E: Endpoint>(cause: &str) {
    tracing::warn!(function = E::SPEC.name, cause, "no keys at start");
}

/// When an invocation ends, from its deadline in milliseconds since the epoch. A deadline in the
/// past is ignored: local replacements of the Lambda service send such deadlines.
fn deadline(clock: &Clock, unix_millis: u64) -> Instant {
    let micros = i64::try_from(unix_millis).unwrap_or(i64::MAX).saturating_mul(1_000);
    let left = u64::try_from(micros.saturating_sub(clock.now().as_micros())).unwrap_or(0);
    let left = if left == 0 { USUAL_TIME } else { Duration::from_micros(left) };
    Instant::now() + left.min(LONGEST_TIME)
}

/// Answers an event: the whole way from API Gateway's event to its answer.
///
/// `deadline` is the invocation's end; the endpoint has until shortly before it.
pub async fn respond<E: Endpoint>(app: &App, event: Event, deadline: Instant) -> GatewayResponse {
    let answer_by = deadline.checked_sub(MARGIN).unwrap_or(deadline);
    let (ids, request) = event.into_parts(answer_by, app.settings.local_stack);
    let (response, method) = match request {
        Ok(request) => (answer::<E>(app, &request).await, Some(request.method)),
        Err(fault) => (refuse::<E>(fault, None), None),
    };
    log::answered::<E>(&ids, &response);
    GatewayResponse::new(response, &ids.request, method.as_ref())
}

/// Answers a request in the API's envelope, also after an error, a panic or the deadline.
pub async fn answer<E: Endpoint>(app: &App, request: &Request) -> Response {
    let call = Call::to::<E>(app, request);
    let handled = guarded(|| E::handle(&call));
    let answered = match timeout_at(request.deadline, handled).await {
        Ok(Ok(Ok(response))) => finished::<E>(response, Some(&call)),
        Ok(Ok(Err(refusal))) => envelope::<E>(|| refusal, Some(&call)),
        Ok(Err(cause)) => refuse::<E>(Fault::Internal(cause), Some(&call)),
        Err(_) => {
            let cause = Cause::text("the invocation's time ran out");
            refuse::<E>(Fault::Unavailable(Some(cause)), Some(&call))
        }
    };
    if is_passed_on(&answered.body) {
        answered
    } else {
        refuse::<E>(Fault::Internal(Cause::text(TOO_LARGE)), Some(&call))
    }
}

fn refuse<E: Endpoint>(fault: Fault, call: Option<&Call<'_, E::Api>>) -> Response {
    envelope::<E>(|| fault.into(), call)
}

fn envelope<E: Endpoint>(
    refusal: impl FnOnce() -> <E::Api as Api>::Refusal,
    call: Option<&Call<'_, E::Api>>,
) -> Response {
    match guarded_now(|| E::Api::refuse(refusal())) {
        Ok(response) => finished::<E>(response, call),
        Err(cause) => bare(cause),
    }
}

/// Adds what all answers of the API carry.
fn finished<E: Endpoint>(response: Response, call: Option<&Call<'_, E::Api>>) -> Response {
    let request = call.map(|call| call.request);
    let carried = call.and_then(Call::carried);
    guarded_now(|| E::Api::finish(response, request, carried)).unwrap_or_else(bare)
}

/// The answer if even the API's envelope panics.
fn bare(cause: Cause) -> Response {
    Response::empty(StatusCode::INTERNAL_SERVER_ERROR).because(cause)
}

#[cfg(test)]
#[path = "serve_tests.rs"]
mod tests;
