//! [`MemoryTail`]: a subscription to a topic in memory.

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::time::Instant;

use super::topic::{Places, Topic};
use super::waiting::Slot;
use crate::hub::{LogError, Tail, TailItem};

/// The live end of a subscription to a [`MemoryLog`](super::MemoryLog).
///
/// It holds a place in the topic, and no event: what it takes does not depend on how far behind it is.
pub struct MemoryTail {
    topic: Arc<Topic>,
    places: Places,
    most: u64,
    slot: Option<Slot>,
}

impl MemoryTail {
    pub(super) fn new(topic: Arc<Topic>, places: Places, most: usize) -> Self {
        Self { topic, places, most: u64::try_from(most.max(1)).unwrap_or(u64::MAX), slot: None }
    }

    fn read(&mut self) -> Option<TailItem> {
        let Places { mut next, began, lost } = self.places;
        if self.topic.end() == next {
            return None;
        }
        let mut ring = self.topic.ring();
        if lost {
            next = next.max(ring.first().min(began));
        }
        if next < ring.first() || ring.end() - next.max(began) > self.most {
            return Some(TailItem::Lagged);
        }
        let Some((bytes, end)) = ring.read(next) else {
            // Nothing is left of what it knows to be lost.
            self.places.next = next;
            return None;
        };
        self.places = Places { next: end, began, lost: false };
        Some(TailItem::events(bytes, usize::try_from(end - next).unwrap_or(usize::MAX)))
    }
}

impl Tail for MemoryTail {
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<TailItem, LogError>> {
        if let Some(item) = self.read() {
            return Poll::Ready(Ok(item));
        }
        self.topic.waiting.register(&mut self.slot, cx.waker());
        // Again: an event that was appended in between woke nobody.
        match self.read() {
            Some(item) => Poll::Ready(Ok(item)),
            None => Poll::Pending,
        }
    }

    fn skip(&mut self, keep: usize) {
        let ring = self.topic.ring();
        let Places { next, lost, .. } = self.places;
        let newest = ring.newest(keep);
        self.places = Places { next: next.max(newest), began: ring.end(), lost: lost || newest > next };
    }
}

impl Drop for MemoryTail {
    fn drop(&mut self) {
        self.topic.waiting.remove(self.slot);
        self.topic.ring().touch(Instant::now());
    }
}

impl fmt::Debug for MemoryTail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryTail")
            .field("behind", &(self.topic.end() - self.places.next))
            .finish_non_exhaustive()
    }
}
