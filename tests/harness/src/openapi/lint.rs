//! What is wrong with a document itself.

use serde_json::Value;

use super::Document;
use super::schema::Source;

/// The official schema of OpenAPI 3.1 documents, from
/// <https://spec.openapis.org/oas/3.1/schema/2022-10-07>, in YAML. It says nothing of the schemas in them.
const OPENAPI: &str = include_str!("openapi-3.1.schema.yaml");

/// What is wrong with a document: it is not valid OpenAPI 3.1, a schema in it is none, an answer's
/// object takes keys that nobody has described, or an example is not what it is an example of.
#[must_use]
pub fn problems(document: &Document) -> Vec<String> {
    let mut lint = Lint { source: Source::new(document.value.clone()), found: Vec::new() };
    lint.is_openapi();
    lint.walk(&document.value, "");
    for (name, schema) in schemas_of_answers(&lint.source) {
        lint.is_closed(&schema, &name);
    }
    lint.found
}

struct Lint {
    source: Source,
    found: Vec<String>,
}

impl Lint {
    #[expect(clippy::expect_used, reason = "a file of our own")]
    fn is_openapi(&mut self) {
        let schema = serde_yaml_ng::from_str(OPENAPI).expect("the schema");
        let validator = jsonschema::options().offline().build(&schema).expect("a schema");
        let errors = validator.iter_errors(self.source.root());
        self.found.extend(errors.map(|error| format!("{}: {error}", error.instance_path())));
    }

    /// Every schema and every example, wherever they stand.
    fn walk(&mut self, value: &Value, at: &str) {
        if value.get("nullable").is_some() {
            self.found.push(format!("{at}: `nullable` does not exist in 3.1"));
        }
        if let Some(schema) = value.get("schema") {
            self.examples(value.get("example"), value.get("examples"), schema, at);
        }
        if let Some(list) = value.as_array() {
            for (position, inner) in list.iter().enumerate() {
                self.walk(inner, &format!("{at}/{position}"));
            }
        }
        for (name, inner) in value.as_object().into_iter().flatten() {
            let place = format!("{at}/{name}");
            if name == "schema" || at == SCHEMAS {
                self.is_schema(inner, &place);
            }
            if name != "example" && name != "examples" {
                self.walk(inner, &place);
            }
        }
    }

    fn is_schema(&mut self, schema: &Value, at: &str) {
        if let Err(why) = jsonschema::draft202012::meta::validate(schema) {
            self.found.push(format!("{at}: {why}"));
        }
        self.examples(schema.get("example"), None, schema, at);
    }

    fn examples(
        &mut self,
        example: Option<&Value>,
        examples: Option<&Value>,
        schema: &Value,
        at: &str,
    ) {
        let several = examples.and_then(Value::as_object).into_iter().flatten();
        let several = several.filter_map(|(_, example)| example.get("value"));
        let schema = self.source.schema(schema);
        for example in example.into_iter().chain(several) {
            if let Err(why) = schema.check(example) {
                self.found.push(format!("{at}: the example: {why}"));
            }
        }
    }

    /// An answer's objects name all their keys and take no others.
    fn is_closed(&mut self, schema: &Value, at: &str) {
        let schema = self.source.follow(schema).clone();
        let inner = ["items", "additionalProperties"].into_iter().filter_map(|key| schema.get(key));
        let properties = schema["properties"].as_object().into_iter().flatten();
        let inner: Vec<(String, Value)> = inner
            .map(|inner| (format!("{at}[]"), inner.clone()))
            .chain(properties.map(|(name, inner)| (format!("{at}.{name}"), inner.clone())))
            .collect();
        for (at, inner) in inner {
            self.is_closed(&inner, &at);
        }
        let composed = schema["allOf"].as_array().is_some_and(|parts| !parts.is_empty());
        if schema.get("properties").is_none() && !composed {
            return;
        }
        let key = if composed { "unevaluatedProperties" } else { "additionalProperties" };
        if schema[key] != false {
            self.found.push(format!("{at}: {key} must be false"));
        }
        if !composed && schema.get("required").is_none() {
            self.found.push(format!("{at}: nothing is required"));
        }
    }
}

/// Where a document keeps its schemas.
const SCHEMAS: &str = "/components/schemas";

/// The schemas of all answers of a document, with their places.
fn schemas_of_answers(source: &Source) -> Vec<(String, Value)> {
    let mut schemas = Vec::new();
    let mut add = |place: String, answer: &Value| {
        for (_, media) in source.entries(&answer["content"]) {
            schemas.push((place.clone(), media["schema"].clone()));
        }
    };
    for (name, answer) in source.entries(&source.root()["components"]["responses"]) {
        add(name.clone(), answer);
    }
    for (path, item) in source.entries(&source.root()["paths"]) {
        for (method, operation) in source.entries(item) {
            for (status, answer) in source.entries(&operation["responses"]) {
                add(format!("{method} {path} {status}"), answer);
            }
        }
    }
    schemas
}
