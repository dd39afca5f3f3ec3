//! Listening to a channel: connecting, connecting again, and typed events (rules C of `EventSource`, WHATWG HTML
//! 9.2).
//!
//! Generated `listen_for_*` functions call [`listen`]; [`ListenOptions`] say where and how; a [`Listener`] is the
//! stream of events; a [`Transport`] carries the requests.
//!
//! | to | use |
//! |---|---|
//! | read events where the program is | [`Listener::next`], or the listener as a `Stream` |
//! | be called back with everything | [`Listener::for_each`] |
//! | be called back with each message, as by `addEventListener` | [`Listener::dispatch`] with [`Handlers`] |
//! | close, restart or watch it from elsewhere | [`Listener::control`], [`ListenHandle`] |
//! | know when it opens, closes, or hears a heartbeat | the hooks of [`ListenOptions`]: `on_open`, `on_close`, `on_comment` |
//! | know what went wrong, and whether it goes on | [`ListenError::kind`], [`ListenError::is_fatal`] |

mod answer;
mod attempt;
mod backoff;
mod basic;
mod connect;
mod control;
mod error;
mod handle;
mod handlers;
mod hooks;
mod listener;
mod location;
mod open;
mod options;
mod outgoing;
mod reader;
mod refusal;
mod server;
mod transport;
mod url;

use std::sync::Arc;

use http::header::AUTHORIZATION;

pub use attempt::Attempt;
use backoff::Backoff;
use connect::Connector;
pub use control::{ListenControl, ReadyState};
use error::Then;
pub use error::{ListenError, ListenErrorKind};
pub use handle::ListenHandle;
pub use handlers::Handlers;
pub use hooks::{CloseReason, Opened};
pub use listener::Listener;
pub use options::{ApiKeyPlace, ListenOptions};
use reader::Reader;
pub use refusal::is_transient;
#[doc(hidden)]
pub use server::ServerUrl;
#[cfg(feature = "hyper")]
pub use transport::HyperTransport;
#[cfg(feature = "reqwest")]
pub use transport::ReqwestTransport;
pub use transport::{BodyStream, BoxError, ResponseFuture, Transport, TransportError};

use crate::channel::Channel;
use crate::parameters::{Parameters, PathWriter};
use crate::sse::Parser;

/// Listens to a channel: what generated `listen_for_*` functions call.
///
/// Nothing is sent before the listener is polled. What is wrong with the options or the parameters is the stream's
/// first and only item.
///
/// ```
/// use asyncapi_runtime::sse::{DecodeError, EncodeError, EventWriter, RawEvent};
/// use asyncapi_runtime::{Channel, client};
/// use axum::{Router, routing::get};
///
/// struct Numbers;
///
/// impl Channel for Numbers {
///     type Message = u32;
///     type Parameters = ();
///     const ID: &'static str = "numbers";
///     const ADDRESS: &'static str = "numbers";
///     const ROUTE: &'static str = "/numbers";
///
///     fn encode(message: &u32, event: &mut EventWriter) -> Result<(), EncodeError> {
///         event.json(message)
///     }
///     fn decode(event: &RawEvent<'_>) -> Result<u32, DecodeError> {
///         event.json()
///     }
/// }
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let server = Router::new()
///     .route("/numbers", get(|| async { ([("content-type", "text/event-stream")], "data: 1\n\ndata: 2\n\n") }));
/// let mut numbers = client::listen::<Numbers>((), server.into());
/// assert_eq!(numbers.next().await.unwrap()?.message, 1);
/// assert_eq!(numbers.next().await.unwrap()?.message, 2);
/// # Ok::<(), client::ListenError>(())
/// # }).unwrap();
/// ```
#[allow(
    clippy::needless_pass_by_value,
    reason = "generated code owns the parameters, and callers build them here"
)]
pub fn listen<C: Channel>(parameters: C::Parameters, options: ListenOptions) -> Listener<C::Message> {
    let mut parser = Parser::with_limits(options.limits);
    parser.set_last_event_id(options.last_event_id.clone());
    let reader = Reader::of::<C>(options.validate, options.raw_data, options.gap_event.clone());
    let backoff = Backoff::new(options.reconnection_time);
    let (policy, hooks) = (options.policy.clone(), options.hooks.clone());
    let connector = connector::<C>(&parameters, options);
    Listener::new(reader, connector, parser, backoff, policy, hooks)
}

/// What a listener needs to send its requests, or why there can be none.
fn connector<C: Channel>(
    parameters: &C::Parameters,
    options: ListenOptions,
) -> Result<Connector, ListenError> {
    let refused = |problem: String, url: Option<String>| {
        ListenError::new(ListenErrorKind::Options { problem }, url, Then::End)
    };
    let base = options.base.map_err(|problem| refused(problem, None))?;
    let shown = Some(base.shown());
    let mut headers = options.headers.map_err(|problem| refused(problem, shown.clone()))?;
    if let (Some(problem), true) = (options.violated, options.validate) {
        return Err(refused(problem, shown));
    }
    let path = path::<C>(parameters).map_err(|problem| refused(problem, shown.clone()))?;
    let url = base.join(&path).and_then(|url| url::with_query(url, &options.query));
    let url = url.map_err(|problem| refused(problem, shown.clone()))?;
    let transport = options.transport.or_else(default_transport).ok_or_else(|| {
        let problem =
            "there is no transport: turn on the feature `hyper` or `reqwest`, or give `ListenOptions` one";
        refused(problem.to_owned(), shown)
    })?;
    if let (Some(authorization), false) = (base.authorization, headers.contains_key(AUTHORIZATION)) {
        headers.insert(AUTHORIZATION, authorization);
    }
    Ok(Connector {
        transport,
        url,
        method: options.method,
        body: options.body,
        headers,
        attempt_headers: options.attempt_headers,
        idle_timeout: options.idle_timeout,
    })
}

/// The channel's path, with its parameters filled in.
fn path<C: Channel>(parameters: &C::Parameters) -> Result<String, String> {
    let mut path = PathWriter::default();
    if C::Parameters::NONE {
        path.literal(C::ROUTE);
    } else {
        parameters.write_path(&mut path);
    }
    path.finish().map_err(|error| error.to_string())
}

#[cfg(feature = "hyper")]
#[allow(clippy::unnecessary_wraps, reason = "without the features there is none")]
fn default_transport() -> Option<Arc<dyn Transport>> {
    Some(Arc::new(HyperTransport::new()))
}

#[cfg(all(feature = "reqwest", not(feature = "hyper")))]
#[allow(clippy::unnecessary_wraps, reason = "without the features there is none")]
fn default_transport() -> Option<Arc<dyn Transport>> {
    Some(Arc::new(ReqwestTransport::default()))
}

#[cfg(not(any(feature = "hyper", feature = "reqwest")))]
fn default_transport() -> Option<Arc<dyn Transport>> {
    None
}
