//! APIs and endpoints, as the runtime sees them.

use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;

use tokio::time::Instant;

use super::{App, Effect, Event, Fault, GatewayResponse, Request, Response, Spec, respond};
use crate::auth::{Keys, TokenError};
use crate::clock::Clock;
use crate::id::ApiName;
use crate::rate::{CountedRequest, Exceeded, Limit, REQUESTS, WRITES};
use crate::store::principal::User;
use crate::store::{Origin, Store, Subject};

/// An API: its name, its constants, and how it words refusals.
pub trait Api: Send + Sync + Sized + 'static {
    /// Its name in keys, tokens and the change history.
    const NAME: ApiName;

    /// Path prefixes, in whole segments. An unknown path with one of them is answered as this API's.
    const PREFIXES: &'static [&'static str];

    /// Whether INIT reads the API's signing keys. An API without tokens reads them too, because that
    /// call opens the connection to the table. Only an API that never reads the table says false.
    const READS_KEYS: bool = true;

    /// Whether its callers send tokens that this service signs.
    const HAS_TOKENS: bool = true;

    /// Whether its functions keep verified passwords: they get the pepper for that.
    const HAS_PEPPER: bool = false;

    /// The roles that its users may have, in the API's own words.
    const ROLES: &'static [&'static str] = &[];

    /// The scopes that a service subscriber may be granted, in the API's own words.
    const SCOPES: &'static [&'static str] = &[];

    /// How its tokens are made. `None` if the operator makes none.
    const MINT: Option<Mint> = None;

    /// What an endpoint of this API answers instead of a success. Errors before or below an
    /// endpoint arrive as a [`Fault`].
    type Refusal: From<Fault> + Send;

    /// What the API learns on admitting a caller and adds to every later answer.
    type Carried: Send + Sync;

    /// Puts a refusal into the API's envelope.
    fn refuse(refusal: Self::Refusal) -> Response;

    /// The last step of every answer, including refusals: adds what all answers of the API carry.
    /// `request` is `None` if the event could not be read, `carried` until the caller is admitted.
    fn finish(
        response: Response,
        _request: Option<&Request>,
        _carried: Option<&Self::Carried>,
    ) -> Response {
        response
    }
}

/// How the tokens of an API are made.
#[derive(Debug, Clone, Copy)]
pub struct Mint {
    /// Makes a token for a user: the part of `Authorization` after the scheme. The last argument
    /// is the name of the program that will use the token.
    pub token: for<'a> fn(&'a Keys, &'a Store, &'a Clock, &'a User, Option<&'a str>) -> Minting<'a>,
    /// Whether a token may name the program that will use it.
    pub names_client: bool,
}

/// What [`Mint`] runs.
type Minting<'a> = Pin<Box<dyn Future<Output = Result<String, TokenError>> + Send + 'a>>;

/// One endpoint: one Lambda function.
pub trait Endpoint: Send + Sync + 'static {
    /// The API it belongs to.
    type Api: Api;

    /// Its facts.
    const SPEC: Spec;

    /// Answers one request.
    fn handle(
        call: &Call<'_, Self::Api>,
    ) -> impl Future<Output = Result<Response, <Self::Api as Api>::Refusal>> + Send;
}

/// One request to one endpoint, and what is needed to answer it.
#[derive(Debug)]
pub struct Call<'a, A: Api> {
    /// What the function keeps for its whole life.
    pub app: &'a App,
    /// The request.
    pub request: &'a Request,
    /// The facts of the endpoint.
    pub spec: &'static Spec,
    carried: OnceLock<A::Carried>,
}

impl<'a, A: Api> Call<'a, A> {
    /// A request to an endpoint.
    #[must_use]
    pub const fn to<E: Endpoint<Api = A>>(app: &'a App, request: &'a Request) -> Self {
        Self { app, request, spec: &E::SPEC, carried: OnceLock::new() }
    }

    /// Sets what every answer carries from now on. Only the first call counts.
    pub fn carry(&self, carried: A::Carried) {
        self.carried.get_or_init(|| carried);
    }

    /// What every answer carries, once the caller is admitted.
    #[must_use]
    pub fn carried(&self) -> Option<&A::Carried> {
        self.carried.get()
    }

    /// Counts the request of a caller to an API whose vendor documents no limit: against
    /// [`REQUESTS`], and against [`WRITES`] if the endpoint writes.
    pub fn count(&self, caller: Subject) -> Result<CountedRequest, Exceeded> {
        let limits: &[Limit] = match self.spec.effect {
            Effect::Read | Effect::LogIn => &[REQUESTS],
            Effect::Write => &[REQUESTS, WRITES],
        };
        self.app.rates.count(caller, limits, self.app.clock.now())
    }

    /// The origin of this request's writes: this endpoint and its caller.
    #[must_use]
    pub fn origin(&self, actor: impl Into<String>) -> Origin {
        Origin {
            api: A::NAME,
            endpoint: self.spec.name,
            actor: actor.into(),
            requester: None,
            request_id: self.request.request_id.as_str().to_owned(),
            deadline: self.request.deadline,
        }
    }

    /// The endpoint's success, with a JSON body.
    #[must_use]
    pub fn json(&self, body: &impl serde::Serialize) -> Response {
        Response::json(self.spec.success, body)
    }
}

/// The future of [`Function::respond`].
type Answering<'a> = Pin<Box<dyn Future<Output = GatewayResponse> + Send + 'a>>;

/// An endpoint without its type, for the suites and tools.
#[derive(Clone, Copy)]
pub struct Function {
    /// The facts of the endpoint.
    pub spec: &'static Spec,
    /// Its API.
    pub api: ApiName,
    /// The path of its type: `fleet::ShowCustomer`.
    pub type_path: &'static str,
    /// Whether INIT reads its API's signing keys.
    pub reads_keys: bool,
    /// Answers an event.
    pub respond: for<'a> fn(&'a App, Event, Instant) -> Answering<'a>,
}

impl Function {
    /// The function of an endpoint.
    #[must_use]
    pub const fn of<E: Endpoint>(type_path: &'static str) -> Self {
        Self {
            spec: &E::SPEC,
            api: <E::Api as Api>::NAME,
            type_path,
            reads_keys: <E::Api as Api>::READS_KEYS,
            respond: |app, event, deadline| Box::pin(respond::<E>(app, event, deadline)),
        }
    }
}

/// The list of an API's endpoints, which [`endpoints!`](crate::endpoints) writes.
pub trait Endpoints: Api {
    /// The facts of each.
    const SPECS: &'static [&'static Spec];
    /// Each as a function. Using this links all handlers of the API.
    const FUNCTIONS: &'static [Function];
}

/// Lists the endpoints of an API, one word each: `shared::endpoints!(Fleet: ShowCustomer);`
#[macro_export]
macro_rules! endpoints {
    ($api:ty: $($endpoint:ident),+ $(,)?) => {
        impl $crate::runtime::Endpoints for $api {
            const SPECS: &'static [&'static $crate::runtime::Spec] =
                &[$(&<$endpoint as $crate::runtime::Endpoint>::SPEC),+];
            const FUNCTIONS: &'static [$crate::runtime::Function] =
                &[$($crate::runtime::Function::of::<$endpoint>(concat!(
                    env!("CARGO_PKG_NAME"), "::", stringify!($endpoint)
                ))),+];
        }
    };
}
