//! Which API a path belongs to, and which it resembles.

use shared::runtime::{Api, Method, Route};

use super::Neutral;
use crate::{APIS, Known, refuse};

/// The API of the paths that resemble no other API's paths.
const NOBODYS: Known = Known {
    name: <Neutral as Api>::NAME,
    reads_keys: false,
    has_pepper: false,
    has_tokens: false,
    roles: &[],
    scopes: &[],
    specs: &[],
    prefixes: &[],
    refuse: refuse::<Neutral>,
};

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

    /// A greedy route is not counted: it only catches what other routes leave.
    fn routes_of(&self, path: &str) -> impl Iterator<Item = &'static Route> {
        self.specs
            .iter()
            .flat_map(|spec| spec.routes)
            .filter(move |route| !route.path.ends_with("+}") && route.has_path(path))
    }
}

/// The API that has a route with that path.
pub(crate) fn serving(path: &str) -> Option<&'static Known> {
    APIS.iter().find(|api| api.routes_of(path).next().is_some())
}

/// The API whose paths are most like that path.
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
