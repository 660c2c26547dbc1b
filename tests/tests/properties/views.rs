//! One record, five views: a write through one of them changes what it names there, wherever that
//! is shown, and nothing else in any.

use std::collections::BTreeMap;

use harness::json::Json;
use harness::seed::{assert_clean, tenant};
use harness::stack::{NOW, Stack};
use harness::views::{TENANT, WHOLE};
use proptest::prelude::*;
use serde_json::Value;

use crate::writes::{Write, write};
use crate::{kept, run};

/// Each cell of each view, and each field of the record, which is as much as myKaarma shows.
async fn cells(stack: &Stack) -> BTreeMap<String, String> {
    let views = stack.views(WHOLE).await;
    let record = serde_json::to_string(&stack.record(WHOLE).await).unwrap();
    let record = Json::parse(&record).unwrap();
    let mut cells = BTreeMap::new();
    for (name, view) in [
        ("fleet", &views.fleet),
        ("cro", &views.cro),
        ("nutcache", &views.nutcache),
        ("bluerocktel", &views.bluerocktel),
        ("record", &record),
    ] {
        for key in view.keys() {
            let value = view.at(key).map(ToString::to_string).unwrap_or_default();
            cells.insert(format!("{name}.{key}"), value);
        }
    }
    cells
}

/// The cells that differ.
fn changed(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<String> {
    let names = before.keys().chain(after.keys().filter(|name| !before.contains_key(*name)));
    names.filter(|name| before.get(*name) != after.get(*name)).cloned().collect()
}

/// What fleet was told is what it then shows, as it was written.
fn is_shown(write: &Write, after: &BTreeMap<String, String>) -> Result<(), TestCaseError> {
    let Write::Fleet(fields) = write else { return Ok(()) };
    for (name, value) in fields {
        // Countries are shown by their codes, flags as numbers, and empty texts make no address.
        let shown_otherwise = match name.as_str() {
            "country" | "show_map_speed" | "gsense" => true,
            "address" | "address2" | "address3" | "county" | "postcode" => value == "",
            name => name.ends_with("_notify"),
        };
        if value.is_string() && !shown_otherwise {
            prop_assert_eq!(&after[&format!("fleet.{name}")], &value.to_string(), "{}", name);
        }
    }
    Ok(())
}

/// What stands beside the one e-mail address and phone that fleet writes stays, but for the consent
/// and comments of an address that it replaces.
fn keeps_the_others(write: &Write, before: &Value, after: &Value) -> Result<(), TestCaseError> {
    let Write::Fleet(fields) = write else { return Ok(()) };
    let entries = |record: &Value, list: &str| -> Vec<Value> {
        record[list].as_array().cloned().unwrap_or_default()
    };
    let (was, is) = (entries(before, "emails"), entries(after, "emails"));
    if fields.get("email").is_some_and(Value::is_string) && !was.is_empty() {
        prop_assert_eq!(was.len(), is.len());
        for (was, is) in was.iter().zip(&is) {
            if was["address"] == is["address"] {
                prop_assert_eq!(was, is);
            } else {
                prop_assert_eq!(&was["label"], &is["label"]);
                prop_assert_eq!(&was["preferred"], &is["preferred"]);
            }
        }
    }
    let others = |record: &Value| -> Vec<Value> {
        let mut phones = entries(record, "phones");
        phones.retain(|phone| phone["kind"] != "main" && phone["kind"] != "fax");
        phones
    };
    prop_assert_eq!(others(before), others(after));
    Ok(())
}

proptest! {
    #![proptest_config(kept!("views"))]

    /// Broken by clearing the locale in fleet's write of a time zone.
    #[test]
    fn a_write_through_one_view_loses_nothing_of_the_others(
        writes in prop::collection::vec(write(), 1..4),
    ) {
        run(async {
            let stack = Stack::whole().await;
            let mut before = cells(&stack).await;
            for (number, write) in (1..).zip(&writes) {
                stack.clock.set(NOW.plus_secs(number));
                let record = serde_json::to_value(stack.record(WHOLE).await).unwrap();
                write.send(&stack, WHOLE).await;
                let after = cells(&stack).await;
                let may = write.may_change();
                for cell in changed(&before, &after) {
                    prop_assert!(
                        may.contains(&cell),
                        "{:?} changed {}: {:?} to {:?}",
                        write, cell, before.get(&cell), after.get(&cell)
                    );
                }
                is_shown(write, &after)?;
                let stored = serde_json::to_value(stack.record(WHOLE).await).unwrap();
                keeps_the_others(write, &record, &stored)?;
                before = after;
            }
            assert_clean(&stack.engine, tenant(TENANT));
            Ok(())
        })?;
    }
}
