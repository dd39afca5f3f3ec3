//! The response: its head, and the body that writes events and heartbeats.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use http_body::Frame;
use pin_project_lite::pin_project;
use tokio::time::{Instant, Sleep, sleep};

use super::{CloseReason, SseConfig};

/// A comment, and no blank line after it: some clients deliver an empty message at every blank line (S-07).
const COMMENT: &[u8] = b":\n";

/// Where the body takes its events from.
pub(super) trait Source: Send + 'static {
    /// The bytes of the next event, or why there is none any more.
    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Result<Bytes, CloseReason>>;

    /// Called once, when the stream ends or its client is gone.
    fn close(&mut self, reason: CloseReason);
}

pin_project! {
    /// The body of one connection. It owns the connection's life: dropping it, at whatever point, closes the
    /// source.
    pub(super) struct EventBody<S: Source> {
        source: S,
        state: State,
        heartbeat: Option<Duration>,
        // Whether something was written since the timer was set.
        written: bool,
        #[pin]
        timer: Option<Sleep>,
    }

    impl<S: Source> PinnedDrop for EventBody<S> {
        fn drop(this: Pin<&mut Self>) {
            let this = this.project();
            let reason = match this.state {
                State::Closed => return,
                // The source did not come back from a poll: its handler panicked.
                State::Polling => CloseReason::HandlerFailed,
                State::Opening | State::Open => CloseReason::ClientGone,
            };
            *this.state = State::Closed;
            this.source.close(reason);
        }
    }
}

#[derive(Clone, Copy)]
enum State {
    /// Nothing is written yet.
    Opening,
    Open,
    Polling,
    Closed,
}

impl<S: Source> EventBody<S> {
    pub(super) fn new(source: S, config: &SseConfig) -> Self {
        Self { source, state: State::Opening, heartbeat: config.heartbeat, written: true, timer: None }
    }

    /// Polls the source before there is a head, which may then still become another one.
    pub(super) fn start<T>(&mut self, poll: impl FnOnce(&mut S) -> T) -> T {
        self.state = State::Polling;
        let polled = poll(&mut self.source);
        self.state = State::Opening;
        polled
    }

    /// Ends the stream before it started.
    pub(super) fn abort(mut self, reason: CloseReason) {
        self.state = State::Closed;
        self.source.close(reason);
    }

    /// The head (rules S-01 and S-02) with this body.
    pub(super) fn into_response(self) -> Response {
        let mut response = Response::new(Body::new(self));
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache, no-transform"));
        headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
        response
    }

    /// Ready when nothing was written for the heartbeat's time.
    fn poll_heartbeat(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut this = self.project();
        let Some(every) = *this.heartbeat else { return Poll::Pending };
        // Set once when the body falls idle, not at every write: a burst of events costs one change of the timer.
        if std::mem::take(this.written) {
            match this.timer.as_mut().as_pin_mut() {
                Some(timer) => timer.reset(Instant::now() + every),
                None => this.timer.set(Some(sleep(every))),
            }
        }
        match this.timer.as_pin_mut() {
            Some(timer) => timer.poll(cx),
            None => Poll::Pending,
        }
    }
}

impl<S: Source> http_body::Body for EventBody<S> {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let this = self.as_mut().project();
        let bytes = match this.state {
            State::Closed | State::Polling => return Poll::Ready(None),
            State::Opening => {
                *this.state = State::Open;
                Bytes::from_static(COMMENT)
            }
            State::Open => {
                *this.state = State::Polling;
                let polled = this.source.poll_event(cx);
                *this.state = State::Open;
                match polled {
                    Poll::Ready(Ok(event)) => event,
                    Poll::Ready(Err(reason)) => {
                        *this.state = State::Closed;
                        this.source.close(reason);
                        return Poll::Ready(None);
                    }
                    Poll::Pending => {
                        ready!(self.as_mut().poll_heartbeat(cx));
                        Bytes::from_static(COMMENT)
                    }
                }
            }
        };
        *self.project().written = true;
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.state, State::Closed)
    }
}
