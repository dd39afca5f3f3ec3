//! [`EventStream`]: what a pull handler returns.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::response::Response;
use futures_core::Stream;

use super::body::{Backlog, EventBody, Events as Written, Source};
use super::close::{self, CloseReason, Hook};
use super::connection::Opening;
use super::output::sealed::PushOutput as _;
use super::push::{self, Running};
use super::sender::Codec;
use super::{EventSender, PushOutput};
use crate::Event;

/// How many events that cannot be written are skipped in one poll, which looks as if none was there otherwise: a stream
/// that ends then would lose those behind them.
const SKIPS: u32 = 16;

/// A stream of events that a handler returns, alone or as the `Ok` of a `Result`. What a hub
/// [subscribes](crate::Hub::subscribe) to becomes one with `into()`.
///
/// ```
/// use asyncapi_runtime::EventStream;
/// use axum::http::StatusCode;
///
/// async fn numbers() -> Result<EventStream<u64>, StatusCode> {
///     let numbers = futures_util::stream::iter([1, 2, 3]);
///     Ok(EventStream::new(numbers).on_close(|reason| println!("closed: {reason:?}")))
/// }
/// ```
#[must_use = "a handler has to return it"]
pub struct EventStream<M> {
    kind: Kind<M>,
    hooks: Vec<Hook>,
}

enum Kind<M> {
    Stream(Pin<Box<dyn Events<M>>>),
    Sender(Box<dyn FnOnce(EventSender<M>) -> Running + Send>),
    Answer(Answer),
}

/// Answers a request by itself: a hub's, which needs no codec.
type Answer = Box<dyn FnOnce(Opening, Vec<Hook>) -> Answering + Send>;
type Answering = Pin<Box<dyn Future<Output = Response> + Send>>;

impl<M: Send + 'static> EventStream<M> {
    /// Sends what `stream` yields: messages, or [`Event`]s with ids or names of their own. The response ends
    /// when the stream does.
    ///
    /// The response body polls it, and only when the client has room for more. An item whose message is not valid, or
    /// that cannot be encoded, is logged and skipped.
    pub fn new<S>(stream: S) -> Self
    where
        S: Stream<Item: Into<Event<M>>> + Send + 'static,
    {
        Self { kind: Kind::Stream(Box::pin(stream)), hooks: Vec::new() }
    }

    /// Sends what an iterator has: what a handler knows already, such as what a client missed. The iterator is
    /// asked for the next event when the client has room for it, and must not block.
    ///
    /// ```
    /// use asyncapi_runtime::{EventStream, LastEventId};
    ///
    /// async fn missed(last: LastEventId) -> EventStream<u64> {
    ///     let last = last.as_deref().and_then(|id| id.parse().ok()).unwrap_or(0);
    ///     EventStream::iter(last + 1..=10)
    /// }
    /// ```
    pub fn iter<I>(events: I) -> Self
    where
        I: IntoIterator<Item: Into<Event<M>>, IntoIter: Send + 'static>,
    {
        Self::new(Iter(events.into_iter()))
    }

    /// Sends what `handler` sends: for a handler that first awaits something which may fail, such as a look at
    /// a database, and pushes then.
    ///
    /// `handler` is a push handler: what [`Handler`](super::Handler) says of these holds for it. It is also the way to
    /// [tell of a gap](EventSender::gap) before the events of a stream.
    ///
    /// ```
    /// use asyncapi_runtime::{EventSender, EventStream};
    /// use axum::http::StatusCode;
    /// # async fn look_up() -> Option<String> { Some("hello".to_owned()) }
    ///
    /// async fn handler() -> Result<EventStream<String>, StatusCode> {
    ///     let greeting = look_up().await.ok_or(StatusCode::NOT_FOUND)?;
    ///     Ok(EventStream::with_sender(|events: EventSender<String>| async move {
    ///         events.send(greeting).await
    ///     }))
    /// }
    /// ```
    pub fn with_sender<F, Fut>(handler: F) -> Self
    where
        F: FnOnce(EventSender<M>) -> Fut + Send + 'static,
        Fut: Future<Output: PushOutput> + Send + 'static,
    {
        Self { kind: Kind::Sender(Box::new(|events| run(handler(events)))), hooks: Vec::new() }
    }

    /// Runs `hook` exactly once, when the stream ends (rule S-13). May be called several times.
    ///
    /// A hook runs where the connection is dropped and must not block. It never runs for an `EventStream` that
    /// is dropped before it becomes a response.
    pub fn on_close(mut self, hook: impl FnOnce(CloseReason) + Send + 'static) -> Self {
        self.hooks.push(Box::new(hook));
        self
    }

    /// A stream whose body `answer` makes.
    pub(crate) fn answered_by(answer: impl FnOnce(Opening, Vec<Hook>) -> Answering + Send + 'static) -> Self {
        Self { kind: Kind::Answer(Box::new(answer)), hooks: Vec::new() }
    }

    pub(super) async fn respond(self, codec: Codec<M>, opening: Opening) -> Response {
        match self.kind {
            Kind::Sender(start) => push::respond(codec, opening, self.hooks, start).await,
            Kind::Answer(answer) => answer(opening, self.hooks).await,
            Kind::Stream(stream) => {
                let pull = Pull { stream: Some(stream), codec, hooks: self.hooks };
                EventBody::new(pull, opening).into_response()
            }
        }
    }
}

impl<M> fmt::Debug for EventStream<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream").finish_non_exhaustive()
    }
}

/// The future of a push handler, its output made one type.
pub(super) fn run<Fut>(handler: Fut) -> Running
where
    Fut: Future<Output: PushOutput> + Send + 'static,
{
    Box::pin(async { handler.await.into_result() })
}

/// An iterator as a stream: always ready.
struct Iter<I>(I);

// The iterator is never pinned.
impl<I> Unpin for Iter<I> {}

impl<I: Iterator> Stream for Iter<I> {
    type Item = I::Item;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<I::Item>> {
        Poll::Ready(self.0.next())
    }
}

/// A stream whose items are made events, without a box for the adapter.
trait Events<M>: Send {
    fn poll_next_event(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Event<M>>>;
}

impl<M, S> Events<M> for S
where
    S: Stream<Item: Into<Event<M>>> + Send,
{
    fn poll_next_event(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Event<M>>> {
        self.poll_next(cx).map(|item| item.map(Into::into))
    }
}

struct Pull<M> {
    /// `None` when it is closed.
    stream: Option<Pin<Box<dyn Events<M>>>>,
    codec: Codec<M>,
    hooks: Vec<Hook>,
}

impl<M: 'static> Source for Pull<M> {
    const BACKLOG: Backlog = Backlog::Unknown;

    fn poll_events(&mut self, cx: &mut Context<'_>) -> Poll<Result<Written, CloseReason>> {
        let Some(stream) = &mut self.stream else { return Poll::Ready(Err(CloseReason::HandlerDone)) };
        for _ in 0..SKIPS {
            let Some(event) = ready!(stream.as_mut().poll_next_event(cx)) else {
                return Poll::Ready(Err(CloseReason::HandlerDone));
            };
            match self.codec.encode(&event) {
                Ok(bytes) => return Poll::Ready(Ok(Written::one(bytes))),
                Err(error) => {
                    tracing::error!(channel = self.codec.channel, %error, "an event of the stream is skipped");
                }
            }
        }
        // A stream of nothing else must not keep the thread.
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    fn close(&mut self, reason: CloseReason) {
        let dropped = close::caught(|| self.stream = None);
        close::run(self.hooks.drain(..), reason);
        dropped.resume();
    }
}
