//! [`MemoryLog`]: the log in the process.

mod epoch;
mod joins;
mod ring;
mod settings;
mod tail;
mod topic;
mod topics;
mod waiting;

use std::fmt;
use std::time::Duration;

use tokio::time::Instant;

use self::epoch::Epoch;
use self::settings::Settings;
pub use self::tail::MemoryTail;
use self::topics::Topics;
use super::{EventId, EventLog, LogError, Start, SubscribeOptions};

/// An [`EventLog`] in the memory of the process: the default of a hub.
///
/// It keeps the newest events of each topic, and drops the oldest ones as soon as a topic has more than it may: more
/// [`events`](Self::events), older ones ([`age`](Self::age)), or more [`bytes`](Self::bytes). An event is
/// in memory once, whatever the number of its subscribers.
///
/// Ids are `epoch.sequence`. The epoch is random, so that after a restart an old cursor is answered by
/// [`Start::Unknown`] and not by the wrong events. The sequence is one for all topics: a cursor that comes from another
/// topic of the same log is a point in time, and what follows it is right.
///
/// Nothing runs in the background. What is too old, and topics that nobody uses, go when something is next appended or
/// subscribed to.
///
/// ```
/// use std::time::Duration;
/// use asyncapi_runtime::hub::{EventLog, MemoryLog, Start, SubscribeOptions, Tail, TailItem};
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let log = MemoryLog::new().events(1_000).age(Duration::from_secs(60));
/// let first = log.append("news", b"data: 1\n").await?;
/// let second = log.append("news", b"data: 2\n").await?;
///
/// let (start, mut tail) = log.subscribe("news", SubscribeOptions::new(Some(first.as_str()), 64)).await?;
/// assert_eq!(start, Start::Resumed);
/// assert_eq!(tail.next().await?, TailItem::events(second.frame(b"data: 2\n"), 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct MemoryLog {
    settings: Settings,
    epoch: Epoch,
    topics: Topics,
}

impl MemoryLog {
    /// A log without events, with the default settings: 256 events, 5 minutes, 4 MiB.
    pub fn new() -> Self {
        Self { settings: Settings::default(), epoch: Epoch::random(), topics: Topics::new(Instant::now()) }
    }

    /// How many events of a topic are kept. 256 by default, at least 1.
    ///
    /// A subscriber lags when an event is dropped that it has not read yet, so this should not be less than the length of
    /// its queue (64 by default, see [`SseConfig::queue`](crate::server::SseConfig::queue)).
    #[must_use]
    pub fn events(mut self, most: usize) -> Self {
        self.settings.events = most.max(1);
        self
    }

    /// How long an event is kept. 5 minutes by default; [`Duration::MAX`] is for ever.
    #[must_use]
    pub fn age(mut self, most: Duration) -> Self {
        self.settings.age = most;
        self
    }

    /// How many bytes the events of a topic have together, with their ids. 4 MiB by default. The newest event is kept
    /// whatever its size.
    #[must_use]
    pub fn bytes(mut self, most: usize) -> Self {
        self.settings.bytes = most;
        self
    }

    /// How long a topic is kept that has neither subscribers nor events left, since its last use. A minute by default.
    ///
    /// When it is gone, a client that comes back with an id of it gets [`Start::Gap`] in most cases, although it may have
    /// missed nothing. A topic that had no events, and that nobody resumed, goes without waiting for this.
    #[must_use]
    pub fn idle(mut self, time: Duration) -> Self {
        self.settings.idle = time;
        self
    }

    /// How many topics are in memory.
    pub fn topics(&self) -> usize {
        self.topics.len()
    }
}

impl Default for MemoryLog {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemoryLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryLog")
            .field("epoch", &self.epoch.as_str())
            .field("settings", &self.settings)
            .field("topics", &self.topics())
            .finish()
    }
}

impl EventLog for MemoryLog {
    type Tail = MemoryTail;

    async fn append(&self, topic: &str, block: &[u8]) -> Result<EventId, LogError> {
        if !block.ends_with(b"\n") {
            return Err(LogError::new("an event's block is complete lines, each ended by LF"));
        }
        let now = Instant::now();
        self.topics.sweep(now, &self.settings);
        Ok(self.topics.get(topic, now).append(block, &self.epoch, now, &self.settings))
    }

    async fn subscribe(
        &self,
        topic: &str,
        options: SubscribeOptions<'_>,
    ) -> Result<(Start, MemoryTail), LogError> {
        let now = Instant::now();
        self.topics.sweep(now, &self.settings);
        let topic = self.topics.get(topic, now);
        let (start, places) = topic.start(options.after, &self.epoch, now, &self.settings);
        Ok((start, MemoryTail::new(topic, places, options.most)))
    }
}
