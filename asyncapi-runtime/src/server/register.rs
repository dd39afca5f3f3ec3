//! [`register`]: a handler becomes a route.

use axum::Router;
use axum::extract::{Request, State};
use axum::routing;

use super::Handler;
use crate::Channel;

/// Adds the channel `C` to `router`: `GET` on its [route](Channel::ROUTE) answers with the events of `handler`.
///
/// The macro generates a function for every channel that calls it. Under `Router::nest` the route follows the
/// prefix, whose own parameters do no harm. A `HEAD` request runs the handler until it first waits.
///
/// # Panics
/// As `Router::route` does: when the router has a `GET` handler for the route already.
pub fn register<C, S, H, T>(router: Router<S>, handler: H) -> Router<S>
where
    C: Channel,
    S: Clone + Send + Sync + 'static,
    H: Handler<C, T, S>,
{
    let get = move |State(state): State<S>, request: Request| handler.call(request, state);
    router.route(C::ROUTE, routing::get(get))
}
