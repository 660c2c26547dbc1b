//! The HTTP API, its log, and the alarms.

use std::collections::{BTreeMap, BTreeSet};

use harness::template::{Template, attribute_of, one_or_many};
use serde_json::Value;

use crate::{assert_kept, assert_noticed, logical_id, unmet};

/// CloudWatch takes so many metrics in one alarm.
pub const MOST_METRICS: usize = 10;

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
    let shown = one_or_many(&its["CorsConfiguration"]["ExposeHeaders"]);
    if !shown.iter().any(|header| header == "Idempotent-Replayed") {
        broken.push("Api: CORS must show Idempotent-Replayed to browsers".to_owned());
    }
    broken
}

/// Seen to fail without throttling and with a header that browsers may not send, as below.
#[test]
fn the_api_is_throttled_logged_and_open_to_browsers() {
    assert_kept(api_is_bounded);
    assert_noticed(api_is_bounded, "        ThrottlingBurstLimit: !Ref ThrottleBurst\n", "");
    assert_noticed(api_is_bounded, "          - Idempotency-Key\n", "");
    assert_noticed(api_is_bounded, "          - Idempotent-Replayed\n", "");
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
