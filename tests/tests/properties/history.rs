//! A change item keeps what a write changed and no more: the record before it can be rebuilt from
//! the record after it, and the other way round.

use std::collections::BTreeMap;

use harness::stack::Stack;
use harness::views::WHOLE;
use proptest::prelude::*;
use serde_json::value::{RawValue, to_raw_value};
use shared::id::Version;
use shared::record::Customer;
use shared::record::diff::{Changes, Entries, Fields, changes};
use shared::store::layout::Change;

use crate::writes::write;
use crate::{kept, run};

/// One side of a change: the fields, and each list's length and entries.
type Side<'a> = (&'a Fields, BTreeMap<&'a str, (usize, &'a Entries)>);

fn before(changes: &Changes) -> Side<'_> {
    let lists = changes.lists.iter();
    (&changes.before, lists.map(|(name, list)| (&**name, (list.lengths.0, &list.before))).collect())
}

fn after(changes: &Changes) -> Side<'_> {
    let lists = changes.lists.iter();
    (&changes.after, lists.map(|(name, list)| (&**name, (list.lengths.1, &list.after))).collect())
}

/// The fields of the other state: what `gone` names goes, and what `come` has comes.
fn rebuilt(mut fields: Fields, gone: &Side<'_>, come: &Side<'_>) -> Fields {
    fields.retain(|name, _| !gone.0.contains_key(name));
    fields.extend(come.0.clone());
    for (name, (length, entries)) in &gone.1 {
        let list = fields.get(*name).unwrap();
        let list: Vec<&RawValue> = serde_json::from_str(list.get()).unwrap();
        assert_eq!(list.len(), *length, "{name}");
        let mut kept = list.iter().enumerate().filter(|(at, _)| !entries.contains_key(at));
        let (length, entries) = come.1[name];
        let next = |at| match entries.get(&at) {
            Some(entry) => &**entry,
            None => *kept.next().unwrap().1,
        };
        let other: Vec<&RawValue> = (0..length).map(next).collect();
        let other = to_raw_value(&other).unwrap();
        fields.insert((*name).to_owned(), other);
    }
    fields
}

/// All fields of a record that a history keeps, as texts that can be compared.
fn all(customer: &Customer) -> Fields {
    changes(None, Some(customer)).unwrap().after
}

fn texts(fields: Fields) -> Vec<(String, String)> {
    fields.into_iter().map(|(name, value)| (name, value.get().to_owned())).collect()
}

proptest! {
    #![proptest_config(kept!("history"))]

    /// Broken by leaving out the entries that only moved.
    #[test]
    fn the_states_of_a_record_can_be_rebuilt_from_its_changes(write in write()) {
        run(async {
            let stack = Stack::whole().await;
            let was = stack.record(WHOLE).await;
            write.send(&stack, WHOLE).await;
            let is = stack.record(WHOLE).await;
            let history: Vec<Change> = stack.store().every().await.unwrap();
            let last = history.iter().find(|change| change.version == Version(was.version.0 + 1));
            let Some(Change { changes, .. }) = last else {
                prop_assert_eq!(was, is);
                return Ok(());
            };
            let (old, new) = (before(changes), after(changes));
            prop_assert_eq!(texts(rebuilt(all(&is), &new, &old)), texts(all(&was)));
            prop_assert_eq!(texts(rebuilt(all(&was), &old, &new)), texts(all(&is)));
            Ok(())
        })?;
    }
}
