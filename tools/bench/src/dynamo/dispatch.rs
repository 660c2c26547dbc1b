//! From a request's text to the engine and back, in process.

use dynoxide::Database;
use dynoxide::errors::DynoxideError;
use serde_json::{Value, json};

/// An answer of the engine.
#[derive(Debug, PartialEq)]
pub(super) struct Answer {
    /// The status.
    pub status: u16,
    /// The JSON.
    pub body: String,
    /// The request units it cost; 0 where they were not asked for.
    pub units: f64,
}

/// Asks the engine. With `units`, it is asked what the call costs, and the program's answer is
/// what it would have been without.
pub(super) fn ask(database: &Database, operation: &str, body: &str, units: bool) -> Answer {
    let answered = if units {
        with_units(body).map_or_else(unreadable, |body| run(database, operation, &body))
    } else {
        run(database, operation, body)
    };
    match answered {
        Ok(body) if units => {
            let (body, units) = without_units(body);
            Answer { status: 200, body, units }
        }
        Ok(body) => Answer { status: 200, body, units: 0.0 },
        Err(error) => Answer { status: error.status_code(), body: error.to_json(), units: 0.0 },
    }
}

fn unreadable<T>() -> Result<T, DynoxideError> {
    Err(DynoxideError::SerializationException(String::new()))
}

fn run(database: &Database, operation: &str, body: &str) -> Result<String, DynoxideError> {
    macro_rules! operations {
        ($($name:literal => $method:ident,)+) => {
            match operation {
                $($name => {
                    let Ok(request) = serde_json::from_str(body) else { return unreadable() };
                    let answer = database.$method(request)?;
                    serde_json::to_string(&answer).or_else(|_| unreadable())
                })+
                _ => unreadable(),
            }
        };
    }
    operations! {
        "GetItem" => get_item,
        "BatchGetItem" => batch_get_item,
        "Query" => query,
        "PutItem" => put_item,
        "UpdateItem" => update_item,
        "DeleteItem" => delete_item,
        "TransactGetItems" => transact_get_items,
        "TransactWriteItems" => transact_write_items,
    }
}

fn with_units(body: &str) -> Option<String> {
    let mut request: Value = serde_json::from_str(body).ok()?;
    request.as_object_mut()?.insert("ReturnConsumedCapacity".to_owned(), json!("TOTAL"));
    Some(request.to_string())
}

fn without_units(body: String) -> (String, f64) {
    let Ok(mut answer) = serde_json::from_str::<Value>(&body) else { return (body, 0.0) };
    let consumed = answer.as_object_mut().and_then(|answer| answer.remove("ConsumedCapacity"));
    let of = |one: &Value| one["CapacityUnits"].as_f64().unwrap_or_default();
    let units = match &consumed {
        Some(Value::Array(tables)) => tables.iter().map(of).sum(),
        Some(table) => of(table),
        None => 0.0,
    };
    (answer.to_string(), units)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn engine() -> Database {
        let database = Database::memory().unwrap();
        let table = json!({
            "TableName": "items",
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        });
        database.create_table(serde_json::from_value(table).unwrap()).unwrap();
        database
    }

    #[test]
    fn units_are_counted_and_taken_out_of_the_answer() {
        let engine = engine();
        let put = r#"{"TableName":"items","Item":{"pk":{"S":"a"}}}"#;
        assert_eq!(ask(&engine, "PutItem", put, true).units, 1.0);
        let get = r#"{"TableName":"items","Key":{"pk":{"S":"a"}},"ConsistentRead":true}"#;
        let counted = ask(&engine, "GetItem", get, true);
        let plain = ask(&engine, "GetItem", get, false);
        assert_eq!(counted.units, 1.0);
        assert_eq!(plain.units, 0.0);
        assert_eq!(counted.body, plain.body);
        assert_eq!(plain.body, r#"{"Item":{"pk":{"S":"a"}}}"#);
    }

    #[test]
    fn a_refusal_is_dynamodbs_own() {
        let engine = engine();
        let get = r#"{"TableName":"none","Key":{"pk":{"S":"a"}}}"#;
        let answer = ask(&engine, "GetItem", get, false);
        assert_eq!(answer.status, 400);
        assert!(answer.body.contains("ResourceNotFoundException"), "{}", answer.body);
        assert_eq!(ask(&engine, "Scan", "{}", false).status, 400);
        assert_eq!(ask(&engine, "GetItem", "nonsense", true).status, 400);
    }
}
