//! The server: from an axum handler to a stream of events on the wire.
//!
//! The macro generates a `register_send_*` function for every channel, which is one call of [`register`]. A
//! handler is what axum calls one, with extractors as its arguments (all that read the head of the request:
//! `State`, `Extension`, `HeaderMap`, the channel's parameters, a message's headers, [`LastEventId`]…), in one of two
//! forms, or a hub:
//!
//! - **push**: the last argument is an [`EventSender`]; the output is `()` or `Result<(), impl IntoResponse>`;
//! - **pull**: the output is an [`EventStream`] or `Result<EventStream<_>, impl IntoResponse>`;
//! - a [`Hub`](crate::Hub): what is published to it goes to all who listen.
//!
//! As with axum, the arguments of a closure need their types written.
//!
//! ```
//! use asyncapi_runtime::server::{self, EventSender, EventStream, LastEventId};
//! use axum::{Router, http::StatusCode};
//! # use asyncapi_runtime::{Channel, sse::{DecodeError, EncodeError, EventWriter, RawEvent}};
//! # struct Greetings;
//! # impl Channel for Greetings {
//! #     type Message = String;
//! #     type Parameters = ();
//! #     const ID: &'static str = "greetings";
//! #     const ADDRESS: &'static str = "greetings";
//! #     const ROUTE: &'static str = "/greetings";
//! #     fn encode(m: &String, e: &mut EventWriter) -> Result<(), EncodeError> { e.json(m) }
//! #     fn decode(e: &RawEvent<'_>) -> Result<String, DecodeError> { e.json() }
//! # }
//! # struct Numbers;
//! # impl Channel for Numbers {
//! #     type Message = u64;
//! #     type Parameters = ();
//! #     const ID: &'static str = "numbers";
//! #     const ADDRESS: &'static str = "numbers";
//! #     const ROUTE: &'static str = "/numbers";
//! #     fn encode(m: &u64, e: &mut EventWriter) -> Result<(), EncodeError> { e.json(m) }
//! #     fn decode(e: &RawEvent<'_>) -> Result<u64, DecodeError> { e.json() }
//! # }
//!
//! let app: Router = Router::new();
//! // What `register_send_greetings` calls:
//! let app = server::register::<Greetings, _, _, _>(app, |events: EventSender<String>| async move {
//!     events.send("hello".to_owned()).await
//! });
//! let app = server::register::<Numbers, _, _, _>(app, |last: LastEventId| async move {
//!     let last: u64 = last.as_deref().unwrap_or("0").parse().map_err(|_| StatusCode::BAD_REQUEST)?;
//!     Ok::<_, StatusCode>(EventStream::new(futures_util::stream::iter(last..last + 3)))
//! });
//! # let _: Router = app;
//! ```
//!
//! # The life of a connection
//!
//! 1. The extractors run in order. The first rejection is the response.
//! 2. The handler runs. Whatever it answers before the stream starts is the response: see [`Handler`].
//! 3. The head goes out with the comment `:` right behind it, so that proxies pass the head on (rule S-03), then
//!    every event as one frame (rule S-08). After [`heartbeat`](SseConfig::heartbeat) without a write, 15 s by
//!    default, another comment follows.
//! 4. The stream ends, or its client goes away, and the `on_close` hooks run, each exactly once (rule S-13).
//!
//! The response body itself polls the handler: there is no task per connection, a client that leaves drops the
//! handler's future at its next `.await`, and while a client does not read, its handler rests. The runtime needs
//! tokio's timer (`enable_time`, which `#[tokio::main]` turns on).
//!
//! # Around it
//!
//! | for | use |
//! |---|---|
//! | clients that stopped to read | [`StallTimeout`], with `axum::serve` through `StallTimeoutListener` (feature `serve`) |
//! | a server that stops | [`Shutdown`] |
//! | pages of other origins | `tower_http::cors::CorsLayer`, with `last-event-id` among the allowed headers (rule S-14) |
//! | compression of the other routes | `tower_http::compression::CompressionLayer`, which leaves streams alone |
//! | logs | `tracing`: the span `event_stream` (debug) with `channel`, `path` and `last_event_id`, in which the handler runs |
//! | metrics | the feature `metrics`, and its module here |
//! | HTTP/2 | axum's feature `http2`, or a server of `hyper-util`: streams of one connection do not wait for one that is not read, where the client gives the connection more room than one stream, as browsers do |

mod body;
mod close;
mod config;
mod connection;
mod error;
mod handler;
mod hooks;
mod last_event_id;
mod life;
mod limits;
#[cfg(feature = "metrics")]
pub mod metrics;
mod observe;
mod output;
mod push;
mod queue;
mod register;
mod sender;
mod shutdown;
mod slow;
mod stall;
#[cfg(feature = "serve")]
mod stall_listener;
mod stream;

pub(crate) use body::{Backlog, EventBody, Events, Source, head_only};
pub use close::CloseReason;
pub(crate) use close::{Hook, caught, run as run_hooks};
pub use config::SseConfig;
pub use connection::{Connection, ExpiresAt};
pub(crate) use connection::{Opening, unavailable};
pub use error::SendError;
pub use handler::Handler;
pub use last_event_id::LastEventId;
pub use output::{PullOutput, PushOutput};
pub use register::register;
#[cfg(feature = "testing")]
pub(crate) use sender::Codec;
pub use sender::EventSender;
pub use shutdown::Shutdown;
pub use slow::SlowConsumer;
pub use stall::StallTimeout;
#[cfg(feature = "serve")]
pub use stall_listener::StallTimeoutListener;
pub use stream::EventStream;
