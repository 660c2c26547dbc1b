//! template.yaml: template.base.yaml with the functions, their roles, the log groups, the alarms and
//! the dashboard put in at its markers.

mod dashboard;

use std::fmt::Write as _;

use registry::Known;
use shared::runtime::{Memory, Spec};
use shared::store::grant::excluded;

use crate::WireError;
use crate::names::{logical_id, metric_id};

/// CloudWatch takes so many metrics in one alarm.
const METRICS: usize = 10;

/// What the functions of an API that keeps verified passwords get beside what all get.
const PEPPER: &str = r#"      Environment: {Variables: {PASSWORD_PEPPER: !Sub "{{resolve:secretsmanager:${PasswordPepper}}}"}}
"#;

/// The template for these APIs.
///
/// # Errors
/// When the base has no marker.
pub fn template(base: &str, apis: &[Known]) -> Result<String, WireError> {
    let mut functions = String::new();
    let mut alarms = String::new();
    for api in apis {
        functions.push_str(&log_group(api));
        for spec in api.specs {
            functions.push_str(&function(api, spec));
        }
        alarms.push_str(&alarms_of(api));
    }
    let with_functions = replaced(base, "  # {functions}\n", &functions)?;
    let with_alarms = replaced(&with_functions, "  # {alarms}\n", &alarms)?;
    let whole = replaced(&with_alarms, "  # {dashboard}\n", &dashboard::dashboard(apis))?;
    let (header, rest) = whole.split_once('\n').ok_or(WireError::Marker("a first line"))?;
    Ok(format!(
        "{header}\n# Written by `make wire` from template.base.yaml and the registry.\n{rest}"
    ))
}

fn replaced(text: &str, marker: &'static str, with: &str) -> Result<String, WireError> {
    let (before, after) = text.split_once(marker).ok_or(WireError::Marker(marker))?;
    Ok(format!("{before}{with}{after}"))
}

fn log_group(api: &Known) -> String {
    let (id, name) = (logical_id(api.name.as_str()), api.name);
    format!(
        r#"  # ---- {name}
  {id}LogGroup:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: !Sub "/aws/lambda/${{AWS::StackName}}-{name}"
      RetentionInDays: !Ref LogRetentionDays
  {id}ColdStartsFilter:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: !Ref {id}LogGroup
      FilterPattern: '{{ $.type = "platform.report" && $.record.metrics.initDurationMs > 0 }}'
      MetricTransformations:
        - {{MetricNamespace: !Ref AWS::StackName, MetricName: ColdStarts-{name}, MetricValue: "1"}}
  {id}NotCountedFilter:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: !Ref {id}LogGroup
      FilterPattern: '{{ $.message = "not counted" }}'
      MetricTransformations:
        - {{MetricNamespace: !Ref AWS::StackName, MetricName: NotCounted, MetricValue: "1"}}

"#
    )
}

fn function(api: &Known, spec: &Spec) -> String {
    let Spec { name, about, memory, .. } = spec;
    let (id, log) = (logical_id(name), logical_id(api.name.as_str()));
    let memory = match memory {
        Memory::Usual => String::new(),
        Memory::WholeCore => format!("      MemorySize: {}\n", memory.megabytes()),
    };
    let pepper = if api.has_pepper { PEPPER } else { "" };
    let mut text = format!(
        r#"  {id}:
    Type: AWS::Serverless::Function
    Metadata: {{SkipBuild: true}}
    Properties:
      FunctionName: !Sub "${{AWS::StackName}}-{name}"
      Description: "{about}"
      CodeUri: target/lambda/{name}/
{memory}      Role: !GetAtt {id}Role.Arn
      LoggingConfig: {{LogGroup: !Ref {log}LogGroup}}
{pepper}      Events:
"#
    );
    for (number, route) in spec.routes.iter().enumerate() {
        let line = format!(
            "        Route{}: {{Type: HttpApi, Properties: {{ApiId: !Ref Api, Method: {}, Path: \"{}\"}}}}\n",
            number + 1,
            route.method,
            route.path
        );
        text.push_str(&line);
    }
    if spec.routes.is_empty() {
        text.push_str("        Default: {Type: HttpApi, Properties: {ApiId: !Ref Api}}\n");
    }
    text.push_str(&role(api, spec, &id, &log));
    text
}

fn role(api: &Known, spec: &Spec, id: &str, log: &str) -> String {
    let mut text = format!(
        r#"  {id}Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {{Version: "2012-10-17", Statement: [{{Effect: Allow, Action: sts:AssumeRole, Principal: {{Service: lambda.amazonaws.com}}}}]}}
      Policies:
        - PolicyName: least-privilege
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - {{Effect: Allow, Action: [logs:CreateLogStream, logs:PutLogEvents], Resource: !GetAtt {log}LogGroup.Arn}}
              - {{Effect: Allow, Action: [xray:PutTraceSegments, xray:PutTelemetryRecords], Resource: "*"}}
"#
    );
    for (action, keys) in api.grants(spec) {
        let listed = |keys: Vec<&str>| {
            let keys: Vec<String> = keys.into_iter().map(|key| format!("\"{key}\"")).collect();
            keys.join(", ")
        };
        let excluded = listed(excluded(&keys));
        let (actions, keys) =
            (action.iam().join(", "), listed(keys.iter().map(String::as_str).collect()));
        let statement = format!(
            r#"              - Effect: Allow
                Action: [{actions}]
                Resource: !If [HasExistingTable, !Sub "arn:${{AWS::Partition}}:dynamodb:${{AWS::Region}}:${{AWS::AccountId}}:table/${{ExistingTableName}}", !GetAtt Table.Arn]
                Condition:
                  ForAllValues:StringLike: {{dynamodb:LeadingKeys: [{keys}]}}
                  "Null": {{dynamodb:LeadingKeys: "false"}}
"#
        );
        text.push_str(&statement);
        if !excluded.is_empty() {
            let condition = format!(
                "                  ForAllValues:StringNotLike: {{dynamodb:LeadingKeys: [{excluded}]}}\n"
            );
            text.push_str(&condition);
        }
    }
    text.push('\n');
    text
}

/// An API's alarms: errors, throttles and latency over all its functions, as many of each as it
/// takes at ten functions an alarm.
fn alarms_of(api: &Known) -> String {
    let mut text = String::new();
    for (number, specs) in api.specs.chunks(METRICS).enumerate() {
        let more = if number == 0 { String::new() } else { (number + 1).to_string() };
        for alarm in &ALARMS {
            text.push_str(&alarm.text(api, &more, specs));
        }
    }
    text
}

struct Alarm {
    name: &'static str,
    metric: &'static str,
    describes: &'static str,
    condition: &'static str,
    expression: &'static str,
    stat: &'static str,
    period: u32,
}

const ANY_OF_FIVE: &str = "      ComparisonOperator: GreaterThanThreshold
      Threshold: 0
      EvaluationPeriods: 5
      DatapointsToAlarm: 1
";

const ALARMS: [Alarm; 3] = [
    Alarm {
        name: "Errors",
        metric: "Errors",
        describes: "an invocation failed (a crash or a time-out; answers of 500 count in ApiServerErrors)",
        condition: ANY_OF_FIVE,
        expression: "SUM(FILL(METRICS(), 0))",
        stat: "Sum",
        period: 60,
    },
    Alarm {
        name: "Throttles",
        metric: "Throttles",
        describes: "Lambda refused invocations because no more instances were allowed",
        condition: ANY_OF_FIVE,
        expression: "SUM(FILL(METRICS(), 0))",
        stat: "Sum",
        period: 60,
    },
    Alarm {
        name: "Latency",
        metric: "Duration",
        describes: "the slowest hundredth of some function's invocations is too slow",
        condition: "      ComparisonOperator: GreaterThanThreshold
      Threshold: !Ref LatencyAlarmMilliseconds
      EvaluationPeriods: 3
",
        expression: "MAX(METRICS())",
        stat: "p99",
        period: 300,
    },
];

impl Alarm {
    fn text(&self, api: &Known, more: &str, specs: &[&Spec]) -> String {
        let Self { name, metric, describes, condition, expression, stat, period } = self;
        let (id, of) = (logical_id(api.name.as_str()), api.name);
        let mut text = format!(
            r#"  {id}{name}{more}:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmDescription: "{of}: {describes}"
      AlarmActions: !If [HasAlarmEmail, [!Ref AlarmTopic], !Ref AWS::NoValue]
{condition}      TreatMissingData: notBreaching
      Metrics:
        - {{Id: all, Expression: "{expression}"}}
"#
        );
        for spec in specs {
            let (metric_id, function) = (metric_id(spec.name), logical_id(spec.name));
            // Writing to a String cannot fail.
            writeln!(text, "        - {{Id: {metric_id}, ReturnData: false, MetricStat: {{Stat: {stat}, Period: {period}, Metric: {{Namespace: AWS/Lambda, MetricName: {metric}, Dimensions: [{{Name: FunctionName, Value: !Ref {function}}}]}}}}}}").unwrap_or_default();
        }
        text
    }
}

#[cfg(test)]
mod tests;
