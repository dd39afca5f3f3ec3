//! [`register`]: a handler becomes a route.

use axum::Router;
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use axum::routing;

use super::Handler;
use crate::Channel;
use crate::parameters::{ParameterError, Parameters, extract_parameters};

/// Adds the channel `C` to `router`: `GET` on its [route](Channel::ROUTE) answers with the events of `handler`.
///
/// The macro generates a function for every channel that calls it. Under `Router::nest` the route follows the
/// prefix, whose own parameters do no harm. A request whose path does not hold the channel's parameters is answered
/// 400 or 404 before the handler runs. A `HEAD` request runs the handler until it first waits.
///
/// # Panics
/// As `Router::route` does: when the router has a `GET` handler for the route already.
pub fn register<C, S, H, T>(router: Router<S>, handler: H) -> Router<S>
where
    C: Channel,
    S: Clone + Send + Sync + 'static,
    H: Handler<C, T, S>,
{
    let get = move |State(state): State<S>, request: Request| async move {
        match check_parameters::<C, S>(request, &state).await {
            Ok(request) => handler.call(request, state).await,
            Err(error) => error.into_response(),
        }
    };
    router.route(C::ROUTE, routing::get(get))
}

/// A path that is none of the address is refused whether the handler takes the parameters or not.
async fn check_parameters<C, S>(request: Request, state: &S) -> Result<Request, ParameterError>
where
    C: Channel,
    S: Send + Sync,
{
    if C::Parameters::NONE {
        return Ok(request);
    }
    let (mut parts, body) = request.into_parts();
    extract_parameters::<C::Parameters, S>(&mut parts, state).await?;
    Ok(Request::from_parts(parts, body))
}
