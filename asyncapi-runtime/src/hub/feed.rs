//! [`Feed`]: what a subscriber gets of a log's tail, with gaps told and the policy for slow ones applied.

use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use memchr::memmem;

use super::{EventId, EventLog, Gap, GapReason, LogError, Start, SubscribeOptions, Tail, TailItem};
use crate::server::SlowConsumer;

/// How often a subscriber that needs only the newest event is let behind again in one poll.
const SKIPS: u32 = 8;

/// A subscription.
pub(super) struct Feed<T> {
    tail: T,
    policy: SlowConsumer,
    queue: usize,
    /// What is told before anything else.
    gap: Option<Box<Gap>>,
    /// The id of the last event, for the policy that tells it.
    last: Option<EventId>,
}

/// What a feed gives.
pub(super) enum Fed {
    Events { bytes: Bytes, count: usize },
    Gap(Box<Gap>),
}

/// Why a feed gives nothing more.
pub(super) enum Stopped {
    Lagged,
    Failed(LogError),
}

impl<T: Tail> Feed<T> {
    pub(super) async fn open<L: EventLog<Tail = T>>(
        log: &Arc<L>,
        topic: &str,
        after: Option<&str>,
        queue: usize,
        policy: SlowConsumer,
    ) -> Result<Self, LogError> {
        let (start, tail) = log.subscribe(topic, SubscribeOptions::new(after, queue)).await?;
        let gap = |reason| Some(Box::new(Gap::new(reason, after)));
        let gap = match start {
            Start::Live | Start::Resumed => None,
            Start::Gap => gap(GapReason::Expired),
            Start::Unknown => gap(GapReason::Unknown),
        };
        let last = match policy {
            SlowConsumer::DropOldest => after.and_then(|id| EventId::new(id).ok()),
            SlowConsumer::Disconnect | SlowConsumer::Latest => None,
        };
        Ok(Self { tail, policy, queue, gap, last })
    }

    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Fed, Stopped>> {
        if let Some(gap) = self.gap.take() {
            return Poll::Ready(Ok(Fed::Gap(gap)));
        }
        for _ in 0..SKIPS {
            match ready!(self.tail.poll_next(cx)) {
                Ok(TailItem::Events { bytes, count }) => {
                    if self.policy == SlowConsumer::DropOldest {
                        self.last = last_id(&bytes, count).or(self.last);
                    }
                    return Poll::Ready(Ok(Fed::Events { bytes, count }));
                }
                Ok(TailItem::Lagged) => match self.policy {
                    SlowConsumer::Disconnect => return Poll::Ready(Err(Stopped::Lagged)),
                    SlowConsumer::DropOldest => {
                        self.tail.skip(self.queue);
                        let last = self.last.as_ref().map(EventId::as_str);
                        let gap = Gap::new(GapReason::Lagged, last);
                        return Poll::Ready(Ok(Fed::Gap(Box::new(gap))));
                    }
                    SlowConsumer::Latest => self.tail.skip(1),
                },
                Err(error) => return Poll::Ready(Err(Stopped::Failed(error))),
            }
        }
        // Events come faster than one can be taken: others have their turn first.
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

/// The id of the last of so many blocks.
fn last_id(blocks: &[u8], count: usize) -> Option<EventId> {
    let last = match blocks.strip_suffix(b"\n\n") {
        Some(blocks) if count > 1 => {
            let start = memmem::rfind(blocks, b"\n\n").map_or(0, |end| end + 2);
            blocks.get(start..)?
        }
        _ => blocks,
    };
    let line = last.strip_prefix(b"id: ")?.split(|byte| *byte == b'\n').next()?;
    EventId::new(std::str::from_utf8(line).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_id_is_that_of_the_last_block() {
        let last = |blocks: &str, count| last_id(blocks.as_bytes(), count).map(|id| id.to_string());
        assert_eq!(last("id: a.1\ndata: x\n\n", 1).as_deref(), Some("a.1"));
        assert_eq!(last("id: a.1\ndata: x\n\nid: a.2\ndata\n\n", 2).as_deref(), Some("a.2"));
        assert_eq!(last("data: x\n\n", 1), None);
        assert_eq!(last("", 0), None);
    }
}
