//! [`SseConfig`]: the settings of event streams.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Extension;
use http::Extensions;
use http::request::Parts;

use super::hooks::Hooks;
use super::limits::Limits;
use super::{CloseReason, Connection, Shutdown, SlowConsumer};
use crate::hub::GAP_EVENT;

/// The settings of event streams, given to a router (or one route) as a layer. What is not set has a default
/// that suits production.
///
/// A layer covers the routes that are in the router when it is added. Of several, the innermost counts.
///
/// ```
/// use std::time::Duration;
/// use asyncapi_runtime::server::SseConfig;
///
/// let app: axum::Router = axum::Router::new();
/// // … register the channels, then:
/// let app = app.layer(SseConfig::new().heartbeat(Duration::from_secs(30)).queue(256).into_layer());
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SseConfig {
    /// See [`heartbeat`](Self::heartbeat).
    pub heartbeat: Option<Duration>,
    /// See [`queue`](Self::queue).
    pub queue: usize,
    /// See [`slow_consumer`](Self::slow_consumer).
    pub slow_consumer: SlowConsumer,
    /// See [`validate`](Self::validate).
    pub validate: bool,
    /// See [`max_lifetime`](Self::max_lifetime).
    pub max_lifetime: Option<Duration>,
    /// See [`reconnection_time`](Self::reconnection_time).
    pub reconnection_time: Option<Duration>,
    /// See [`gap_event`](Self::gap_event).
    pub gap_event: Cow<'static, str>,
    /// See [`last_event_id_query`](Self::last_event_id_query).
    pub last_event_id_query: Cow<'static, str>,
    pub(super) shutdown: Option<Shutdown>,
    pub(super) limits: Limits,
    pub(super) hooks: Hooks,
}

impl Default for SseConfig {
    fn default() -> Self {
        Self {
            heartbeat: Some(Duration::from_secs(15)),
            queue: 64,
            slow_consumer: SlowConsumer::default(),
            validate: true,
            max_lifetime: None,
            reconnection_time: None,
            gap_event: Cow::Borrowed(GAP_EVENT),
            last_event_id_query: Cow::Borrowed("last_event_id"),
            shutdown: None,
            limits: Limits::default(),
            hooks: Hooks::default(),
        }
    }
}

impl SseConfig {
    /// The defaults: a heartbeat every 15 s, queues of 64 events, validation; no limits.
    pub fn new() -> Self {
        Self::default()
    }

    /// How long nothing is written before a comment is, so that neither proxies nor the client take the
    /// connection for dead (rule S-07). 15 s by default; `None`, or a zero duration, turns heartbeats off. The first after
    /// an event comes after 80 to 100 % of it, a random time, so that those who got the same event do not get their
    /// heartbeats at once.
    ///
    /// Common proxies cut a connection that is silent for 60 s.
    #[must_use]
    pub fn heartbeat(mut self, every: impl Into<Option<Duration>>) -> Self {
        self.heartbeat = every.into().filter(|every| !every.is_zero());
        self
    }

    /// How many events of one connection wait to be written: 64 by default, at least 1. With an
    /// [`EventSender`](super::EventSender) that is after which [`send`](super::EventSender::send) waits; with a
    /// [`Hub`](crate::Hub) how far behind a client may be before it counts as [slow](Self::slow_consumer). The queue
    /// takes memory only for what is in it.
    #[must_use]
    pub fn queue(mut self, events: usize) -> Self {
        self.queue = events.max(1);
        self
    }

    /// What a [`Hub`](crate::Hub) does with a client that is too far behind: by default it is disconnected, and may
    /// resume.
    #[must_use]
    pub fn slow_consumer(mut self, policy: SlowConsumer) -> Self {
        self.slow_consumer = policy;
        self
    }

    /// Whether each message is checked before it is sent, and the message headers of each request when a handler
    /// takes them: against what the document says beyond the types. `true` by default.
    ///
    /// A message that is not valid is not sent: [`send`](super::EventSender::send) returns
    /// [`SendError::Invalid`](super::SendError::Invalid); of an [`EventStream`](super::EventStream) it is logged and
    /// skipped. The stream itself goes on.
    #[must_use]
    pub fn validate(mut self, validate: bool) -> Self {
        self.validate = validate;
        self
    }

    /// How long a stream is open at most; it then ends with [`CloseReason::Lifetime`], after what is pending is sent,
    /// and its client connects again. A random time between 80 and 100 % of this, so that streams which began together
    /// do not end together. None by default.
    ///
    /// It is for servers behind a load balancer: new servers get their share of the clients, credentials are checked
    /// again.
    #[must_use]
    pub fn max_lifetime(mut self, most: impl Into<Option<Duration>>) -> Self {
        self.max_lifetime = most.into();
        self
    }

    /// How long clients wait before they connect again when the connection is lost (the reconnection time of WHATWG HTML
    /// 9.2.2, in whole milliseconds): a `retry:` line that goes out with the first event of each stream, never in a block of
    /// its own (rule S-07). None by default: a browser then waits some seconds, our own client backs off.
    /// It is 24 days at most, which is what browsers can wait.
    ///
    /// An event may say another one ([`Event::with_retry`](crate::Event::with_retry)), and a server that shuts down does
    /// ([`Shutdown::retry`]).
    #[must_use]
    pub fn reconnection_time(mut self, time: impl Into<Option<Duration>>) -> Self {
        self.reconnection_time = time.into();
        self
    }

    /// The name of the event with which a [`Hub`](crate::Hub), or a handler by [`EventSender::gap`](super::EventSender::gap),
    /// tells a client that events are missing (rule S-11): `gap` by default, and where it is empty or cannot be a name. Our
    /// own client expects that name too ([`ListenOptions::gap_event`](crate::ListenOptions::gap_event)).
    #[must_use]
    pub fn gap_event(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.gap_event = name.into();
        self
    }

    /// The query parameter that resumes a stream where there is no `Last-Event-ID` header (rule S-10), for pages that
    /// cannot set one: `last_event_id` by default.
    #[must_use]
    pub fn last_event_id_query(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.last_event_id_query = name.into();
        self
    }

    /// Ends the streams when this shutdown starts (rule S-15).
    #[must_use]
    pub fn shutdown(mut self, shutdown: &Shutdown) -> Self {
        self.shutdown = Some(shutdown.clone());
        self
    }

    /// How many streams of each channel may be open at once under this layer. One more is answered 503 with
    /// `Retry-After`. No limit by default.
    #[must_use]
    pub fn max_connections(mut self, most: usize) -> Self {
        self.limits.channel = Some(most);
        self
    }

    /// How many streams of each channel may be open at once for the same key, such as a user or an address; `key` gives
    /// it from the head of a request, `None` for one that does not count. One more is answered 503 with `Retry-After`.
    ///
    /// ```
    /// use asyncapi_runtime::server::SseConfig;
    ///
    /// let config = SseConfig::new().max_connections(10_000).max_connections_per_key(6, |request| {
    ///     let user = request.headers.get("x-user")?;
    ///     Some(user.to_str().ok()?.to_owned())
    /// });
    /// ```
    #[must_use]
    pub fn max_connections_per_key(
        mut self,
        most: usize,
        key: impl Fn(&Parts) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.limits.key = Some((most, Arc::new(key)));
        self
    }

    /// Calls `hook` when a stream opens: its head and first bytes go out. It must not block.
    #[must_use]
    pub fn on_open(mut self, hook: impl Fn(&Connection) + Send + Sync + 'static) -> Self {
        self.hooks.open = Some(Arc::new(hook));
        self
    }

    /// Calls `hook` exactly once for each stream that has opened, when it ends, for whatever reason (rule S-13). It runs
    /// where the connection is dropped and must not block.
    #[must_use]
    pub fn on_close(mut self, hook: impl Fn(&Connection, CloseReason) + Send + Sync + 'static) -> Self {
        self.hooks.close = Some(Arc::new(hook));
        self
    }

    /// The settings as a layer for `Router::layer`, `Router::route_layer` or `MethodRouter::layer`.
    pub fn into_layer(self) -> Extension<Arc<Self>> {
        Extension(Arc::new(self))
    }

    /// The settings for a request: those of its innermost layer, or the defaults.
    pub(crate) fn of(extensions: &Extensions) -> Arc<Self> {
        static DEFAULT: OnceLock<Arc<SseConfig>> = OnceLock::new();
        if let Some(config) = extensions.get::<Arc<Self>>() {
            return Arc::clone(config);
        }
        // Some may add them as an `Extension` of their own.
        match extensions.get::<Self>() {
            Some(config) => Arc::new(config.clone()),
            None => Arc::clone(DEFAULT.get_or_init(Arc::default)),
        }
    }
}
