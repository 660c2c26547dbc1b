//! The registry: every API with its endpoints, listed once.
//!
//! The fallback, the suites, the local stack, the benchmark and `make wire` all read this list.
//! This package also has a function of its own: [`Fallback`] answers what no API serves.

mod fallback;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

pub use fallback::{Fallback, Neutral, answer};

use shared::id::ApiName;
use shared::runtime::{Api, Endpoints, Fault, Function, Mint, Request, Response, Route, Spec};
use shared::store::grant::{self, Action, Bundle};

/// What is known of an API without its handlers.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// Its name.
    pub name: ApiName,
    /// Whether its functions read the API's signing keys.
    pub reads_keys: bool,
    /// Whether its callers show tokens that this service signs.
    pub has_tokens: bool,
    /// Whether its functions get the pepper for verified passwords.
    pub has_pepper: bool,
    /// The roles that its users may have.
    pub roles: &'static [&'static str],
    /// The scopes that its subscribers may be granted.
    pub scopes: &'static [&'static str],
    /// The facts of its endpoints.
    pub specs: &'static [&'static Spec],
    /// A path that begins with the segments of one of these resembles the API's paths. If several
    /// match, the longest wins.
    pub prefixes: &'static [&'static str],
    /// Answers a fault in the API's envelope.
    pub refuse: fn(Fault, &Request) -> Response,
}

/// A route, and the function that serves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServedRoute {
    /// The route.
    pub route: Route,
    /// The name of the function.
    pub function: &'static str,
}

impl Deref for ServedRoute {
    type Target = Route;

    fn deref(&self) -> &Route {
        &self.route
    }
}

impl Known {
    /// What one of its functions may do to the table: each action with its partition keys.
    #[must_use]
    pub fn grants(&self, spec: &Spec) -> BTreeMap<Action, BTreeSet<String>> {
        let own: Option<&Bundle> = self.reads_keys.then_some(&grant::SIGNING_KEYS);
        grant::allowed(self.name.as_str(), own.into_iter().chain(spec.grants))
    }
}

macro_rules! packages {
    ($($api:ty),+ $(,)?) => {
        /// Every API.
        pub const APIS: [Known; [$(<$api as Api>::NAME),+].len()] = [$(Known {
            name: <$api as Api>::NAME,
            reads_keys: <$api as Api>::READS_KEYS,
            has_tokens: <$api as Api>::HAS_TOKENS,
            has_pepper: <$api as Api>::HAS_PEPPER,
            roles: <$api as Api>::ROLES,
            scopes: <$api as Api>::SCOPES,
            specs: <$api as Endpoints>::SPECS,
            prefixes: <$api as Api>::PREFIXES,
            refuse: refuse::<$api>,
        }),+];

        /// How the tokens of each API are made, apart from [`APIS`]: the fallback makes none.
        const MINTS: &[(ApiName, Option<Mint>)] =
            &[$((<$api as Api>::NAME, <$api as Api>::MINT)),+];

        /// The functions of every API. Code that names this links all handlers.
        const FUNCTIONS: &[&[Function]] = &[$(<$api as Endpoints>::FUNCTIONS),+];
    };
}

packages![
    fleet::Fleet,
    cro::Cro,
    nutcache::Nutcache,
    bluerocktel::Bluerocktel,
    mykaarma::Mykaarma,
    Neutral,
];

/// Every function of every API. Code that calls this links all handlers.
pub fn functions() -> impl Iterator<Item = &'static Function> {
    FUNCTIONS.iter().copied().flatten()
}

/// How the tokens of an API are made.
#[must_use]
pub fn mint(api: ApiName) -> Option<Mint> {
    MINTS.iter().find(|(name, _)| *name == api).and_then(|(_, mint)| *mint)
}

/// Every route of every API, in the order of the list.
pub fn routes() -> impl Iterator<Item = ServedRoute> {
    APIS.iter().flat_map(|api| api.specs).flat_map(|spec| {
        spec.routes.iter().map(|route| ServedRoute { route: *route, function: spec.name })
    })
}

fn refuse<A: Api>(fault: Fault, request: &Request) -> Response {
    A::finish(A::refuse(fault.into()), Some(request), None)
}
