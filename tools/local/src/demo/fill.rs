//! Filling in what events cannot carry: credentials that expire.

use serde_json::Value;

use super::DemoDocument;

/// A placeholder that cannot be filled in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FillError {
    /// `{{` without `}}`.
    #[error("a placeholder is not closed")]
    Open,
    /// Nothing stands at its path in the demo document.
    #[error("the demo document has no text or number at {{{{{0}}}}}")]
    Unknown(String),
    /// The demo document cannot be written as JSON.
    #[error("the demo document cannot be written as JSON")]
    Document,
}

/// Replaces each `{{path.into.the.document}}` of a JSON text by what stands there, escaped as in
/// a JSON string.
///
/// # Errors
/// A path that leads to nothing is an error, so that a misspelt one is not sent to a function.
pub fn fill(text: &str, document: &DemoDocument) -> Result<String, FillError> {
    let document = serde_json::to_value(document).map_err(|_| FillError::Document)?;
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (path, behind) = after.split_once("}}").ok_or(FillError::Open)?;
        filled.push_str(before);
        filled.push_str(&at(&document, path.trim())?);
        rest = behind;
    }
    filled.push_str(rest);
    Ok(filled)
}

fn at(document: &Value, path: &str) -> Result<String, FillError> {
    let unknown = || FillError::Unknown(path.to_owned());
    let mut value = document;
    for name in path.split('.') {
        value = value.get(name).ok_or_else(unknown)?;
    }
    match value {
        Value::Number(number) => Ok(number.to_string()),
        Value::String(_) => {
            let quoted = value.to_string();
            Ok(quoted.trim_matches('"').to_owned())
        }
        _ => Err(unknown()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> DemoDocument {
        serde_json::from_str(include_str!("testdata/demo.json")).unwrap()
    }

    #[test]
    fn paths_are_replaced_wherever_they_stand() {
        let text = r#"{"a":"Bearer {{cro.token}}","b":"{{ other_tenant.cro.tenant_id }}","c":"{{cro.tokens_by_role.Driver}}"}"#;
        let filled = fill(text, &document()).unwrap();
        assert_eq!(filled, r#"{"a":"Bearer cro-token","b":"2001","c":"driver-token"}"#);
    }

    #[test]
    fn a_text_without_placeholders_stays() {
        assert_eq!(fill("{\"a\":{}}", &document()).unwrap(), "{\"a\":{}}");
    }

    #[test]
    fn what_leads_nowhere_is_an_error() {
        let unknown = |path: &str| Err(FillError::Unknown(path.to_owned()));
        assert_eq!(fill("{{cro.tokn}}", &document()), unknown("cro.tokn"));
        assert_eq!(fill("{{cro}}", &document()), unknown("cro"));
        assert_eq!(fill("{{cro.token", &document()), Err(FillError::Open));
    }
}
