//! The test kit: servers for tests of code that listens, and how to test code that sends. Feature `testing`.
//!
//! | to test | use |
//! |---|---|
//! | code that takes a [`Listener`](crate::Listener) | a [`ChannelServer`], which sends the messages that the test gives it and breaks the connection when told |
//! | what it does when a server misbehaves: statuses, bad bytes, silence, resets | a [`ScriptedServer`], in the process or over a socket |
//! | a handler | its own `Router`, see below; in an [`Unreliable`] transport, whether it resumes |
//! | an [`EventLog`](crate::hub::EventLog) of your own | [`event_log_suite`] |
//!
//! All of it runs in the process and in the test's own task, on the clock of tokio: in a
//! `#[tokio::test(start_paused = true)]` (tokio's feature `test-util`) back-off, idle time-outs and heartbeats take
//! no time at all. A test that waits for what never comes does not hang there: a server of this kit gives up after a day
//! of that clock, and says so in an error.
//!
//! ```toml
//! [dev-dependencies]
//! asyncapi-runtime = { version = "0.1", features = ["testing"] }
//! tokio = { version = "1", features = ["macros", "rt", "test-util"] }
//! ```
//!
//! # Testing a handler
//!
//! A `Router` is a [`Transport`](crate::client::Transport), and `ListenOptions` are made from it: a listener reads
//! what the handler sends, through the extractors, the layers and the wire that it has in production.
//!
//! ```
//! use std::time::Duration;
//! use asyncapi_runtime::{Event, EventSender, LastEventId, ListenOptions};
//! use axum::{Router, extract::State};
//! use tokio::time::{Instant, sleep, timeout};
//! # use asyncapi_runtime::sse::{DecodeError, EncodeError, EventWriter, RawEvent};
//! # use asyncapi_runtime::{Channel, ListenError, Listener, client, server::{Handler, SendError, register}};
//! # struct NumbersChannel;
//! # impl Channel for NumbersChannel {
//! #     type Message = u32;
//! #     type Parameters = ();
//! #     const ID: &'static str = "numbers";
//! #     const ADDRESS: &'static str = "numbers";
//! #     const ROUTE: &'static str = "/numbers";
//! #     fn encode(message: &u32, event: &mut EventWriter) -> Result<(), EncodeError> { event.json(message) }
//! #     fn decode(event: &RawEvent<'_>) -> Result<u32, DecodeError> { event.json() }
//! # }
//! # fn register_send_numbers<S, H, T>(router: Router<S>, handler: H) -> Router<S>
//! # where S: Clone + Send + Sync + 'static, H: Handler<NumbersChannel, T, S> {
//! #     register(router, handler)
//! # }
//! # fn listen_for_numbers(options: impl Into<ListenOptions>) -> Listener<u32> {
//! #     client::listen::<NumbersChannel>((), options.into())
//! # }
//!
//! /// The handler: counts on from where the client stopped, a number a minute.
//! async fn count(
//!     State(step): State<u32>,
//!     last: LastEventId,
//!     events: EventSender<u32>,
//! ) -> Result<(), SendError> {
//!     let mut number = last.as_deref().and_then(|id| id.parse().ok()).unwrap_or(0);
//!     loop {
//!         number += step;
//!         events.send(Event::new(number).with_id(number.to_string())).await?;
//!         sleep(Duration::from_secs(60)).await;
//!     }
//! }
//!
//! # tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap().block_on(async {
//! // In a `#[tokio::test(start_paused = true)]`:
//! let app: Router = register_send_numbers(Router::new(), count).with_state(10);
//! let mut numbers = listen_for_numbers(ListenOptions::from(app).last_event_id("7"));
//! let start = Instant::now();
//! assert_eq!(numbers.next().await.unwrap()?.message, 17);
//! // Heartbeats keep the idle time-out of 45 s away.
//! assert_eq!(numbers.next().await.unwrap()?.message, 27);
//! assert!(start.elapsed() >= Duration::from_secs(60));
//! // A handler may stay silent for ever: whoever waits for one that does says how long.
//! assert!(timeout(Duration::from_secs(59), numbers.next()).await.is_err());
//! # Ok::<(), ListenError>(())
//! # }).unwrap();
//! ```
//!
//! What a handler answers before its stream starts, such as 401, is the listener's first and only item, of the kind
//! [`Status`](crate::client::ListenErrorKind::Status). Dropping the listener drops the handler's future and runs its
//! `on_close` hooks, at once.

mod channel_server;
mod connection;
mod event_log_suite;
mod outbox;
mod read;
mod requests;
mod script;
mod scripted;
mod socket;
mod steps;
mod unreliable;

use std::time::Duration;

pub use channel_server::{ChannelServer, pair};
pub use event_log_suite::{EventLogFailure, event_log_suite};
pub use requests::ReceivedRequest;
pub use script::Script;
pub use scripted::ScriptedServer;
pub use socket::Socket;
pub use unreliable::Unreliable;

/// How long anything here waits: so long that no test means it.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
