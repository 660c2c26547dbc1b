use serde_json::{Value, json};

use super::*;

fn read(body: Value) -> Result<Update, Vec<String>> {
    let Value::Object(fields) = body else { panic!("a body is an object") };
    Update::read(&Document(fields))
        .map_err(|errors| errors.iter().map(ToString::to_string).collect())
}

#[test]
fn an_answer_has_at_most_100_errors() {
    let body = json!({ "dealerUUIDList": vec![true; 100], "validateVin": 1, "vehicles": 1 });
    assert_eq!(read(body).unwrap_err().len(), 100);
}
