//! API Gateway's part: finding the function of a request.

use registry::ServedRoute as Route;

use crate::event::Event;
use crate::functions::{Answer, FALLBACK, Function, routes};
use crate::stack::Stack;

impl Stack {
    /// Sends a request to the function of its route, or to the fallback, in an instance that has
    /// just started.
    pub async fn send(&self, event: &Event) -> Answer {
        let routes = routes();
        match event.route(&routes) {
            Some(route) => self.send_to(route, event).await,
            None => self.invoke(FALLBACK, &event.to_json(None)).await,
        }
    }

    /// Sends a request to the function of a route that API Gateway has found for it.
    pub async fn send_to(&self, route: &Route, event: &Event) -> Answer {
        self.invoke(route.function, &event.to_json(Some(route))).await
    }

    /// Sends the text of an event to a function, in an instance that has just started.
    pub async fn invoke(&self, function: &str, event: &str) -> Answer {
        Function::named(function).start(self).await.call(event).await
    }
}
