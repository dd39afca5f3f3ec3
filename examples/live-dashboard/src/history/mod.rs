//! Where events are kept for those who come back: in memory, or in a file that survives a restart.

mod epochs;
mod file_log;
mod record;
mod ring;
mod tail;

use std::path::Path;
use std::task::{Context, Poll};
use std::{io, time::Duration};

use asyncapi_runtime::hub::{
    EventId, EventLog, LogError, MemoryLog, MemoryTail, Start, SubscribeOptions, Tail, TailItem,
};

pub(crate) use file_log::FileLog;
pub(crate) use tail::FileTail;

/// How many events of a topic are kept, either way: ten minutes of readings.
const EVENTS: usize = 600;

/// The log under all hubs of the dashboard: one type, so that nothing else has to know which it is.
#[allow(clippy::large_enum_variant, reason = "there is one, for as long as the program runs")]
pub(crate) enum History {
    /// A client that comes back after a restart is told of a gap.
    Memory(MemoryLog),
    /// A client that comes back after a restart goes on where it was.
    File(FileLog),
}

pub(crate) enum HistoryTail {
    Memory(MemoryTail),
    File(FileTail),
}

impl History {
    /// In this file, or else in memory.
    pub(crate) fn open(file: Option<&Path>) -> io::Result<Self> {
        Ok(match file {
            Some(file) => Self::File(FileLog::open(file, EVENTS)?),
            // Alerts are rare, and are not to be forgotten because they are old.
            None => Self::Memory(MemoryLog::new().events(EVENTS).age(Duration::MAX)),
        })
    }

    /// The id after which comes everything that an earlier process has left.
    pub(crate) fn beginning(&self) -> Option<EventId> {
        match self {
            Self::Memory(_) => None,
            Self::File(log) => log.beginning(),
        }
    }
}

impl EventLog for History {
    type Tail = HistoryTail;

    async fn append(&self, topic: &str, block: &[u8]) -> Result<EventId, LogError> {
        match self {
            Self::Memory(log) => log.append(topic, block).await,
            Self::File(log) => log.append(topic, block).await,
        }
    }

    async fn subscribe(
        &self,
        topic: &str,
        options: SubscribeOptions<'_>,
    ) -> Result<(Start, HistoryTail), LogError> {
        match self {
            Self::Memory(log) => {
                log.subscribe(topic, options).await.map(|(start, tail)| (start, HistoryTail::Memory(tail)))
            }
            Self::File(log) => {
                log.subscribe(topic, options).await.map(|(start, tail)| (start, HistoryTail::File(tail)))
            }
        }
    }
}

impl Tail for HistoryTail {
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<TailItem, LogError>> {
        match self {
            Self::Memory(tail) => tail.poll_next(cx),
            Self::File(tail) => tail.poll_next(cx),
        }
    }

    fn skip(&mut self, keep: usize) {
        match self {
            Self::Memory(tail) => tail.skip(keep),
            Self::File(tail) => tail.skip(keep),
        }
    }
}
