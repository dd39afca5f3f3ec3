//! [`Open`]: a connection whose answer is an event stream, from its bytes to typed events.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf as _, Bytes};
use tokio::time::{Instant, Sleep, sleep};

use super::backoff::Backoff;
use super::control::Shared;
use super::error::{ListenError, ListenErrorKind};
use super::hooks::Hooks;
use super::reader::Reader;
use super::transport::{BodyStream, TransportError};
use crate::Event;
use crate::sse::{ParseError, Parsed, Parser};

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
    /// A message after which nothing comes.
    Last(Event<M>),
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
        reader: &Reader<M>,
        hooks: &Hooks,
        shared: &Shared,
    ) -> Poll<Received<M>> {
        for _ in 0..CHUNKS {
            while !self.chunk.is_empty() {
                let mut rest = &self.chunk[..];
                let item = match parser.parse(&mut rest) {
                    Ok(Some(Parsed::Event { name, data, last_event_id })) => {
                        self.events = true;
                        Some(reader.read(name, data, last_event_id, shared.url()))
                    }
                    Ok(Some(Parsed::Retry(time))) => {
                        backoff.set_retry(time);
                        None
                    }
                    Ok(Some(Parsed::Comment(text))) => {
                        hooks.comment(text);
                        None
                    }
                    Ok(None) => None,
                    Err(error) => return Poll::Ready(Received::Limit(error)),
                };
                let read = self.chunk.len() - rest.len();
                self.chunk.advance(read);
                match item {
                    Some(Ok(event)) if reader.is_last(&event.message) => {
                        return Poll::Ready(Received::Last(event));
                    }
                    Some(item) => return Poll::Ready(Received::Item(item)),
                    // The hook, or another thread, may have closed it: what comes next is not told any more (C-15).
                    // The listener looks for commands before it waits.
                    None if shared.is_steered() => return Poll::Pending,
                    None => {}
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
