//! [`Subscribe`] and [`Subscription`]: the events of a hub, for a handler or in the process.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, Bytes};
use futures_core::Stream;

use super::feed::{Fed, Feed, Stopped};
use super::{EventLog, LogError, MemoryLog, SubscribeError};
use crate::parameters::ParameterError;
use crate::server::{SlowConsumer, SseConfig};
use crate::sse::{Limits, Parsed, Parser, RawEvent};
use crate::{Channel, Event, EventStream, LastEventId};

/// A subscription that is not made yet: what [`Hub::subscribe`](super::Hub::subscribe) returns.
///
/// For a handler it becomes an [`EventStream`] (`into()`), which passes the bytes of events on as they are. It
/// is then made when the handler has returned: a log that fails is answered by 503 with `Retry-After`.
///
/// In the process it is awaited, and becomes a [`Subscription`]. What is published after that is part of it.
#[must_use = "a subscription is made when it is awaited, or returned by a handler"]
pub struct Subscribe<C: Channel, L: EventLog = MemoryLog> {
    log: Arc<L>,
    topic: Result<String, ParameterError>,
    after: LastEventId,
    queue: Option<usize>,
    policy: Option<SlowConsumer>,
    channel: PhantomData<fn() -> C>,
}

impl<C: Channel, L: EventLog> Subscribe<C, L> {
    pub(super) fn new(log: Arc<L>, topic: Result<String, ParameterError>, after: LastEventId) -> Self {
        Self { log, topic, after, queue: None, policy: None, channel: PhantomData }
    }

    /// How many events may wait for the subscriber before it counts as slow, in place of the
    /// [`SseConfig::queue`] of a handler, or its default of 64 in the process. At least 1.
    pub fn queue(mut self, events: usize) -> Self {
        self.queue = Some(events);
        self
    }

    /// What happens when the subscriber is slow, in place of the [`SseConfig::slow_consumer`] of a handler, or its
    /// default in the process: [`SlowConsumer::Disconnect`].
    pub fn slow_consumer(mut self, policy: SlowConsumer) -> Self {
        self.policy = Some(policy);
        self
    }

    pub(super) async fn open(self, config: &SseConfig) -> Result<Feed<L::Tail>, SubscribeError> {
        let topic = self.topic.map_err(SubscribeError::Parameters)?;
        let queue = self.queue.unwrap_or(config.queue).max(1);
        let policy = self.policy.unwrap_or(config.slow_consumer);
        let feed = Feed::open(&self.log, &topic, self.after.as_deref(), queue, policy).await;
        feed.map_err(SubscribeError::Log)
    }
}

impl<C: Channel, L: EventLog> IntoFuture for Subscribe<C, L> {
    type Output = Result<Subscription<C, L>, SubscribeError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.open(&SseConfig::default()).await.map(Subscription::new) })
    }
}

impl<C: Channel, L: EventLog> From<Subscribe<C, L>> for EventStream<C::Message> {
    /// The events as they are in the log: nothing is decoded, validated or copied.
    fn from(subscribe: Subscribe<C, L>) -> Self {
        Self::answered_by(|opening, hooks| Box::pin(super::handler::respond(subscribe, opening, hooks)))
    }
}

impl<C: Channel, L: EventLog> fmt::Debug for Subscribe<C, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscribe")
            .field("topic", &self.topic)
            .field("after", &self.after.as_deref())
            .finish_non_exhaustive()
    }
}

/// The events of a hub in the process: a [`Stream`] that has no end but an [error](SubscribeError::is_fatal). Dropping it
/// ends it.
///
/// Each subscription decodes each event for itself.
pub struct Subscription<C: Channel, L: EventLog = MemoryLog> {
    /// `None` when it is over.
    feed: Option<Feed<L::Tail>>,
    parser: Parser,
    /// What came of the log and is not parsed yet.
    chunk: Bytes,
    channel: PhantomData<fn() -> C>,
}

impl<C: Channel, L: EventLog> Subscription<C, L> {
    fn new(feed: Feed<L::Tail>) -> Self {
        // What was published was not too large then.
        let parser = Parser::with_limits(Limits::none());
        Self { feed: Some(feed), parser, chunk: Bytes::new(), channel: PhantomData }
    }

    /// The next item; `None` after an error that is [fatal](SubscribeError::is_fatal). Dropping the future loses
    /// nothing.
    pub async fn next(&mut self) -> Option<Result<Event<C::Message>, SubscribeError>> {
        poll_fn(|cx| self.poll(cx)).await
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Event<C::Message>, SubscribeError>>> {
        loop {
            match self.parse() {
                Ok(None) => {}
                Ok(Some(item)) => return Poll::Ready(Some(item)),
                Err(error) => return Poll::Ready(Some(self.end(SubscribeError::Log(error)))),
            }
            let Some(feed) = &mut self.feed else { return Poll::Ready(None) };
            match ready!(feed.poll(cx)) {
                Ok(Fed::Events { bytes, .. }) => self.chunk = bytes,
                Ok(Fed::Gap(gap)) => return Poll::Ready(Some(Err(SubscribeError::Gap(*gap)))),
                Err(Stopped::Lagged) => return Poll::Ready(Some(self.end(SubscribeError::Lagged))),
                Err(Stopped::Failed(error)) => {
                    return Poll::Ready(Some(self.end(SubscribeError::Log(error))));
                }
            }
        }
    }

    /// The next event of the chunk.
    #[allow(clippy::type_complexity, reason = "an item, an end, or a failure")]
    fn parse(&mut self) -> Result<Option<Result<Event<C::Message>, SubscribeError>>, LogError> {
        while !self.chunk.is_empty() {
            let mut rest = &self.chunk[..];
            let item = match self.parser.parse(&mut rest) {
                Ok(Some(Parsed::Event { name, data, last_event_id })) => {
                    let owned = |text: &str| (!text.is_empty()).then(|| text.to_owned());
                    let decoded = C::decode(&RawEvent::new(name, data));
                    Some(decoded.map_err(SubscribeError::Message).map(|message| {
                        let mut event = Event::new(message);
                        event.id = owned(last_event_id);
                        event.name = owned(name);
                        event
                    }))
                }
                Ok(_) => None,
                Err(error) => return Err(LogError::new(error)),
            };
            let read = self.chunk.len() - rest.len();
            self.chunk.advance(read);
            if item.is_some() {
                return Ok(item);
            }
        }
        Ok(None)
    }

    fn end<T>(&mut self, error: SubscribeError) -> Result<T, SubscribeError> {
        self.feed = None;
        self.chunk = Bytes::new();
        Err(error)
    }
}

// Nothing of it is pinned.
impl<C: Channel, L: EventLog> Unpin for Subscription<C, L> {}

impl<C: Channel, L: EventLog> Stream for Subscription<C, L> {
    type Item = Result<Event<C::Message>, SubscribeError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(cx)
    }
}

impl<C: Channel, L: EventLog> fmt::Debug for Subscription<C, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription")
            .field("channel", &C::ID)
            .field("over", &self.feed.is_none())
            .finish_non_exhaustive()
    }
}
