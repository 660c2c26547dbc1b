//! What the functions' roles allow.

use harness::seed::{id, tenant};
use harness::template::{Function, Statement, Template, one_or_many};
use serde_json::{Value, json};
use shared::id::{PartId, Version};
use shared::record::index::{Claim, IndexEntry, IndexKind};
use shared::store::key;

use crate::{assert_kept, assert_noticed};

/// Actions that change the table.
const WRITES: [&str; 4] = ["PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"];
/// Actions that read it by key. There is no `Scan` and there never will be.
const READS: [&str; 3] = ["GetItem", "BatchGetItem", "Query"];
/// The beginnings of the partition keys that functions may write; whatever else there is (keys,
/// users, logins, API keys, subscribers, organizations, departments) is the operator's.
const WRITABLE: [&str; 2] = ["TENANT#", "PIN#"];
/// The beginnings of those they may read beside these.
const READABLE: [&str; 6] =
    ["USER#", "APIKEY#", "SUBSCRIBER#", "ORGANIZATION#", "DEPARTMENT#", "LIMITS#"];
/// Those that they may read and write, each function its own API's.
const OWN: [&str; 4] = ["RATE", "GUESSES", "IDEMPOTENCY", "VERIFIED"];

/// `fleet` as the beginning of a logical id: `Fleet`.
fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

/// The table that functions use: the stack's own, or one that was restored.
fn used_table() -> Value {
    let restored = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${ExistingTableName}";
    json!({"Fn::If": ["HasExistingTable", {"Fn::Sub": restored}, {"Fn::GetAtt": ["Table", "Arn"]}]})
}

/// What one statement may not say, whatever function it is for.
fn statement_is_bounded(function: &Function, statement: &Statement) -> Vec<String> {
    let mut broken = Vec::new();
    let name = &function.name;
    let log = format!("{}LogGroup", capitalised(name.split('-').next().unwrap_or_default()));
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
                Some(("dynamodb", _)) => *resource == used_table(),
                Some(("logs", _)) => resource["Fn::GetAtt"] == json!([log, "Arn"]),
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
    if statement.condition["Null"]["dynamodb:LeadingKeys"] != "false" {
        return vec![format!("{name}: {actions:?} must ask for a leading key, too: Null false")];
    }
    let writes = actions.iter().any(|action| WRITES.contains(action));
    let mut broken = Vec::new();
    for pattern in patterns {
        let own_keys = pattern == format!("KEYS#{api}");
        let own_logins = pattern == format!("LOGIN#{api}#*");
        let own = OWN.iter().any(|kind| pattern == format!("{kind}#{api}#*"));
        let readable =
            READABLE.iter().any(|begin| pattern.starts_with(begin)) || own_keys || own_logins;
        let writable = WRITABLE.iter().any(|begin| pattern.starts_with(begin)) || own;
        if !(writable || (readable && !writes)) {
            let what = if writes { "write" } else { "read" };
            broken.push(format!("{name}: it may not {what} {pattern}"));
        }
    }
    broken.extend(reaches_too_far(name, statement));
    broken
}

/// A pattern for a tenant's own item must not reach the tenant's other keys.
fn reaches_too_far(name: &str, statement: &Statement) -> Vec<String> {
    let listed = |condition: &str| {
        let patterns = &statement.condition[condition]["dynamodb:LeadingKeys"];
        one_or_many(patterns).iter().filter_map(|p| p.as_str().map(str::to_owned)).collect()
    };
    let (like, not_like): (Vec<String>, Vec<String>) =
        (listed("ForAllValues:StringLike"), listed("ForAllValues:StringNotLike"));
    let mut broken = Vec::new();
    for pk in partition_keys() {
        let meant = like.iter().any(|pattern| pattern != "TENANT#*" && matches(pattern, &pk));
        let let_through = like.iter().any(|pattern| matches(pattern, &pk))
            && !not_like.iter().any(|pattern| matches(pattern, &pk));
        if meant != let_through {
            broken.push(format!("{name}: {like:?} without {not_like:?} is wrong about {pk}"));
        }
    }
    broken
}

/// One partition key of each kind that a tenant has, but for its own item.
fn partition_keys() -> Vec<String> {
    let (tenant, one) = (tenant(1686), id(7));
    let entry = IndexEntry::of(IndexKind::Name, "Acme").unwrap();
    let claims = [
        Claim::account("CL7"),
        Claim::Uuid("7".to_owned()),
        Claim::Contact(PartId::try_from(7).unwrap()),
    ];
    let keys = [
        key::tail(tenant),
        key::shelf(tenant, 1),
        key::customer(tenant, one),
        key::row(tenant, one),
        key::tombstone(tenant, one),
        key::change(tenant, one, Version::FIRST),
        key::index_entry(tenant, &entry, one),
    ];
    let claims = claims.iter().map(|claim| key::claim(tenant, claim));
    keys.into_iter().chain(claims).map(|key| key.pk).collect()
}

/// Whether a pattern matches a key: `*` stands for any text.
fn matches(pattern: &str, key: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == key,
        Some((start, rest)) => key.strip_prefix(start).is_some_and(|key| {
            (0..=key.len()).any(|at| key.is_char_boundary(at) && matches(rest, &key[at..]))
        }),
    }
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
    assert_noticed(roles_are_bounded, "dynamodb:BatchGetItem", "dynamodb:Scan");
    assert_noticed(roles_are_bounded, "dynamodb:BatchGetItem", "dynamodb:*");
    assert_noticed(roles_are_bounded, "!GetAtt Table.Arn]", "\"*\"]");
    assert_noticed(roles_are_bounded, "table/${ExistingTableName}", "table/*");
    assert_noticed(roles_are_bounded, "Resource: !GetAtt FallbackLogGroup.Arn", "Resource: \"*\"");
    assert_noticed(roles_are_bounded, "ForAllValues:StringLike", "StringLike");
    assert_noticed(roles_are_bounded, "LeadingKeys: \"false\"", "LeadingKeys: \"true\"");
    assert_noticed(roles_are_bounded, "\"KEYS#fleet\"", "\"KEYS#*\"");
    assert_noticed(roles_are_bounded, "\"KEYS#fleet\"", "\"KEYS#cro\"");
    assert_noticed(roles_are_bounded, "\"LOGIN#nutcache#*\"", "\"LOGIN#*\"");
    assert_noticed(roles_are_bounded, "\"GUESSES#nutcache#*\"", "\"GUESSES#*\"");
    assert_noticed(roles_are_bounded, "\"VERIFIED#nutcache#*\"", "\"VERIFIED#*\"");
    assert_noticed(roles_are_bounded, "[\"RATE#fleet#*\"]", "[\"RATE#nutcache#*\"]");
    assert_noticed(roles_are_bounded, "[\"RATE#fleet#*\"]", "[\"LIMITS#*\"]");
    assert_noticed(roles_are_bounded, "[\"PIN#*\"]", "[\"USER#*\"]");
    assert_noticed(roles_are_bounded, "[\"PIN#*\"]", "[\"*\"]");
    assert_noticed(roles_are_bounded, "\"IDEMPOTENCY#bluerocktel#*\"", "\"IDEMPOTENCY#*\"");
    assert_noticed(roles_are_bounded, "ForAllValues:StringNotLike", "StringNotLike");
    assert_noticed(roles_are_bounded, "\"TENANT#*#CUSTOMER#*\", \"TENANT#*#FIND#*\"", "\"X\"");
    assert_noticed(
        roles_are_bounded,
        "      AssumeRolePolicyDocument:",
        "      ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]\n      AssumeRolePolicyDocument:",
    );
}
