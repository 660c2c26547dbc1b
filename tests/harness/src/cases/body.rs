//! The fields of the bodies that an endpoint's cases send.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Case, Cases, MARK};
use crate::demo::demo;

/// Stands in a path for an array's element.
pub const ELEMENT: &str = "[]";

impl Case {
    /// Its body, where that is a JSON object.
    #[must_use]
    pub fn body(&self) -> Option<Value> {
        let body = demo().fill(&self.request.body.as_ref()?.replace("{{mark}}", MARK));
        serde_json::from_str(&body).ok().filter(Value::is_object)
    }
}

impl Cases {
    /// The paths of all fields, at any depth, that the bodies of its cases have.
    #[must_use]
    pub fn body_fields(&self) -> BTreeSet<Vec<String>> {
        let mut fields = BTreeSet::new();
        self.all.iter().filter_map(Case::body).for_each(|body| add(&body, &[], &mut fields));
        fields
    }
}

/// Adds the paths of a JSON value's fields; an array's elements count as one.
fn add(value: &Value, path: &[String], found: &mut BTreeSet<Vec<String>>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = [path, std::slice::from_ref(name)].concat();
                add(value, &path, found);
                found.insert(path);
            }
        }
        Value::Array(values) => {
            let path = [path, &[ELEMENT.to_owned()]].concat();
            values.iter().for_each(|value| add(value, &path, found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
