//! The account: what was acknowledged to whom, and whether the table has it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use shared::record::Customer;

/// How the names of customers begin that this run makes.
pub const MADE: &str = "Soak made";

/// A field that one client alone writes, of a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The name, which fleet calls company.
    Name,
    /// The customer key, which is myKaarma's.
    Key,
}

impl Field {
    /// What a customer has in it.
    #[must_use]
    pub fn of(self, kept: &Kept) -> Option<&str> {
        match self {
            Self::Name => Some(&kept.name),
            Self::Key => kept.key.as_deref(),
        }
    }
}

/// What the account looks at in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its id.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// Its customer key.
    pub key: Option<String>,
}

impl From<Customer> for Kept {
    fn from(customer: Customer) -> Self {
        Self { id: customer.id.get(), name: customer.name, key: customer.customer_key }
    }
}

/// What a field may hold.
#[derive(Debug, Default)]
struct Written {
    /// The last value whose write was acknowledged.
    acknowledged: Option<String>,
    /// Values sent since, whose writes may or may not have been done.
    open: Vec<String>,
}

/// How much was done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Sums {
    /// Creates that were acknowledged.
    pub creates_acknowledged: u64,
    /// Creates that never were, with all their retries.
    pub creates_open: u64,
    /// Of those, the ones that were done all the same.
    pub creates_open_but_done: u64,
    /// Creates sent again with their key.
    pub creates_again: u64,
    /// Updates that were acknowledged.
    pub updates_acknowledged: u64,
    /// Updates that were not.
    pub updates_open: u64,
}

/// The account of one run.
#[derive(Debug, Default)]
pub struct Account {
    fields: BTreeMap<(u64, Field), Written>,
    /// The ids that were acknowledged, by the name that was asked for.
    creates: BTreeMap<String, BTreeSet<u64>>,
    sums: Sums,
}

impl Account {
    /// A field holds this from the beginning.
    pub fn begins(&mut self, customer: u64, field: Field, value: &str) {
        let written = Written { acknowledged: Some(value.to_owned()), open: Vec::new() };
        self.fields.insert((customer, field), written);
    }

    /// A write is about to be sent.
    pub fn writes(&mut self, customer: u64, field: Field, value: &str) {
        self.fields.entry((customer, field)).or_default().open.push(value.to_owned());
        self.sums.updates_open += 1;
    }

    /// The write that was sent last is acknowledged; none before it may win any more.
    pub fn wrote(&mut self, customer: u64, field: Field) {
        let written = self.fields.entry((customer, field)).or_default();
        if let Some(last) = written.open.pop() {
            written.acknowledged = Some(last);
            written.open.clear();
            self.sums.updates_open -= 1;
            self.sums.updates_acknowledged += 1;
        }
    }

    /// Whether a field may hold this now.
    #[must_use]
    pub fn may_hold(&self, customer: u64, field: Field, value: Option<&str>) -> bool {
        self.fields.get(&(customer, field)).is_none_or(|written| {
            let open = written.open.iter().any(|open| Some(open.as_str()) == value);
            open || written.acknowledged.as_deref() == value
        })
    }

    /// A create is about to be sent, for the first time or again.
    pub fn asks(&mut self, name: &str) {
        if self.creates.contains_key(name) {
            self.sums.creates_again += 1;
        } else {
            self.creates.insert(name.to_owned(), BTreeSet::new());
        }
    }

    /// A create is acknowledged.
    pub fn made(&mut self, name: &str, id: u64) {
        self.creates.entry(name.to_owned()).or_default().insert(id);
    }

    /// Compares the account with all customers that there are.
    #[must_use]
    pub fn check(&self, customers: &[Kept]) -> (Sums, Vec<String>) {
        let mut violations = Vec::new();
        self.check_fields(customers, &mut violations);
        let sums = self.check_creates(customers, &mut violations);
        (sums, violations)
    }

    fn check_fields(&self, customers: &[Kept], violations: &mut Vec<String>) {
        let by_id: BTreeMap<u64, &Kept> = customers.iter().map(|kept| (kept.id, kept)).collect();
        for ((id, field), written) in &self.fields {
            let value = by_id.get(id).and_then(|kept| field.of(kept));
            if !self.may_hold(*id, *field, value) {
                violations.push(format!(
                    "a lost update: customer {id} has {value:?} as its {field:?}, not {:?}, nor any of {} values sent since",
                    written.acknowledged,
                    written.open.len()
                ));
            }
        }
    }

    fn check_creates(&self, customers: &[Kept], violations: &mut Vec<String>) -> Sums {
        let mut sums = self.sums;
        let mut found: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
        for kept in customers.iter().filter(|kept| kept.name.starts_with(MADE)) {
            found.entry(&kept.name).or_default().insert(kept.id);
        }
        for (name, acknowledged) in &self.creates {
            let found = found.remove(name.as_str()).unwrap_or_default();
            if found.len() > 1 {
                violations.push(format!("a create done twice: {name} is {found:?}"));
            }
            if !acknowledged.is_subset(&found) {
                violations.push(format!(
                    "a lost create: {name} was answered with {acknowledged:?} and is {found:?}"
                ));
            }
            match (acknowledged.is_empty(), found.is_empty()) {
                (false, _) => sums.creates_acknowledged += 1,
                (true, true) => sums.creates_open += 1,
                (true, false) => {
                    sums.creates_open += 1;
                    sums.creates_open_but_done += 1;
                }
            }
        }
        for (name, ids) in found {
            violations.push(format!("nobody asked for {name}, which is {ids:?}"));
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(id: u64, name: &str, key: &str) -> Kept {
        Kept { id, name: name.to_owned(), key: Some(key.to_owned()) }
    }

    fn violations(account: &Account, customers: &[Kept]) -> Vec<String> {
        account.check(customers).1
    }

    fn written() -> Account {
        let mut account = Account::default();
        account.begins(7, Field::Key, "first");
        account.writes(7, Field::Key, "second");
        account.wrote(7, Field::Key);
        account
    }

    #[test]
    fn a_lost_update_is_told() {
        let account = written();
        assert!(violations(&account, &[kept(7, "n", "second")]).is_empty());
        let lost = violations(&account, &[kept(7, "n", "first")]);
        assert!(matches!(lost.as_slice(), [one] if one.starts_with("a lost update: customer 7")));
        assert_eq!(violations(&account, &[]).len(), 1, "the customer is gone");
    }

    #[test]
    fn a_write_without_an_answer_may_have_been_done_and_may_not() {
        let mut account = written();
        account.writes(7, Field::Key, "third");
        for key in ["second", "third"] {
            assert!(violations(&account, &[kept(7, "n", key)]).is_empty(), "{key}");
        }
        assert_eq!(violations(&account, &[kept(7, "n", "first")]).len(), 1);
        account.writes(7, Field::Key, "fourth");
        account.wrote(7, Field::Key);
        assert_eq!(violations(&account, &[kept(7, "n", "third")]).len(), 1, "it came too late");
        assert!(violations(&account, &[kept(7, "n", "fourth")]).is_empty());
    }

    #[test]
    fn another_fields_value_is_no_update_of_this_one() {
        let mut account = written();
        account.begins(7, Field::Name, "second");
        assert_eq!(violations(&account, &[kept(7, "second", "other")]).len(), 1);
    }

    #[test]
    fn a_create_that_was_done_twice_is_told() {
        let mut account = Account::default();
        account.asks("Soak made 1");
        account.made("Soak made 1", 10);
        assert!(violations(&account, &[kept(10, "Soak made 1", "")]).is_empty());
        let twice = [kept(10, "Soak made 1", ""), kept(11, "Soak made 1", "")];
        let told = violations(&account, &twice);
        assert!(matches!(told.as_slice(), [one] if one.starts_with("a create done twice")));
        // Answered with two ids, of which the table has one.
        account.made("Soak made 1", 11);
        let told = violations(&account, &twice[..1]);
        assert!(matches!(told.as_slice(), [one] if one.starts_with("a lost create")));
    }

    #[test]
    fn a_create_that_was_never_answered_may_be_there_once() {
        let mut account = Account::default();
        account.asks("Soak made 1");
        account.asks("Soak made 1");
        let (sums, told) = account.check(&[kept(10, "Soak made 1", "")]);
        assert!(told.is_empty());
        let expected =
            Sums { creates_open: 1, creates_open_but_done: 1, creates_again: 1, ..Sums::default() };
        assert_eq!(sums, expected);
        assert!(violations(&account, &[]).is_empty());
        let twice = [kept(10, "Soak made 1", ""), kept(11, "Soak made 1", "")];
        assert_eq!(violations(&account, &twice).len(), 1);
    }

    #[test]
    fn a_lost_create_and_one_that_nobody_asked_for_are_told() {
        let mut account = Account::default();
        account.asks("Soak made 1");
        account.made("Soak made 1", 10);
        assert_eq!(violations(&account, &[]).len(), 1);
        let other = [kept(10, "Soak made 1", ""), kept(12, "Soak made 2", ""), kept(1, "Demo", "")];
        let told = violations(&account, &other);
        assert!(
            matches!(told.as_slice(), [one] if one.starts_with("nobody asked for Soak made 2"))
        );
    }
}
