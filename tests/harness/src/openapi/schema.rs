//! Schemas of a document, made into validators when they are first needed.

use std::sync::{Arc, OnceLock};

use jsonschema::{Draft, Validator};
use serde_json::{Value, json};

/// A document's text. A `$ref` leads to another place of the same document.
#[derive(Debug, Clone)]
pub(super) struct Source(Arc<Value>);

impl Source {
    pub(super) fn new(document: Value) -> Self {
        Self(Arc::new(document))
    }

    pub(super) fn root(&self) -> &Value {
        &self.0
    }

    /// What a value is once its `$ref` is followed.
    #[expect(clippy::panic, reason = "a document that leads nowhere must not pass")]
    pub(super) fn follow<'a>(&'a self, value: &'a Value) -> &'a Value {
        let mut value = value;
        while let Some(reference) = value["$ref"].as_str() {
            let found = reference.strip_prefix('#').and_then(|pointer| self.0.pointer(pointer));
            value = found.unwrap_or_else(|| panic!("{reference} leads nowhere"));
        }
        value
    }

    /// The entries of an object, each with its `$ref` followed. None where there is no object.
    pub(super) fn entries<'a>(
        &'a self,
        object: &'a Value,
    ) -> impl Iterator<Item = (&'a String, &'a Value)> {
        object.as_object().into_iter().flatten().map(|(name, value)| (name, self.follow(value)))
    }

    pub(super) fn schema(&self, schema: &Value) -> Schema {
        Schema { source: self.clone(), schema: schema.clone(), validator: OnceLock::new() }
    }
}

/// One schema.
#[derive(Debug)]
pub struct Schema {
    source: Source,
    schema: Value,
    validator: OnceLock<Validator>,
}

impl Schema {
    /// Says why a value does not fit.
    pub(super) fn check(&self, value: &Value) -> Result<(), String> {
        let errors = self.validator().iter_errors(value);
        let told: Vec<String> =
            errors.take(MOST).map(|error| format!("{}: {error}", at(&error))).collect();
        if told.is_empty() { Ok(()) } else { Err(told.join("; ")) }
    }

    /// Says why a text does not fit that stands in a path, a query or a header, where a number and a
    /// boolean are texts too.
    pub(super) fn check_text(&self, text: &str) -> Result<(), String> {
        let parsed = serde_json::from_str(text).ok().filter(|value: &Value| !value.is_string());
        match parsed {
            Some(value) if self.validator().is_valid(&value) => Ok(()),
            _ => self.check(&Value::String(text.to_owned())),
        }
    }

    #[expect(clippy::panic, reason = "a schema that is none must not pass")]
    fn validator(&self) -> &Validator {
        self.validator.get_or_init(|| {
            // The components stand beside the schema, so that its references lead to them.
            let components = &self.source.root()["components"];
            let schema = json!({"components": components, "allOf": [self.schema]});
            let options = jsonschema::options()
                .with_draft(Draft::Draft202012)
                .should_validate_formats(true)
                .offline();
            options.build(&schema).unwrap_or_else(|why| panic!("no schema: {why}: {}", self.schema))
        })
    }
}

/// How many reasons are told.
const MOST: usize = 5;

fn at(error: &jsonschema::ValidationError<'_>) -> String {
    match error.instance_path().as_str() {
        "" => "/".to_owned(),
        path => path.to_owned(),
    }
}
