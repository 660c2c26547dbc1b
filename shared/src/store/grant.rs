//! Permissions on the table, in bundles: each lists the calls that one operation of the store makes.
//! The deployed roles are generated from them, and a suite compares them with the calls on the wire.

use std::collections::{BTreeMap, BTreeSet};

/// An action on items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Reading by key, alone or in a batch.
    Read,
    /// Querying a partition.
    Query,
    /// Writing a whole item.
    Put,
    /// Updating in place.
    Update,
    /// Deleting.
    Delete,
    /// Checking a condition in a transaction.
    Check,
}

impl Action {
    /// The names of the IAM actions.
    #[must_use]
    pub const fn iam(self) -> &'static [&'static str] {
        match self {
            Self::Read => &["dynamodb:GetItem", "dynamodb:BatchGetItem"],
            Self::Query => &["dynamodb:Query"],
            Self::Put => &["dynamodb:PutItem"],
            Self::Update => &["dynamodb:UpdateItem"],
            Self::Delete => &["dynamodb:DeleteItem"],
            Self::Check => &["dynamodb:ConditionCheckItem"],
        }
    }
}

/// Permission for one action on the partition keys that match a pattern. `*` matches any text, and
/// `{api}` is the name of the function's API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grant {
    /// The action.
    pub action: Action,
    /// The pattern of partition keys.
    pub keys: &'static str,
}

/// All grants that one operation of the store needs.
pub type Bundle = &'static [Grant];

const fn read(keys: &'static str) -> Grant {
    Grant { action: Action::Read, keys }
}

const fn query(keys: &'static str) -> Grant {
    Grant { action: Action::Query, keys }
}

const fn put(keys: &'static str) -> Grant {
    Grant { action: Action::Put, keys }
}

const fn update(keys: &'static str) -> Grant {
    Grant { action: Action::Update, keys }
}

const fn delete(keys: &'static str) -> Grant {
    Grant { action: Action::Delete, keys }
}

/// The API's signing keys, which INIT reads.
pub const SIGNING_KEYS: Bundle = &[read("KEYS#{api}")];

/// A user.
pub const USER: Bundle = &[read("USER#*")];

/// An API key, its login and organization, and the counts of wrong passwords.
pub const API_KEY: Bundle = &[
    read("APIKEY#*"),
    read("LOGIN#{api}#*"),
    read("ORGANIZATION#*"),
    read("GUESSES#{api}#*"),
    update("GUESSES#{api}#*"),
];

/// Passwords that were verified.
pub const VERIFIED: Bundle = &[read("VERIFIED#{api}#*"), put("VERIFIED#{api}#*")];

/// A service subscriber and a department.
pub const SUBSCRIBER: Bundle = &[read("SUBSCRIBER#*"), read("DEPARTMENT#*")];

/// A tenant's own item as a pattern, which as it stands matches every other key of every tenant too:
/// see [`excluded`].
const TENANT_ITEM: &str = "TENANT#*";

/// The patterns of all other keys of tenants. No two match the same key.
pub const OF_TENANTS: [&str; 12] = [
    "TENANT#*#AISLE#*",
    "TENANT#*#CLAIM#account#*",
    "TENANT#*#CLAIM#contact#*",
    "TENANT#*#CLAIM#note#*",
    "TENANT#*#CLAIM#uuid#*",
    "TENANT#*#CUSTOMER#*",
    "TENANT#*#CUSTOMERS",
    "TENANT#*#FIND#*",
    "TENANT#*#LIST",
    "TENANT#*#NOTES#*",
    "TENANT#*#ROWS#*",
    "TENANT#*#TOMBSTONES",
];

/// A tenant with its reference data.
pub const TENANT: Bundle = &[read(TENANT_ITEM)];

/// A caller's limits and the count of its requests.
pub const LIMITS: Bundle = &[read("LIMITS#*"), update("RATE#{api}#*")];

/// The API version that a client pinned in a tenant.
pub const PIN: Bundle = &[read("PIN#*"), put("PIN#*")];

/// A customer by its id.
pub const READ_CUSTOMER: Bundle = &[read("TENANT#*#CUSTOMERS")];

/// The holder of an account number.
pub const ACCOUNT: Bundle = &[read("TENANT#*#CLAIM#account#*")];

/// Customers with a value: an e-mail address, a phone number, a VIN.
pub const FIND_CUSTOMERS: Bundle = &[query("TENANT#*#FIND#*"), read("TENANT#*#CUSTOMERS")];

/// A customer by the text of its id, which may be its UUID.
pub const RESOLVE_TEXT: Bundle = &[read("TENANT#*#CLAIM#uuid#*"), read("TENANT#*#CUSTOMERS")];

/// Filtered and sorted lists: by index entries and records, by rows, or by all records.
pub const FILTER_CUSTOMERS: Bundle = &[
    query("TENANT#*#LIST"),
    query("TENANT#*#FIND#*"),
    query("TENANT#*#ROWS#*"),
    query("TENANT#*#CUSTOMERS"),
    read("TENANT#*#CUSTOMERS"),
];

/// A page of a tenant's customers.
pub const LIST_CUSTOMERS: Bundle =
    &[query("TENANT#*#LIST"), query("TENANT#*#AISLE#*"), query("TENANT#*#CUSTOMERS")];

/// Updates a customer without changing its claims, and takes ids for its new parts.
pub const UPDATE_CUSTOMER: Bundle = &[
    read("TENANT#*#CUSTOMERS"),
    put("TENANT#*#CUSTOMERS"),
    put("TENANT#*#ROWS#*"),
    put("TENANT#*#FIND#*"),
    delete("TENANT#*#FIND#*"),
    put("TENANT#*#CUSTOMER#*"),
    update("TENANT#*#LIST"),
];

/// Creates a customer, takes ids for its parts and looks for a free account number.
pub const CREATE_CUSTOMER: Bundle = &[
    read("TENANT#*#LIST"),
    read("TENANT#*#CLAIM#account#*"),
    put("TENANT#*#CUSTOMERS"),
    put("TENANT#*#ROWS#*"),
    put("TENANT#*#CLAIM#account#*"),
    put("TENANT#*#CLAIM#uuid#*"),
    put("TENANT#*#FIND#*"),
    put("TENANT#*#CUSTOMER#*"),
    update("TENANT#*#LIST"),
    update("TENANT#*#AISLE#*"),
];

/// The stored answer to an idempotent request.
pub const STORED_ANSWER: Bundle = &[read("IDEMPOTENCY#{api}#*"), put("IDEMPOTENCY#{api}#*")];

/// What a function of an API may do with these bundles: each action's patterns, without those that
/// others cover.
#[must_use]
pub fn allowed<'a>(
    api: &str,
    bundles: impl IntoIterator<Item = &'a Bundle>,
) -> BTreeMap<Action, BTreeSet<String>> {
    let mut allowed: BTreeMap<Action, BTreeSet<String>> = BTreeMap::new();
    for Grant { action, keys } in bundles.into_iter().copied().flatten() {
        allowed.entry(*action).or_default().insert(keys.replace("{api}", api));
    }
    allowed.values_mut().for_each(without_covered);
    allowed
}

/// Removes patterns that others cover.
pub fn without_covered(patterns: &mut BTreeSet<String>) {
    let all = patterns.clone();
    patterns.retain(|one| !all.iter().any(|other| other != one && covers(other, one)));
}

/// Whether `wide` matches every key that `narrow` matches: it ends in `*`, and `narrow` starts with
/// the text before the `*`. A tenant's own item covers nothing else.
fn covers(wide: &str, narrow: &str) -> bool {
    wide != TENANT_ITEM && wide.strip_suffix('*').is_some_and(|start| narrow.starts_with(start))
}

/// What a statement with these patterns must exclude: if it has a tenant's own item, all keys of
/// tenants that no other of its patterns matches.
///
/// They stand in one statement, because a batch that reads a tenant with something else is allowed
/// only by a statement that matches all of its keys.
#[must_use]
pub fn excluded(patterns: &BTreeSet<String>) -> Vec<&'static str> {
    if !patterns.contains(TENANT_ITEM) {
        return Vec::new();
    }
    OF_TENANTS.into_iter().filter(|other| !patterns.contains(*other)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bundles_are_merged_for_the_function_of_an_api() {
        let allowed = allowed("fleet", [&SIGNING_KEYS, &USER, &UPDATE_CUSTOMER, &READ_CUSTOMER]);
        let of =
            |action| allowed.get(&action).map(|keys| keys.iter().map(String::as_str).collect());
        assert_eq!(of(Action::Read), Some(vec!["KEYS#fleet", "TENANT#*#CUSTOMERS", "USER#*"]));
        assert_eq!(of(Action::Delete), Some(vec!["TENANT#*#FIND#*"]));
        assert_eq!(of(Action::Check), None);
    }

    #[test]
    fn a_covered_pattern_is_removed() {
        let mut patterns = ["RATE#*", "RATE#cro#*", "USER#*"].map(str::to_owned).into();
        without_covered(&mut patterns);
        assert_eq!(patterns.iter().collect::<Vec<_>>(), ["RATE#*", "USER#*"]);
    }

    /// Broken by letting a tenant's own item cover its records and history.
    #[test]
    fn a_tenants_item_excludes_all_other_keys_of_tenants_but_those_named() {
        let mut patterns = [TENANT_ITEM, "TENANT#*#CUSTOMERS"].map(str::to_owned).into();
        without_covered(&mut patterns);
        assert_eq!(patterns.len(), 2);
        let excluded = excluded(&patterns);
        assert_eq!(excluded.len(), OF_TENANTS.len() - 1);
        assert!(!excluded.contains(&"TENANT#*#CUSTOMERS"));
        assert_eq!(super::excluded(&["USER#*".to_owned()].into()), [""; 0]);
    }
}
