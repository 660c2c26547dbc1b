//! An answer held against its description.

use super::document::{Described, Document, Operation};
use super::{Documented, EVERYWHERE, document, documents};
use crate::functions::Answer;

/// The components that describe answers of no operation.
pub(super) const COMPONENTS: [(u16, &str); 5] = [
    (204, "Preflight"),
    (308, "Redirect"),
    (400, "Unreadable"),
    (404, "NoSuchPath"),
    (405, "NoSuchMethod"),
];

/// An operation's answer. An answer to HEAD has no body, whoever sent it where.
pub(super) fn of_operation(
    document: &'static Document,
    operation: &Operation,
    method: &str,
    answer: &Answer,
) -> Result<Documented, String> {
    let status = answer.status();
    let place = Documented { document: &document.name, operation: operation.key(), status };
    let described = operation.answers.get(&status);
    let described = described.ok_or_else(|| format!("{place}: the status is not documented"))?;
    check(described, answer, method == "HEAD").map_err(|why| format!("{place}: {why}"))?;
    Ok(place)
}

/// An answer of the fallback, to a request that no operation has: described by the API whose paths
/// it resembles, else by the document of what all answer alike.
pub(super) fn of_fallback(method: &str, path: &str, answer: &Answer) -> Result<Documented, String> {
    let status = answer.status();
    let component = COMPONENTS.iter().find(|(known, _)| *known == status);
    let (_, name) = component
        .ok_or_else(|| format!("the fallback answers {status}, which no component has"))?;
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let path = format!("/{}", segments.join("/"));
    let nearest = documents().iter().filter_map(|one| Some((one.resembles(&path)?, one)));
    let api = nearest.max_by_key(|(length, _)| *length).map(|(_, document)| document);
    let everywhere = document(EVERYWHERE);
    let document = api.filter(|api| api.has_answer(name)).unwrap_or(everywhere);
    let place = Documented { document: &document.name, operation: (*name).to_owned(), status };
    let described = document.components.get(*name);
    let described = described.ok_or_else(|| format!("{place}: there is no such component"))?;
    check(described, answer, method == "HEAD").map_err(|why| format!("{place}: {why}"))?;
    Ok(place)
}

fn check(described: &Described, answer: &Answer, without_body: bool) -> Result<(), String> {
    let everywhere = &document(EVERYWHERE).headers;
    for (name, value) in &answer.0.headers {
        let name = name.to_ascii_lowercase();
        if name == "content-type" {
            continue;
        }
        let header = described.headers.get(&name).or_else(|| everywhere.get(&name));
        let header = header.ok_or_else(|| format!("the header {name} is not documented"))?;
        let fits = header.schema.check_text(value);
        fits.map_err(|why| format!("the header {name} ({value:?}): {why}"))?;
    }
    for (name, header) in described.headers.iter().chain(everywhere) {
        if header.required && answer.0.header(name).is_none() {
            return Err(format!("the header {name} is missing"));
        }
    }
    check_body(described, answer, without_body)
}

fn check_body(described: &Described, answer: &Answer, without_body: bool) -> Result<(), String> {
    let content_type = answer.0.header("content-type");
    if described.content.is_empty() {
        return match (content_type, answer.body()) {
            (None, "") => Ok(()),
            // A 204 of myKaarma has the content type of its other answers.
            (Some(_), "") if answer.status() == 204 => Ok(()),
            _ => Err("a body or a content type, where none is documented".to_owned()),
        };
    }
    let content_type = content_type.ok_or("the content type is missing")?;
    let schema = described.content.get(content_type);
    let schema = schema.ok_or_else(|| format!("{content_type} is not documented"))?;
    if without_body && answer.body().is_empty() {
        return Ok(());
    }
    let body = serde_json::from_str(answer.body()).map_err(|why| format!("not JSON: {why}"))?;
    schema.check(&body)
}
