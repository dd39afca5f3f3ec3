//! [`SseConfig`]: the settings of event streams.

use std::time::Duration;

use axum::Extension;
use http::Extensions;

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
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SseConfig {
    /// See [`heartbeat`](Self::heartbeat).
    pub heartbeat: Option<Duration>,
    /// See [`queue`](Self::queue).
    pub queue: usize,
    /// See [`validate`](Self::validate).
    pub validate: bool,
}

impl Default for SseConfig {
    fn default() -> Self {
        Self { heartbeat: Some(Duration::from_secs(15)), queue: 64, validate: true }
    }
}

impl SseConfig {
    /// The defaults: a heartbeat every 15 s, queues of 64 events, validation.
    pub fn new() -> Self {
        Self::default()
    }

    /// How long nothing is written before a comment is, so that neither proxies nor the client take the
    /// connection for dead (rule S-07). 15 s by default; `None`, or a zero duration, turns heartbeats off.
    ///
    /// Common proxies cut a connection that is silent for 60 s.
    #[must_use]
    pub fn heartbeat(mut self, every: impl Into<Option<Duration>>) -> Self {
        self.heartbeat = every.into().filter(|every| !every.is_zero());
        self
    }

    /// How many events of one connection wait to be written before [`send`](super::EventSender::send) waits.
    /// 64 by default, at least 1. The queue takes memory only for what is in it.
    #[must_use]
    pub fn queue(mut self, events: usize) -> Self {
        self.queue = events.max(1);
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

    /// The settings as a layer for `Router::layer`, `Router::route_layer` or `MethodRouter::layer`.
    pub fn into_layer(self) -> Extension<Self> {
        Extension(self)
    }

    /// The settings for a request: those of its innermost layer, or the defaults.
    pub(crate) fn of(extensions: &Extensions) -> Self {
        extensions.get().cloned().unwrap_or_default()
    }
}
