use serde::Serialize;

/// A link to another object or page of the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    href: String,
    rel: &'static str,
    #[serde(rename = "type")]
    method: &'static str,
}

impl Link {
    /// A link for GET. `href` is relative.
    #[must_use]
    pub fn new(href: String, rel: &'static str) -> Self {
        Self { href, rel, method: "GET" }
    }

    /// A link to an object of a collection: `countries/40`.
    #[must_use]
    pub fn to(collection: &'static str, id: u64) -> Self {
        Self::new(format!("{collection}/{id}"), collection)
    }

    /// An object's link to itself.
    #[must_use]
    pub fn to_self(collection: &'static str, id: u64) -> Self {
        Self::new(format!("{collection}/{id}"), "self")
    }
}
