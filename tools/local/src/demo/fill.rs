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
}

/// Replaces each `{{path.into.the.document}}` of a JSON text by what stands there, escaped as in
/// a JSON string.
///
/// # Errors
/// A path that leads to nothing is an error, so that a misspelt one is not sent to a function.
pub fn fill(text: &str, document: &DemoDocument) -> Result<String, FillError> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (path, behind) = after.split_once("}}").ok_or(FillError::Open)?;
        filled.push_str(before);
        match document.at(path.trim()) {
            Some(Value::Number(number)) => filled.push_str(&number.to_string()),
            Some(text @ Value::String(_)) => filled.push_str(text.to_string().trim_matches('"')),
            _ => return Err(FillError::Unknown(path.trim().to_owned())),
        }
        rest = behind;
    }
    filled.push_str(rest);
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document() -> DemoDocument {
        let document = json!({
            "cro": {"token": "cro-token", "tokens_by_role": {"Driver": "driver-token"}},
            "other_tenant": {"cro": {"tenant_id": 2001}},
        });
        serde_json::from_value(document).unwrap()
    }

    #[test]
    fn paths_are_replaced_wherever_they_stand() {
        let text = r#"{"a":"Bearer {{cro.token}}","b":"{{ other_tenant.cro.tenant_id }}","c":"{{cro.tokens_by_role.Driver}}"}"#;
        let filled = fill(text, &document()).unwrap();
        assert_eq!(filled, r#"{"a":"Bearer cro-token","b":"2001","c":"driver-token"}"#);
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
