//! Two who want the same thing of the same customer at the same moment.

use harness::demo::demo;
use harness::engine::Engine;
use harness::functions::{Function, Instance, routes};
use harness::json::Json;
use harness::requests::{Caller, request};
use harness::seed::{assert_clean, id, origin, tenant};
use harness::stack::Stack;
use harness::wire::{Fault, Rule};
use shared::store::layout::Tombstone;
use shared::store::{Entity, Get};

const TENANT: u64 = 1686;

/// The function's customer, and a good request that changes it.
async fn updater(stack: &Stack, function: &str) -> (Instance, String, u64) {
    let route = routes().into_iter().find(|route| route.function == function).unwrap();
    let event = request(&route, Caller::Good).unwrap().to_json(Some(&route));
    let instance = Function::named(function).start(stack).await;
    let api = function.split('-').next().unwrap();
    let number = match api {
        // Fleet's own customer.
        "fleet" => 2556,
        _ => demo().at("mykaarma.customer_id").parse().unwrap(),
    };
    (instance, event, number)
}

fn tombstone(engine: &Engine, number: u64) -> Tombstone {
    let at = (format!("TENANT#{TENANT}#TOMBSTONES"), format!("{number:016}"));
    let item = &engine.snapshot().0[&at];
    Tombstone::read(1, item["document"]["S"].as_str().unwrap()).unwrap()
}

/// Whichever comes first, the customer is gone, and whoever was told of a change finds it in the
/// history of what was deleted.
async fn delete_against_update(function: &str, gone: u16) {
    for _ in 0..8 {
        let stack = Stack::demo();
        let (instance, event, number) = updater(&stack, function).await;
        let store = stack.store();
        let here = tenant(TENANT);
        let before = store.get(Get::customer(here, id(number))).await.unwrap().unwrap();
        let version = before.version.0;
        // Each has read what there was before.
        let meeting = Rule::always(Fault::meeting(2)).on("TransactWriteItems");
        stack.wire.inject(meeting.times(2));
        let origin = origin();
        let (answer, deleted) =
            tokio::join!(instance.call(&event), store.delete(here, &origin, before));
        assert!(deleted.unwrap(), "nobody else deletes it");
        assert_eq!(store.get(Get::customer(here, id(number))).await.unwrap(), None);
        assert_clean(&stack.engine, here);
        let end = tombstone(&stack.engine, number).version.0;
        match answer.status() {
            200 => assert_eq!(end, version + 2, "changed, then deleted"),
            status => {
                assert_eq!((status, end), (gone, version + 1), "{}", answer.body());
                assert!(Json::parse(answer.body()).is_ok());
            }
        }
    }
}

/// Broken by deleting without the condition on the version: the table did not add up.
#[tokio::test]
async fn an_update_against_a_delete() {
    delete_against_update("fleet-update-customer", 404).await;
    delete_against_update("mykaarma-update-customer", 400).await;
}
