//! What the project relies on of any DynamoDB, asked past the store: docs/engines.md says where the
//! engines differ.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use harness::engine::Engine;
use serde_json::{Value, json};

fn ask(engine: &Engine, operation: &str, request: &Value) -> (u16, Value) {
    let (status, answer) = engine.ask(operation, request.to_string().as_bytes());
    (status, serde_json::from_str(&answer).unwrap())
}

fn key(pk: &str, sk: &str) -> Value {
    json!({"pk": {"S": pk}, "sk": {"S": sk}})
}

/// A put of an item with a number `n`.
fn put(engine: &Engine, pk: &str, sk: &str, n: &str) -> Value {
    let mut item = key(pk, sk);
    item["n"] = json!({"N": n});
    json!({"TableName": engine.table(), "Item": item})
}

fn new(mut put: Value) -> Value {
    put["ConditionExpression"] = json!("attribute_not_exists(pk)");
    put["ReturnValuesOnConditionCheckFailure"] = json!("ALL_OLD");
    put
}

fn stored(engine: &Engine, pk: &str, sk: &str) -> Value {
    let get = json!({"TableName": engine.table(), "Key": key(pk, sk), "ConsistentRead": true});
    ask(engine, "GetItem", &get).1["Item"]["n"]["N"].take()
}

#[test]
fn a_cancelled_transaction_gives_a_reason_for_each_part_in_order() {
    let engine = Engine::empty();
    assert_eq!(ask(&engine, "PutItem", &put(&engine, "taken", "s", "7")).0, 200);
    let missing = json!({
        "TableName": engine.table(), "Key": key("missing", "s"),
        "ConditionExpression": "attribute_exists(pk)",
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    });
    let parts = json!({"TransactItems": [
        {"Put": new(put(&engine, "free", "s", "1"))},
        {"Put": new(put(&engine, "taken", "s", "1"))},
        {"ConditionCheck": missing},
    ]});
    let (status, answer) = ask(&engine, "TransactWriteItems", &parts);
    assert_eq!(status, 400);
    let kind = answer["__type"].as_str().unwrap();
    assert!(kind.ends_with("#TransactionCanceledException"), "{kind}");
    let reasons = answer["CancellationReasons"].as_array().unwrap();
    let codes: Vec<&Value> = reasons.iter().map(|reason| &reason["Code"]).collect();
    assert_eq!(codes, ["None", "ConditionalCheckFailed", "ConditionalCheckFailed"]);
    assert_eq!(reasons[1]["Item"]["n"]["N"], "7");
    assert_eq!(reasons[2]["Item"], Value::Null);
    assert_eq!(stored(&engine, "free", "s"), Value::Null, "all or nothing");
}

#[test]
fn a_transaction_that_is_sent_again_with_its_token_is_done_once() {
    let engine = Engine::empty();
    let add = json!({
        "TableName": engine.table(), "Key": key("count", "s"),
        "UpdateExpression": "ADD n :one", "ExpressionAttributeValues": {":one": {"N": "1"}},
    });
    let once = json!({"ClientRequestToken": "one", "TransactItems": [{"Update": add}]});
    for _ in 0..2 {
        assert_eq!(ask(&engine, "TransactWriteItems", &once).0, 200);
    }
    assert_eq!(stored(&engine, "count", "s"), "1");
}

/// A shelf is a number of 64 bits, one an id.
#[test]
fn numbers_have_at_least_64_bits_and_compare_as_numbers() {
    let engine = Engine::empty();
    let add = |n: &str| {
        json!({
            "TableName": engine.table(), "Key": key("bits", "s"), "UpdateExpression": "ADD n :n",
            "ExpressionAttributeValues": {":n": {"N": n}},
        })
    };
    for (n, sum) in [
        ("18446744073709551615", "18446744073709551615"),
        ("-9223372036854775808", "9223372036854775807"),
    ] {
        assert_eq!(ask(&engine, "UpdateItem", &add(n)).0, 200);
        assert_eq!(stored(&engine, "bits", "s"), sum);
    }
    let mut same = put(&engine, "bits", "s", "10");
    same["ConditionExpression"] = json!("n = :n");
    same["ExpressionAttributeValues"] = json!({":n": {"N": "9223372036854775807.0"}});
    assert_eq!(ask(&engine, "PutItem", &same).0, 200);
    assert_eq!(stored(&engine, "bits", "s"), "10");
}

#[test]
fn sort_keys_are_in_the_order_of_their_bytes_and_pages_end_where_they_are_told() {
    let engine = Engine::empty();
    let sorted = ["10", "9", "Z", "a", "~", "é", "\u{FFFD}", "\u{1F600}"];
    for sk in sorted.iter().rev() {
        assert_eq!(ask(&engine, "PutItem", &put(&engine, "page", sk, "1")).0, 200);
    }
    let mut found = Vec::new();
    let mut start = Value::Null;
    loop {
        let mut query = json!({
            "TableName": engine.table(), "KeyConditionExpression": "pk = :pk", "Limit": 3,
            "ExpressionAttributeValues": {":pk": {"S": "page"}}, "ConsistentRead": true,
        });
        if !start.is_null() {
            query["ExclusiveStartKey"] = start;
        }
        let (status, mut page) = ask(&engine, "Query", &query);
        assert_eq!(status, 200, "{page}");
        let items = page["Items"].as_array().unwrap();
        assert!(items.len() <= 3);
        found.extend(items.iter().map(|item| item["sk"]["S"].as_str().unwrap().to_owned()));
        start = page["LastEvaluatedKey"].take();
        if start.is_null() {
            break;
        }
    }
    assert_eq!(found, sorted);
}

#[test]
fn what_is_too_large_is_refused() {
    let engine = Engine::empty();
    let with = |pk: &str, sk: &str| ask(&engine, "PutItem", &put(&engine, pk, sk, "1")).0;
    assert_eq!([with(&"p".repeat(2048), "s"), with("p", &"s".repeat(1024))], [200, 200]);
    assert_eq!([with(&"p".repeat(2049), "s"), with("p", &"s".repeat(1025))], [400, 400]);
    assert_eq!([with("", "s"), with("p", "")], [400, 400]);
    let mut item = put(&engine, "large", "s", "1");
    item["Item"]["document"] = json!({"S": "x".repeat(400 * 1024)});
    assert_eq!(ask(&engine, "PutItem", &item).0, 400);
    let parts = |many: usize| {
        let part = |at| json!({"Put": put(&engine, "many", &format!("{at}"), "1")});
        json!({"TransactItems": (0..many).map(part).collect::<Vec<_>>()})
    };
    assert_eq!(ask(&engine, "TransactWriteItems", &parts(100)).0, 200);
    assert_eq!(ask(&engine, "TransactWriteItems", &parts(101)).0, 400);
}
