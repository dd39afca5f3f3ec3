//! The suite for event logs: `MemoryLog` passes it, and each kind of a wrong log fails.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]

use std::task::{Context, Poll};

use asyncapi_runtime::hub::{
    EventId, EventLog, LogError, MemoryLog, MemoryTail, Start, SubscribeOptions, Tail, TailItem,
};
use asyncapi_runtime::testing::{EventLogFailure, event_log_suite};
use bytes::Bytes;

#[tokio::test(start_paused = true)]
async fn memory_log_passes() -> Result<(), EventLogFailure> {
    event_log_suite(|| async { MemoryLog::new() }).await?;
    event_log_suite(|| async { MemoryLog::new().events(64) }).await?;
    event_log_suite(|| async { MemoryLog::new().events(3_000).bytes(200_000) }).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn memory_log_passes_on_several_threads() -> Result<(), EventLogFailure> {
    event_log_suite(|| async { MemoryLog::new() }).await
}

/// What is wrong with a log.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    None,
    OneTopic,
    Upcased,
    NoId,
    WrongCount,
    LivesFromTheStart,
    ReplaysTheCursor,
    ForgetsToReplay,
    SilentGap,
    NeverForgets,
    ForgetsAtOnce,
    UnknownIsLive,
    NeverWakes,
    NeverLags,
    LagsByReplay,
    SkipsAll,
    SkipsNothing,
    LosesTheSecond,
    Twice,
    Fails,
}

struct Wrong {
    log: MemoryLog,
    fault: Fault,
}

struct WrongTail {
    tail: MemoryTail,
    fault: Fault,
    items: usize,
    again: Option<TailItem>,
}

impl Wrong {
    fn new(fault: Fault) -> Self {
        let events = match fault {
            Fault::NeverForgets => usize::MAX,
            Fault::ForgetsAtOnce => 20,
            _ => 256,
        };
        Self { log: MemoryLog::new().events(events), fault }
    }

    fn topic<'a>(&self, topic: &'a str) -> &'a str {
        if self.fault == Fault::OneTopic { "one" } else { topic }
    }
}

impl EventLog for Wrong {
    type Tail = WrongTail;

    async fn append(&self, topic: &str, block: &[u8]) -> Result<EventId, LogError> {
        match self.fault {
            Fault::Upcased => self.log.append(self.topic(topic), &block.to_ascii_uppercase()).await,
            Fault::Fails => Err(LogError::new("the disk is full")),
            _ => self.log.append(self.topic(topic), block).await,
        }
    }

    async fn subscribe(
        &self,
        topic: &str,
        mut options: SubscribeOptions<'_>,
    ) -> Result<(Start, WrongTail), LogError> {
        let before = |id: &str| {
            let (epoch, number) = id.split_once('.')?;
            Some(format!("{epoch}.{}", number.parse::<u64>().ok().filter(|number| *number > 1)? - 1))
        };
        let earlier = options.after.and_then(before);
        match self.fault {
            Fault::ReplaysTheCursor => options.after = earlier.as_deref().or(options.after),
            Fault::NeverLags => options.most = usize::MAX,
            _ => {}
        }
        let (mut start, mut tail) = self.log.subscribe(self.topic(topic), options).await?;
        match self.fault {
            Fault::LivesFromTheStart if start == Start::Live => {
                let first = self.log.append(topic, b"data: before\n").await?;
                let options = SubscribeOptions::new(Some(first.as_str()), options.most);
                tail = self.log.subscribe(topic, options).await?.1;
                self.log.append(topic, b"data: before\n").await?;
            }
            Fault::ForgetsToReplay => tail.skip(0),
            Fault::SilentGap if start == Start::Gap => start = Start::Resumed,
            Fault::UnknownIsLive if start == Start::Unknown => start = Start::Live,
            _ => {}
        }
        let items =
            usize::from(self.fault == Fault::LagsByReplay && options.most < 20 && start == Start::Resumed);
        Ok((start, WrongTail { tail, fault: self.fault, items, again: None }))
    }
}

impl Tail for WrongTail {
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<TailItem, LogError>> {
        if let Some(item) = self.again.take() {
            return Poll::Ready(Ok(item));
        }
        if self.fault == Fault::LagsByReplay && self.items == 1 {
            return Poll::Ready(Ok(TailItem::Lagged));
        }
        let noop = std::task::Waker::noop();
        let mut cx = if self.fault == Fault::NeverWakes {
            Context::from_waker(noop)
        } else {
            Context::from_waker(cx.waker())
        };
        loop {
            let Poll::Ready(item) = self.tail.poll_next(&mut cx)? else { return Poll::Pending };
            let TailItem::Events { bytes, count, .. } = item else { return Poll::Ready(Ok(item)) };
            self.items += 1;
            let (bytes, count) = match self.fault {
                Fault::LosesTheSecond if self.items == 2 => continue,
                Fault::Twice if self.items == 2 => {
                    self.again = Some(TailItem::events(bytes.clone(), count));
                    (bytes, count)
                }
                Fault::NoId => (
                    Bytes::copy_from_slice(
                        &bytes[bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1..],
                    ),
                    count,
                ),
                Fault::WrongCount => (bytes, count + 1),
                _ => (bytes, count),
            };
            return Poll::Ready(Ok(TailItem::events(bytes, count)));
        }
    }

    fn skip(&mut self, keep: usize) {
        match self.fault {
            Fault::SkipsAll => self.tail.skip(0),
            Fault::SkipsNothing => self.tail.skip(usize::MAX),
            _ => self.tail.skip(keep),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_wrong_log_fails_and_is_told_where() {
    for (fault, check) in [
        (Fault::OneTopic, "topics"),
        (Fault::Upcased, "blocks"),
        (Fault::NoId, "blocks"),
        (Fault::WrongCount, "order"),
        (Fault::LivesFromTheStart, "live"),
        (Fault::ReplaysTheCursor, "resume"),
        (Fault::ForgetsToReplay, "resume"),
        (Fault::SilentGap, "gap"),
        (Fault::NeverForgets, "gap"),
        (Fault::ForgetsAtOnce, "gap"),
        (Fault::UnknownIsLive, "unknown"),
        (Fault::NeverWakes, "wake"),
        (Fault::NeverLags, "lag"),
        (Fault::LagsByReplay, "no lag"),
        (Fault::SkipsAll, "lag"),
        (Fault::SkipsNothing, "lag"),
        (Fault::LosesTheSecond, "order"),
        (Fault::Twice, "order"),
        (Fault::Twice, "resume while publishing"),
        (Fault::Fails, "publishers"),
    ] {
        let Err(failure) = event_log_suite(|| async { Wrong::new(fault) }).await else {
            panic!("{fault:?} passes")
        };
        assert!(failure.checks().any(|failed| failed == check), "{fault:?} should fail {check}: {failure}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_wrong_log_without_a_fault_passes() -> Result<(), EventLogFailure> {
    event_log_suite(|| async { Wrong::new(Fault::None) }).await
}
