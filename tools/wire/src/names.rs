//! Names in the forms that the generated files need.

/// `fleet-show-customer` as a logical id: `FleetShowCustomer`.
pub fn logical_id(name: &str) -> String {
    name.split(['-', '_']).map(capitalised).collect()
}

/// `fleet-show-customer` as the id of a metric: `fleetShowCustomer`.
pub fn metric_id(name: &str) -> String {
    let id = logical_id(name);
    let mut letters = id.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
