//! The newest events of one topic.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use super::joins::{Join, Joins};
use super::settings::Settings;
use crate::hub::Start;

/// The bytes of a join, unless its first event alone has more: more in one write gains nothing, and one that a stalled
/// subscriber holds is memory.
const JOINED: usize = 16 * 1024;

/// Events have places: the first one of a topic is at 0, whatever was dropped since.
pub(super) struct Ring {
    events: VecDeque<Stored>,
    /// The place of the first of `events`.
    first: u64,
    /// The bytes of all `events`.
    bytes: usize,
    /// The sequence number of the newest event that is gone; of a new topic, the number that no event of its past exceeds.
    gone: u64,
    joins: Joins,
    used: Instant,
    /// Nobody has an id of this topic, as far as it knows: it had no events, and nobody came with a cursor.
    fresh: bool,
}

struct Stored {
    sequence: u64,
    at: Instant,
    bytes: Bytes,
}

impl Ring {
    /// Of a topic whose events up to this sequence number, if it had any, are gone.
    pub(super) fn new(gone: u64, now: Instant) -> Self {
        Self {
            events: VecDeque::new(),
            first: 0,
            bytes: 0,
            gone,
            joins: Joins::default(),
            used: now,
            fresh: true,
        }
    }

    /// The place of the first event that is left.
    pub(super) fn first(&self) -> u64 {
        self.first
    }

    /// The place of the next event to come.
    pub(super) fn end(&self) -> u64 {
        // A `usize` fits.
        self.first + self.events.len() as u64
    }

    /// The sequence number of the newest event that is gone.
    pub(super) fn gone(&self) -> u64 {
        self.gone
    }

    pub(super) fn push(&mut self, sequence: u64, bytes: Bytes, now: Instant, settings: &Settings) {
        self.bytes += bytes.len();
        self.events.push_back(Stored { sequence, at: now, bytes });
        self.used = now;
        self.fresh = false;
        while self.events.len() > 1 && (self.events.len() > settings.events || self.bytes > settings.bytes) {
            self.drop_first();
        }
        self.expire(now, settings.age);
        self.joins.forget_before(self.first);
    }

    /// Drops what is too old.
    pub(super) fn expire(&mut self, now: Instant, age: Duration) {
        while self.events.front().is_some_and(|event| now.saturating_duration_since(event.at) > age) {
            self.drop_first();
        }
    }

    fn drop_first(&mut self) {
        if let Some(event) = self.events.pop_front() {
            self.first += 1;
            self.bytes -= event.bytes.len();
            self.gone = event.sequence;
        }
    }

    /// Gives memory back that a topic at rest does not need.
    pub(super) fn tidy(&mut self) {
        self.joins.clear();
        if self.events.is_empty() {
            self.events = VecDeque::new();
        }
    }

    /// Somebody uses the topic, or did up to now.
    pub(super) fn touch(&mut self, now: Instant) {
        self.used = now;
    }

    /// Whether nothing is left of the topic, and it has not been used for this long; a fresh one is as good as none.
    pub(super) fn is_idle(&self, now: Instant, time: Duration) -> bool {
        let unused = self.fresh || now.saturating_duration_since(self.used) > time;
        self.events.is_empty() && unused
    }

    /// The place after the event with this sequence number.
    pub(super) fn after(&mut self, sequence: u64) -> (Start, u64) {
        self.fresh = false;
        if sequence < self.gone {
            return (Start::Gap, self.first);
        }
        let before = self.events.partition_point(|event| event.sequence <= sequence);
        (Start::Resumed, self.first + before as u64)
    }

    /// The place of the oldest of the newest `keep` events.
    pub(super) fn newest(&self, keep: usize) -> u64 {
        self.end() - self.events.len().min(keep) as u64
    }

    /// The events from a place on, and the place after them. There is one at least.
    pub(super) fn read(&mut self, start: u64) -> Option<(Bytes, u64)> {
        let index = usize::try_from(start.checked_sub(self.first)?).ok()?;
        let end = self.end();
        let first = self.events.get(index)?;
        if end - start == 1 {
            return Some((first.bytes.clone(), end));
        }
        if let Some(join) = self.joins.get(start, end) {
            return Some((join.bytes.clone(), join.end));
        }

        let mut size = 0;
        let count = self
            .events
            .range(index..)
            .take_while(|event| {
                size += event.bytes.len();
                size <= JOINED
            })
            .count();
        if count <= 1 {
            // It is joined with nothing, and shared already.
            return Some((first.bytes.clone(), start + 1));
        }
        let taken = self.events.range(index..index + count);
        let mut bytes = Vec::with_capacity(taken.clone().map(|event| event.bytes.len()).sum());
        for event in taken {
            bytes.extend_from_slice(&event.bytes);
        }
        let join = Join {
            start,
            end: start + count as u64,
            full: index + count < self.events.len(),
            bytes: Bytes::from(bytes),
        };
        let read = (join.bytes.clone(), join.end);
        self.joins.put(join);
        Some(read)
    }
}
