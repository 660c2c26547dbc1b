//! What template.yaml deploys: every function bounded, every item safe, every log finite.
//!
//! Each rule lists what breaks it. Each test holds the repository's template against a rule, and
//! then a template broken in one place, to see that the rule notices.

#![expect(clippy::unwrap_used, reason = "what cannot be read breaks every rule")]

mod api;
mod roles;

use std::collections::BTreeMap;

use harness::template::{Template, attribute_of, root};
use serde_json::Value;

/// CloudFormation takes 500 resources a stack; the rest is room to move.
const MOST_RESOURCES: usize = 400;
/// How many functions there will be.
const FUNCTIONS_TO_COME: usize = 60;
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
    unmet(
        "Table",
        &[
            ("DeletionPolicy", &table["DeletionPolicy"], "Retain".into()),
            ("UpdateReplacePolicy", &table["UpdateReplacePolicy"], "Retain".into()),
            ("DeletionProtectionEnabled", &its["DeletionProtectionEnabled"], true.into()),
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
        "DeletionProtectionEnabled: true",
        "DeletionProtectionEnabled: false",
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

/// `fleet-show-customer` as a logical id: `FleetShowCustomer`.
fn logical_id(name: &str) -> String {
    name.split('-')
        .map(|word| {
            let mut letters = word.chars();
            letters
                .next()
                .map(|first| first.to_ascii_uppercase())
                .into_iter()
                .chain(letters)
                .collect::<String>()
        })
        .collect()
}

fn functions_are_alike(template: &Template) -> Vec<String> {
    let mut broken = Vec::new();
    let resources = template.resources();
    for function in template.functions() {
        let name = function.name.clone();
        let id = logical_id(&name);
        if function.id != id {
            broken.push(format!("{name}: its logical id must be {id}, and is {}", function.id));
        }
        let its = &Value::Object(function.properties.clone());
        let named = format!("${{AWS::StackName}}-{name}");
        let metadata = &resources[function.id.as_str()]["Metadata"];
        broken.extend(unmet(
            &name,
            &[
                ("Metadata.SkipBuild", &metadata["SkipBuild"], true.into()),
                ("FunctionName", &its["FunctionName"]["Fn::Sub"], named.into()),
                ("CodeUri", &its["CodeUri"], format!("target/lambda/{name}/").into()),
                ("Runtime", &its["Runtime"], "provided.al2023".into()),
                ("Handler", &its["Handler"], "bootstrap".into()),
                ("Architectures", &its["Architectures"][0]["Ref"], "Architecture".into()),
                ("MemorySize", &its["MemorySize"], 256.into()),
                ("Timeout", &its["Timeout"], 10.into()),
                ("Tracing", &its["Tracing"], "Active".into()),
                ("LogFormat", &its["LoggingConfig"]["LogFormat"], "JSON".into()),
                (
                    "LogGroup",
                    &its["LoggingConfig"]["LogGroup"]["Ref"],
                    format!("{id}LogGroup").into(),
                ),
                ("Role", &its["Role"]["Fn::GetAtt"][0], format!("{id}Role").into()),
                (
                    "TABLE_NAME",
                    &its["Environment"]["Variables"]["TABLE_NAME"]["Ref"],
                    "Table".into(),
                ),
            ],
        ));
    }
    broken
}

/// Seen to fail with a function deployed from another's folder, writing into another's log and
/// acting in another's role, as below.
#[test]
fn functions_are_alike_and_have_their_own_log_and_role() {
    assert_kept(functions_are_alike);
    let broken = "CodeUri: target/lambda/fleet-update-customer/";
    assert_noticed(functions_are_alike, "CodeUri: target/lambda/fleet-show-customer/", broken);
    assert_noticed(functions_are_alike, "!Ref FallbackLogGroup", "!Ref CroGetCustomerLogGroup");
    assert_noticed(
        functions_are_alike,
        "Role: !GetAtt FallbackRole.Arn",
        "Role: !GetAtt CroGetCustomerRole.Arn",
    );
    assert_noticed(functions_are_alike, "    Tracing: Active\n", "");
    assert_noticed(functions_are_alike, "LogFormat: JSON", "LogFormat: Text");
}

fn logs_end(template: &Template) -> Vec<String> {
    let logs = template.of_type("AWS::Logs::LogGroup");
    let mut broken: Vec<String> = logs
        .iter()
        .filter(|(_, log)| log["Properties"]["RetentionInDays"]["Ref"] != "LogRetentionDays")
        .map(|(id, _)| format!("{id}: RetentionInDays must be the parameter LogRetentionDays"))
        .collect();
    for function in template.functions() {
        let name = function.name.clone();
        let id =
            attribute_of(&function.properties["LoggingConfig"]["LogGroup"]).unwrap_or_default();
        let named = format!("/aws/lambda/${{AWS::StackName}}-{name}");
        match logs.get(id.as_str()) {
            Some(log) if log["Properties"]["LogGroupName"]["Fn::Sub"] == named.as_str() => {}
            _ => broken.push(format!("{name}: there must be a log group {named}")),
        }
    }
    broken
}

/// Seen to fail with a log group that keeps for ever, and one of another name, as below.
#[test]
fn every_log_ends() {
    assert_kept(logs_end);
    assert_noticed(logs_end, "access\"\n      RetentionInDays: !Ref LogRetentionDays", "access\"");
    assert_noticed(
        logs_end,
        "AWS::StackName}-fallback\"\n      RetentionInDays",
        "AWS::StackName}\"\n      RetentionInDays",
    );
}

/// The resources that CloudFormation sees, once SAM has translated the template: a function
/// brings a permission for each of its events, and a role where it names none; the HTTP API
/// brings its stage.
fn translated(template: &Template) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for (id, resource) in template.resources() {
        let count = match resource["Type"].as_str() {
            Some("AWS::Serverless::Function") => {
                let its = &resource["Properties"];
                1 + its["Events"].as_object().map_or(0, serde_json::Map::len)
                    + usize::from(its["Role"].is_null())
            }
            Some("AWS::Serverless::HttpApi") => 2,
            _ => 1,
        };
        counts.insert(id.to_owned(), count);
    }
    counts
}

/// The functions' own share of them, by the function.
fn share_of_functions(template: &Template) -> usize {
    let counts = translated(template);
    let of = |id: &str| counts.get(id).copied().unwrap_or(0);
    let ids = template.functions().into_iter().map(|function| function.id);
    ids.map(|id| of(&id) + of(&format!("{id}Role")) + of(&format!("{id}LogGroup"))).sum()
}

fn resources_to_come(template: &Template) -> usize {
    let functions = template.functions().len();
    let all: usize = translated(template).values().sum();
    let share = share_of_functions(template);
    // Three more alarms for each ten functions more, since an alarm takes ten metrics.
    let more_alarms = (FUNCTIONS_TO_COME.saturating_sub(functions)).div_ceil(api::MOST_METRICS) * 3;
    all - share + (share * FUNCTIONS_TO_COME).div_ceil(functions) + more_alarms
}

fn fits_a_stack(template: &Template) -> Vec<String> {
    let to_come = resources_to_come(template);
    let fits = to_come < MOST_RESOURCES;
    let said = format!(
        "{FUNCTIONS_TO_COME} functions like these would make {to_come} resources, and {MOST_RESOURCES} is \
         the limit: let functions share what they can, or take fewer alarms"
    );
    if fits { Vec::new() } else { vec![said] }
}

/// Seen to fail with two resources more for each function, as below. The count itself is what
/// `aws-sam-translator` 1.115 makes of the template (70 with ten functions and sixteen routes).
#[test]
fn sixty_functions_fit_into_one_stack() {
    assert_kept(fits_a_stack);
    let events = "      Events:\n";
    let more = "      Events:\n        A: {Type: HttpApi}\n        B: {Type: HttpApi}\n";
    assert_noticed(fits_a_stack, events, more);
}
