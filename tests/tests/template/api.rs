//! The HTTP API, its log, and the alarms.

use std::collections::{BTreeMap, BTreeSet};

use harness::template::{Template, one_or_many};
use serde_json::Value;

use crate::{assert_kept, assert_noticed, unmet};

fn api_is_bounded(template: &Template) -> Vec<String> {
    let its = &template.section("Resources")["Api"]["Properties"];
    let routes = &its["DefaultRouteSettings"];
    let mut broken = unmet(
        "Api",
        &[
            ("FailOnWarnings", &its["FailOnWarnings"], false.into()),
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
    for alarm in
        ["ApiServerErrors", "GatewayThrottles", "NotCounted", "TableThrottles", "TableSystemErrors"]
    {
        if template.resources().get(alarm).is_none_or(|a| a["Type"] != "AWS::CloudWatch::Alarm") {
            broken.push(format!("the alarm {alarm} is missing"));
        }
    }
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
    assert_noticed(api_is_bounded, "FailOnWarnings: false", "FailOnWarnings: true");
    assert_noticed(api_is_bounded, "  ApiServerErrors:\n", "  SomeErrors:\n");
    assert_noticed(api_is_bounded, "  NotCounted:\n", "  Uncounted:\n");
    assert_noticed(api_is_bounded, "          - Idempotency-Key\n", "");
    assert_noticed(api_is_bounded, "          - Idempotent-Replayed\n", "");
}

/// Alarms that watch what a filter of ours finds, and the filters.
fn alarms_have_their_metrics(template: &Template) -> Vec<String> {
    let filters = template.of_type("AWS::Logs::MetricFilter");
    let filtered: BTreeSet<&str> = filters
        .values()
        .flat_map(|filter| filter["Properties"]["MetricTransformations"].as_array())
        .flatten()
        .filter_map(|metric| metric["MetricName"].as_str())
        .collect();
    let alarms = template.of_type("AWS::CloudWatch::Alarm");
    alarms
        .iter()
        .filter(|(_, alarm)| alarm["Properties"]["Namespace"]["Ref"] == "AWS::StackName")
        .filter_map(|(id, alarm)| Some((id, alarm["Properties"]["MetricName"].as_str()?)))
        .filter(|(_, metric)| !filtered.contains(metric))
        .map(|(id, metric)| format!("{id}: nothing makes the metric {metric}"))
        .collect()
}

/// Seen to fail with a filter of another name, as below.
#[test]
fn every_alarm_has_its_metric() {
    assert_kept(alarms_have_their_metrics);
    assert_noticed(
        alarms_have_their_metrics,
        "MetricName: GatewayThrottles, MetricValue",
        "MetricName: Throttled, MetricValue",
    );
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
