//! The dashboard. Its widgets search for their metrics: one function more needs no line.

use registry::Known;

/// The beginning: `Words` are the stack's name as a search takes it, without its hyphens.
const HEAD: &str = r#"  Dashboard:
    Type: AWS::CloudWatch::Dashboard
    Properties:
      DashboardName: !Ref AWS::StackName
      DashboardBody: !Sub
        - |
          {"widgets": [
"#;

const TAIL: &str = r#"          ]}
        - Words: !Join [" ", !Split ["-", !Ref AWS::StackName]]
          Table: !If [HasExistingTable, !Ref ExistingTableName, !Ref Table]

"#;

/// What is shown of each API, over all its functions: the title, the metric, the statistic, and how
/// the values of its functions become one.
const OF_EACH_API: [(&str, &str, &str, &str); 5] = [
    ("Requests", "Invocations", "Sum", "SUM"),
    ("Errors (crashes and time-outs)", "Errors", "Sum", "SUM"),
    ("Throttles", "Throttles", "Sum", "SUM"),
    ("Duration of the slowest function, median, ms", "Duration", "p50", "MAX"),
    ("Duration of the slowest function, 99 %, ms", "Duration", "p99", "MAX"),
];

/// What is shown of all APIs together: the title, and searches with their statistics.
const OF_ALL: [(&str, &[(&str, &str)]); 4] = [
    (
        "Answers of 400 and above, refused by API Gateway, not counted",
        &[
            (r#"{AWS/ApiGateway,ApiId} ApiId=\"${Api}\" MetricName=(\"4xx\" OR \"5xx\")"#, "Sum"),
            (
                r#"{\"${AWS::StackName}\"} MetricName=(\"GatewayThrottles\" OR \"NotCounted\")"#,
                "Sum",
            ),
        ],
    ),
    (
        "Table: units",
        &[(
            r#"{AWS/DynamoDB,TableName} TableName=\"${Table}\" MetricName=(\"ConsumedReadCapacityUnits\" OR \"ConsumedWriteCapacityUnits\")"#,
            "Sum",
        )],
    ),
    (
        "Table: throttles and conflicts",
        &[(
            r#"{AWS/DynamoDB,TableName} TableName=\"${Table}\" MetricName=(\"ReadThrottleEvents\" OR \"WriteThrottleEvents\" OR \"TransactionConflict\")"#,
            "Sum",
        )],
    ),
    (
        "Table: latency, 99 %, ms",
        &[(
            r#"{AWS/DynamoDB,TableName,Operation} TableName=\"${Table}\" MetricName=\"SuccessfulRequestLatency\""#,
            "p99",
        )],
    ),
];

/// The dashboard of these APIs.
pub fn dashboard(apis: &[Known]) -> String {
    let of_each = OF_EACH_API.iter().map(|(title, metric, stat, joined)| {
        let lines = apis.iter().map(|api| {
            let search = format!(
                r#"{{AWS/Lambda,FunctionName}} MetricName=\"{metric}\" ${{Words}} {}"#,
                api.name
            );
            let search = search_of(&search, stat);
            format!(r#"[{{"label": "{}", "expression": "{joined}({search})"}}]"#, api.name)
        });
        widget(title, lines)
    });
    let cold_starts = apis.iter().map(|api| {
        let search =
            format!(r#"{{\"${{AWS::StackName}}\"}} MetricName=\"ColdStarts-{}\""#, api.name);
        let search = search_of(&search, "Sum");
        format!(r#"[{{"label": "{}", "expression": "{search}"}}]"#, api.name)
    });
    let cold_starts = std::iter::once(widget("Cold starts", cold_starts));
    let of_all = OF_ALL.iter().map(|(title, searches)| {
        let line = |(search, stat): &(&str, &str)| {
            format!(r#"[{{"expression": "{}"}}]"#, search_of(search, stat))
        };
        widget(title, searches.iter().map(line))
    });
    let widgets: Vec<String> = of_each.chain(cold_starts).chain(of_all).collect();
    format!("{HEAD}{}\n{TAIL}", widgets.join(",\n"))
}

fn search_of(search: &str, stat: &str) -> String {
    format!("SEARCH('{search}', '{stat}', 300)")
}

fn widget(title: &str, lines: impl Iterator<Item = String>) -> String {
    let lines: Vec<String> = lines.map(|line| format!("              {line}")).collect();
    format!(
        r#"            {{"type": "metric", "width": 12, "height": 6, "properties": {{"title": "{title}", "region": "${{AWS::Region}}", "view": "timeSeries", "period": 300, "metrics": [
{}
            ]}}}}"#,
        lines.join(",\n")
    )
}
