//! The functions on a table in the same process: what is answered to any request.

use std::cell::RefCell;
use std::collections::HashMap;

use registry::ServedRoute as Route;
use shared::auth::Keys;
use shared::clock::Clock;
use shared::runtime::App;
use tokio::runtime::Runtime;

use super::{Table, request};
use crate::demo::demo;
use crate::event::Event;
use crate::functions::{Answer, FALLBACK, FUNCTIONS, Function, Instance, routes};
use crate::requests::{Caller, request as request_of};
use crate::seed::{assert_clean, tenant};
use crate::stack::{NOW, Stack, settings};

/// The demo data in a table, and the functions that were called.
struct World {
    table: Table,
    clock: Clock,
    instances: HashMap<&'static str, Instance>,
    runtime: Runtime,
}

thread_local! {
    static WORLD: RefCell<Option<World>> = const { RefCell::new(None) };
}

impl World {
    #[expect(clippy::expect_used, reason = "without it there is nothing to fuzz")]
    fn new() -> Self {
        let items = Stack::demo().engine.items();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        Self {
            table: Table::of(items),
            clock: Clock::fixed(NOW),
            instances: HashMap::new(),
            runtime: runtime.expect("a runtime"),
        }
    }

    /// Does something in the world of this thread; what it wrote is undone.
    fn with<T>(run: impl FnOnce(&mut Self) -> T) -> T {
        WORLD.with_borrow_mut(|world| {
            let world = world.get_or_insert_with(Self::new);
            let done = run(world);
            if !world.table.written().is_empty() {
                world.table.put_back();
                // Some remember what was written, as a tenant's next id.
                world.instances.clear();
            }
            done
        })
    }

    fn call(&mut self, name: &str, event: &str) -> Answer {
        let function = Function::named(name);
        let (table, clock) = (&self.table, &self.clock);
        let runtime = &self.runtime;
        let instance = self.instances.entry(function.name).or_insert_with(|| {
            let store = table.store(clock.clone());
            let app = App::new(store, Keys::unread(function.api), clock.clone(), settings());
            runtime.block_on(app.keys.read(&app.store, &app.clock)).unwrap_or_default();
            Instance { function, app }
        });
        runtime.block_on(instance.call(event))
    }
}

/// A request to an API, as [`request::read`] reads it: each is answered without a failure, in
/// JSON, and leaves a table that adds up.
///
/// # Panics
/// When it is not.
pub fn api(api: &str, bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return raw(api, bytes) };
    match local::demo::fill(text, &demo().document) {
        Ok(filled) => raw(api, filled.as_bytes()),
        Err(_) => raw(api, bytes),
    }
}

fn raw(api: &str, bytes: &[u8]) {
    let Some(event) = request::read(bytes) else { return };
    let all = routes();
    let route = event.route(&all);
    let name = route.map_or(FALLBACK, |route| route.function);
    // Another API's request is that one's to fuzz.
    if route.is_some() && Function::named(name).api.as_str() != api {
        return;
    }
    World::with(|world| {
        let answer = world.call(name, &event.to_json(route));
        check(world, name, &answer);
    });
}

fn check(world: &World, name: &str, answer: &Answer) {
    let status = answer.status();
    assert!((200..500).contains(&status), "{name}: {status} {}", answer.body());
    for (header, value) in &answer.0.headers {
        assert!(value.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{header}: {value:?}");
    }
    let bodiless = status == 204 || status == 308;
    // An answer to HEAD has none either.
    if !answer.body().is_empty() {
        assert!(!bodiless, "{name}: {status} with a body");
        drop(answer.json());
    }
    let mut written = world.table.written();
    // Requests and wrong passwords are counted, whatever else is refused.
    written.retain(|(pk, _)| !pk.starts_with("RATE#") && !pk.starts_with("GUESSES#"));
    if !written.is_empty() {
        assert!(
            status < 300 || status == 422 || name.starts_with("cro"),
            "{name}: {status}, written"
        );
        for number in [1686, 2001] {
            if written.iter().any(|(pk, _)| pk.starts_with(&format!("TENANT#{number}"))) {
                assert_clean(world.table.engine(), tenant(number));
            }
        }
    }
}

/// An event of any text, to every function: none that is no request fails.
///
/// # Panics
/// When one does.
pub fn event(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let text = local::demo::fill(&text, &demo().document).unwrap_or_else(|_| text.into_owned());
    World::with(|world| {
        for function in FUNCTIONS.iter() {
            // The reader of events is the same for all; what follows is fuzzed by each API.
            if function.name == FALLBACK || function.name == "fleet-show-customer" {
                let answer = world.call(function.name, &text);
                check(world, function.name, &answer);
            }
        }
    });
}

/// A byte that chooses an API, and a header `authorization`: the caller is let in, or refused in
/// the API's own way.
///
/// # Panics
/// When it is neither.
pub fn authorization(bytes: &[u8]) {
    let Some((which, header)) = bytes.split_first() else { return };
    let api = registry::APIS[usize::from(*which) % registry::APIS.len()].name.as_str();
    let header = String::from_utf8_lossy(header);
    let header =
        local::demo::fill(&header, &demo().document).unwrap_or_else(|_| header.into_owned());
    let of_api = |route: &Route| Function::named(route.function).api.as_str() == api;
    let Some(route) = routes().into_iter().find(of_api) else { return };
    let Some(good) = request_of(&route, Caller::Good) else { return };
    let event: Event = good.header("authorization", header);
    World::with(|world| {
        let answer = world.call(route.function, &event.to_json(Some(&route)));
        check(world, route.function, &answer);
        let known: &[u16] = match api {
            "fleet" => &[200, 403],
            "cro" => &[200, 401, 403, 404],
            "bluerocktel" | "nutcache" => &[200, 401, 403, 404],
            _ => &[200, 401, 400],
        };
        assert!(known.contains(&answer.status()), "{api}: {} {}", answer.status(), answer.body());
    });
}
