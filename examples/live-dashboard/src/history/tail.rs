//! [`FileTail`]: a subscription.

use std::sync::Arc;
use std::task::{Context, Poll};

use asyncapi_runtime::hub::{LogError, Start, Tail, TailItem};

use super::ring::{Ring, Topic};

/// The live end of a subscription to a `FileLog`. It holds a place, and no event.
pub(crate) struct FileTail {
    topic: Arc<Topic>,
    number: u64,
    /// The place of the next event to read.
    next: u64,
    /// The end of the events when the subscription began: what lies before it is replayed, and does not count as being
    /// behind.
    began: u64,
    /// Whether it knows that events were lost right before `next`: then more may go before it reads.
    lost: bool,
    most: u64,
}

impl FileTail {
    /// After the event with this number; `Err` is a cursor that nobody knows.
    pub(super) fn new(topic: Arc<Topic>, after: Result<Option<u64>, ()>, most: usize) -> (Start, Self) {
        let mut ring = topic.ring();
        let (number, began) = (ring.tail(), ring.end());
        let (start, next) = match after {
            Ok(None) => (Start::Live, began),
            Ok(Some(after)) => ring.after(after),
            Err(()) => (Start::Unknown, began),
        };
        drop(ring);
        let most = u64::try_from(most).unwrap_or(u64::MAX);
        (start, Self { topic, number, next, began, lost: start == Start::Gap, most })
    }

    fn read(&mut self, ring: &Ring) -> Option<TailItem> {
        if self.lost {
            self.next = self.next.max(ring.first().min(self.began));
        }
        if self.next < ring.first() || ring.end().saturating_sub(self.next.max(self.began)) > self.most {
            return Some(TailItem::Lagged);
        }
        let frame = ring.read(self.next)?;
        self.next += 1;
        self.lost = false;
        Some(TailItem::events(frame, 1))
    }
}

impl Tail for FileTail {
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<TailItem, LogError>> {
        let topic = Arc::clone(&self.topic);
        let mut ring = topic.ring();
        if let Some(item) = self.read(&ring) {
            return Poll::Ready(Ok(item));
        }
        let replaced = ring.wait(self.number, cx.waker());
        drop(ring);
        drop(replaced);
        Poll::Pending
    }

    fn skip(&mut self, keep: usize) {
        let ring = self.topic.ring();
        let newest = ring.newest(keep);
        self.lost |= newest > self.next;
        self.next = self.next.max(newest);
        self.began = ring.end();
    }
}

impl Drop for FileTail {
    fn drop(&mut self) {
        let waker = self.topic.ring().leave(self.number);
        drop(waker);
    }
}
