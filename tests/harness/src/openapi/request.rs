//! A request held against the description of its operation.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use shared::input::body::{JsonOrForm, json_or_form};
use shared::input::query::Pairs;

use super::document::{Body, Operation, Parameter, Shape};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const PARTS: &str = "multipart/form-data";

/// Says what of an event's request is not as the operation describes it.
pub(super) fn check(operation: &Operation, event: &Value) -> Result<(), String> {
    let query = Pairs::parse(event["rawQueryString"].as_str().unwrap_or_default())
        .map_err(|why| why.to_string())?;
    let query: Vec<(String, String)> =
        query.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    for parameter in &operation.parameters {
        let given = match parameter.place.as_str() {
            "path" => text(&event["pathParameters"], &parameter.name),
            "header" => text(&event["headers"], &parameter.name.to_ascii_lowercase()),
            _ if parameter.shape == Shape::Exploded => None,
            _ => query.iter().find(|(name, _)| *name == parameter.name).map(|(_, value)| &**value),
        };
        check_parameter(parameter, given)?;
    }
    check_query(operation, &query)?;
    let body = body(event)?;
    match (&operation.body, body.is_empty()) {
        (Some(described), false) => check_body(described, event, &body),
        (Some(described), true) if described.required => Err("the body is missing".to_owned()),
        // A body that is not read need not be described.
        _ => Ok(()),
    }
}

fn check_parameter(parameter: &Parameter, given: Option<&str>) -> Result<(), String> {
    let place = format!("the parameter {} ({})", parameter.name, parameter.place);
    let Some(given) = given else {
        return if parameter.required { Err(format!("{place} is missing")) } else { Ok(()) };
    };
    let fits = match parameter.shape {
        Shape::Commas => {
            parameter.schema.check(&given.split(',').map(Value::from).collect::<Value>())
        }
        Shape::One | Shape::Exploded => parameter.schema.check_text(given),
    };
    fits.map_err(|why| format!("{place}: {why}"))
}

/// Every name in the query must be some parameter's. Those of an exploded object belong to it.
fn check_query(operation: &Operation, query: &[(String, String)]) -> Result<(), String> {
    let in_query = || operation.parameters.iter().filter(|one| one.place == "query");
    let exploded = in_query().find(|parameter| parameter.shape == Shape::Exploded);
    let mut object = Map::new();
    for (name, value) in query {
        if in_query().any(|parameter| parameter.name == *name) {
            continue;
        }
        if exploded.is_none() {
            return Err(format!("the query's {name} is not documented"));
        }
        object.insert(name.clone(), Value::from(value.as_str()));
    }
    match exploded {
        Some(parameter) => parameter.schema.check(&Value::Object(object)),
        None => Ok(()),
    }
}

fn check_body(described: &Body, event: &Value, body: &[u8]) -> Result<(), String> {
    let header = text(&event["headers"], "content-type").ok_or("the content type is missing")?;
    let media_type = header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let schema = described.content.get(&media_type);
    let schema = schema.ok_or_else(|| format!("a body of {media_type} is not documented"))?;
    let value = match media_type.as_str() {
        JSON => serde_json::from_slice(body).map_err(|why| format!("the body: {why}"))?,
        FORM | PARTS => match json_or_form(Some(header), body).map_err(|why| why.to_string())? {
            Some(JsonOrForm::Form(form)) => {
                form.iter().map(|(name, value)| (name.to_owned(), Value::from(value))).collect()
            }
            Some(JsonOrForm::Json(_)) | None => return Err("the body is no form".to_owned()),
        },
        other => return Err(format!("a body of {other} cannot be checked")),
    };
    schema.check(&value).map_err(|why| format!("the body: {why}"))
}

fn body(event: &Value) -> Result<Vec<u8>, String> {
    let body = event["body"].as_str().unwrap_or_default();
    if event["isBase64Encoded"] == true {
        return STANDARD.decode(body).map_err(|why| format!("the body: {why}"));
    }
    Ok(body.as_bytes().to_owned())
}

fn text<'a>(object: &'a Value, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str)
}
