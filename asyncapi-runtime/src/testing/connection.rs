//! One connection of a [`ChannelServer`](super::ChannelServer): the events that its handler sends, and its body.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use tokio::time::{Instant, Sleep, sleep};

use super::DAY;
use super::outbox::Outbox;
use crate::Event;
use crate::client::{BodyStream, BoxError};
use crate::hub::Gap;

/// What the handler returns: the events for one connection.
pub(super) struct Pull<M> {
    outbox: Arc<Outbox<M>>,
    number: u64,
}

impl<M> Pull<M> {
    pub(super) fn new(outbox: Arc<Outbox<M>>, number: u64) -> Self {
        Self { outbox, number }
    }
}

impl<M> Stream for Pull<M> {
    type Item = Event<M>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Event<M>>> {
        self.outbox.poll_event(self.number, context)
    }
}

/// Tells the outbox when the listener lets go of a connection.
pub(super) struct Connection<M> {
    outbox: Arc<Outbox<M>>,
    number: u64,
}

impl<M> Connection<M> {
    pub(super) fn new(outbox: &Arc<Outbox<M>>, number: u64) -> Self {
        Self { outbox: Arc::clone(outbox), number }
    }
}

impl<M> Drop for Connection<M> {
    fn drop(&mut self) {
        self.outbox.disconnected(self.number);
    }
}

pub(super) type Tell = Box<dyn Fn(&Gap) -> Bytes + Send>;

/// The server's body, which breaks where the outbox says so, and when nothing comes for a day.
pub(super) struct Watched<M> {
    body: BodyStream,
    connection: Connection<M>,
    /// Writes a gap.
    tell: Tell,
    /// The id that the listener came with, until it got something.
    last_event_id: Option<String>,
    /// Since when the outbox does not know that the listener waits.
    waiting: Instant,
    quiet: Pin<Box<Sleep>>,
    ended: bool,
}

impl<M> Watched<M> {
    pub(super) fn new(
        body: BodyStream,
        connection: Connection<M>,
        last_event_id: Option<String>,
        tell: Tell,
    ) -> Self {
        let (waiting, quiet) = (Instant::now(), Box::pin(sleep(DAY)));
        Self { body, connection, tell, last_event_id, waiting, quiet, ended: false }
    }
}

impl<M> Stream for Watched<M> {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.ended {
            return Poll::Ready(None);
        }
        let error = match this.body.as_mut().poll_next(context) {
            Poll::Ready(Some(Ok(bytes))) => {
                if bytes != ":\n" {
                    this.waiting = Instant::now();
                    this.last_event_id = None;
                }
                return Poll::Ready(Some(Ok(bytes)));
            }
            Poll::Ready(None) if !this.connection.outbox.is_broken(this.connection.number) => {
                return Poll::Ready(None);
            }
            Poll::Ready(Some(Err(error))) => error,
            Poll::Ready(None) => io::Error::new(io::ErrorKind::ConnectionReset, "connection reset").into(),
            Poll::Pending => {
                let now = Instant::now();
                if let Some(reason) = this.connection.outbox.gap(this.connection.number) {
                    this.waiting = now;
                    let gap = Gap::new(reason, this.last_event_id.take().as_deref());
                    return Poll::Ready(Some(Ok((this.tell)(&gap))));
                }
                let waited = now.saturating_duration_since(std::mem::replace(&mut this.waiting, now));
                let left = DAY.saturating_sub(this.connection.outbox.waited(waited));
                if !left.is_zero() {
                    this.quiet.as_mut().reset(now + left);
                    ready!(this.quiet.as_mut().poll(context));
                }
                this.connection.outbox.give_up();
                let problem = "the test sent nothing for a day, and the listener waited for it";
                io::Error::new(io::ErrorKind::TimedOut, problem).into()
            }
        };
        this.ended = true;
        Poll::Ready(Some(Err(error)))
    }
}

/// The body of a response that has none.
pub(super) fn no_body() -> BodyStream {
    struct NoBody;

    impl Stream for NoBody {
        type Item = Result<Bytes, BoxError>;

        fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(None)
        }
    }

    Box::pin(NoBody)
}
