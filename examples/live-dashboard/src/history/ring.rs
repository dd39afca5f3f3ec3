//! The newest events of one topic, and who waits for more.

use std::collections::{HashMap, VecDeque};
use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Waker;

use asyncapi_runtime::hub::Start;
use bytes::Bytes;

/// The bytes that a topic's events have together at most; the newest one is kept whatever its size.
const BYTES: usize = 1024 * 1024;

#[derive(Default)]
pub(super) struct Topic(Mutex<Ring>);

impl Topic {
    pub(super) fn ring(&self) -> MutexGuard<'_, Ring> {
        // Nothing that can panic leaves it half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Events have places: the first one of a topic is at 0, whatever was dropped since.
#[derive(Default)]
pub(super) struct Ring {
    /// Each with its number in the log.
    events: VecDeque<(u64, Bytes)>,
    /// The place of the first of `events`.
    first: u64,
    bytes: usize,
    /// The number of the newest event that is gone, 0 if none is.
    gone: u64,
    /// By the number of the tail: a tail has one at most.
    wakers: HashMap<u64, Waker>,
    tails: u64,
}

impl Ring {
    /// Adds an event, and drops what is too much. Whoever waits is to be woken, without the lock.
    pub(super) fn push(&mut self, number: u64, frame: Bytes, most: usize) -> HashMap<u64, Waker> {
        self.bytes += frame.len();
        self.events.push_back((number, frame));
        while self.events.len() > 1 && (self.events.len() > most || self.bytes > BYTES) {
            if let Some((number, frame)) = self.events.pop_front() {
                self.first += 1;
                self.bytes -= frame.len();
                self.gone = number;
            }
        }
        mem::take(&mut self.wakers)
    }

    /// Events up to this number were dropped by an earlier process.
    pub(super) fn lost(&mut self, number: u64) {
        self.gone = self.gone.max(number);
    }

    pub(super) fn gone(&self) -> u64 {
        self.gone
    }

    /// Whether there ever was an event.
    pub(super) fn was_used(&self) -> bool {
        self.gone > 0 || !self.events.is_empty()
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

    /// The place of the oldest of the newest `keep` events.
    pub(super) fn newest(&self, keep: usize) -> u64 {
        self.end() - self.events.len().min(keep) as u64
    }

    /// The place after the event with this number.
    pub(super) fn after(&self, number: u64) -> (Start, u64) {
        if number < self.gone {
            return (Start::Gap, self.first);
        }
        let before = self.events.partition_point(|(other, _)| *other <= number);
        (Start::Resumed, self.first + before as u64)
    }

    /// The event at a place: all who are there get the same memory. A log with more than a few subscribers would
    /// give several at a time.
    pub(super) fn read(&self, place: u64) -> Option<Bytes> {
        let index = usize::try_from(place.checked_sub(self.first)?).ok()?;
        self.events.get(index).map(|(_, frame)| frame.clone())
    }

    pub(super) fn events(&self) -> impl Iterator<Item = &(u64, Bytes)> {
        self.events.iter()
    }

    /// What the events take in a file, about.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// The number of a new tail.
    pub(super) fn tail(&mut self) -> u64 {
        self.tails += 1;
        self.tails
    }

    /// Wakes this tail with the next event. What it had before is to be dropped without the lock.
    #[must_use]
    pub(super) fn wait(&mut self, tail: u64, waker: &Waker) -> Option<Waker> {
        self.wakers.insert(tail, waker.clone())
    }

    #[must_use]
    pub(super) fn leave(&mut self, tail: u64) -> Option<Waker> {
        self.wakers.remove(&tail)
    }
}
