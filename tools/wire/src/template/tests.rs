use crate::made_up::made_up;

use super::*;

const BASE: &str = "AWSTemplateFormatVersion\n  # {functions}\n  # {alarms}\n  # {dashboard}\n";

#[test]
fn an_alarm_takes_ten_metrics_and_the_eleventh_function_begins_another() {
    let text = template(BASE, &[made_up("fleet", 11, 0)]).unwrap();
    assert!(text.contains("  FleetErrors2:\n"), "{text}");
    let first = text.split("  FleetErrors2:").next().unwrap();
    assert_eq!(first.matches("MetricName: Errors,").count(), 10);
}

#[test]
fn a_role_allows_what_the_facts_grant() {
    let text = template(BASE, &[made_up("fleet", 1, 0)]).unwrap();
    let reads = r#"["KEYS#fleet", "TENANT#*#CUSTOMERS", "USER#*"]"#;
    assert!(text.contains("Action: [dynamodb:GetItem, dynamodb:BatchGetItem]"), "{text}");
    assert!(text.contains(reads), "{text}");
}

#[test]
fn a_function_with_a_whole_core_says_so_and_a_base_without_a_marker_is_refused() {
    assert!(template(BASE, &[made_up("cro", 1, 0)]).unwrap().contains("      MemorySize: 1769\n"));
    assert!(matches!(template("x\n", &[]), Err(WireError::Marker(_))));
}

/// Broken by an API that the dashboard forgot, and by a comma too many.
#[test]
fn the_dashboard_shows_every_api_and_is_json() {
    let text = template(BASE, &[made_up("fleet", 2, 0), made_up("cro", 1, 0)]).unwrap();
    let body = text.split("- |\n").nth(1).unwrap().split("        - Words").next().unwrap();
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    let widgets = body["widgets"].as_array().unwrap();
    let labels = |widget: &serde_json::Value| {
        let lines = widget["properties"]["metrics"].as_array().unwrap();
        lines.iter().filter_map(|line| line[0]["label"].as_str().map(str::to_owned)).collect()
    };
    let of_each: Vec<Vec<String>> =
        widgets.iter().map(labels).filter(|l: &Vec<_>| !l.is_empty()).collect();
    assert_eq!(of_each, vec![vec!["fleet".to_owned(), "cro".to_owned()]; 6]);
    assert_eq!(widgets.len(), 10);
}

/// Broken by roles that named the stack's own table alone: functions on a restored one were refused.
#[test]
fn a_role_is_for_the_table_that_is_used() {
    let text = template(BASE, &[made_up("fleet", 1, 0)]).unwrap();
    let own = text.matches("!GetAtt Table.Arn").count();
    assert!(own > 0);
    assert_eq!(text.matches("table/${ExistingTableName}\", !GetAtt Table.Arn]").count(), own);
}

/// Broken by an API without its filters: its cold starts and uncounted requests were not seen.
#[test]
fn every_api_counts_its_cold_starts_and_what_was_not_counted() {
    let text = template(BASE, &[made_up("fleet", 1, 0), made_up("cro", 1, 0)]).unwrap();
    for metric in ["ColdStarts-fleet", "ColdStarts-cro"] {
        assert_eq!(text.matches(&format!("MetricName: {metric},")).count(), 1);
    }
    assert_eq!(text.matches("MetricName: NotCounted,").count(), 2);
}
