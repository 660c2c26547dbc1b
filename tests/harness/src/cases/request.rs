//! A case's request, as it stands in the file: with placeholders.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use local::demo::{DemoDocument, fill};

use crate::demo::demo;
use crate::event::Event;

/// What `{{mark}}` becomes, where no suite puts something else there.
pub const MARK: &str = "1001";

/// The placeholder for a text that differs each time the request is sent.
const MARK_PLACE: &str = "{{mark}}";

/// A request that may hold placeholders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// `PUT`
    pub method: String,
    /// The path, percent-encoded, and the query behind `?`.
    pub target: String,
    /// The headers, their names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body's text, in base64 where `base64` says so.
    pub body: Option<String>,
    /// Whether the body is sent in base64.
    pub base64: bool,
}

impl Request {
    /// A header's value.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Sets a header, in the place of any other one of that name.
    pub fn set_header(&mut self, name: &str, value: &str) {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    /// The path without the query, with placeholders.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// Whether the mark stands in it.
    #[must_use]
    pub fn has_mark(&self) -> bool {
        let texts = self.headers.iter().map(|(_, value)| value).chain(&self.body);
        texts.chain([&self.target]).any(|text| text.contains(MARK_PLACE))
    }

    /// The same with other texts: `change` sees each that may hold a placeholder.
    #[must_use]
    pub fn map(&self, change: impl Fn(&str) -> String) -> Self {
        let header = |(name, value): &(String, String)| (name.clone(), change(value));
        Self {
            method: self.method.clone(),
            target: change(&self.target),
            headers: self.headers.iter().map(header).collect(),
            body: self.body.as_deref().map(&change),
            base64: self.base64,
        }
    }

    /// The event, with this mark, and the demo document's credentials.
    #[must_use]
    pub fn event(&self, mark: &str) -> Event {
        self.filled(mark, &demo().document)
    }

    /// The event with this mark and the credentials of a demo document.
    ///
    /// # Panics
    /// When a placeholder leads nowhere, or a body that should be base64 is not.
    #[must_use]
    #[expect(clippy::panic, reason = "a placeholder that was written wrong")]
    pub fn filled(&self, mark: &str, document: &DemoDocument) -> Event {
        let filled = self.map(|text| {
            fill(&text.replace(MARK_PLACE, mark), document)
                .unwrap_or_else(|error| panic!("{error}"))
        });
        filled.as_it_is()
    }

    /// The event with its placeholders as they are, but for the mark: what a file under `events/`
    /// holds.
    #[must_use]
    pub fn unfilled(&self) -> Event {
        self.map(|text| text.replace(MARK_PLACE, MARK)).as_it_is()
    }

    #[expect(clippy::panic, reason = "a body that was written wrong")]
    fn as_it_is(&self) -> Event {
        let event = Event::new(&self.method, &self.target).headers(&self.headers);
        match &self.body {
            None => event,
            Some(body) if self.base64 => {
                let bytes = STANDARD.decode(body).unwrap_or_else(|error| panic!("{error}: {body}"));
                event.bytes(&bytes).in_base64()
            }
            Some(body) => event.bytes(body.as_bytes()),
        }
    }
}
