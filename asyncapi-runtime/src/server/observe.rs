//! [`Observer`]: what others are told of a stream, as `tracing` spans and, with the feature `metrics`, as metrics.

use tokio::time::Instant;
use tracing::Span;

use super::body::{Backlog, Events};
#[cfg(feature = "metrics")]
use super::metrics::Counts;
use super::{CloseReason, Connection};

/// The span of a stream: its handler's code runs inside of it, and so does what the server itself tells of it.
pub(super) fn span(connection: &Connection) -> Span {
    tracing::debug_span!(
        "event_stream",
        channel = connection.channel(),
        path = connection.path(),
        last_event_id = connection.last_event_id().as_deref()
    )
}

/// Watches one stream.
pub(super) struct Observer {
    span: Span,
    /// `None` until the stream is open, and after it has ended.
    since: Option<Instant>,
    #[cfg(feature = "metrics")]
    counts: Option<Box<Counts>>,
}

impl Observer {
    pub(super) fn new(span: Span) -> Self {
        Self {
            span,
            since: None,
            #[cfg(feature = "metrics")]
            counts: None,
        }
    }

    /// Runs the handler's code inside of the stream's span.
    pub(super) fn within<T>(&self, run: impl FnOnce() -> T) -> T {
        if self.span.is_disabled() { run() } else { self.span.in_scope(run) }
    }

    /// The stream is open; what waits for it is counted as `backlog`.
    #[cfg_attr(not(feature = "metrics"), allow(unused_variables, reason = "metrics need it"))]
    pub(super) fn opened(&mut self, connection: Option<&Connection>, backlog: Backlog) {
        self.since = Some(Instant::now());
        self.within(|| tracing::debug!("open"));
        #[cfg(feature = "metrics")]
        {
            self.counts =
                connection.map(|connection| Box::new(Counts::opened(connection.channel(), backlog)));
        }
    }

    #[cfg_attr(
        not(feature = "metrics"),
        allow(unused_variables, clippy::unused_self, reason = "metrics need it")
    )]
    pub(super) fn wrote(&self, events: &Events) {
        #[cfg(feature = "metrics")]
        if let Some(counts) = &self.counts {
            counts.wrote(events);
        }
    }

    /// Whether the stream was open.
    pub(super) fn closed(&mut self, reason: CloseReason) -> bool {
        let Some(since) = self.since.take() else { return false };
        self.within(|| tracing::debug!(?reason, open_for = ?since.elapsed(), "closed"));
        #[cfg(feature = "metrics")]
        if let Some(counts) = self.counts.take() {
            counts.closed(reason);
        }
        true
    }
}
