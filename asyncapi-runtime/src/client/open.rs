//! [`Open`]: a connection whose answer is an event stream, from its bytes to typed events.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf as _, Bytes};
use tokio::time::{Instant, Sleep, sleep};

use super::backoff::Backoff;
use super::error::{ListenError, ListenErrorKind, Then, excerpt};
use super::transport::{BodyStream, TransportError};
use super::url;
use crate::channel::Check;
use crate::sse::{DecodeError, ParseError, Parsed, Parser, RawEvent};
use crate::{Channel, Event};

/// After how many chunks without an item a poll gives way to other tasks.
const CHUNKS: u32 = 32;

/// An open connection.
pub(super) struct Open {
    body: BodyStream,
    /// What is received and not parsed yet.
    chunk: Bytes,
    since: Instant,
    /// When something last came.
    heard: Instant,
    /// Fires at the earliest time at which the connection may count as idle.
    idle: Option<(Duration, Pin<Box<Sleep>>)>,
    /// Whether there was an event.
    events: bool,
}

/// What an open connection gave.
pub(super) enum Received<M> {
    Item(Result<Event<M>, ListenError>),
    Limit(ParseError),
    Lost(ListenErrorKind),
}

impl Open {
    /// A connection that was opened just now.
    pub(super) fn new(body: BodyStream, idle_timeout: Option<Duration>) -> Self {
        let now = Instant::now();
        Self {
            body,
            chunk: Bytes::new(),
            since: now,
            heard: now,
            idle: idle_timeout.map(|after| (after, Box::pin(sleep(after)))),
            events: false,
        }
    }

    /// How long the connection has been open, and whether it brought an event.
    pub(super) fn life(&self) -> (Duration, bool) {
        (self.since.elapsed(), self.events)
    }

    /// Gives what is parsed already before it asks for more.
    pub(super) fn poll<M>(
        &mut self,
        context: &mut Context<'_>,
        parser: &mut Parser,
        backoff: &mut Backoff,
        reader: Reader<M>,
        url: Option<&http::Uri>,
    ) -> Poll<Received<M>> {
        for _ in 0..CHUNKS {
            while !self.chunk.is_empty() {
                let mut rest = &self.chunk[..];
                let item = match parser.parse(&mut rest) {
                    Ok(Some(Parsed::Event { name, data, last_event_id })) => {
                        self.events = true;
                        Some(reader.read(name, data, last_event_id, url))
                    }
                    Ok(Some(Parsed::Retry(time))) => {
                        backoff.set_retry(time);
                        None
                    }
                    Ok(Some(Parsed::Comment(_)) | None) => None,
                    Err(error) => return Poll::Ready(Received::Limit(error)),
                };
                let read = self.chunk.len() - rest.len();
                self.chunk.advance(read);
                if let Some(item) = item {
                    return Poll::Ready(Received::Item(item));
                }
            }
            match self.body.as_mut().poll_next(context) {
                Poll::Ready(Some(Ok(chunk))) => {
                    if !chunk.is_empty() {
                        self.heard = Instant::now();
                    }
                    self.chunk = chunk;
                }
                Poll::Ready(Some(Err(error))) => {
                    let error = TransportError::retryable(error);
                    return Poll::Ready(Received::Lost(ListenErrorKind::Transport(error)));
                }
                Poll::Ready(None) => return Poll::Ready(Received::Lost(ListenErrorKind::Ended)),
                Poll::Pending => return self.poll_idle(context).map(Received::Lost),
            }
        }
        // A body that is always ready must not keep the task for itself.
        context.waker().wake_by_ref();
        Poll::Pending
    }

    /// Is ready when nothing came for too long (C-21).
    fn poll_idle(&mut self, context: &mut Context<'_>) -> Poll<ListenErrorKind> {
        let Some((after, timer)) = &mut self.idle else { return Poll::Pending };
        loop {
            ready!(timer.as_mut().poll(context));
            // The timer is not set anew for every chunk: it is late, never early.
            match self.heard.checked_add(*after) {
                Some(deadline) if deadline > Instant::now() => timer.as_mut().reset(deadline),
                _ => return Poll::Ready(ListenErrorKind::Idle { after: *after }),
            }
        }
    }
}

/// What a listener needs of its [`Channel`], so that its type needs the message only.
pub(super) struct Reader<M> {
    decode: fn(&RawEvent<'_>) -> Result<M, DecodeError>,
    /// `None` where validation is off.
    validate: Option<Check<M>>,
}

impl<M> Reader<M> {
    pub(super) fn of<C: Channel<Message = M>>(validate: bool) -> Self {
        Self { decode: C::decode, validate: validate.then_some(C::validate) }
    }

    /// Makes an event of the channel out of what the parser gave.
    fn read(
        self,
        name: &str,
        data: &str,
        last_event_id: &str,
        url: Option<&http::Uri>,
    ) -> Result<Event<M>, ListenError> {
        let decoded = (self.decode)(&RawEvent::new(name, data));
        let owned = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let (name, id) = (owned(name), owned(last_event_id));
        let excerpt = || excerpt(data.as_bytes());
        let kind = match decoded {
            Err(error) => ListenErrorKind::Message { name, id, data: excerpt(), error },
            Ok(message) => match self.validate.map_or(Ok(()), |validate| validate(&message)) {
                Ok(()) => return Ok(Event { message, id, name }),
                Err(violations) => ListenErrorKind::Invalid { name, id, data: excerpt(), violations },
            },
        };
        Err(ListenError::new(kind, url.map(url::shown), Then::GoOn))
    }
}

impl<M> Clone for Reader<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for Reader<M> {}
