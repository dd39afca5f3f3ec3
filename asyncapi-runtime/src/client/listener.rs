//! [`Listener`]: the stream of a channel's events, and the state machine that keeps it connected.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use tokio::time::{Sleep, sleep};

use super::backoff::Backoff;
use super::connect::{Connected, Connector, Failure};
use super::error::{ListenError, ListenErrorKind, Then};
use super::open::{Open, Reader, Received};
use super::state::{ReadyState, SharedState};
use super::transport::BodyStream;
use super::url;
use crate::Event;
use crate::sse::Parser;

/// The events of a channel: a [`Stream`] of `Result<Event<M>, ListenError>` that connects, and connects again
/// with the last event ID when the connection is lost, until it is closed or dropped.
///
/// * An event that is no message of the channel, or not a valid one, is one error item; the stream goes on.
/// * A lost connection is one error item; the listener waits and connects again.
/// * A [fatal](ListenError::is_fatal) error is the last item. An answer of 204 ends the stream without one.
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
    max_reconnects: Option<u32>,
    phase: Phase,
    state: SharedState,
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
        max_reconnects: Option<u32>,
    ) -> Self {
        let mut listener = Self {
            reader,
            connector: None,
            parser,
            backoff: Backoff::default(),
            max_reconnects,
            phase: Phase::Closed,
            state: SharedState::default(),
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
        self.phase = Phase::Closed;
        self.state.set(ReadyState::Closed);
    }

    /// What the listener is doing, as of its last poll.
    pub fn ready_state(&self) -> ReadyState {
        self.state.get()
    }

    /// The last event ID string: what the next request sends as `Last-Event-ID`; empty for none.
    pub fn last_event_id(&self) -> &str {
        self.parser.last_event_id()
    }

    /// The URL of the requests, without the credentials of the base URL and with its query; redirects do not
    /// change it. `None` if the options give no URL.
    pub fn url(&self) -> Option<&http::Uri> {
        self.connector.as_ref().map(|connector| &connector.url)
    }

    pub(super) fn shared_state(&self) -> SharedState {
        self.state.clone()
    }

    fn connect(&mut self) {
        if let Some(connector) = &self.connector {
            self.parser.reconnect();
            tracing::debug!(url = url::shown(&connector.url), "connecting");
            let attempt = Arc::clone(connector).connect(self.parser.last_event_id().to_owned());
            self.phase = Phase::Connecting(Box::pin(attempt));
            self.state.set(ReadyState::Connecting);
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Event<M>, ListenError>>> {
        loop {
            match &mut self.phase {
                Phase::Closed => return Poll::Ready(None),
                Phase::Refused(_) => {
                    let phase = std::mem::replace(&mut self.phase, Phase::Closed);
                    self.state.set(ReadyState::Closed);
                    let Phase::Refused(error) = phase else { return Poll::Ready(None) };
                    return Poll::Ready(Some(Err(error)));
                }
                Phase::Waiting(wait) => {
                    ready!(wait.as_mut().poll(context));
                    self.connect();
                }
                Phase::Connecting(attempt) => match ready!(attempt.as_mut().poll(context)) {
                    Ok(Connected::Open(body)) => self.opened(body),
                    Ok(Connected::NoContent) => self.close(),
                    Err(failure) => return Poll::Ready(Some(Err(self.failed(failure)))),
                },
                Phase::Open(open) => {
                    let url = self.connector.as_ref().map(|connector| &connector.url);
                    let received =
                        ready!(open.poll(context, &mut self.parser, &mut self.backoff, self.reader, url));
                    return Poll::Ready(Some(match received {
                        Received::Item(item) => item,
                        Received::Limit(error) => Err(self.end(ListenErrorKind::Limit(error), None)),
                        Received::Lost(kind) => Err(self.lost(kind)),
                    }));
                }
            }
        }
    }

    fn opened(&mut self, body: BodyStream) {
        let idle = self.connector.as_ref().and_then(|connector| connector.idle_timeout);
        self.phase = Phase::Open(Open::new(body, idle));
        self.state.set(ReadyState::Open);
    }

    fn failed(&mut self, failure: Failure) -> ListenError {
        if failure.fatal {
            self.end(failure.kind, Some(failure.url))
        } else {
            self.again(failure.kind, Some(failure.url))
        }
    }

    fn lost(&mut self, kind: ListenErrorKind) -> ListenError {
        if let Phase::Open(open) = &self.phase {
            let (time, events) = open.life();
            self.backoff.lost(time, events);
        }
        self.again(kind, None)
    }

    /// Waits for the next attempt, unless there were enough of them.
    fn again(&mut self, kind: ListenErrorKind, url: Option<String>) -> ListenError {
        if self.max_reconnects.is_some_and(|most| self.backoff.attempts() >= most) {
            return self.end(kind, url);
        }
        let wait = self.backoff.wait(fastrand::f64());
        self.phase = Phase::Waiting(Box::pin(sleep(wait)));
        self.state.set(ReadyState::Connecting);
        self.error(kind, url, Then::Reconnect(wait))
    }

    fn end(&mut self, kind: ListenErrorKind, url: Option<String>) -> ListenError {
        self.close();
        self.error(kind, url, Then::End)
    }

    fn error(&self, kind: ListenErrorKind, url: Option<String>, then: Then) -> ListenError {
        let url = url.or_else(|| self.connector.as_ref().map(|connector| url::shown(&connector.url)));
        let error = ListenError::new(kind, url, then);
        tracing::debug!(%error, "the connection is gone");
        error
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
        self.state.set(ReadyState::Closed);
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
