//! The response: its head, and the body that writes events and heartbeats.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use http_body::Frame;
use pin_project_lite::pin_project;

use super::close::caught;
use super::connection::{Admitted, Opening};
use super::life::{Due, Life};
use super::observe::Observer;
use super::{CloseReason, SseConfig, stall};

/// A comment, and no blank line after it: some clients deliver an empty message at every blank line (S-07).
const COMMENT: &[u8] = b":\n";

/// How many writes of what is pending a stream has left when its time is over, where nobody knows how many are pending:
/// a source that is always ready must not keep it open.
const LAST_WRITES: u32 = 64;

/// Events as they go out: complete blocks.
#[cfg_attr(not(feature = "metrics"), allow(dead_code, reason = "only metrics ask how many"))]
pub(crate) struct Events {
    pub(crate) bytes: Bytes,
    /// How many.
    pub(crate) count: usize,
    /// How many waited to be written, these among them.
    pub(crate) waiting: usize,
}

impl Events {
    pub(crate) fn one(bytes: Bytes) -> Self {
        Self { bytes, count: 1, waiting: 1 }
    }
}

/// What the events are that wait for a client: what they are called in metrics, and whether there is an end to them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Backlog {
    /// Nobody knows how many there are.
    Unknown,
    /// Those in the queue of the connection.
    Queue,
    /// Those that the client is behind the log.
    Log,
}

/// Where the body takes its events from.
pub(crate) trait Source: Send + 'static {
    /// What its waiting events are.
    const BACKLOG: Backlog;

    /// The next events, one or all that are there, or why there are none any more.
    fn poll_events(&mut self, cx: &mut Context<'_>) -> Poll<Result<Events, CloseReason>>;

    /// Called once, when the stream ends or its client is gone.
    fn close(&mut self, reason: CloseReason);
}

pin_project! {
    /// The body of one connection. It owns the connection's life: dropping it, at whatever point, closes the
    /// source.
    pub(crate) struct EventBody<S: Source> {
        source: S,
        state: State,
        #[pin]
        life: Life,
        // How many writes are left since the time was over.
        last_writes: u32,
        admitted: Option<Box<Admitted>>,
        config: Arc<SseConfig>,
        observer: Observer,
    }

    impl<S: Source> PinnedDrop for EventBody<S> {
        fn drop(this: Pin<&mut Self>) {
            let reason = match this.state {
                State::Closed => return,
                // The source did not come back from a poll: its handler panicked.
                State::Polling => CloseReason::HandlerFailed,
                State::Opening | State::Open if stall::was_cut() => CloseReason::Stalled,
                State::Opening | State::Open => CloseReason::ClientGone,
            };
            this.close(reason);
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    /// Nothing is written yet.
    Opening,
    Open,
    Polling,
    Closed,
}

impl<S: Source> EventBody<S> {
    pub(crate) fn new(source: S, mut opening: Opening) -> Self {
        let life = Life::new(&mut opening);
        let Opening { config, admitted, span, .. } = opening;
        Self {
            source,
            state: State::Opening,
            life,
            last_writes: match S::BACKLOG {
                Backlog::Unknown => LAST_WRITES,
                // No more can be pending than are in a full queue.
                Backlog::Queue | Backlog::Log => {
                    u32::try_from(config.queue).unwrap_or(u32::MAX).max(LAST_WRITES)
                }
            },
            observer: Observer::new(span),
            admitted,
            config,
        }
    }

    /// Polls the source before there is a head, which may then still become another one.
    pub(super) fn start<T>(&mut self, poll: impl FnOnce(&mut S) -> T) -> T {
        self.state = State::Polling;
        let polled = self.observer.within(|| poll(&mut self.source));
        self.state = State::Opening;
        polled
    }

    /// Ends the stream before it started.
    pub(super) fn abort(mut self, reason: CloseReason) {
        self.state = State::Closed;
        self.source.close(reason);
    }

    /// The head (rules S-01 and S-02) with this body.
    pub(crate) fn into_response(self) -> Response {
        respond(Body::new(self))
    }

    fn open(self: Pin<&mut Self>) {
        let this = self.project();
        *this.state = State::Open;
        let connection = this.admitted.as_ref().map(|admitted| &admitted.connection);
        this.observer.opened(connection, S::BACKLOG);
        if let Some(connection) = connection {
            this.config.hooks.opened(connection);
        }
    }

    fn close(self: Pin<&mut Self>, reason: CloseReason) {
        let this = self.project();
        *this.state = State::Closed;
        let closed = caught(|| this.observer.within(|| this.source.close(reason)));
        // Its place is free before anybody hears of it. What never opened has no hook.
        let admitted = this.admitted.take();
        let connection = admitted.map(|admitted| admitted.connection);
        if this.observer.closed(reason) {
            if let Some(connection) = connection {
                this.config.hooks.closed(&connection, reason);
            }
        }
        closed.resume();
    }
}

impl<S: Source> http_body::Body for EventBody<S> {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.state {
            State::Closed | State::Polling => return Poll::Ready(None),
            State::Opening => {
                self.as_mut().open();
                self.project().life.wrote();
                return Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(COMMENT)))));
            }
            State::Open => {}
        }
        let mut this = self.as_mut().project();
        let due = this.life.as_mut().poll(cx);
        let end = match due {
            Poll::Ready(Due::End(reason)) => Some(reason),
            Poll::Ready(Due::Heartbeat) | Poll::Pending => None,
        };
        // What has expired gets nothing more; the rest gets what is pending.
        if let Some(reason) = end.filter(|reason| *reason == CloseReason::Expired || *this.last_writes == 0) {
            self.close(reason);
            return Poll::Ready(None);
        }
        if end.is_some() {
            *this.last_writes -= 1;
        }
        *this.state = State::Polling;
        let polled = this.observer.within(|| this.source.poll_events(cx));
        *this.state = State::Open;
        let bytes = match (polled, due) {
            (Poll::Ready(Ok(events)), _) => {
                this.observer.wrote(&events);
                this.life.as_mut().dress(events.bytes)
            }
            (Poll::Ready(Err(reason)), _) | (Poll::Pending, Poll::Ready(Due::End(reason))) => {
                self.close(reason);
                return Poll::Ready(None);
            }
            (Poll::Pending, Poll::Ready(Due::Heartbeat)) => {
                this.life.beat();
                return Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(COMMENT)))));
            }
            (Poll::Pending, Poll::Pending) => return Poll::Pending,
        };
        this.life.wrote();
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.state == State::Closed
    }
}

/// The head (rules S-01 and S-02) with this body.
fn respond(body: Body) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache, no-transform"));
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

/// The answer to `HEAD`: the head of a stream, and no stream.
pub(crate) fn head_only() -> Response {
    respond(Body::new(Nothing))
}

/// No body, whose length is not told: a stream has no `content-length`, so the answer to `HEAD` has none.
struct Nothing;

impl http_body::Body for Nothing {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(None)
    }
}
