//! The operator's writes, against the embedded DynamoDB.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;

use admin::users::NewUser;
use admin::{AdminError, Password, Secret, keys, subscribers, tenants, users};
use local::engine::Engine;
use local::table::create_from_template;
use shared::clock::{Clock, Timestamp};
use shared::id::{ApiName, DealerId, TenantId, UserId};
use shared::secret::SecretHash;
use shared::store::principal::{Department, Organization, Tenant};
use shared::store::{Get, Store, WriteError};
use uuid::Uuid;

const FLEET: ApiName = ApiName::new("fleet");
const CRO: ApiName = ApiName::new("cro");
const ORGANIZATION: Uuid = Uuid::from_u128(0x01);

fn dealer() -> DealerId {
    "D1".parse().unwrap()
}

struct World {
    store: Store,
    clock: Clock,
    _engine: Engine,
}

async fn world() -> World {
    let engine = Engine::in_memory().await.unwrap();
    let template = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../template.yaml"));
    create_from_template(&engine.client(), "table", template).await.unwrap();
    let clock = Clock::fixed(Timestamp::from_secs(1_700_000_000));
    World { store: Store::new(engine.client(), "table", clock.clone()), clock, _engine: engine }
}

impl World {
    async fn with_tenant(self, id: u64) -> Self {
        tenants::add(&self.store, &tenant(id)).await.unwrap();
        self
    }
}

fn tenant_id(id: u64) -> TenantId {
    id.try_into().unwrap()
}

fn tenant(id: u64) -> Tenant {
    let organization = Uuid::from_u128(ORGANIZATION.as_u128() + u128::from(id));
    serde_json::from_value(serde_json::json!({
        "id": id, "name": "A tenant", "organization": organization, "created_at": 0
    }))
    .unwrap()
}

fn user(id: u64) -> NewUser {
    NewUser { id: Some(id.try_into().unwrap()), ..NewUser::of(FLEET, tenant_id(1)) }
}

#[tokio::test]
async fn keys_are_added_behind_the_others_and_end_one_by_one() {
    let World { store, clock, _engine } = world().await;
    let first = keys::rotate(&store, CRO).await.unwrap();
    clock.set(Timestamp::from_secs(1_700_000_060));
    let second = keys::rotate(&store, CRO).await.unwrap();
    let listed = keys::list(&store, CRO).await.unwrap();
    let kids: Vec<_> = listed.iter().map(|key| key.kid.as_str()).collect();
    assert_eq!(kids, [first.as_str(), second.as_str()]);
    assert_eq!(listed[1].created_at, Timestamp::from_secs(1_700_000_060));
    assert_ne!(listed[0].secret, listed[1].secret);
    // 32 bytes in base64.
    assert_eq!(listed[0].secret.len(), 44);

    keys::retire(&store, CRO, &first).await.unwrap();
    assert_eq!(keys::list(&store, CRO).await.unwrap().len(), 1);
    let gone = keys::retire(&store, CRO, &first).await;
    assert!(matches!(gone, Err(AdminError::NoKey(kid)) if kid == first));
    let last = keys::retire(&store, CRO, &second).await;
    assert!(matches!(last, Err(AdminError::LastKey(kid)) if kid == second));
    let none = keys::retire(&store, FLEET, "x").await;
    assert!(matches!(none, Err(AdminError::NoKey(_))));
}

#[tokio::test]
async fn apis_without_a_key_get_one_and_the_others_keep_theirs() {
    let World { store, _engine, .. } = world().await;
    let kid = keys::rotate(&store, FLEET).await.unwrap();
    let made = keys::ensure(&store).await.unwrap();
    let made: Vec<&str> = made.iter().map(|api| api.as_str()).collect();
    assert_eq!(made, ["cro", "nutcache", "bluerocktel"]);
    assert_eq!(keys::list(&store, FLEET).await.unwrap()[0].kid, kid);
    assert!(keys::list(&store, ApiName::new("mykaarma")).await.unwrap().is_empty());
    assert_eq!(keys::ensure(&store).await.unwrap(), []);
}

#[tokio::test]
async fn a_tenant_comes_with_its_organization_and_once() {
    let World { store, _engine, .. } = world().await.with_tenant(1).await.with_tenant(2).await;
    let guid = tenant(2).organization;
    let organization = store.get(Get::organization(guid)).await.unwrap();
    assert_eq!(organization, Some(Organization { guid, tenant: tenant_id(2) }));
    let again = tenants::add(&store, &tenant(1)).await;
    assert!(matches!(again, Err(AdminError::Write { error: WriteError::Exists, .. })));

    // Another tenant with a known organization: neither of the two is written.
    let thief = Tenant { organization: guid, ..tenant(3) };
    assert!(tenants::add(&store, &thief).await.is_err());
    let ids: Vec<u64> =
        tenants::list(&store).await.unwrap().iter().map(|tenant| tenant.id.get()).collect();
    assert_eq!(ids, [1, 2]);
}

#[tokio::test]
async fn a_user_comes_with_its_login_and_neither_is_taken_twice() {
    let World { store, _engine, .. } = world().await.with_tenant(1).await;
    let new = NewUser {
        email: Some(" Ada@Example.com".to_owned()),
        password: Some(Password::Plain("a password".to_owned())),
        ..user(7)
    };
    let made = users::add(&store, new.clone()).await.unwrap();
    let login = store.get(Get::login(FLEET, "ada@example.com")).await.unwrap();
    let login = login.unwrap();
    assert_eq!(login.user, made.id);
    assert!(login.password.verify("a password"));
    assert!(!login.password.verify("another"));

    let same_id = users::add(&store, user(7)).await;
    assert!(matches!(same_id, Err(AdminError::Write { error: WriteError::Exists, .. })));
    for id in [Some(8.try_into().unwrap()), None] {
        let same_login = users::add(&store, NewUser { id, ..new.clone() }).await;
        assert!(matches!(same_login, Err(AdminError::Write { error: WriteError::Exists, .. })));
    }
    let eighth: UserId = 8.try_into().unwrap();
    assert_eq!(store.get(Get::user(eighth)).await.unwrap(), None);
}

#[tokio::test]
async fn a_user_without_an_id_is_given_one() {
    let World { store, _engine, .. } = world().await.with_tenant(1).await;
    let anyone = NewUser::of(CRO, tenant_id(1));
    let made = users::add(&store, anyone).await.unwrap();
    assert!((100_000_000..1_000_000_000).contains(&made.id.get()));
    assert_eq!(users::get(&store, made.id).await.unwrap(), made);
}

#[tokio::test]
async fn a_user_must_make_sense() {
    let World { store, _engine, .. } = world().await.with_tenant(1).await;
    let stranger = NewUser { tenants: vec![tenant_id(9)], ..user(7) };
    let refused = users::add(&store, stranger).await;
    assert!(matches!(refused, Err(AdminError::NoTenant(tenant)) if tenant == tenant_id(9)));
    let nameless = NewUser { password: Some(Password::Plain("x".to_owned())), ..user(7) };
    let refused = users::add(&store, nameless).await;
    assert!(matches!(refused, Err(AdminError::PasswordWithoutEmail)));
    let empty = NewUser {
        email: Some("ada@example.com".to_owned()),
        password: Some(Password::Plain(String::new())),
        ..user(7)
    };
    assert!(matches!(users::add(&store, empty).await, Err(AdminError::EmptyPassword)));
}

#[tokio::test]
async fn a_user_has_only_roles_of_its_own_api() {
    let World { store, _engine, .. } = world().await.with_tenant(1).await;
    for known in admin::api::all() {
        let api = known.name;
        let with = |role: &str| NewUser { api, roles: vec![role.to_owned()], ..user(7) };
        for &role in known.roles {
            let new = NewUser { id: None, ..with(role) };
            assert_eq!(users::add(&store, new).await.unwrap().roles, [role]);
        }
        let refused = users::add(&store, with("Astronaut")).await.unwrap_err().into_line();
        let advice = match known.roles {
            [] => "its users have no roles".to_owned(),
            roles => format!("choose from {}", roles.join(", ")),
        };
        assert_eq!(refused, format!("{api} has no role \"Astronaut\": {advice}"));
        assert_eq!(store.get(Get::user(user(7).id.unwrap())).await.unwrap(), None);
    }
    let two = vec!["Driver".to_owned(), "driver".to_owned()];
    let refused = users::add(&store, NewUser { api: CRO, roles: two, ..user(7) }).await;
    assert!(matches!(refused, Err(AdminError::UnknownRole { role, .. }) if role == "driver"));
}

#[tokio::test]
async fn keys_and_subscribers_are_let_in_no_more() {
    let World { store, _engine, .. } = world().await.with_tenant(1).await;
    let id = users::add(&store, user(7)).await.unwrap().id;
    let secret = users::add_api_key(&store, id, Secret::New).await.unwrap();
    assert!(users::disable_api_key(&store, &secret).await.unwrap().disabled);
    let key = store.get(Get::api_key(&SecretHash::of(&secret))).await.unwrap().unwrap();
    assert_eq!((key.user, key.disabled), (id, true));
    assert!(!users::get(&store, id).await.unwrap().disabled, "its user has other keys");
    let nobodys = users::disable_api_key(&store, "nobody's").await;
    assert!(matches!(nobodys, Err(AdminError::NoApiKey)));
    subscribers::add(&store, "acme", Secret::New).await.unwrap();
    assert!(subscribers::disable(&store, "acme").await.unwrap().disabled);
    assert!(store.get(Get::subscriber("acme")).await.unwrap().unwrap().disabled);
    let nobody = subscribers::disable(&store, "nobody").await;
    assert!(matches!(nobody, Err(AdminError::NoSubscriber(_))));
}

#[tokio::test]
async fn a_token_of_cros_names_a_client_and_no_other_apis_does() {
    let World { store, clock, _engine } = world().await.with_tenant(1).await;
    for (id, api) in [(7, CRO), (8, FLEET)] {
        keys::rotate(&store, api).await.unwrap();
        let user = users::add(&store, NewUser { api, ..user(id) }).await.unwrap();
        let minted = admin::api::mint(&store, &clock, &user, Some("web")).await;
        if api == CRO {
            let claims = minted.unwrap().split('.').nth(1).unwrap().to_owned();
            let claims = shared::auth::authorization::base64(&claims).unwrap();
            assert!(String::from_utf8(claims).unwrap().contains(r#""cid":"web""#));
            let too_long = admin::api::mint(&store, &clock, &user, Some("a-long-name")).await;
            assert!(matches!(too_long, Err(AdminError::Token(_))));
        } else {
            assert!(matches!(minted, Err(AdminError::NoClients(_))));
        }
    }
}

#[tokio::test]
async fn a_disabled_user_stays_and_may_not_call() {
    let World { store, clock, _engine } = world().await.with_tenant(1).await;
    let id = users::add(&store, user(7)).await.unwrap().id;
    assert!(users::disable(&store, id).await.unwrap().disabled);
    let user = users::get(&store, id).await.unwrap();
    assert!(user.disabled);
    let token = admin::api::mint(&store, &clock, &user, None).await;
    assert!(matches!(token, Err(AdminError::Disabled(disabled)) if disabled == id));
    let nobody = users::disable(&store, 9.try_into().unwrap()).await;
    assert!(matches!(nobody, Err(AdminError::NoUser(_))));
}

#[tokio::test]
async fn an_api_key_is_found_by_its_hash_alone() {
    let World { store, _engine, .. } = world().await.with_tenant(1).await;
    let id = users::add(&store, user(7)).await.unwrap().id;
    let secret = users::add_api_key(&store, id, Secret::New).await.unwrap();
    assert_eq!(secret.len(), 32);
    let key = store.get(Get::api_key(&SecretHash::of(&secret))).await.unwrap().unwrap();
    assert_eq!((key.user, key.api.as_str(), key.disabled), (id, "fleet", false));
    let other = users::add_api_key(&store, id, Secret::New).await.unwrap();
    assert_ne!(secret, other);
    let nobody = users::add_api_key(&store, 9.try_into().unwrap(), Secret::New).await;
    assert!(matches!(nobody, Err(AdminError::NoUser(_))));
}

#[tokio::test]
async fn a_department_makes_its_dealer_the_tenants_own() {
    let World { store, _engine, .. } = world().await.with_tenant(1).await.with_tenant(2).await;
    let token =
        subscribers::add_department(&store, tenant_id(1), dealer(), Secret::New).await.unwrap();
    let department = store.get(Get::department(&token)).await.unwrap();
    let expected =
        Department { token: token.clone(), dealer: dealer(), tenant: tenant_id(1), revoked: false };
    assert_eq!(department, Some(expected));
    assert_eq!(tenants::get(&store, tenant_id(1)).await.unwrap().dealers, [dealer()]);

    subscribers::add_department(&store, tenant_id(1), dealer(), Secret::New).await.unwrap();
    assert_eq!(tenants::get(&store, tenant_id(1)).await.unwrap().dealers, [dealer()]);
    let foreign = subscribers::add_department(&store, tenant_id(2), dealer(), Secret::New).await;
    assert!(matches!(foreign, Err(AdminError::ForeignDealer(dealer)) if dealer == self::dealer()));
    let nowhere =
        subscribers::add_department(&store, tenant_id(3), "D9".parse().unwrap(), Secret::New).await;
    assert!(matches!(nowhere, Err(AdminError::NoTenant(_))));
}

#[tokio::test]
async fn grants_add_up() {
    let World { store, _engine, .. } = world().await.with_tenant(1).await;
    let token =
        subscribers::add_department(&store, tenant_id(1), dealer(), Secret::New).await.unwrap();
    let password = subscribers::add(&store, "partner", Secret::New).await.unwrap();
    let scopes = |scopes: &[&str]| scopes.iter().map(|&s| s.to_owned()).collect::<Vec<_>>();
    let read = scopes(&["customer.search"]);
    subscribers::grant(&store, "partner", &token, &read).await.unwrap();
    let both = scopes(&["customer.search", "customer.update"]);
    let granted = subscribers::grant(&store, "partner", &token, &both).await.unwrap();
    assert_eq!(granted.grants.len(), 1);
    assert_eq!(granted.grants[0].scopes, both);
    assert!(granted.secret.matches(&password));

    let unknown = scopes(&["customer.search", "customer.delete"]);
    let refused = subscribers::grant(&store, "partner", &token, &unknown).await.unwrap_err();
    assert_eq!(
        refused.into_line(),
        "there is no scope \"customer.delete\": choose from customer.search, customer.update"
    );
    let kept = store.get(Get::subscriber("partner")).await.unwrap().unwrap();
    assert_eq!(kept.grants[0].scopes, both, "a refused grant changes nothing");

    let nowhere = subscribers::grant(&store, "partner", "no such token", &read).await;
    assert!(matches!(nowhere, Err(AdminError::NoDepartment)));
    let nobody = subscribers::grant(&store, "nobody", &token, &read).await;
    assert!(matches!(nobody, Err(AdminError::NoSubscriber(_))));
}

#[tokio::test]
async fn an_error_is_one_line_with_its_causes() {
    let World { store, _engine, .. } = world().await;
    let elsewhere = Store::new(store.client().clone(), "no-such-table", Clock::system());
    let Err(error) = tenants::list(&elsewhere).await else { panic!("there is no such table") };
    let line = error.into_line();
    assert!(line.starts_with("the request to the table was refused: "), "{line}");
    assert!(line.contains("ResourceNotFoundException"), "{line}");
    assert!(!line.contains('\n'), "{line}");
}

#[tokio::test]
async fn a_new_password_replaces_the_old_one_and_ends_all_sessions() {
    let World { store, clock, _engine } = world().await.with_tenant(1).await;
    let plain = |text: &str| Password::Plain(text.to_owned());
    let new = NewUser { email: Some("Ada@Example.com".to_owned()), ..user(7) };
    let added = users::add(&store, new).await.unwrap();
    assert_eq!(added.tokens_from, None);
    clock.set(Timestamp::from_secs(1_700_000_060));
    for text in ["first", "second"] {
        let changed = users::set_password(&store, added.id, &plain(text)).await.unwrap();
        assert_eq!(changed.tokens_from, Some(clock.now()));
        let login = store.get(Get::login(FLEET, "ada@example.com")).await.unwrap().unwrap();
        assert_eq!(login.user, added.id);
        assert!(login.password.verify(text));
    }
    let empty = users::set_password(&store, added.id, &plain("")).await;
    assert!(matches!(empty, Err(AdminError::EmptyPassword)));
    let silent = users::add(&store, user(8)).await.unwrap();
    let nameless = users::set_password(&store, silent.id, &plain("x")).await;
    assert!(matches!(nameless, Err(AdminError::PasswordWithoutEmail)));
    let unknown = users::revoke_tokens(&store, UserId::try_from(9).unwrap()).await;
    assert!(matches!(unknown, Err(AdminError::NoUser(_))));
}

#[tokio::test]
async fn a_revoked_department_stays_and_is_revoked() {
    let World { store, _engine, .. } = world().await.with_tenant(1).await;
    let token = subscribers::add_department(&store, tenant_id(1), dealer(), Secret::New).await;
    let token = token.unwrap();
    let revoked = subscribers::revoke_department(&store, &token).await.unwrap();
    assert!(revoked.revoked);
    assert_eq!(store.get(Get::department(&token)).await.unwrap(), Some(revoked));
    let unknown = subscribers::revoke_department(&store, "x").await;
    assert!(matches!(unknown, Err(AdminError::NoDepartment)));
}

#[test]
fn a_secret_that_is_brought_is_long() {
    assert!(Secret::brought(&"s".repeat(20)).is_ok());
    assert!(matches!(Secret::brought(&"s".repeat(19)), Err(AdminError::ShortSecret)));
}
