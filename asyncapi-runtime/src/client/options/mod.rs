//! [`ListenOptions`]: where to listen, and how.

mod from;
mod headers;
mod hooks;
mod request;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
pub use headers::ApiKeyPlace;
pub(super) use headers::{LAST_EVENT_ID, OWN_ID, is_credential, mark};
use http::header::HeaderMap;
use http::{Method, StatusCode};

use super::attempt::AttemptHeaders;
use super::backoff;
use super::hooks::Hooks;
use super::listener::Policy;
use super::transport::Transport;
use super::url::Base;
use crate::hub::GAP_EVENT;
use crate::sse::Limits;

/// The idle timeout, where none is set: three heartbeats of a server that keeps this project's default.
const IDLE_TIMEOUT: Duration = Duration::from_secs(45);

/// Where to listen, and how. A base URL is enough: everything else has a default.
///
/// ```
/// use std::time::Duration;
/// use asyncapi_runtime::ListenOptions;
///
/// let options = ListenOptions::new("https://example.com/api")
///     .bearer("a token")
///     .header("x-tenant", "7")
///     .query("since", "yesterday")
///     .last_event_id("41")
///     .idle_timeout(Some(Duration::from_secs(60)))
///     .on_close(|reason| println!("closed: {reason:?}"));
/// assert!(!format!("{options:?}").contains("a token"));
/// ```
///
/// The path of the channel is put behind the path of the base URL (with or without a slash at its end). A query
/// of the base URL is kept; `user:password@` in it is sent as `Authorization: Basic`.
///
/// Nothing here fails: a URL or a header that is none is the first and only item of the stream, a
/// [fatal](super::ListenError::is_fatal) error.
#[derive(Clone)]
#[must_use]
pub struct ListenOptions {
    pub(super) base: Result<Base, String>,
    pub(super) transport: Option<Arc<dyn Transport>>,
    pub(super) method: Method,
    pub(super) body: Bytes,
    /// What goes behind the query of the base URL, encoded.
    pub(super) query: String,
    pub(super) headers: Result<HeaderMap, String>,
    pub(super) attempt_headers: Option<AttemptHeaders>,
    pub(super) last_event_id: String,
    pub(super) idle_timeout: Option<Duration>,
    pub(super) limits: Limits,
    pub(super) reconnection_time: Duration,
    pub(super) policy: Policy,
    pub(super) validate: bool,
    /// What message headers violate: it counts where validation is on.
    pub(super) violated: Option<String>,
    pub(super) raw_data: bool,
    pub(super) gap_event: Cow<'static, str>,
    pub(super) hooks: Hooks,
}

impl ListenOptions {
    /// Listens below this absolute http(s) URL.
    pub fn new(base: impl AsRef<str>) -> Self {
        Self::with_base(Base::parse(base.as_ref()))
    }

    fn with_base(base: Result<Base, String>) -> Self {
        Self {
            base,
            transport: None,
            method: Method::GET,
            body: Bytes::new(),
            query: String::new(),
            headers: Ok(HeaderMap::new()),
            attempt_headers: None,
            last_event_id: String::new(),
            idle_timeout: Some(IDLE_TIMEOUT),
            limits: Limits::default(),
            reconnection_time: backoff::BASE,
            policy: Policy::default(),
            validate: true,
            violated: None,
            raw_data: false,
            gap_event: Cow::Borrowed(GAP_EVENT),
            hooks: Hooks::default(),
        }
    }

    /// Sends the requests through `transport`; by default through `HyperTransport`, which speaks http, and with the
    /// features `rustls` and `http2` https and HTTP/2.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Resumes after this event: the first request's `Last-Event-ID` (C-20). Empty, the default, sends none.
    pub fn last_event_id(mut self, id: impl Into<String>) -> Self {
        self.last_event_id = id.into();
        self
    }

    /// How long nothing may come, not even a heartbeat, until the connection counts as lost (C-21): 45 s by
    /// default, three heartbeats of the server side. `None`, or a zero duration, waits for ever. The head of each answer
    /// has the same time.
    pub fn idle_timeout(mut self, timeout: Option<Duration>) -> Self {
        self.idle_timeout = timeout.filter(|timeout| !timeout.is_zero());
        self
    }

    /// How large lines and events may be (C-24); past that the stream ends with an error.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The reconnection time until the server's `retry` sets another one: 500 ms by default, between 100 ms and an
    /// hour (C-14). A first wait lies anywhere between 100 ms and this; each further one has twice the room of the one
    /// before, up to 30 s, until a connection was open for 60 s (C-26).
    pub fn reconnection_time(mut self, time: Duration) -> Self {
        self.reconnection_time = time;
        self
    }

    /// Whether a lost connection is made again: `true`, the default, without end; with `false` the loss is the
    /// stream's last item.
    pub fn reconnect(mut self, reconnect: bool) -> Self {
        self.policy.max_reconnects = if reconnect { None } else { Some(0) };
        self
    }

    /// Ends the stream when it is lost once more after this many reconnects without a healthy connection
    /// between them: one that was open for 60 s, or one that brought events from a server that sets `retry`, whose
    /// pace such short connections are.
    pub fn max_reconnects(mut self, reconnects: u32) -> Self {
        self.policy.max_reconnects = Some(reconnects);
        self
    }

    /// After which statuses the listener tries again, with the same waits as after a lost connection (C-05). By
    /// default there are none: a status other than 200 ends the stream, as the standard says.
    /// [`is_transient`](super::is_transient) is the usual answer; `Retry-After` of the server comes on top of the wait,
    /// up to an hour.
    pub fn retry_status(mut self, again: impl Fn(StatusCode) -> bool + Send + Sync + 'static) -> Self {
        self.policy.statuses = Some(Arc::new(again));
        self
    }

    /// Whether each message is checked against what the document says beyond its type, such as lengths and ranges:
    /// `true`, the default. A message that is not valid is one error item with its
    /// [violations](super::ListenError::violations); the stream goes on.
    pub fn validate(mut self, validate: bool) -> Self {
        self.validate = validate;
        self
    }

    /// Whether events keep the data that they came with: [`Event::raw_data`](crate::Event::raw_data). `false`, the
    /// default, saves the copy.
    pub fn raw_data(mut self, keep: bool) -> Self {
        self.raw_data = keep;
        self
    }

    /// The name of the event with which a server says that events are missing (rule S-11): `gap` by default, as with
    /// [`SseConfig::gap_event`](crate::server::SseConfig::gap_event); an empty name turns it off.
    ///
    /// Such an event is an error item of the kind [`Gap`](super::ListenErrorKind::Gap), and the stream goes on. It is
    /// an ordinary event where a message of the channel has that name, or where the data is not that of a
    /// [gap](crate::hub::Gap).
    pub fn gap_event(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.gap_event = name.into();
        self
    }
}
