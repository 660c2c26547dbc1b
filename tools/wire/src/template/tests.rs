use shared::id::ApiName;
use shared::runtime::{Access, Effect, Fault, Request, Response, Route, StatusCode};
use shared::store::grant;

use super::*;

const BASE: &str = "AWSTemplateFormatVersion\n  # {functions}\n  # {alarms}\n";

fn refuse(_: Fault, _: &Request) -> Response {
    Response::empty(StatusCode::NOT_FOUND)
}

/// One API of so many functions, the first of which have two routes.
fn made_up(name: &'static str, functions: usize, second_routes: usize) -> Known {
    let spec = |number: usize| -> &'static Spec {
        let route =
            |path: &str| Route { method: "GET", path: format!("/{name}/{path}/{number}").leak() };
        let mut routes = vec![route("a")];
        if number < second_routes {
            routes.push(route("b"));
        }
        Box::leak(Box::new(Spec {
            name: format!("{name}-{number}").leak(),
            about: "made up",
            routes: routes.leak(),
            effect: Effect::Write,
            success: StatusCode::OK,
            access: Access::AnyUser,
            grants: &[grant::USER, grant::UPDATE_CUSTOMER],
            memory: Memory::WholeCore,
        }))
    };
    let specs: Vec<&'static Spec> = (0..functions).map(spec).collect();
    let name = ApiName::new(name);
    Known {
        name,
        reads_keys: true,
        has_tokens: true,
        roles: &[],
        scopes: &[],
        specs: specs.leak(),
        prefixes: &[],
        refuse,
    }
}

/// What CloudFormation sees once SAM has translated the template: each event of a function brings
/// a permission, and the API brings its stage. `.ci/run` lets SAM's own translator count, too.
fn translated(template: &str) -> usize {
    let types = template.matches("    Type: AWS::").count();
    let events = template.matches("{Type: HttpApi, Properties: {ApiId: !Ref Api").count();
    types + events + usize::from(template.contains("AWS::Serverless::HttpApi"))
}

/// Broken by a log group for each function.
#[test]
fn a_hundred_functions_with_140_routes_fit_into_one_stack() {
    let apis = [
        made_up("fleet", 12, 0),
        made_up("cro", 24, 10),
        made_up("nutcache", 14, 14),
        made_up("bluerocktel", 22, 0),
        made_up("mykaarma", 28, 16),
    ];
    let base = include_str!("../../../../template.base.yaml");
    let template = template(base, &apis).unwrap();
    assert_eq!(template.matches("Type: AWS::Serverless::Function").count(), 100);
    assert_eq!(template.matches("{Type: HttpApi, ").count(), 140);
    let resources = translated(&template);
    assert!(resources <= 450, "{resources} resources; CloudFormation takes 500");
}

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
