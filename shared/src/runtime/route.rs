//! Routes, and how paths match them.

use super::Method;

/// A method and path that an endpoint serves, in API Gateway's notation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// The method, in capital letters.
    pub method: &'static str,
    /// The path: `/customers/{customer_id}`. A parameter is a whole segment. `{rest+}` as the last
    /// segment matches one segment or more.
    pub path: &'static str,
}

/// A route for GET.
#[must_use]
pub const fn get(path: &'static str) -> Route {
    Route { method: "GET", path }
}

/// A route for POST.
#[must_use]
pub const fn post(path: &'static str) -> Route {
    Route { method: "POST", path }
}

/// A route for PUT.
#[must_use]
pub const fn put(path: &'static str) -> Route {
    Route { method: "PUT", path }
}

/// A route for PATCH.
#[must_use]
pub const fn patch(path: &'static str) -> Route {
    Route { method: "PATCH", path }
}

/// A route for DELETE.
#[must_use]
pub const fn delete(path: &'static str) -> Route {
    Route { method: "DELETE", path }
}

impl Route {
    /// Whether the route matches a path, given as sent but without the query. Parameters are never
    /// empty, so a slash at the end makes another path.
    #[must_use]
    pub fn has_path(&self, path: &str) -> bool {
        let mut sent = path.split('/');
        for segment in self.path.split('/') {
            let Some(found) = sent.next() else { return false };
            match parameter(segment) {
                Some(name) if found.is_empty() && !name.ends_with('+') => return false,
                Some(name) if name.ends_with('+') => {
                    return !found.is_empty() || sent.any(|rest| !rest.is_empty());
                }
                Some(_) => {}
                None if found != segment => return false,
                None => {}
            }
        }
        sent.next().is_none()
    }

    /// Whether the route is for this method.
    #[must_use]
    pub fn has_method(&self, method: &Method) -> bool {
        self.method == method.as_str()
    }
}

/// The name of a parameter segment; `None` for a plain segment.
fn parameter(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(template: &'static str, path: &str) -> bool {
        Route { method: "GET", path: template }.has_path(path)
    }

    #[test]
    fn a_parameter_is_one_whole_segment_that_is_not_empty() {
        assert!(has("/customers/{id}", "/customers/12"));
        assert!(has("/customers/{id}", "/customers/a%2Fb"));
        assert!(!has("/customers/{id}", "/customers/"));
        assert!(!has("/customers/{id}", "/customers"));
        assert!(!has("/customers/{id}", "/customers/12/"));
        assert!(!has("/customers/{id}", "/customers/12/addresses"));
        assert!(!has("/customers/{id}", "customers/12"));
    }

    #[test]
    fn other_segments_are_compared_exactly() {
        assert!(has("/v1/customers", "/v1/customers"));
        assert!(!has("/v1/customers", "/V1/customers"));
        assert!(!has("/v1/customers", "/v1/customers/"));
        assert!(!has("/v1/customers", "/v10/customers"));
    }

    #[test]
    fn a_greedy_parameter_matches_one_segment_or_more() {
        assert!(has("/customers/{id}/{slash+}", "/customers/12/a"));
        assert!(has("/customers/{id}/{slash+}", "/customers/12/a/b"));
        assert!(!has("/customers/{id}/{slash+}", "/customers/12/"));
        assert!(!has("/customers/{id}/{slash+}", "/customers/12"));
    }

    #[test]
    fn a_route_has_one_method() {
        let route = Route { method: "PUT", path: "/" };
        assert!(route.has_method(&Method::PUT));
        assert!(!route.has_method(&Method::POST));
    }
}
