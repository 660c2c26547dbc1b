//! A write that says nothing new writes nothing: no item of the table is another one afterwards,
//! to the byte, however late it comes.

use harness::seed::{origin, tenant};
use harness::stack::{NOW, Stack};
use harness::views::{TENANT, WHOLE};
use proptest::prelude::*;
use shared::store::StoreError;

use crate::writes::{Write, write};
use crate::{kept, run};

/// The customer's items: what a test does to fleet's user apart.
fn items(stack: &Stack) -> harness::engine::Snapshot {
    let mut snapshot = stack.engine.snapshot();
    snapshot.0.retain(|(pk, _), _| !pk.starts_with("USER#"));
    snapshot
}

proptest! {
    #![proptest_config(kept!("repeat"))]

    /// Broken by writing though nothing has changed.
    #[test]
    fn the_same_write_again_changes_nothing(write in write().prop_filter(
        // What fleet shows is taken away by null; it then shows the next, which goes the next time.
        "takes an e-mail address away",
        |write| !matches!(write, Write::Fleet(fields) if fields.get("email").is_some_and(serde_json::Value::is_null)),
    )) {
        run(async {
            let stack = Stack::whole().await;
            write.send(&stack, WHOLE).await;
            let before = items(&stack);
            stack.clock.set(NOW.plus_secs(100));
            drop(stack.wire.take());
            write.send(&stack, WHOLE).await;
            prop_assert_eq!(before.changed(&items(&stack)), Vec::new());
            let wrote = stack.wire.take();
            let wrote = wrote.iter().filter(|seen| seen.operation == "TransactWriteItems").count();
            prop_assert_eq!(wrote, 0, "a transaction that changes nothing is not sent");
            Ok(())
        })?;
    }

    /// What fleet shows, sent back whole, says nothing new where that was written by fleet.
    ///
    /// Broken by writing though nothing has changed.
    #[test]
    fn what_fleet_shows_sent_back_changes_nothing(write in write()) {
        run(async {
            let stack = Stack::whole().await;
            write.send(&stack, WHOLE).await;
            let send_back = |shown: harness::json::Json| {
                let fields = serde_json::from_str(&shown.to_string()).unwrap();
                Write::Fleet(fields)
            };
            // The first time it may write flags that were never set.
            send_back(stack.views(WHOLE).await.fleet).send(&stack, WHOLE).await;
            let before = items(&stack);
            stack.clock.set(NOW.plus_secs(100));
            send_back(stack.views(WHOLE).await.fleet).send(&stack, WHOLE).await;
            prop_assert_eq!(before.changed(&items(&stack)), Vec::new());
            Ok(())
        })?;
    }

    /// Broken by writing though nothing has changed.
    #[test]
    fn an_update_of_nothing_writes_nothing(late in 0_i64..10_000_000) {
        run(async {
            let stack = Stack::whole().await;
            let before = stack.engine.snapshot();
            let current = stack.record(WHOLE).await;
            stack.clock.set(NOW.plus_secs(late));
            drop(stack.wire.take());
            let nothing = |_: &mut shared::record::Customer| Ok::<_, StoreError>(());
            let updated = stack.store()
                .update(tenant(TENANT), &origin(), current.clone(), nothing).await.unwrap();
            prop_assert_eq!(updated, Some(current));
            prop_assert_eq!(stack.wire.take(), Vec::new());
            prop_assert_eq!(before.changed(&stack.engine.snapshot()), Vec::new());
            Ok(())
        })?;
    }
}
