//! The APIs: their routes, the paths that resemble theirs, and how each refuses.

use shared::runtime::{Api, Fault, Method, Request, Response, Route};

use crate::neutral::Neutral;

/// What is known of an API.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// Its routes.
    pub routes: &'static [Route],
    /// A path that begins with one of these, segment by segment, resembles its paths. Where
    /// several do, the longest wins.
    pub prefixes: &'static [&'static str],
    /// Says that something is wrong, in its envelope.
    pub refuse: fn(Fault, &Request) -> Response,
}

/// Every API, one line each.
#[rustfmt::skip]
pub const APIS: [Known; 5] = [
    Known { routes: fleet::ROUTES, prefixes: &["/v1"], refuse: refuse::<fleet::Fleet> },
    Known { routes: cro::ROUTES, prefixes: &["/customers", "/locations", "/tenants"], refuse: refuse::<cro::Cro> },
    Known { routes: nutcache::ROUTES, prefixes: &["/webapi", "/api"], refuse: refuse::<nutcache::Nutcache> },
    Known { routes: bluerocktel::ROUTES, prefixes: &["/api/v1", "/api/login", "/api/version"], refuse: refuse::<bluerocktel::Bluerocktel> },
    Known { routes: mykaarma::ROUTES, prefixes: &["/v2/department", "/customer/v2"], refuse: refuse::<mykaarma::Mykaarma> },
];

/// What resembles no API's paths.
const NOBODYS: Known = Known { routes: &[], prefixes: &[], refuse: refuse::<Neutral> };

impl Known {
    /// The methods of its routes with that path, each once, in the routes' order.
    #[must_use]
    pub fn methods(&self, path: &str) -> Vec<Method> {
        let mut methods: Vec<Method> = Vec::new();
        for route in self.routes_of(path) {
            if let Ok(method) = Method::from_bytes(route.method.as_bytes())
                && !methods.contains(&method)
            {
                methods.push(method);
            }
        }
        methods
    }

    /// A greedy route is no resource of its own: it is there to catch what others leave.
    fn routes_of(&self, path: &str) -> impl Iterator<Item = &'static Route> {
        self.routes.iter().filter(move |route| !route.path.ends_with("+}") && route.has_path(path))
    }
}

/// The API that has a route with that path.
pub(crate) fn serving(path: &str) -> Option<&'static Known> {
    APIS.iter().find(|api| api.routes_of(path).next().is_some())
}

/// The API whose paths that path resembles.
pub(crate) fn resembled(path: &str) -> &'static Known {
    let begins_with = |prefix: &str| {
        path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let longest = |api: &Known| {
        api.prefixes.iter().filter(|prefix| begins_with(prefix)).map(|prefix| prefix.len()).max()
    };
    let nearest = APIS.iter().filter_map(|api| Some((longest(api)?, api)));
    nearest.max_by_key(|(length, _)| *length).map_or(&NOBODYS, |(_, api)| api)
}

fn refuse<A: Api>(fault: Fault, request: &Request) -> Response {
    A::refuse(A::Error::from(fault), Some(request))
}
