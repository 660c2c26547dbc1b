//! One command line an API that works when pasted into a shell.

use crate::demo::DemoDocument;

/// A command line and the API it calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The API.
    pub api: &'static str,
    /// One line for a shell.
    pub command: String,
}

/// One line an API. All five are about the same customer, the one that fleet's users are bound
/// to: myKaarma's writes its name, the others show it.
#[must_use]
pub fn lines(demo: &DemoDocument) -> Vec<Line> {
    let id = demo.fleet.customer_id;
    let body = r#"{"customer":{"isBusiness":true,"company":"Smart-E"}}"#;
    vec![
        get(
            "fleet",
            demo,
            "/v1/customers",
            &[("Authorization", &format!("Basic {}", demo.fleet.token))],
        ),
        get(
            "cro",
            demo,
            &format!("/customers/{id}/"),
            &[
                ("Authorization", &format!("Bearer {}", demo.cro.token)),
                ("x-tenant-id", &demo.cro.tenant_id.to_string()),
            ],
        ),
        get(
            "nutcache",
            demo,
            &format!("/webapi/customers/{id}"),
            &[
                ("Authorization", &format!("nut-basic {}", demo.nutcache.authorization)),
                ("OrganizationGuid", &demo.nutcache.organization_guid),
                ("api-version", "3"),
            ],
        ),
        get(
            "bluerocktel",
            demo,
            &format!("/api/v1/customers/{id}"),
            &[("authorization", &format!("Bearer {}", demo.bluerocktel.token))],
        ),
        Line {
            api: "mykaarma",
            command: format!(
                "{} -X POST --data-raw {}",
                curl(
                    demo,
                    &format!("/v2/department/{}/customer/{id}", demo.mykaarma.department_token),
                    &[
                        ("Authorization", &format!("Basic {}", demo.mykaarma.authorization)),
                        ("Content-Type", "application/json"),
                    ],
                ),
                quoted(body)
            ),
        },
    ]
}

fn get(api: &'static str, demo: &DemoDocument, path: &str, headers: &[(&str, &str)]) -> Line {
    Line { api, command: curl(demo, path, headers) }
}

fn curl(demo: &DemoDocument, path: &str, headers: &[(&str, &str)]) -> String {
    let mut line = format!("curl -sS {}", quoted(&format!("{}{path}", demo.base_url)));
    for (name, value) in headers {
        line.push_str(" -H ");
        line.push_str(&quoted(&format!("{name}: {value}")));
    }
    line
}

/// A shell's word.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_api_has_one_line_without_breaks() {
        let demo = serde_json::from_str(include_str!("demo/testdata/demo.json")).unwrap();
        let lines = lines(&demo);
        let apis: Vec<_> = lines.iter().map(|line| line.api).collect();
        assert_eq!(apis, ["fleet", "cro", "nutcache", "bluerocktel", "mykaarma"]);
        assert!(lines.iter().all(|line| !line.command.contains('\n')));
        assert_eq!(
            lines[0].command,
            "curl -sS 'http://127.0.0.1:9000/v1/customers' -H 'Authorization: Basic fleet-token'"
        );
    }

    #[test]
    fn quotes_survive_the_shell() {
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}
