use crate::made_up::made_up;

use super::*;

const BASE: &str = "AWSTemplateFormatVersion\n  # {functions}\n  # {alarms}\n";

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
