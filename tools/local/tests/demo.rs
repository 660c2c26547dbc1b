//! The demo data, in an embedded DynamoDB with the template's table.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;

use local::demo;
use local::engine::Engine;
use local::table::create_from_template;
use shared::clock::Clock;
use shared::store::{Get, PageRequest, Store};

async fn loaded() -> (Engine, Store) {
    let engine = Engine::in_memory().await.unwrap();
    let template = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../template.yaml"));
    create_from_template(&engine.client(), "table", template).await.unwrap();
    let store = Store::new(engine.client(), "table", Clock::system());
    assert!(!demo::is_loaded(&store).await.unwrap());
    demo::load(&store).await.unwrap();
    assert!(demo::is_loaded(&store).await.unwrap());
    (engine, store)
}

#[tokio::test]
async fn it_adds_up_and_lists_as_the_reference_does() {
    let (_engine, store) = loaded().await;
    for (tenant, customers) in [(1686, 14), (2001, 7)] {
        let report = store.verify(tenant.try_into().unwrap()).await.unwrap();
        assert_eq!(report.problems, Vec::<String>::new());
        assert_eq!(report.customers, customers);
    }
    let first = PageRequest { page: 1, size: 10 };
    let page = store.page(1686.try_into().unwrap(), first).await.unwrap();
    let ids: Vec<u64> = page.customers.iter().map(|customer| customer.id.get()).collect();
    let reference = [143_222, 143_224, 143_225, 147_033, 147_504, 149_643, 153_744, 153_745];
    assert_eq!(ids[0], 2556);
    assert_eq!(ids[1..9], reference);
    assert!(page.total > 10, "the reference's list has a second page");
}

#[tokio::test]
async fn it_is_loaded_once() {
    let (_engine, store) = loaded().await;
    assert!(demo::load(&store).await.is_err());
}

#[tokio::test]
async fn the_document_names_customers_that_are_there() {
    let (_engine, store) = loaded().await;
    let document = demo::document(&store, store.clock(), "http://127.0.0.1:1").await.unwrap();
    for (tenant, begin) in [(1686, ""), (2001, "other_tenant.")] {
        let tenant = tenant.try_into().unwrap();
        let at = |path: &str| document.at(&format!("{begin}{path}")).unwrap();
        let get = async |path: &str| {
            let id = at(path).as_u64().unwrap().try_into().unwrap();
            store.get(Get::customer(tenant, id)).await.unwrap().unwrap()
        };
        get("fleet.customer_id").await;
        get("nutcache.customer_id").await;
        let parent = get("cro.parent_customer_id").await;
        assert_eq!(get("cro.customer_id").await.parent_id, Some(parent.id));
        let account = get("bluerocktel.customer_id").await.account_number;
        assert_eq!(account.as_deref(), at("bluerocktel.customer_account").as_str());
        let person = get("mykaarma.customer_id").await;
        assert_eq!(person.uuid.to_string(), *at("mykaarma.customer_uuid"));
        assert_eq!(person.vehicles.len(), 2);
    }
}

#[tokio::test]
async fn tokens_are_fresh_and_forged_ones_differ() {
    let (_engine, store) = loaded().await;
    let document = demo::document(&store, store.clock(), "http://127.0.0.1:1").await.unwrap();
    let tokens = ["token", "expired_token", "wrong_key_token", "disabled_token"]
        .map(|name| document.at(&format!("cro.{name}")).unwrap().as_str().unwrap());
    assert_eq!(std::collections::BTreeSet::from(tokens).len(), 4);
    // All within the 256 characters that CRO's header may have.
    assert!(tokens.iter().all(|token| "Bearer ".len() + token.len() <= 256));
    for api in registry::APIS.iter().filter(|api| registry::mint(api.name).is_some()) {
        let by_role = document.at(&format!("{}.tokens_by_role", api.name)).unwrap();
        assert!(api.roles.iter().all(|role| by_role[role].is_string()), "{}", api.name);
    }
}

#[tokio::test]
async fn a_file_keeps_what_was_loaded() {
    let folder = std::env::temp_dir().join(format!("local-stack-{}", uuid::Uuid::new_v4()));
    std::fs::create_dir(&folder).unwrap();
    let file = folder.join("table.db");
    let template = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../template.yaml"));
    let engine = Engine::on_file(&file, 0).await.unwrap();
    create_from_template(&engine.client(), "table", template).await.unwrap();
    demo::load(&Store::new(engine.client(), "table", Clock::system())).await.unwrap();
    drop(engine);

    let engine = Engine::on_file(&file, 0).await.unwrap();
    let store = Store::new(engine.client(), "table", Clock::system());
    assert!(demo::is_loaded(&store).await.unwrap());
    drop(engine);
    std::fs::remove_dir_all(folder).unwrap();
}
