//! What template.yaml deploys: every function bounded, every item safe, every log finite.
//!
//! Each rule lists what breaks it. Each test holds the repository's template against a rule, and
//! then a template broken in one place, to see that the rule notices.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tests::template::{Function, Statement, Template, attribute_of, one_or_many, root};

/// Actions that change the table.
const WRITES: [&str; 4] = ["PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"];
/// Actions that read it by key. There is no `Scan` and there never will be.
const READS: [&str; 3] = ["GetItem", "BatchGetItem", "Query"];
/// The beginnings of the partition keys that functions may write; whatever else there is (keys,
/// users, logins, API keys, subscribers, organizations, departments) is the operator's.
const WRITABLE: [&str; 3] = ["TENANT#", "PIN#", "IDEMPOTENCY#"];
/// The beginnings of those they may read beside these.
const READABLE: [&str; 5] = ["USER#", "APIKEY#", "SUBSCRIBER#", "ORGANIZATION#", "DEPARTMENT#"];
/// CloudFormation takes 500 resources a stack; the rest is room to move.
const MOST_RESOURCES: usize = 400;
/// How many functions there will be.
const FUNCTIONS_TO_COME: usize = 60;
/// CloudWatch takes so many metrics in one alarm.
const MOST_METRICS: usize = 10;

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

/// What one statement may not say, whatever function it is for.
fn statement_is_bounded(function: &Function, statement: &Statement) -> Vec<String> {
    let mut broken = Vec::new();
    let name = &function.name;
    let log = format!("{}LogGroup", function.id);
    let tracing = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"];
    let traces = statement.actions.iter().all(|action| tracing.contains(&action.as_str()));
    if statement.effect != "Allow" {
        broken.push(format!("{name}: a Deny hides what is allowed: allow less instead"));
    }
    for action in &statement.actions {
        let known = match action.split_once(':') {
            Some(("dynamodb", action)) => WRITES.contains(&action) || READS.contains(&action),
            Some(("logs", action)) => ["CreateLogStream", "PutLogEvents"].contains(&action),
            Some(("xray", _)) => traces,
            _ => false,
        };
        if !known {
            broken.push(format!("{name}: {action} is no action that a function needs"));
        }
        for resource in &statement.resources {
            let fits = match action.split_once(':') {
                Some(("dynamodb", _)) => {
                    resource["Fn::GetAtt"] == serde_json::json!(["Table", "Arn"])
                }
                Some(("logs", _)) => resource["Fn::GetAtt"] == serde_json::json!([log, "Arn"]),
                _ => traces && resource == "*",
            };
            if !fits {
                broken.push(format!("{name}: {action} on {resource}, which is not its own"));
            }
        }
    }
    broken
}

/// Which partition keys a statement on the table may name.
fn keys_are_bounded(function: &Function, statement: &Statement) -> Vec<String> {
    let name = &function.name;
    let api = name.split('-').next().unwrap_or_default();
    let actions: Vec<&str> =
        statement.actions.iter().filter_map(|action| action.strip_prefix("dynamodb:")).collect();
    if actions.is_empty() {
        return Vec::new();
    }
    let Some(patterns) = statement.leading_keys() else {
        return vec![format!(
            "{name}: {actions:?} without ForAllValues:StringLike on dynamodb:LeadingKeys: say which partition keys"
        )];
    };
    let writes = actions.iter().any(|action| WRITES.contains(action));
    let mut broken = Vec::new();
    for pattern in patterns {
        let begins = |with: &&str| pattern.starts_with(*with);
        let own_keys = pattern == format!("KEYS#{api}");
        let own_logins = pattern == format!("LOGIN#{api}#*");
        let readable = READABLE.iter().any(|begin| begins(begin)) || own_keys || own_logins;
        if !(WRITABLE.iter().any(|begin| begins(begin)) || (readable && !writes)) {
            let what = if writes { "write" } else { "read" };
            broken.push(format!("{name}: it may not {what} {pattern}"));
        }
    }
    broken
}

fn roles_are_bounded(template: &Template) -> Vec<String> {
    let mut broken = Vec::new();
    for function in template.functions() {
        let name = function.name.clone();
        if function.statements.is_empty() {
            broken.push(format!("{name}: its role says nothing"));
        }
        for statement in &function.statements {
            broken.extend(statement_is_bounded(&function, statement));
            broken.extend(keys_are_bounded(&function, statement));
        }
    }
    // What is granted in any other way would be granted unseen.
    for (id, resource) in template.resources() {
        let properties = &resource["Properties"];
        let granted = ["Policies", "ManagedPolicyArns", "PolicyDocument"];
        for grant in granted.iter().filter(|grant| !properties[**grant].is_null()) {
            if !(resource["Type"] == "AWS::IAM::Role" && *grant == "Policies") {
                broken
                    .push(format!("{id}: {grant} grants something outside a function's own role"));
            }
        }
    }
    broken
}

/// Seen to fail with each of the ways to allow too much, as below.
#[test]
fn roles_allow_actions_on_partition_keys_and_no_more() {
    assert_kept(roles_are_bounded);
    assert_noticed(roles_are_bounded, "Action: dynamodb:BatchGetItem", "Action: dynamodb:Scan");
    assert_noticed(roles_are_bounded, "Action: dynamodb:BatchGetItem", "Action: dynamodb:*");
    assert_noticed(roles_are_bounded, "Resource: !GetAtt Table.Arn", "Resource: \"*\"");
    assert_noticed(roles_are_bounded, "Resource: !GetAtt FallbackLogGroup.Arn", "Resource: \"*\"");
    assert_noticed(roles_are_bounded, "ForAllValues:StringLike", "StringLike");
    assert_noticed(roles_are_bounded, "\"KEYS#fleet\"", "\"KEYS#*\"");
    assert_noticed(roles_are_bounded, "\"KEYS#fleet\"", "\"KEYS#cro\"");
    assert_noticed(roles_are_bounded, "\"LOGIN#nutcache#*\"", "\"LOGIN#*\"");
    assert_noticed(roles_are_bounded, "[\"PIN#*\"]", "[\"USER#*\"]");
    assert_noticed(roles_are_bounded, "[\"PIN#*\"]", "[\"*\"]");
    assert_noticed(
        roles_are_bounded,
        "      AssumeRolePolicyDocument:",
        "      ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]\n      AssumeRolePolicyDocument:",
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
    let more_alarms = (FUNCTIONS_TO_COME.saturating_sub(functions)).div_ceil(MOST_METRICS) * 3;
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

fn api_of(function: &str) -> &str {
    function.split('-').next().unwrap_or_default()
}

fn alarms_cover(template: &Template) -> Vec<String> {
    let alarms = template.of_type("AWS::CloudWatch::Alarm");
    let mut broken = Vec::new();
    let mut watched: BTreeSet<(String, String, String)> = BTreeSet::new();
    for (id, alarm) in &alarms {
        let its = &alarm["Properties"];
        let metrics = one_or_many(&its["Metrics"]);
        if metrics.len() > MOST_METRICS + 1 {
            broken.push(format!("{id}: an alarm takes {MOST_METRICS} metrics: begin {id}2"));
        }
        if its["AlarmActions"]["Fn::If"][0] != "HasAlarmEmail" {
            broken.push(format!("{id}: AlarmActions must name the topic, if there is one"));
        }
        for metric in &metrics {
            let metric = &metric["MetricStat"]["Metric"];
            if let Some(function) = attribute_of(&metric["Dimensions"][0]["Value"]) {
                let kind = metric["MetricName"].as_str().unwrap_or_default().to_owned();
                watched.insert((id.trim_end_matches(char::is_numeric).to_owned(), kind, function));
            }
        }
    }
    for function in template.functions() {
        let name = function.name.clone();
        for (alarm, kind) in
            [("Errors", "Errors"), ("Throttles", "Throttles"), ("Latency", "Duration")]
        {
            let alarm = format!("{}{alarm}", logical_id(api_of(&name)));
            if !watched.contains(&(alarm.clone(), kind.to_owned(), function.id.clone())) {
                broken.push(format!("{name}: add its {kind} to the alarm {alarm}"));
            }
        }
    }
    if !alarms.contains_key("ApiServerErrors") {
        broken.push("ApiServerErrors must watch the answers of 500 and above".to_owned());
    }
    broken
}

/// Seen to fail with a function that no alarm watches, as below.
#[test]
fn every_function_is_in_its_apis_alarms() {
    assert_kept(alarms_cover);
    assert_noticed(alarms_cover, "Value: !Ref CroGetCustomer}", "Value: !Ref FleetShowCustomer}");
    assert_noticed(alarms_cover, "  FleetLatency:", "  SomeLatency:");
    assert_noticed(alarms_cover, "!If [HasAlarmEmail, [!Ref AlarmTopic], !Ref AWS::NoValue]", "[]");
}

fn api_is_bounded(template: &Template) -> Vec<String> {
    let its = &template.section("Resources")["Api"]["Properties"];
    let routes = &its["DefaultRouteSettings"];
    let mut broken = unmet(
        "Api",
        &[
            ("ThrottlingRateLimit", &routes["ThrottlingRateLimit"]["Ref"], "ThrottleRate".into()),
            (
                "ThrottlingBurstLimit",
                &routes["ThrottlingBurstLimit"]["Ref"],
                "ThrottleBurst".into(),
            ),
            (
                "AccessLogSettings",
                &its["AccessLogSettings"]["DestinationArn"]["Fn::GetAtt"][0],
                "AccessLogGroup".into(),
            ),
        ],
    );
    let wanted: BTreeSet<&str> = [
        "Authorization",
        "Content-Type",
        "X-Requested-With",
        "x-tenant-id",
        "x-api-version",
        "x-request-id",
        "OrganizationGuid",
        "api-version",
        "Idempotency-Key",
    ]
    .into();
    let allowed = one_or_many(&its["CorsConfiguration"]["AllowHeaders"]);
    let allowed: BTreeSet<&str> = allowed.iter().filter_map(Value::as_str).collect();
    if wanted != allowed {
        broken.push(format!("Api: CORS must allow the headers {wanted:?}, and allows {allowed:?}"));
    }
    broken
}

/// Seen to fail without throttling and with a header that browsers may not send, as below.
#[test]
fn the_api_is_throttled_logged_and_open_to_browsers() {
    assert_kept(api_is_bounded);
    assert_noticed(api_is_bounded, "        ThrottlingBurstLimit: !Ref ThrottleBurst\n", "");
    assert_noticed(api_is_bounded, "          - Idempotency-Key\n", "");
}

/// What the access log may say: nothing of who called, and neither path nor query, which hold
/// e-mail addresses, phone numbers and tokens.
fn access_log_names_nobody(template: &Template) -> Vec<String> {
    let harmless: BTreeSet<&str> = [
        "requestId",
        "requestTimeEpoch",
        "routeKey",
        "status",
        "responseLatency",
        "integrationLatency",
        "integrationStatus",
        "integrationErrorMessage",
        "responseLength",
    ]
    .into();
    let format =
        template.section("Resources")["Api"]["Properties"]["AccessLogSettings"]["Format"].as_str();
    let Some(Ok(format)) = format.map(serde_json::from_str::<BTreeMap<String, String>>) else {
        return vec!["Api: the access log's Format must be a JSON object of texts".to_owned()];
    };
    let said = format
        .values()
        .filter(|v| !v.strip_prefix("$context.").is_some_and(|v| harmless.contains(v)));
    said.map(|said| format!("Api: the access log says {said}, which may name people")).collect()
}

/// Seen to fail with the path and the caller's address in the log, as below.
#[test]
fn the_access_log_names_nobody() {
    assert_kept(access_log_names_nobody);
    assert_noticed(access_log_names_nobody, "$context.routeKey", "$context.path");
    assert_noticed(access_log_names_nobody, "$context.requestId", "$context.identity.sourceIp");
}

/// A pattern's meaning is what the IAM gate compares with: exact texts, `*` and `?`.
#[test]
fn patterns_are_read_as_iam_reads_them() {
    use tests::template::is_like;
    assert!(is_like("TENANT#*#CUSTOMERS", "TENANT#1686#CUSTOMERS"));
    assert!(is_like("TENANT#*", "TENANT#1686"));
    assert!(is_like("a?c*", "abc"));
    assert!(!is_like("TENANT#*#CUSTOMERS", "TENANT#1686#CUSTOMER#1"));
    assert!(!is_like("KEYS#fleet", "KEYS#fleet2"));
    assert!(!is_like("?", ""));
}
