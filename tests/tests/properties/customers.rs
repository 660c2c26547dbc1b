//! Customers made up at random, of whom anything may be known. They are [`whole`] customers, of
//! whom everything is known, with parts left out, changed and repeated: so a new field of the record
//! needs no line here, as long as a whole customer has it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use harness::whole::whole;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use serde_json::{Map, Value, json};
use shared::record::Customer;
use shared::record::settings::ContactHours;

/// The most elements that a list gets: more would only make cases slower.
const MOST: usize = 3;
/// Ids of parts begin here, where no customer of the demo has any.
const FIRST_PART: u64 = 900_001;

/// Fields that the store sets, or that say who a record or a part is.
const FIXED: [&str; 9] = [
    "id",
    "uuid",
    "version",
    "created_at",
    "updated_at",
    "created_on",
    "last_updated_on",
    "parts_made",
    "parent_id",
];

/// What the fields at these paths hold that do not take any text: every API writes them from a
/// choice, or by a rule.
fn choices(path: &str) -> Option<&'static [&'static str]> {
    let choices: &[&str] = match path {
        "emails.address" => &["a@b.example", "A.b+c@D.example", "é@ü.example", ""],
        "phones.number" => {
            &["+16135550120", "(613) 555-0121", "123-456-7890", "04 72 00 00 00", "1", ""]
        }
        "phones.kind" => &["main", "mobile", "fax", "other"],
        "phones.label" | "emails.label" => &["cell", "Mobile", "FAX", "home", "work", ""],
        "addresses.kind" => &["COMMON", "PRIMARY", "BILLING"],
        "addresses.country" => {
            &["CA", "FRA", "United Kingdom", "UK", "deutschland", "Narnia", "us", ""]
        }
        // It is set whenever the country is.
        "addresses.country_code" => &["CA"],
        "locale" => &["en-us", "fr-ca", "FR-ca", "fr_FR", "de", "Français", ""],
        "timezone" => &["Europe/London", "America/Toronto", "UTC"],
        "locations.renewal_date" => &["2027-01-01"],
        "vehicles.vin" => &["1HGCM82633A004352", "1hgcm82633a004352", "SHORT", ""],
        "bluerocktel.accounts_reference" => &["REF-1", "é 1"],
        "mykaarma.preferred_communication" => &["text", "phone", "email"],
        _ => return None,
    };
    Some(choices)
}

/// A text of the characters that break things, short or as long as most APIs allow.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[a-zA-Zé#%'\"\\\\ \u{1F600}]{1,12}",
        1 => Just("Ω".repeat(64)),
        1 => Just("x".repeat(255)),
        1 => Just(" blank ".to_owned()),
    ]
}

/// A name: at least one character.
fn name() -> impl Strategy<Value = Value> {
    text().prop_map(|text| json!(format!("n{}", text.chars().take(254).collect::<String>())))
}

/// A value in the place of a field's.
fn varied(field: &str, value: &Value, path: &str) -> BoxedStrategy<Value> {
    if FIXED.contains(&field) {
        return Just(value.clone()).boxed();
    }
    match value {
        Value::String(_) if path == "name" => name().boxed(),
        // What an account or a key is matched by must stay unique among all customers.
        Value::String(known) if matches!(field, "account_number" | "customer_key") => {
            Just(json!(known)).boxed()
        }
        Value::String(_) => match choices(path) {
            Some(all) => prop::sample::select(all).prop_map(|text| json!(text)).boxed(),
            None => prop_oneof![8 => text(), 1 => Just(String::new())]
                .prop_map(|text| json!(text))
                .boxed(),
        },
        Value::Bool(_) => any::<bool>().prop_map(|flag| json!(flag)).boxed(),
        Value::Number(number) if number.is_f64() => {
            prop::sample::select(vec![0.0, -45.5, 51.507_351]).prop_map(|at| json!(at)).boxed()
        }
        Value::Number(_) => (1_u32..1_000).prop_map(|number| json!(number)).boxed(),
        Value::Array(elements) => {
            let each =
                elements.iter().map(|element| varied(field, element, path)).collect::<Vec<_>>();
            prop::collection::vec(prop::strategy::Union::new(each), 0..=MOST)
                .prop_map(Value::Array)
                .boxed()
        }
        Value::Object(fields) => object(fields, path),
        Value::Null => Just(Value::Null).boxed(),
    }
}

/// An object with some of these fields, each with another value.
fn object(fields: &Map<String, Value>, path: &str) -> BoxedStrategy<Value> {
    let each: Vec<_> = fields
        .iter()
        .map(|(name, value)| {
            let path = format!("{path}.{name}").trim_start_matches('.').to_owned();
            let needed = NEEDED.contains(&path);
            let value = varied(name, value, &path);
            let name = name.clone();
            let kept = if needed { Just(true).boxed() } else { prop::bool::weighted(0.7).boxed() };
            (kept, value).prop_map(move |(kept, value)| kept.then(|| (name.clone(), value)))
        })
        .collect();
    each.prop_map(|fields| Value::Object(fields.into_iter().flatten().collect())).boxed()
}

/// A whole customer as it is stored.
static WHOLE: LazyLock<Value> =
    LazyLock::new(|| serde_json::to_value(whole(harness::views::WHOLE)).unwrap());

/// The paths of the fields that no record can be without.
static NEEDED: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let mut paths = Vec::new();
    collect(&WHOLE, "", "", &mut paths);
    let is_needed = |pointer: &str| {
        let mut without = WHOLE.clone();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        without.pointer_mut(parent).and_then(Value::as_object_mut).unwrap().remove(name);
        serde_json::from_value::<Customer>(without).is_err()
    };
    paths.into_iter().filter(|(_, pointer)| is_needed(pointer)).map(|(path, _)| path).collect()
});

/// The path of every field, without and with positions in lists.
fn collect(value: &Value, path: &str, pointer: &str, paths: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = format!("{path}.{name}").trim_start_matches('.').to_owned();
                let pointer = format!("{pointer}/{name}");
                paths.push((path.clone(), pointer.clone()));
                collect(value, &path, &pointer, paths);
            }
        }
        Value::Array(elements) => {
            for (at, element) in elements.iter().enumerate() {
                collect(element, path, &format!("{pointer}/{at}"), paths);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Gives the parts ids and UUIDs that no other part has, and a location no second entry.
fn identify(record: &mut Value) {
    let mut parts = FIRST_PART..;
    for list in record.as_object_mut().into_iter().flat_map(Map::values_mut) {
        for part in list.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
            let number = parts.next().unwrap_or_default();
            for (name, id) in [
                ("id", json!(number)),
                ("location_id", json!(number)),
                ("uuid", json!(uuid::Uuid::from_u128(number.into()))),
            ] {
                if let Some(known) = part.get_mut(name) {
                    *known = id;
                }
            }
        }
    }
}

/// A customer of whom anything may be known, as the store keeps it.
pub fn customer() -> impl Strategy<Value = Customer> {
    varied("", &WHOLE, "").prop_map(|mut record| {
        identify(&mut record);
        let mut customer: Customer = serde_json::from_value(record).unwrap();
        for address in &mut customer.addresses {
            let written = address.country.take();
            address.set_country(written);
        }
        // No API stores an address without any field, or hours without any.
        customer.addresses.retain(|address| !address.is_empty());
        let hours = &mut customer.mykaarma.best_time_to_contact;
        *hours = hours.take().filter(|hours| *hours != ContactHours::default());
        customer
    })
}

/// Guards against a field that no generated customer has, and one that every customer has.
#[test]
fn every_field_of_the_record_comes_and_goes() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let cases = 300;
    for _ in 0..cases {
        let made = customer().new_tree(&mut runner).unwrap().current();
        let mut paths = Vec::new();
        collect(&serde_json::to_value(made).unwrap(), "", "", &mut paths);
        let paths: BTreeSet<String> = paths.into_iter().map(|(path, _)| path).collect();
        paths.into_iter().for_each(|path| *seen.entry(path).or_default() += 1);
    }
    let mut known = Vec::new();
    collect(&WHOLE, "", "", &mut known);
    for (path, _) in known {
        let times = seen.get(&path).copied().unwrap_or_default();
        assert!(times > 0, "no customer has {path}");
        let is_fixed = FIXED.iter().any(|fixed| path.rsplit('.').next() == Some(fixed));
        let goes = times < cases || is_fixed || NEEDED.contains(&path);
        assert!(goes, "every customer has {path}");
    }
}
