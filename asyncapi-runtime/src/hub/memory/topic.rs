//! One topic: its events, and who waits for more.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;

use super::epoch::Epoch;
use super::ring::Ring;
use super::settings::Settings;
use super::waiting::Waiting;
use crate::hub::{EventId, Start};

pub(super) struct Topic {
    /// The ring's end: whoever has read up to there need not lock it.
    end: AtomicU64,
    ring: Mutex<Ring>,
    pub(super) waiting: Waiting,
}

/// Where a subscription is.
#[derive(Clone, Copy)]
pub(super) struct Places {
    /// The place of the next event to read.
    pub(super) next: u64,
    /// The ring's end when the subscription began: what lies before it is replayed, and does not count as being behind.
    pub(super) began: u64,
    /// Whether the subscriber knows that events were lost right before what it reads next. Then it makes no difference to
    /// it if more of what it was to replay goes before it reads. Without this, one that starts with a gap where the
    /// next append drops the oldest event would lag before it has read anything, and so again when it comes back.
    pub(super) lost: bool,
}

impl Topic {
    /// A topic whose events up to this sequence number, if it had any, are gone.
    pub(super) fn new(gone: u64, now: Instant) -> Self {
        Self { end: AtomicU64::new(0), ring: Mutex::new(Ring::new(gone, now)), waiting: Waiting::default() }
    }

    pub(super) fn append(&self, block: &[u8], epoch: &Epoch, now: Instant, settings: &Settings) -> EventId {
        let id = {
            let mut ring = self.ring();
            let sequence = epoch.next();
            let id = epoch.id(sequence);
            ring.push(sequence, id.frame(block), now, settings);
            self.end.store(ring.end(), Ordering::Release);
            id
        };
        self.waiting.wake();
        id
    }

    /// Where a subscription starts. Nothing is appended in between.
    pub(super) fn start(
        &self,
        after: Option<&str>,
        epoch: &Epoch,
        now: Instant,
        settings: &Settings,
    ) -> (Start, Places) {
        let mut ring = self.ring();
        ring.touch(now);
        ring.expire(now, settings.age);
        let began = ring.end();
        let (start, next) = match after {
            None => (Start::Live, began),
            Some(id) => match epoch.sequence(id) {
                None => (Start::Unknown, began),
                Some(sequence) => ring.after(sequence),
            },
        };
        (start, Places { next, began, lost: start == Start::Gap })
    }

    /// The end of the events, without the lock.
    pub(super) fn end(&self) -> u64 {
        self.end.load(Ordering::Acquire)
    }

    /// Nothing that can panic runs under the lock, so a poisoned one holds a sound state.
    pub(super) fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The events, without the lock: nobody else has the topic.
    pub(super) fn ring_mut(&mut self) -> &mut Ring {
        self.ring.get_mut().unwrap_or_else(PoisonError::into_inner)
    }
}
