//! [`register`]: a handler becomes a route.

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing;
use http::Method;
use http::request::Parts;

use super::Handler;
use super::connection::admit;
use crate::Channel;
use crate::parameters::{Parameters, extract_parameters};

/// Adds the channel `C` to `router`: `GET` on its [route](Channel::ROUTE) answers with the events of `handler`.
///
/// The macro generates a function for every channel that calls it. Under `Router::nest` the route follows the
/// prefix, whose own parameters do no harm. A request whose path does not hold the channel's parameters is answered
/// 400 or 404 before the handler runs, and one stream too many with 503 (see
/// [`SseConfig::max_connections`](super::SseConfig::max_connections)). A `HEAD` request is answered without a
/// stream: see [`Handler`].
///
/// # Panics
/// As `Router::route` does: when the router has a `GET` handler for the route already.
pub fn register<C, S, H, T>(router: Router<S>, handler: H) -> Router<S>
where
    C: Channel,
    S: Clone + Send + Sync + 'static,
    H: Handler<C, T, S>,
{
    // The body of the request goes at once. What is left is small, as the future is that axum boxes for each connection.
    let get = move |State(state): State<S>, request: Request| {
        let parts = Box::new(request.into_parts().0);
        async move {
            match open::<C, S>(parts, &state).await {
                Ok(parts) => handler.call(parts, state).await,
                Err(response) => *response,
            }
        }
    };
    router.route(C::ROUTE, routing::get(get))
}

/// A path that is none of the address is refused whether the handler takes the parameters or not; and so is a stream
/// too many.
async fn open<C, S>(mut parts: Box<Parts>, state: &S) -> Result<Box<Parts>, Box<Response>>
where
    C: Channel,
    S: Send + Sync,
{
    if !C::Parameters::NONE {
        let parameters = extract_parameters::<C::Parameters, S>(&mut parts, state).await;
        parameters.map_err(|error| Box::new(error.into_response()))?;
    }
    if parts.method != Method::HEAD {
        admit::<C>(&mut parts).map_err(Box::new)?;
    }
    Ok(parts)
}
