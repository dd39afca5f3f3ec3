//! [`Listener`]: the stream of a channel's events, and the state machine that keeps it connected.

mod loss;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use http::StatusCode;
use tokio::time::Sleep;

use super::attempt::Attempt;
use super::backoff::Backoff;
use super::connect::{Connected, Connector, Failure};
use super::control::{Command, ListenControl, ReadyState, Shared};
use super::error::{ListenError, ListenErrorKind};
use super::hooks::{CloseReason, Hooks, Opened};
use super::open::{Open, Received};
use super::reader::Reader;
use super::transport::BodyStream;
use super::url;
use crate::Event;
use crate::sse::Parser;

/// After how many commands a poll gives way to other tasks.
const COMMANDS: u32 = 32;

/// The events of a channel: a [`Stream`] of `Result<Event<M>, ListenError>` that connects, and connects again
/// with the last event ID when the connection is lost, until it is closed or dropped.
///
/// * An event that is no message of the channel, or not a valid one, is one error item; the stream goes on.
/// * A lost connection is one error item; the listener waits and connects again.
/// * A [fatal](ListenError::is_fatal) error is the last item. An answer of 204 ends the stream without one, and so
///   does a message that the document calls terminal, after it is delivered.
///
/// Nothing happens until it is polled, and then in the caller's own task, which must run on a tokio runtime with
/// its timers on. Dropping it closes the connection.
///
/// ```no_run
/// # async fn f(mut events: asyncapi_runtime::client::Listener<String>) {
/// while let Some(event) = events.next().await {
///     match event {
///         Ok(event) => println!("{} (id {:?})", event.message, event.id),
///         Err(error) => eprintln!("{error}"),
///     }
/// }
/// # }
/// ```
#[must_use = "a listener does nothing unless it is polled"]
pub struct Listener<M> {
    reader: Reader<M>,
    /// `None` only where the options made no request.
    connector: Option<Arc<Connector>>,
    parser: Parser,
    backoff: Backoff,
    policy: Policy,
    hooks: Hooks,
    attempts: u64,
    /// The status that refused the last attempt.
    refused: Option<StatusCode>,
    phase: Phase,
    /// Why it has ended.
    ended: Option<CloseReason>,
    shared: Arc<Shared>,
}

/// When a listener connects again.
#[derive(Clone, Default)]
pub(super) struct Policy {
    /// How often without a healthy connection between; `None` for no end.
    pub(super) max_reconnects: Option<u32>,
    /// After which statuses; `None` for none (C-05).
    pub(super) statuses: Option<Arc<dyn Fn(StatusCode) -> bool + Send + Sync>>,
}

/// Where the listener is in its life.
enum Phase {
    /// The options made no request: the error is still to be told.
    Refused(ListenError),
    Connecting(Pin<Box<dyn Future<Output = Result<Connected, Failure>> + Send>>),
    Open(Open),
    /// Until the next attempt.
    Waiting(Pin<Box<Sleep>>),
    Closed,
}

impl<M> Listener<M> {
    pub(super) fn new(
        reader: Reader<M>,
        connector: Result<Connector, ListenError>,
        parser: Parser,
        backoff: Backoff,
        policy: Policy,
        hooks: Hooks,
    ) -> Self {
        let url = connector.as_ref().ok().map(|connector| connector.url.clone());
        let mut listener = Self {
            reader,
            connector: None,
            parser,
            backoff,
            policy,
            hooks,
            attempts: 0,
            refused: None,
            phase: Phase::Closed,
            ended: None,
            shared: Shared::new(url),
        };
        match connector {
            Ok(connector) => {
                listener.connector = Some(Arc::new(connector));
                listener.connect();
            }
            Err(error) => listener.phase = Phase::Refused(error),
        }
        listener
    }

    /// The next item; `None` when the stream has ended. It is `StreamExt::next`, without a crate for it.
    ///
    /// Cancel safe: dropping the future loses no event.
    pub async fn next(&mut self) -> Option<Result<Event<M>, ListenError>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    /// Closes the connection and ends the stream: nothing more is delivered, not even what has arrived (C-15).
    pub fn close(&mut self) {
        self.end(CloseReason::Closed);
    }

    /// Drops the connection and makes a new one at once, from the last event ID, as if the server had dropped it, but
    /// without an error item and without a wait (C-22). Where the listener waits to connect again, it does so now. It
    /// does nothing once the listener is closed.
    pub fn restart(&mut self) {
        if !matches!(self.phase, Phase::Closed | Phase::Refused(_)) {
            self.left();
            self.connect();
        }
    }

    /// A control for elsewhere: it closes, restarts and watches the listener while this one is being read.
    pub fn control(&self) -> ListenControl {
        let control = self.shared.control();
        self.shared.tell(self.parser.last_event_id(), self.backoff.reconnection_time());
        control
    }

    /// What the listener is doing, as of its last poll.
    pub fn ready_state(&self) -> ReadyState {
        self.shared.state()
    }

    /// The last event ID string: what the next request sends as `Last-Event-ID`; empty for none. One that no header can
    /// hold, because of its control characters or its more than 4096 bytes, is not sent (C-12).
    pub fn last_event_id(&self) -> &str {
        self.parser.last_event_id()
    }

    /// The reconnection time: what the server's last `retry` said, else
    /// [`ListenOptions::reconnection_time`](super::ListenOptions::reconnection_time). The wait before the next attempt
    /// is drawn from a room that starts with it and grows (C-14, C-26).
    pub fn retry(&self) -> Duration {
        self.backoff.reconnection_time()
    }

    /// The URL of the requests, without the credentials of the base URL and with its query; redirects do not
    /// change it. `None` if the options give no URL.
    pub fn url(&self) -> Option<&http::Uri> {
        self.shared.url()
    }

    fn connect(&mut self) {
        if let Some(connector) = &self.connector {
            self.parser.reconnect();
            tracing::debug!(channel = self.reader.channel, url = url::shown(&connector.url), "connecting");
            #[cfg(feature = "metrics")]
            if self.attempts > 0 {
                crate::server::metrics::reconnected(self.reader.channel);
            }
            let attempt = Attempt::new(self.attempts, self.refused.take());
            self.attempts += 1;
            let attempt = Arc::clone(connector).connect(attempt, self.parser.last_event_id().to_owned());
            self.phase = Phase::Connecting(Box::pin(attempt));
            self.shared.set_state(ReadyState::Connecting);
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Event<M>, ListenError>>> {
        for _ in 0..COMMANDS {
            match self.shared.take_command() {
                Command::None => {}
                Command::Restart => self.restart(),
                Command::Close => self.end(CloseReason::Closed),
            }
            match self.poll_phase(context) {
                // It was closed from within one of the hooks: the item is not delivered any more (C-15).
                Poll::Ready(Some(_)) if self.shared.is_told_to_close() => {}
                Poll::Ready(item) => {
                    self.shared.tell(self.parser.last_event_id(), self.backoff.reconnection_time());
                    return Poll::Ready(item);
                }
                Poll::Pending if self.shared.watch(context) => {
                    self.shared.tell(self.parser.last_event_id(), self.backoff.reconnection_time());
                    return Poll::Pending;
                }
                // A command came while the phase was polled.
                Poll::Pending => {}
            }
        }
        // A hook that restarts it each time must not keep the task for itself.
        context.waker().wake_by_ref();
        Poll::Pending
    }

    fn poll_phase(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Event<M>, ListenError>>> {
        loop {
            match &mut self.phase {
                Phase::Closed => {
                    self.tell_end();
                    return Poll::Ready(None);
                }
                Phase::Refused(_) => {
                    let phase = std::mem::replace(&mut self.phase, Phase::Closed);
                    self.end_with_item(CloseReason::Error);
                    let Phase::Refused(error) = phase else { return Poll::Ready(None) };
                    return Poll::Ready(Some(Err(error)));
                }
                Phase::Waiting(wait) => {
                    ready!(wait.as_mut().poll(context));
                    self.connect();
                }
                Phase::Connecting(attempt) => match ready!(attempt.as_mut().poll(context)) {
                    Ok(Connected::Open(opened, body)) => {
                        self.opened(&opened, body);
                        // The hook may have closed it: nothing of the body is told (C-15).
                        if self.shared.is_steered() {
                            return Poll::Pending;
                        }
                    }
                    Ok(Connected::NoContent) => self.end(CloseReason::NoContent),
                    Err(failure) => return Poll::Ready(Some(Err(self.failed(failure)))),
                },
                Phase::Open(open) => {
                    let (parser, backoff) = (&mut self.parser, &mut self.backoff);
                    let (hooks, shared) = (&self.hooks, &self.shared);
                    let received = ready!(open.poll(context, parser, backoff, &self.reader, hooks, shared));
                    return Poll::Ready(Some(match received {
                        Received::Item(item) => item,
                        Received::Last(event) => {
                            self.end_with_item(CloseReason::Terminal);
                            Ok(event)
                        }
                        Received::Limit(error) => Err(self.fail(ListenErrorKind::Limit(error), None)),
                        Received::Lost(kind) => Err(self.lost(kind)),
                    }));
                }
            }
        }
    }

    fn opened(&mut self, opened: &Opened, body: BodyStream) {
        let idle = self.connector.as_ref().and_then(|connector| connector.idle_timeout);
        self.phase = Phase::Open(Open::new(body, idle));
        self.shared.set_state(ReadyState::Open);
        self.hooks.opened(opened);
    }
}

impl<M> Stream for Listener<M> {
    type Item = Result<Event<M>, ListenError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<M> Drop for Listener<M> {
    fn drop(&mut self) {
        self.end(CloseReason::Closed);
    }
}

impl<M> fmt::Debug for Listener<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listener")
            .field("url", &self.url().map(url::shown))
            .field("ready_state", &self.ready_state())
            .field("last_event_id", &self.last_event_id())
            .finish_non_exhaustive()
    }
}
