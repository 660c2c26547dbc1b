//! A warm instance of one route's function, and the table that it works on.

use registry::ServedRoute as Route;

use crate::cases::Cases;
use crate::event::Event;
use crate::functions::{Answer, Function, Instance};
use crate::requests::{Caller, request};
use crate::stack::Stack;

/// A route's function on demo data of its own.
pub struct Warm {
    /// The demo data, and the wire to it.
    pub stack: Stack,
    /// The instance. INIT is over, and not on the wire any more.
    pub instance: Instance,
    /// The route.
    pub route: Route,
}

impl Warm {
    /// Starts a route's function.
    pub async fn of(route: &Route) -> Self {
        let stack = Stack::demo();
        let instance = Function::named(route.function).start(&stack).await;
        drop(stack.wire.take());
        Self { stack, instance, route: *route }
    }

    /// The name of the route's API.
    #[must_use]
    pub fn api(&self) -> &'static str {
        self.instance.function.api.as_str()
    }

    /// What the route's function is sent, and answers.
    #[must_use]
    pub fn cases(&self) -> &'static Cases {
        Cases::of(self.route.function)
    }

    /// A request that succeeds.
    ///
    /// # Panics
    /// Never: every endpoint has one.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the parser refuses cases without it")]
    pub fn good(&self) -> Event {
        request(&self.route, Caller::Good).expect("a good request")
    }

    /// The status that the good request is answered with.
    #[must_use]
    pub fn success(&self) -> u16 {
        self.cases().good().status
    }

    /// Answers a request.
    pub async fn send(&self, event: &Event) -> Answer {
        self.instance.call(&event.to_json(Some(&self.route))).await
    }

    /// The route and the case, for messages.
    #[must_use]
    pub fn what(&self, case: &str) -> String {
        let case: String = case.chars().take(160).collect();
        format!("{} {}: {case}", self.route.method, self.route.path)
    }
}
