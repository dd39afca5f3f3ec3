//! [`EventLog`]: what a hub stands on.

use std::future::{Future, poll_fn};
use std::task::{Context, Poll};

use bytes::Bytes;

use super::{EventId, LogError};

/// Where the events of topics are kept, and where subscribers get them from.
///
/// A topic is any string; a hub takes the address of a channel with its parameters filled in. It exists as soon as someone
/// appends to it or subscribes. Topics have nothing to do with each other.
///
/// [`MemoryLog`](super::MemoryLog) is the one in the process. Whoever writes another proves it with
#[cfg_attr(feature = "testing", doc = "[`event_log_suite`](crate::testing::event_log_suite).")]
#[cfg_attr(not(feature = "testing"), doc = "`testing::event_log_suite`.")]
///
/// # What every log promises
///
/// - **Order.** All subscribers of a topic get its events in the one order of its appends: an append that starts after
///   another has returned comes after it.
/// - **Resume without loss or duplicates** (rule S-10). A subscription after an id gets each event that was appended after
///   the one with that id, once, whether it was appended before or after the subscription, or during it.
/// - **Honest gaps** (rule S-11). When an event after the cursor is gone, or nobody can know, the subscription starts with
///   [`Start::Gap`] or [`Start::Unknown`], never with [`Start::Resumed`]. This holds for cursors from before a restart as
///   well: a log that forgets puts something random, an epoch, into its ids.
/// - **Bounds.** A subscriber that does not read takes no memory that grows: it lags, and is told so ([`TailItem::Lagged`]).
/// - **Independence.** Nothing that a subscriber does, or does not do, delays an append or another subscriber.
pub trait EventLog: Send + Sync + 'static {
    /// The live end of a subscription.
    type Tail: Tail;

    /// Appends an event to a topic, and returns the id that it got.
    ///
    /// `block` is the event without its `id:` line and without the blank line at its end: complete lines (`event:`, `data:`),
    /// each ended by LF, none of them empty. The log puts the id before it and the blank line after it, once for all
    /// subscribers, as [`EventId::frame`] does.
    ///
    /// # Errors
    /// When the event may not have been appended. Whoever appends it again may append it twice.
    fn append(&self, topic: &str, block: &[u8]) -> impl Future<Output = Result<EventId, LogError>> + Send;

    /// Subscribes to a topic: to what comes after an id, or from now on. What is appended after this has returned is
    /// part of the subscription.
    ///
    /// # Errors
    /// When the log cannot be read. A cursor that the log does not know is no error, but [`Start::Unknown`].
    fn subscribe(
        &self,
        topic: &str,
        options: SubscribeOptions<'_>,
    ) -> impl Future<Output = Result<(Start, Self::Tail), LogError>> + Send;
}

/// The live end of a subscription. Dropping it ends the subscription.
pub trait Tail: Send + 'static {
    /// The next events: all that are there (up to a sensible size), one after the other in one `Bytes`, each a complete
    /// block with its id. `Pending` when there are none; the task is then woken by the next append.
    ///
    /// Subscribers at the same place share the same memory.
    ///
    /// # Errors
    /// When the log cannot be read any more. The subscription is then over; the client can come back with its last id.
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<TailItem, LogError>>;

    /// After [`TailItem::Lagged`]: goes on with the newest `keep` events that the log still has, or from now on with 0.
    /// What it goes on with does not make it lag again, also where some of it is gone before it is read.
    ///
    /// It never goes back to events that were read, and does nothing to a tail that has fewer to read.
    fn skip(&mut self, keep: usize);

    /// Waits for what [`poll_next`](Self::poll_next) gives. Dropping the future loses nothing.
    fn next(&mut self) -> impl Future<Output = Result<TailItem, LogError>> + Send {
        poll_fn(|cx| self.poll_next(cx))
    }
}

/// What a subscriber wants of a topic.
///
/// ```
/// use asyncapi_runtime::hub::SubscribeOptions;
///
/// let options = SubscribeOptions::new(Some("k3v9.17"), 64);
/// assert_eq!(options.after, Some("k3v9.17"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SubscribeOptions<'a> {
    /// The id of the last event that the subscriber has, as it was sent by a client: it can be anything. `None` is from
    /// now on.
    pub after: Option<&'a str>,
    /// How many events that were appended after the subscription may wait for the subscriber, at least 1; with more than
    /// that it lags. What it replays at the start does not count. A log that keeps fewer makes it lag sooner.
    pub most: usize,
}

impl<'a> SubscribeOptions<'a> {
    /// After this id (an empty one is none), with at most that many events waiting (at least 1).
    pub fn new(after: Option<&'a str>, most: usize) -> Self {
        Self { after: after.filter(|id| !id.is_empty()), most: most.max(1) }
    }
}

/// How a subscription starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Start {
    /// There was no cursor: from now on.
    Live,
    /// Everything after the cursor follows.
    Resumed,
    /// The cursor is of this log, but events after it may be gone; what is left of them follows. More may go before it is
    /// first read, which is part of this gap and no [`TailItem::Lagged`].
    Gap,
    /// The cursor is none of this log, such as one from before a restart: from now on.
    Unknown,
}

/// What comes out of a [`Tail`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TailItem {
    /// The next events.
    #[non_exhaustive]
    Events {
        /// Complete blocks, each with its `id:` line and the blank line at its end.
        bytes: Bytes,
        /// How many they are, at least 1.
        count: usize,
    },
    /// Events were lost to this subscriber, or are to be: it was too far behind. The next call is [`Tail::skip`]; until
    /// then every item is this one.
    Lagged,
}

impl TailItem {
    /// `count` events. For those who write a log.
    pub fn events(bytes: Bytes, count: usize) -> Self {
        Self::Events { bytes, count }
    }
}
