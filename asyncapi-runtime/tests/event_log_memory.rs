//! What the log in memory allocates: two blocks of memory for an event, whatever the number of its subscribers.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use allocation_counter::measure;
use asyncapi_runtime::hub::{EventId, EventLog, MemoryLog, MemoryTail, SubscribeOptions, Tail, TailItem};
use bytes::Bytes;
use futures_util::FutureExt;

const BLOCK: &[u8] = b"event: tick\ndata: {\"number\":1,\"text\":\"some text of a usual length\"}\n";

#[derive(Default)]
struct Woken(AtomicUsize);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

fn append(log: &MemoryLog, topic: &str) -> EventId {
    log.append(topic, BLOCK).now_or_never().unwrap().unwrap()
}

fn subscribe(log: &MemoryLog, topic: &str, after: Option<&str>) -> MemoryTail {
    log.subscribe(topic, SubscribeOptions::new(after, 64)).now_or_never().unwrap().unwrap().1
}

/// What a body does when it is woken: reads, and waits for more.
fn read(tail: &mut MemoryTail, waker: &Waker) -> Vec<(Bytes, usize)> {
    let mut items = Vec::new();
    drain(tail, waker, |bytes, count| items.push((bytes, count)));
    items
}

fn drain(tail: &mut MemoryTail, waker: &Waker, mut each: impl FnMut(Bytes, usize)) {
    let mut cx = Context::from_waker(waker);
    while let Poll::Ready(item) = tail.poll_next(&mut cx) {
        let TailItem::Events { bytes, count, .. } = item.unwrap() else { panic!("it lags") };
        each(bytes, count);
    }
}

/// What is allocated in 1000 rounds, each of so many appends and then of all subscribers' reads.
fn rounds(subscribers: usize, burst: usize) -> u64 {
    let log = MemoryLog::new();
    let woken = Arc::new(Woken::default());
    let waker = Waker::from(Arc::clone(&woken));
    let mut tails: Vec<_> = (0..subscribers).map(|_| subscribe(&log, "t", None)).collect();
    let mut read = 0;
    let mut round = || {
        for _ in 0..burst {
            append(&log, "t");
        }
        for tail in &mut tails {
            drain(tail, &waker, |_, count| read += count);
        }
    };
    // Until the buffers have their size: the ring wraps around after 256.
    for _ in 0..600 {
        round();
    }
    let allocated = measure(|| (0..1_000).for_each(|_| round())).count_total;
    assert_eq!(read, 1_600 * burst * subscribers);
    // Each waited each time.
    assert_eq!(woken.0.load(Ordering::Relaxed), 1_599 * subscribers);
    allocated
}

#[test]
fn an_event_takes_two_allocations_whatever_the_number_of_subscribers() {
    for subscribers in [1, 10, 1_000] {
        // The block, and what counts its owners.
        assert_eq!(rounds(subscribers, 1), 2_000, "{subscribers} subscribers");
    }
    // Nobody shares it, so nobody counts.
    assert_eq!(rounds(0, 1), 1_000);
}

#[test]
fn a_burst_is_joined_once_for_all_subscribers() {
    for subscribers in [1, 10, 1_000] {
        // An allocation for each event, and two for the join: where events are joined, nobody shares the single ones.
        assert_eq!(rounds(subscribers, 16), 18_000, "{subscribers} subscribers");
    }
}

#[test]
fn subscribers_at_the_same_place_share_the_same_memory() {
    let log = MemoryLog::new();
    let waker = Waker::noop();
    let first = append(&log, "t");
    for _ in 0..9 {
        append(&log, "t");
    }
    let mut tails: Vec<_> = (0..10).map(|_| subscribe(&log, "t", Some(first.as_str()))).collect();
    let items: Vec<_> = tails.iter_mut().map(|tail| read(tail, waker)).collect();
    for item in &items {
        assert_eq!((item.len(), item[0].1), (1, 9));
        assert_eq!(item[0].0.as_ptr(), items[0][0].0.as_ptr());
    }
    append(&log, "t");
    let items: Vec<_> = tails.iter_mut().map(|tail| read(tail, waker)).collect();
    assert!(items.iter().all(|item| item[0].0.as_ptr() == items[0][0].0.as_ptr()));
}

#[test]
fn subscribers_meet_when_events_come_in_while_they_read() {
    let log = MemoryLog::new();
    let waker = Waker::noop();
    let mut tails: Vec<_> = (0..20).map(|_| subscribe(&log, "t", None)).collect();
    for _ in 0..10 {
        append(&log, "t");
    }
    // Each subscriber sees another end, but reads up to the same one, or to that of when there were twice as many.
    let mut first = Vec::new();
    for tail in &mut tails {
        let Poll::Ready(Ok(TailItem::Events { bytes, count, .. })) =
            tail.poll_next(&mut Context::from_waker(waker))
        else {
            panic!("there are events")
        };
        first.push((bytes.as_ptr(), count));
        append(&log, "t");
    }
    first.dedup();
    assert_eq!(first.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [10, 21]);
}

#[test]
fn joins_have_a_size_and_large_events_are_not_copied() {
    let log = MemoryLog::new();
    let waker = Waker::noop();
    let first = append(&log, "t");
    let block = format!("data: {}\n", "x".repeat(3_000));
    for _ in 0..20 {
        log.append("t", block.as_bytes()).now_or_never().unwrap().unwrap();
    }
    let large = format!("data: {}\n", "x".repeat(30_000));
    log.append("t", large.as_bytes()).now_or_never().unwrap().unwrap();
    let mut tails = [0; 2].map(|_| subscribe(&log, "t", Some(first.as_str())));
    let [items, others] = tails.each_mut().map(|tail| read(tail, waker));
    assert_eq!(items.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [5, 5, 5, 5, 1]);
    assert!(items.iter().all(|(bytes, _)| bytes.len() <= 16 * 1024 || bytes.len() > 30_000));
    // Those of a full size are shared as well.
    assert!(items.iter().zip(&others).all(|(one, other)| one.0.as_ptr() == other.0.as_ptr()));
}

#[test]
fn a_join_goes_with_its_events() {
    let log = MemoryLog::new().events(50);
    let first = append(&log, "t");
    for _ in 0..50 {
        append(&log, "t");
    }
    let joined = measure(|| {
        let mut tail = subscribe(&log, "t", Some(first.as_str()));
        drain(&mut tail, Waker::noop(), |bytes, count| assert!(bytes.len() > 4_000 && count == 50));
    });
    assert!(joined.bytes_current > 4_000, "{joined:?}");
    // There are as many events as before.
    let after = measure(|| {
        append(&log, "t");
    });
    assert!(after.bytes_current < -4_000, "{after:?}");
}

#[tokio::test(start_paused = true)]
async fn a_topic_at_rest_holds_no_join() {
    let log = MemoryLog::new();
    let first = append(&log, "t");
    let mut tail = subscribe(&log, "t", Some(first.as_str()));
    for _ in 0..3 {
        append(&log, "t");
    }
    drain(&mut tail, Waker::noop(), |_, _| ());
    tokio::time::advance(Duration::from_secs(100)).await;
    let swept = measure(|| drop(subscribe(&log, "t", None)));
    assert!(swept.bytes_current < -200, "{swept:?}");
}

#[test]
fn subscribers_that_come_and_go_while_nothing_is_appended_take_no_memory() {
    let log = MemoryLog::new();
    let waker = Waker::from(Arc::new(Woken::default()));
    let _stays = subscribe(&log, "t", None);
    let _waits = {
        let mut tail = subscribe(&log, "t", None);
        assert!(read(&mut tail, &waker).is_empty());
        tail
    };
    let churn = || {
        let mut tails: [_; 8] = std::array::from_fn(|_| subscribe(&log, "t", None));
        for tail in &mut tails {
            drain(tail, &waker, |_, _| panic!("there is nothing"));
            // In another task, and again in this one.
            drain(tail, Waker::noop(), |_, _| panic!("there is nothing"));
            drain(tail, &waker, |_, _| panic!("there is nothing"));
        }
    };
    churn();
    let allocated = measure(|| (0..1_000).for_each(|_| churn()));
    assert_eq!(allocated.count_total, 0);
}

#[test]
fn many_subscribers_that_left_leave_no_memory() {
    let log = MemoryLog::new();
    let waker = Waker::from(Arc::new(Woken::default()));
    let mut stays = subscribe(&log, "t", None);
    let left = measure(|| {
        let mut tails: Vec<_> = (0..10_000).map(|_| subscribe(&log, "t", None)).collect();
        for tail in &mut tails {
            drain(tail, &waker, |_, _| ());
        }
        append(&log, "t");
        for tail in &mut tails {
            drain(tail, &waker, |_, _| ());
        }
        drop(tails);
        // What was kept for so many of them goes.
        for _ in 0..3 {
            append(&log, "t");
            drain(&mut stays, &waker, |_, _| ());
        }
    });
    assert!(left.bytes_current < 10_000, "{left:?}");
}

#[test]
fn an_idle_subscriber_takes_less_than_150_bytes() {
    let log = MemoryLog::new();
    let waker = Waker::from(Arc::new(Woken::default()));
    let mut tails: Vec<MemoryTail> = Vec::with_capacity(10_000);
    let taken = measure(|| {
        for _ in 0..10_000 {
            tails.push(subscribe(&log, "t", None));
        }
        for _ in 0..2 {
            append(&log, "t");
            for tail in &mut tails {
                drain(tail, &waker, |_, _| ());
            }
        }
    });
    let each = taken.bytes_current / 10_000 + i64::try_from(size_of::<MemoryTail>()).unwrap();
    assert!(each < 150, "{each}: {taken:?}, {}", size_of::<MemoryTail>());
    println!("{each} bytes, of which {} are the tail", size_of::<MemoryTail>());
}
