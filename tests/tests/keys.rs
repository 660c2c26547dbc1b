//! Keys: two different things never have one key, whatever is written in their names; and what
//! was stored under any schema is still read.

#![expect(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fmt::Debug;

use harness::seed::{id, tenant};
use proptest::prelude::*;
use shared::id::{ApiName, PartId, UserId, Version};
use shared::record::index::{Claim, IndexEntry, IndexKind};
use shared::secret::SecretHash;
use shared::store::key::{self, PrimaryKey};

/// What a key is made from, in words, and the key.
type Named = (String, PrimaryKey);

/// Everything of one kind: its name, what it is made from, and how its key is made of that.
fn kind<T: Debug>(
    name: &'static str,
    from: impl Strategy<Value = T> + 'static,
    key: impl Fn(&T) -> PrimaryKey + 'static,
) -> BoxedStrategy<Named> {
    from.prop_map(move |from| (format!("{name} {from:?}"), key(&from))).boxed()
}

/// Free text of the few characters that keys are made of, as it is written and as it stands in a
/// key, so that collisions are likely.
fn text() -> impl Strategy<Value = String> {
    let written = || "[aB#%/023 \\x00\\x7Fé]{0,3}";
    prop_oneof![written(), written().prop_map(|text| key::escape(&text))]
}

/// Identifiers that look alike: those around the borders of shelves and aisles, and larger ones
/// of several lengths.
fn number() -> impl Strategy<Value = u64> {
    let large = vec![2_000_000, 10_000_000, 300_000_000_000, 9_007_199_254_740_991];
    prop_oneof![1_u64..70, 16_380_u64..16_390, prop::sample::select(large)]
}

fn api() -> impl Strategy<Value = ApiName> {
    prop_oneof![Just(ApiName::new("cro")), Just(ApiName::new("fleet"))]
}

fn claim() -> impl Strategy<Value = Claim> {
    prop_oneof![
        text().prop_map(Claim::Account),
        text().prop_map(Claim::Uuid),
        number().prop_map(|part| Claim::Contact(PartId::try_from(part).unwrap())),
    ]
}

fn index_entry() -> impl Strategy<Value = IndexEntry> {
    let kind = prop::sample::select(&IndexKind::ALL[..]);
    (text(), kind).prop_map(|(value, kind)| IndexEntry { value, kind })
}

/// One of each way to make a key.
fn named() -> impl Strategy<Value = Named> {
    let t = || 1_u64..20;
    let user = |number: u64| UserId::try_from(number).unwrap();
    prop::strategy::Union::new([
        kind("signing keys", api(), |api| key::signing_keys(*api)),
        kind("tenant", t(), |t| key::tenant(tenant(*t))),
        kind("tail", t(), |t| key::tail(tenant(*t))),
        kind("parts", t(), |t| key::parts(tenant(*t))),
        kind("aisle", (t(), number()), |(t, n)| key::aisle(tenant(*t), *n)),
        kind("shelf", (t(), number()), |(t, n)| key::shelf(tenant(*t), *n)),
        kind("row", (t(), number()), |(t, c)| key::row(tenant(*t), id(*c))),
        kind("customer", (t(), number()), |(t, c)| key::customer(tenant(*t), id(*c))),
        kind("tombstone", (t(), number()), |(t, c)| key::tombstone(tenant(*t), id(*c))),
        kind("deleted record", (t(), number()), |(t, c)| key::deleted_record(tenant(*t), id(*c))),
        kind("claim", (t(), claim()), |(t, claim)| key::claim(tenant(*t), claim)),
        kind("index entry", (t(), index_entry(), number()), |(t, entry, c)| {
            key::index_entry(tenant(*t), entry, id(*c))
        }),
        kind("change", (t(), number(), number()), |(t, c, v)| {
            key::change(tenant(*t), id(*c), Version(*v))
        }),
        kind("user", number(), move |number| key::user(user(*number))),
        kind("login", (api(), text()), |(api, name)| key::login(*api, name)),
        kind("API key", text(), |secret| key::api_key(&SecretHash::of(secret))),
        kind("subscriber", text(), |name| key::subscriber(name)),
        // An organization is the same in either case: GUIDs are written in both.
        kind("organization", "[a0#%]{0,5}", |guid| key::organization(guid)),
        kind("department", text(), |token| key::department(token)),
        kind("pin", (t(), text()), |(t, client)| key::pin(tenant(*t), client)),
        kind("verified", (api(), text()), |(api, name)| key::verified(*api, &SecretHash::of(name))),
        kind("answer", (api(), text()), |(api, request)| {
            key::stored_answer(*api, &SecretHash::of(request))
        }),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..Default::default() })]

    /// Guards against two kinds of things, or two things of one kind, at one place.
    #[test]
    fn different_things_have_different_keys(all in prop::collection::vec(named(), 40)) {
        for (at, (name, key)) in all.iter().enumerate() {
            for (other, other_key) in &all[..at] {
                prop_assert_eq!(other_key == key, other == name, "{} and {}", other, name);
            }
        }
    }

    /// Broken by leaving `#` out of `key::escape`.
    #[test]
    fn escaped_texts_differ_and_have_no_separator(a in text(), b in text()) {
        let (escaped_a, escaped_b) = (key::escape(&a), key::escape(&b));
        prop_assert_eq!(escaped_a == escaped_b, a == b);
        // What stands in a key is another text, unless there was nothing to escape.
        prop_assert_eq!(key::escape(&escaped_a) == escaped_a, escaped_a == a);
        prop_assert!(!escaped_a.contains(|c: char| c == '#' || c.is_control()));
    }

    /// Guards against padding to fewer digits than the largest id has.
    #[test]
    fn ids_sort_as_numbers(a in number(), b in number()) {
        prop_assert_eq!(key::padded(id(a)).cmp(&key::padded(id(b))), a.cmp(&b));
    }
}

/// What stands in `tests/items`: one item of each kind, as it was stored under each schema.
mod stored {
    use dynoxide::Item;
    use harness::template::root;
    use shared::record::Customer;
    use shared::store::layout::{Change, Tombstone};
    use shared::store::principal::SigningKeys;
    use shared::store::principal::TenantLimits;
    use shared::store::principal::{
        ApiKey, Department, Login, Organization, Pin, Subscriber, Tenant, User, VerifiedPassword,
    };
    use shared::store::{Entity, StoredAnswer};

    fn attribute(item: &Item, name: &str) -> String {
        match item.get(name) {
            Some(dynoxide::AttributeValue::S(text) | dynoxide::AttributeValue::N(text)) => {
                text.clone()
            }
            other => panic!("{name}: {other:?}"),
        }
    }

    /// Whether a value is what its absence is read as: it need not be written again.
    fn says_nothing(value: &serde_json::Value) -> bool {
        [serde_json::json!(false), serde_json::json!({})].contains(value)
    }

    /// Everything that stands in `old` stands in `new` as well; `new` may have more.
    fn assert_kept(old: &serde_json::Value, new: &serde_json::Value, at: &str) {
        match (old, new) {
            (serde_json::Value::Object(old), serde_json::Value::Object(new)) => {
                for (name, value) in old {
                    if says_nothing(value) && !new.contains_key(name) {
                        continue;
                    }
                    let at = format!("{at}.{name}");
                    let found = new.get(name).unwrap_or_else(|| panic!("{at} was lost"));
                    assert_kept(value, found, &at);
                }
            }
            (serde_json::Value::Array(old), serde_json::Value::Array(new)) => {
                assert_eq!(old.len(), new.len(), "{at}");
                for (index, (old, new)) in old.iter().zip(new).enumerate() {
                    assert_kept(old, new, &format!("{at}[{index}]"));
                }
            }
            _ => assert_eq!(old, new, "{at}"),
        }
    }

    /// Items of every schema there ever was are still read, and nothing in them is lost.
    fn is_still_read<E: Entity>() {
        for schema in 1..=E::SCHEMA {
            let name = format!("{}.{schema}.json", E::NAME.replace(' ', "-"));
            let path = root().join("tests/items").join(&name);
            let text = std::fs::read_to_string(&path)
                .unwrap_or_else(|error| panic!("keep one {} as {name}: {error}", E::NAME));
            let item: Item = serde_json::from_str(&text).unwrap();
            assert_eq!(attribute(&item, "entity"), E::NAME);
            assert_eq!(attribute(&item, "schema"), schema.to_string());
            let document = attribute(&item, "document");
            let read = E::read(schema, &document)
                .unwrap_or_else(|error| panic!("{name} is not read any more: {error}"));
            if schema == E::SCHEMA {
                let written = serde_json::from_str(&read.write().unwrap()).unwrap();
                assert_kept(&serde_json::from_str(&document).unwrap(), &written, &name);
            }
        }
    }

    /// Broken by giving `notes` another name.
    #[test]
    fn every_stored_schema_is_still_read() {
        is_still_read::<Customer>();
        is_still_read::<Tombstone>();
        is_still_read::<Change>();
        is_still_read::<SigningKeys>();
        is_still_read::<Tenant>();
        is_still_read::<User>();
        is_still_read::<Login>();
        is_still_read::<ApiKey>();
        is_still_read::<Subscriber>();
        is_still_read::<Organization>();
        is_still_read::<Department>();
        is_still_read::<Pin>();
        is_still_read::<VerifiedPassword>();
        is_still_read::<StoredAnswer>();
        is_still_read::<TenantLimits>();
    }

    /// Guards against a kind of item of which nothing is kept.
    #[tokio::test]
    async fn every_kind_of_item_is_kept() {
        let kept = std::fs::read_dir(root().join("tests/items")).unwrap();
        let kept: Vec<String> =
            kept.map(|file| file.unwrap().file_name().to_string_lossy().into_owned()).collect();
        for item in harness::stack::Stack::demo().engine.items() {
            if !item.contains_key("document") {
                continue;
            }
            let entity = attribute(&item, "entity");
            let prefix = format!("{}.", entity.replace(' ', "-"));
            let found = kept.iter().any(|name| name.starts_with(&prefix));
            assert!(found || entity == "claim", "keep one {entity} in tests/items");
        }
    }
}
