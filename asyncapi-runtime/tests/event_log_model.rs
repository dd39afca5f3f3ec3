//! The log in memory against a model: whatever is done in whatever order, a subscription is never wrong about what it has
//! missed, and never silent about it.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]

use std::task::{Context, Poll, Waker};
use std::time::Duration;

use asyncapi_runtime::hub::{
    EventId, EventLog, MemoryLog, MemoryTail, Start, SubscribeOptions, Tail, TailItem,
};
use bytes::Bytes;
use futures_util::FutureExt;
use proptest::prelude::*;
use tokio::time::{Instant, advance};

const TOPICS: usize = 3;

#[derive(Clone, Debug)]
enum Step {
    Append { topic: usize, size: usize },
    Subscribe { topic: usize, after: Cursor, most: usize },
    Read { tail: usize, items: usize },
    Skip { tail: usize, keep: usize },
    Drop { tail: usize },
    Wait { time: Duration },
}

#[derive(Clone, Copy, Debug)]
enum Cursor {
    None,
    /// One of the ids that were given, of any topic; the newest ones more often.
    Given {
        back: usize,
    },
    Foreign,
}

fn step() -> impl Strategy<Value = Step> {
    let cursor = prop_oneof![
        1 => Just(Cursor::None),
        6 => prop_oneof![0..4_usize, 0..40_usize].prop_map(|back| Cursor::Given { back }),
        1 => Just(Cursor::Foreign),
    ];
    let time = prop_oneof![0..3_000_u64, 0..30_000_u64].prop_map(Duration::from_millis);
    prop_oneof![
        8 => (0..TOPICS, 0..60_usize).prop_map(|(topic, size)| Step::Append { topic, size }),
        4 => (0..TOPICS, cursor, 1..6_usize).prop_map(|(topic, after, most)| Step::Subscribe { topic, after, most }),
        6 => (any::<usize>(), 1..4_usize).prop_map(|(tail, items)| Step::Read { tail, items }),
        2 => (any::<usize>(), 0..8_usize).prop_map(|(tail, keep)| Step::Skip { tail, keep }),
        3 => any::<usize>().prop_map(|tail| Step::Drop { tail }),
        2 => time.prop_map(|time| Step::Wait { time }),
    ]
}

/// What a log is to keep.
#[derive(Clone, Debug)]
struct Limits {
    events: usize,
    bytes: usize,
    age: Duration,
    idle: Duration,
}

fn limits() -> impl Strategy<Value = Limits> {
    (1..8_usize, 50..400_usize, 0..20_u64, 0..10_u64).prop_map(|(events, bytes, age, idle)| Limits {
        events,
        bytes,
        age: Duration::from_secs(age),
        idle: Duration::from_secs(idle),
    })
}

struct Appended {
    /// Its number among the events of all topics, from 1.
    number: usize,
    at: Instant,
    frame: Bytes,
}

#[derive(Default)]
struct Topic {
    /// All that were ever appended.
    events: Vec<Appended>,
    /// The index of the first that is kept, as of the last append or subscription.
    first: usize,
    used: Option<Instant>,
    tails: usize,
    /// It may have been made again, without events, and nobody has come with a cursor since.
    fresh: bool,
    /// Nobody can blame the log for a gap before this event: the topic may have been dropped since.
    excused: usize,
}

impl Topic {
    /// The index of the first event that is not too old to be kept.
    fn first_at(&self, now: Instant, limits: &Limits) -> usize {
        let young = self.events.iter().position(|event| now - event.at <= limits.age);
        self.first.max(young.unwrap_or(self.events.len()))
    }
}

struct Subscriber {
    tail: MemoryTail,
    topic: usize,
    most: usize,
    /// The index of the event that comes next.
    next: usize,
    /// The topic's number of events when it began, or skipped.
    began: usize,
    /// It knows of a loss right before `next`.
    lost: bool,
    /// It may know of one: the log drops what is too old when it comes to it, which may have been before a skip.
    perhaps_lost: bool,
}

struct Model {
    log: MemoryLog,
    foreign: EventId,
    limits: Limits,
    ids: Vec<EventId>,
    topics: [Topic; TOPICS],
    subscribers: Vec<Subscriber>,
}

impl Model {
    fn new(limits: Limits) -> Self {
        let log =
            MemoryLog::new().events(limits.events).bytes(limits.bytes).age(limits.age).idle(limits.idle);
        let foreign = MemoryLog::new().append("0", b"data:\n").now_or_never().unwrap().unwrap();
        Self { log, foreign, limits, ids: Vec::new(), topics: Default::default(), subscribers: Vec::new() }
    }

    async fn take(&mut self, step: Step) {
        self.excuse();
        match step {
            Step::Append { topic, size } => self.append(topic, size),
            Step::Subscribe { topic, after, most } => self.subscribe(topic, after, most),
            Step::Wait { time } => advance(time).await,
            Step::Read { .. } | Step::Skip { .. } | Step::Drop { .. } if self.subscribers.is_empty() => {}
            Step::Read { tail, items } => {
                for _ in 0..items {
                    self.read(tail % self.subscribers.len());
                }
            }
            Step::Skip { tail, keep } => self.skip(tail % self.subscribers.len(), keep),
            Step::Drop { tail } => {
                let subscriber = self.subscribers.swap_remove(tail % self.subscribers.len());
                self.topics[subscriber.topic].tails -= 1;
                self.topics[subscriber.topic].used = Some(Instant::now());
            }
        }
    }

    /// Looks for topics that the log may drop with the next append or subscription.
    fn excuse(&mut self) {
        let now = Instant::now();
        for topic in &mut self.topics {
            let empty = topic.first_at(now, &self.limits) == topic.events.len();
            let idle = topic.used.is_none_or(|used| now - used > self.limits.idle);
            if topic.tails == 0 && empty && (idle || topic.fresh) {
                topic.excused = self.ids.len();
                topic.fresh = true;
            }
        }
    }

    fn append(&mut self, index: usize, size: usize) {
        let block = format!("data: {}\n", "x".repeat(size));
        let id = self.log.append(&index.to_string(), block.as_bytes()).now_or_never().unwrap().unwrap();
        self.ids.push(id);
        let now = Instant::now();
        let topic = &mut self.topics[index];
        let frame = id.frame(block.as_bytes());
        topic.events.push(Appended { number: self.ids.len(), at: now, frame });
        let bytes = |events: &[Appended]| events.iter().map(|event| event.frame.len()).sum::<usize>();
        while topic.events.len() - topic.first > 1
            && (topic.events.len() - topic.first > self.limits.events
                || bytes(&topic.events[topic.first..]) > self.limits.bytes)
        {
            topic.first += 1;
        }
        topic.first = topic.first_at(now, &self.limits);
        topic.used = Some(now);
        topic.fresh = false;
    }

    fn subscribe(&mut self, index: usize, after: Cursor, most: usize) {
        let given = match after {
            Cursor::Given { back } if !self.ids.is_empty() => Some(self.ids.len() - back % self.ids.len()),
            _ => None,
        };
        let id = match after {
            Cursor::Foreign => Some(self.foreign),
            _ => given.map(|number| self.ids[number - 1]),
        };
        let options = SubscribeOptions::new(id.as_ref().map(EventId::as_str), most);
        let (start, tail) = self.log.subscribe(&index.to_string(), options).now_or_never().unwrap().unwrap();
        let now = Instant::now();
        let topic = &mut self.topics[index];
        topic.first = topic.first_at(now, &self.limits);
        topic.used = Some(now);
        topic.tails += 1;
        topic.fresh &= given.is_none();
        let began = topic.events.len();

        let next = if let Some(number) = given {
            let after = topic.events.iter().position(|event| event.number > number).unwrap_or(began);
            if start == Start::Gap {
                assert!(after < topic.first || number < topic.excused, "a gap where nothing is missing");
            } else {
                assert_eq!(start, Start::Resumed);
                assert!(after >= topic.first, "no gap, but events are gone");
            }
            after.max(topic.first)
        } else {
            assert_eq!(start, if id.is_some() { Start::Unknown } else { Start::Live });
            began
        };
        let lost = start == Start::Gap;
        self.subscribers.push(Subscriber { tail, topic: index, most, next, began, lost, perhaps_lost: lost });
    }

    fn read(&mut self, subscriber: usize) {
        let subscriber = &mut self.subscribers[subscriber];
        let topic = &self.topics[subscriber.topic];
        let end = topic.events.len();
        let gone = topic.first_at(Instant::now(), &self.limits);
        // Where it may be, if it has to say nothing about what went before it read.
        let latest =
            if subscriber.perhaps_lost { gone.min(subscriber.began) } else { 0 }.max(subscriber.next);
        let behind = end - subscriber.next.max(subscriber.began);

        match subscriber.tail.poll_next(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending => assert!(latest == end, "nothing comes, but there is something"),
            Poll::Ready(Ok(TailItem::Lagged)) => {
                assert!(subscriber.next < end);
                let silent = if subscriber.lost { latest } else { subscriber.next };
                assert!(behind > subscriber.most || silent < gone, "it lags without a reason");
            }
            Poll::Ready(Ok(TailItem::Events { bytes, count, .. })) => {
                assert!(behind <= subscriber.most, "it should lag");
                let start = (subscriber.next..=latest)
                    .find(|start| {
                        topic.events.get(*start).is_some_and(|event| bytes.starts_with(&event.frame))
                    })
                    .expect("an event is missing without a word, or came twice");
                let frames = topic.events[start..start + count].iter().flat_map(|event| event.frame.to_vec());
                assert_eq!(bytes, frames.collect::<Vec<u8>>());
                assert!(start >= topic.first, "it was dropped");
                subscriber.next = start + count;
                (subscriber.lost, subscriber.perhaps_lost) = (false, false);
            }
            other @ Poll::Ready(_) => panic!("{other:?}"),
        }
    }

    fn skip(&mut self, subscriber: usize, keep: usize) {
        let subscriber = &mut self.subscribers[subscriber];
        let topic = &self.topics[subscriber.topic];
        subscriber.tail.skip(keep);
        let end = topic.events.len();
        let newest = (end - keep.min(end)).max(topic.first);
        subscriber.lost |= newest > subscriber.next;
        subscriber.next = subscriber.next.max(newest);
        subscriber.perhaps_lost |=
            subscriber.lost || topic.first_at(Instant::now(), &self.limits) > subscriber.next;
        subscriber.began = end;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn s10_s11_s12_nothing_is_lost_in_silence(
        limits in limits(),
        steps in prop::collection::vec(step(), 1..150),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let mut model = Model::new(limits);
            for step in steps {
                model.take(step).await;
            }
        });
    }
}
