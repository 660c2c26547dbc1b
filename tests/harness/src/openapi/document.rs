//! A document, read: its operations with their parameters, bodies and answers.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::schema::{Schema, Source};

/// The methods that a path item can have.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// One document of `docs/openapi`.
#[derive(Debug)]
pub struct Document {
    /// Its file's name without `.yaml`.
    pub name: String,
    /// What is in it.
    pub value: Value,
    /// Its operations, in the order of its paths.
    pub operations: Vec<Operation>,
    /// Answers that no operation has to itself, by their component's name.
    pub(super) components: BTreeMap<String, Described>,
    /// Headers under `components`, by their names.
    pub(super) headers: BTreeMap<String, Header>,
}

/// A method of a path.
#[derive(Debug)]
pub struct Operation {
    /// In capital letters.
    pub method: String,
    /// As the document and the routes write it.
    pub path: String,
    /// What may be answered, by status.
    pub answers: BTreeMap<u16, Described>,
    pub(super) parameters: Vec<Parameter>,
    pub(super) body: Option<Body>,
}

/// An answer as it is described.
#[derive(Debug)]
pub struct Described {
    pub(super) headers: BTreeMap<String, Header>,
    /// By media type; empty where there is no body.
    pub(super) content: BTreeMap<String, Schema>,
}

#[derive(Debug)]
pub(super) struct Header {
    pub(super) required: bool,
    pub(super) schema: Schema,
}

#[derive(Debug)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) place: String,
    pub(super) required: bool,
    pub(super) shape: Shape,
    pub(super) schema: Schema,
}

/// How a parameter's value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// As one text.
    One,
    /// As texts between commas.
    Commas,
    /// As one parameter for each property of an object.
    Exploded,
}

/// What a request's body may be, by media type.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) required: bool,
    pub(super) content: BTreeMap<String, Schema>,
}

impl Document {
    /// Reads a document.
    ///
    /// # Panics
    /// When it is no YAML, or a reference in it leads nowhere.
    #[expect(clippy::panic, reason = "a document that cannot be read must not pass")]
    pub(super) fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path);
        let text = text.unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        let value = serde_yaml_ng::from_str(&text);
        let source = Source::new(value.unwrap_or_else(|why| panic!("{}: {why}", path.display())));
        let components = &source.root()["components"];
        Self {
            name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            operations: operations(&source),
            components: source
                .entries(&components["responses"])
                .map(|(name, answer)| (name.clone(), described(&source, answer)))
                .collect(),
            headers: headers(&source, &components["headers"]),
            value: source.root().clone(),
        }
    }

    /// The operation of a method and a path, the path as a route writes it.
    #[must_use]
    pub fn operation(&self, method: &str, path: &str) -> Option<&Operation> {
        self.operations.iter().find(|one| one.method == method && one.path == path)
    }

    /// Whether an answer of that name is under its components.
    #[must_use]
    pub fn has_answer(&self, name: &str) -> bool {
        self.components.contains_key(name)
    }

    /// How many characters of a path one of `x-paths` covers, segment by segment.
    pub(super) fn resembles(&self, path: &str) -> Option<usize> {
        let prefixes = self.value["x-paths"].as_array().into_iter().flatten();
        let prefixes = prefixes.filter_map(Value::as_str).filter(|prefix| {
            let rest = path.strip_prefix(*prefix);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        prefixes.map(str::len).max()
    }
}

impl Operation {
    /// `GET /v1/customers`
    #[must_use]
    pub fn key(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

fn operations(source: &Source) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (path, item) in source.entries(&source.root()["paths"]) {
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                let described = source.entries(&operation["responses"]);
                let answers = described.filter_map(|(status, answer)| {
                    Some((status.parse().ok()?, self::described(source, answer)))
                });
                let own = &operation["parameters"];
                operations.push(Operation {
                    method: method.to_ascii_uppercase(),
                    path: path.clone(),
                    answers: answers.collect(),
                    parameters: parameters(source, [&item["parameters"], own]),
                    body: body(source, source.follow(&operation["requestBody"])),
                });
            }
        }
    }
    operations
}

fn described(source: &Source, answer: &Value) -> Described {
    Described {
        headers: headers(source, &answer["headers"]),
        content: content(source, &answer["content"]),
    }
}

fn headers(source: &Source, headers: &Value) -> BTreeMap<String, Header> {
    let header = |(name, header): (&String, &Value)| {
        let required = header["required"] == true;
        (name.to_ascii_lowercase(), Header { required, schema: source.schema(&header["schema"]) })
    };
    source.entries(headers).map(header).collect()
}

fn content(source: &Source, content: &Value) -> BTreeMap<String, Schema> {
    let media = |(name, media): (&String, &Value)| (name.clone(), source.schema(&media["schema"]));
    source.entries(content).map(media).collect()
}

fn body(source: &Source, body: &Value) -> Option<Body> {
    body.is_object().then(|| Body {
        required: body["required"] == true,
        content: content(source, &body["content"]),
    })
}

fn parameters(source: &Source, lists: [&Value; 2]) -> Vec<Parameter> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let all = lists.into_iter().filter_map(Value::as_array).flatten();
    all.map(|parameter| source.follow(parameter))
        .map(|parameter| Parameter {
            name: text(&parameter["name"]),
            place: text(&parameter["in"]),
            required: parameter["required"] == true,
            shape: match source.follow(&parameter["schema"])["type"].as_str() {
                Some("array") if parameter["explode"] == false => Shape::Commas,
                Some("object") => Shape::Exploded,
                _ => Shape::One,
            },
            schema: source.schema(&parameter["schema"]),
        })
        .collect()
}
