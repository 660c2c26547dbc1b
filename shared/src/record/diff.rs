//! What a write changed: the record's fields before and after. Of a list only the entries that
//! changed are kept, so that a change of one vehicle does not cost what all of them weigh.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::Customer;

/// Fields of a record by name, as JSON.
pub type Fields = BTreeMap<String, Box<RawValue>>;

/// Entries of a list by position, as JSON.
pub type Entries = BTreeMap<usize, Box<RawValue>>;

/// The fields in which two states of a record differ.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Changes {
    /// The old values of fields that are not in `lists`.
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub before: Fields,
    /// The new values of fields that are not in `lists`.
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub after: Fields,
    /// The lists that both states have.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub lists: BTreeMap<String, ListChange>,
}

/// How two states of a list differ. The entries that are not named here are the same in both and in
/// the same order, so each state can be rebuilt from the other.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListChange {
    /// The number of entries before and after.
    pub lengths: (usize, usize),
    /// The entries that went or changed, by their positions before.
    #[serde(default, skip_serializing_if = "Entries::is_empty")]
    pub before: Entries,
    /// The entries that came or changed, by their positions after.
    #[serde(default, skip_serializing_if = "Entries::is_empty")]
    pub after: Entries,
}

impl Changes {
    /// The names of the fields that changed.
    #[must_use]
    pub fn into_names(self) -> BTreeSet<String> {
        let fields = self.before.into_keys().chain(self.after.into_keys());
        fields.chain(self.lists.into_keys()).collect()
    }
}

/// Compares two states of a record field by field, except its version and time of change. `None`
/// means that the record did not exist before, or no longer does after.
pub fn changes(
    before: Option<&Customer>,
    after: Option<&Customer>,
) -> Result<Changes, serde_json::Error> {
    let mut changes = Changes { after: fields(after)?, ..Changes::default() };
    for (name, was) in fields(before)? {
        let Some(is) = changes.after.get(&name) else {
            changes.before.insert(name, was);
            continue;
        };
        // Equal values are written as equal texts, so comparing the texts is enough.
        if is.get() == was.get() {
            changes.after.remove(&name);
        } else if let Some(list) = ListChange::between(&was, is)? {
            changes.after.remove(&name);
            changes.lists.insert(name, list);
        } else {
            changes.before.insert(name, was);
        }
    }
    Ok(changes)
}

fn fields(customer: Option<&Customer>) -> Result<Fields, serde_json::Error> {
    let Some(customer) = customer else { return Ok(Fields::new()) };
    let mut fields: Fields = serde_json::from_str(&serde_json::to_string(customer)?)?;
    fields.remove("version");
    fields.remove("updated_at");
    Ok(fields)
}

impl ListChange {
    /// How two lists differ; `None` if one of the values is no list.
    fn between(was: &RawValue, is: &RawValue) -> Result<Option<Self>, serde_json::Error> {
        if !(was.get().starts_with('[') && is.get().starts_with('[')) {
            return Ok(None);
        }
        let was: Vec<&RawValue> = serde_json::from_str(was.get())?;
        let is: Vec<&RawValue> = serde_json::from_str(is.get())?;
        let (kept_before, kept_after) = common(&was, &is);
        Ok(Some(Self {
            lengths: (was.len(), is.len()),
            before: without(&was, &kept_before),
            after: without(&is, &kept_after),
        }))
    }
}

/// The entries of a list at all positions but these.
fn without(list: &[&RawValue], kept: &BTreeSet<usize>) -> Entries {
    let entries = list.iter().enumerate().filter(|(at, _)| !kept.contains(at));
    entries.map(|(at, entry)| (at, (*entry).to_owned())).collect()
}

/// The positions in both lists of the longest sequence of entries that they have in common.
fn common(was: &[&RawValue], is: &[&RawValue]) -> (BTreeSet<usize>, BTreeSet<usize>) {
    let same = |at: usize, to: usize| was[at].get() == is[to].get();
    // `longest[at][to]`: the length of that sequence in what stands from these positions on.
    let mut longest = vec![vec![0_usize; is.len() + 1]; was.len() + 1];
    for at in (0..was.len()).rev() {
        for to in (0..is.len()).rev() {
            longest[at][to] = if same(at, to) {
                longest[at + 1][to + 1] + 1
            } else {
                longest[at + 1][to].max(longest[at][to + 1])
            };
        }
    }
    let (mut before, mut after) = (BTreeSet::new(), BTreeSet::new());
    let (mut at, mut to) = (0, 0);
    while at < was.len() && to < is.len() {
        if same(at, to) {
            before.insert(at);
            after.insert(to);
            (at, to) = (at + 1, to + 1);
        } else if longest[at + 1][to] >= longest[at][to + 1] {
            at += 1;
        } else {
            to += 1;
        }
    }
    (before, after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(was: &str, is: &str) -> String {
        let raw = |text: &str| RawValue::from_string(text.to_owned()).unwrap();
        let change = ListChange::between(&raw(was), &raw(is)).unwrap();
        serde_json::to_string(&change).unwrap()
    }

    /// Broken by comparing entries by position: all behind the first were kept.
    #[test]
    fn only_the_entries_that_changed_are_kept() {
        let cases = [
            ("[1,2,3]", "[1,9,3]", r#"{"lengths":[3,3],"before":{"1":2},"after":{"1":9}}"#),
            ("[1,2,3]", "[2,3]", r#"{"lengths":[3,2],"before":{"0":1}}"#),
            ("[1,2,3]", "[0,1,2,3]", r#"{"lengths":[3,4],"after":{"0":0}}"#),
            ("[1,2,3]", "[3,1,2]", r#"{"lengths":[3,3],"before":{"2":3},"after":{"0":3}}"#),
            ("[1,1]", "[1]", r#"{"lengths":[2,1],"before":{"1":1}}"#),
            ("[1]", "7", "null"),
        ];
        for (was, is, expected) in cases {
            assert_eq!(between(was, is), expected, "{was} {is}");
        }
    }
}
