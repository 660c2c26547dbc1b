//! What template.yaml deploys: every function bounded, every item safe, every log finite. What
//! `make wire` makes of the registry is tested there; this is about the base, and about the whole.
//!
//! Each rule lists what breaks it. Each test holds the repository's template against a rule, and
//! then a template broken in one place, to see that the rule notices.

#![expect(clippy::unwrap_used, reason = "what cannot be read breaks every rule")]

mod api;
mod roles;

use harness::template::{Template, root};
use serde_json::{Value, json};

/// The template with one text in it replaced, wherever it stands.
fn with(old: &str, new: &str) -> Template {
    let text = std::fs::read_to_string(root().join("template.yaml")).unwrap();
    assert!(text.contains(old), "template.yaml does not hold {old:?} any more: break it elsewhere");
    Template::parse(&text.replace(old, new)).unwrap()
}

fn assert_kept(rule: fn(&Template) -> Vec<String>) {
    let broken = rule(&Template::read());
    assert!(broken.is_empty(), "template.yaml breaks a rule:\n  {}", broken.join("\n  "));
}

fn assert_noticed(rule: fn(&Template) -> Vec<String>, old: &str, new: &str) {
    assert!(!rule(&with(old, new)).is_empty(), "{new:?} in place of {old:?} goes unnoticed");
}

/// Those of the expectations that do not hold, each with what was found.
fn unmet(of: &str, wanted: &[(&str, &Value, Value)]) -> Vec<String> {
    wanted
        .iter()
        .filter(|(_, found, wanted)| *found != wanted)
        .map(|(name, found, wanted)| format!("{of}: {name} must be {wanted}, and is {found}"))
        .collect()
}

fn table_is_safe(template: &Template) -> Vec<String> {
    let tables = template.of_type("AWS::DynamoDB::Table");
    let Some(table) = tables.get("Table").filter(|_| tables.len() == 1) else {
        return vec!["there must be one table, and its logical id is Table".to_owned()];
    };
    let its = &table["Properties"];
    let protection = &template.section("Parameters")["DeletionProtection"];
    unmet(
        "Table",
        &[
            ("DeletionPolicy", &table["DeletionPolicy"], "Retain".into()),
            ("UpdateReplacePolicy", &table["UpdateReplacePolicy"], "Retain".into()),
            (
                "DeletionProtectionEnabled",
                &its["DeletionProtectionEnabled"]["Ref"],
                "DeletionProtection".into(),
            ),
            ("DeletionProtection's default", &protection["Default"], "true".into()),
            ("SSEEnabled", &its["SSESpecification"]["SSEEnabled"], true.into()),
            ("SSEType", &its["SSESpecification"]["SSEType"], "KMS".into()),
            (
                "PointInTimeRecoveryEnabled",
                &its["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"],
                true.into(),
            ),
            (
                "StreamViewType",
                &its["StreamSpecification"]["StreamViewType"],
                "NEW_AND_OLD_IMAGES".into(),
            ),
            ("BillingMode", &its["BillingMode"], "PAY_PER_REQUEST".into()),
        ],
    )
}

/// Seen to fail with each protection of the table taken away, as below.
#[test]
fn the_table_is_encrypted_recoverable_and_stays() {
    assert_kept(table_is_safe);
    assert_noticed(
        table_is_safe,
        "DeletionProtectionEnabled: !Ref DeletionProtection",
        "DeletionProtectionEnabled: false",
    );
    assert_noticed(
        table_is_safe,
        "  DeletionProtection:\n    Type: String\n    Default: \"true\"",
        "  DeletionProtection:\n    Type: String\n    Default: \"false\"",
    );
    assert_noticed(table_is_safe, "    DeletionPolicy: Retain\n", "");
    assert_noticed(table_is_safe, "UpdateReplacePolicy: Retain", "UpdateReplacePolicy: Delete");
    assert_noticed(
        table_is_safe,
        "PointInTimeRecoveryEnabled: true",
        "PointInTimeRecoveryEnabled: false",
    );
    assert_noticed(table_is_safe, "SSEEnabled: true", "SSEEnabled: false");
    assert_noticed(table_is_safe, "NEW_AND_OLD_IMAGES", "KEYS_ONLY");
}

fn logs_end(template: &Template) -> Vec<String> {
    let logs = template.of_type("AWS::Logs::LogGroup");
    logs.iter()
        .filter(|(_, log)| log["Properties"]["RetentionInDays"]["Ref"] != "LogRetentionDays")
        .map(|(id, _)| format!("{id}: RetentionInDays must be the parameter LogRetentionDays"))
        .collect()
}

/// Seen to fail with a log group that keeps for ever, as below.
#[test]
fn every_log_ends() {
    assert_kept(logs_end);
    assert_noticed(logs_end, "access\"\n      RetentionInDays: !Ref LogRetentionDays", "access\"");
}

/// The functions that get the pepper: Nutcache's alone.
fn pepper_is_kept(template: &Template) -> Vec<String> {
    let mut broken = Vec::new();
    for function in template.functions() {
        let pepper = &function.properties["Environment"]["Variables"]["PASSWORD_PEPPER"];
        let is_given = pepper["Fn::Sub"] == "{{resolve:secretsmanager:${PasswordPepper}}}";
        if is_given != function.name.starts_with("nutcache-") || (!is_given && !pepper.is_null()) {
            broken.push(format!("{}: the pepper is Nutcache's functions' alone", function.name));
        }
    }
    let secret = &template.of_type("AWS::SecretsManager::Secret")["PasswordPepper"];
    if secret["Properties"]["GenerateSecretString"]["PasswordLength"] != 64 {
        broken.push("PasswordPepper: it must be made when it is deployed".to_owned());
    }
    broken
}

/// Seen to fail with a pepper for all functions, and with one that is written down, as below.
#[test]
fn only_nutcaches_functions_get_the_pepper() {
    assert_kept(pepper_is_kept);
    let in_all = "SESSION_DAYS: !Ref SessionDays\n        PASSWORD_PEPPER: pepper";
    assert_noticed(pepper_is_kept, "SESSION_DAYS: !Ref SessionDays", in_all);
    let dynamic = "!Sub \"{{resolve:secretsmanager:${PasswordPepper}}}\"";
    assert_noticed(pepper_is_kept, dynamic, "a-pepper-that-anybody-can-read");
}

fn functions_are_alike(template: &Template) -> Vec<String> {
    let mut broken = Vec::new();
    for function in template.functions() {
        let its = &Value::Object(function.properties.clone());
        let log = &its["LoggingConfig"];
        broken.extend(unmet(
            &function.name,
            &[
                ("Runtime", &its["Runtime"], "provided.al2023".into()),
                ("Handler", &its["Handler"], "bootstrap".into()),
                ("Architectures", &its["Architectures"][0]["Ref"], "Architecture".into()),
                ("Timeout", &its["Timeout"], 10.into()),
                ("LogFormat", &log["LogFormat"], "JSON".into()),
                ("SystemLogLevel", &log["SystemLogLevel"], "INFO".into()),
                ("Tracing", &its["Tracing"]["Ref"], "TraceMode".into()),
                ("TABLE_NAME", &its["Environment"]["Variables"]["TABLE_NAME"], used_table()),
            ],
        ));
    }
    broken
}

/// The name of the table that functions use: the stack's own, or one that was restored.
fn used_table() -> Value {
    json!({"Fn::If": ["HasExistingTable", {"Ref": "ExistingTableName"}, {"Ref": "Table"}]})
}

/// Seen to fail with another handler, another log format, no cold starts in the log and a table that
/// a restore cannot change, as below.
#[test]
fn every_function_has_what_all_functions_share() {
    assert_kept(functions_are_alike);
    assert_noticed(functions_are_alike, "Handler: bootstrap", "Handler: main");
    assert_noticed(functions_are_alike, "LogFormat: JSON", "LogFormat: Text");
    assert_noticed(functions_are_alike, "SystemLogLevel: INFO", "SystemLogLevel: WARN");
    assert_noticed(functions_are_alike, "Tracing: !Ref TraceMode", "Tracing: Active");
    assert_noticed(
        functions_are_alike,
        "TABLE_NAME: !If [HasExistingTable, !Ref ExistingTableName, !Ref Table]",
        "TABLE_NAME: !Ref Table",
    );
}
