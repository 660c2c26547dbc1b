//! Why something went wrong, for the operator.

use std::error::Error;
use std::fmt;

/// Why something went wrong, only for the log: it has no `Display`, so it cannot get into an answer
/// by accident.
pub struct Cause(Box<dyn Error + Send + Sync>);

impl Cause {
    /// A cause from a text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self(text.into().into())
    }

    /// A cause from an error of unknown type.
    #[must_use]
    pub fn boxed(error: Box<dyn Error + Send + Sync>) -> Self {
        Self(error)
    }

    /// The whole chain in one line.
    #[must_use]
    pub fn line(&self) -> String {
        self.chain().join(": ")
    }

    /// The whole chain, outermost first.
    #[must_use]
    pub fn chain(&self) -> Vec<String> {
        let mut chain = vec![self.0.to_string()];
        let mut next = self.0.source();
        while let Some(error) = next {
            chain.push(error.to_string());
            next = error.source();
        }
        chain
    }
}

impl<E: Error + Send + Sync + 'static> From<E> for Cause {
    fn from(error: E) -> Self {
        Self(Box::new(error))
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cause")
    }
}
