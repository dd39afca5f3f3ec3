//! The log in memory: what it keeps, how subscriptions start, and what they get.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]

use std::task::{Context, Poll, Waker};
use std::time::Duration;

use asyncapi_runtime::hub::{
    EventId, EventLog, MemoryLog, MemoryTail, Start, SubscribeOptions, Tail, TailItem,
};
use futures_util::FutureExt;
use tokio::time::advance;

const MINUTE: Duration = Duration::from_secs(60);

fn block(number: usize) -> Vec<u8> {
    format!("data: {number}\n").into_bytes()
}

fn append(log: &MemoryLog, topic: &str, number: usize) -> EventId {
    log.append(topic, &block(number)).now_or_never().unwrap().unwrap()
}

fn subscribe(log: &MemoryLog, topic: &str, after: Option<&str>, most: usize) -> (Start, MemoryTail) {
    log.subscribe(topic, SubscribeOptions::new(after, most)).now_or_never().unwrap().unwrap()
}

fn poll(tail: &mut MemoryTail) -> Option<TailItem> {
    match tail.poll_next(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(item) => Some(item.unwrap()),
        Poll::Pending => None,
    }
}

/// The events that the tail has now, as numbers; their blocks are checked.
fn read(tail: &mut MemoryTail, ids: &[EventId]) -> Vec<usize> {
    let mut numbers = Vec::new();
    while let Some(item) = poll(tail) {
        let TailItem::Events { bytes, count, .. } = item else { panic!("it lags after {numbers:?}") };
        let before = numbers.len();
        for event in std::str::from_utf8(&bytes).unwrap().split_inclusive("\n\n") {
            let (id, data) = event.strip_prefix("id: ").unwrap().split_once('\n').unwrap();
            let number: usize = data.strip_prefix("data: ").unwrap().trim_end().parse().unwrap();
            assert_eq!(ids[number].as_str(), id);
            numbers.push(number);
        }
        assert_eq!(numbers.len() - before, count);
    }
    numbers
}

#[tokio::test(start_paused = true)]
async fn s10_a_subscription_resumes_after_any_event_that_is_kept() {
    let log = MemoryLog::new();
    let ids: Vec<EventId> = (0..100).map(|number| append(&log, "t", number)).collect();
    for (number, id) in ids.iter().enumerate() {
        let (start, mut tail) = subscribe(&log, "t", Some(id.as_str()), 1);
        assert_eq!(start, Start::Resumed);
        assert_eq!(read(&mut tail, &ids), (number + 1..100).collect::<Vec<_>>());
    }
}

#[tokio::test(start_paused = true)]
async fn s11_a_cursor_that_is_gone_is_a_gap_and_what_is_left_follows() {
    let log = MemoryLog::new().events(10);
    let ids: Vec<EventId> = (0..100).map(|number| append(&log, "t", number)).collect();
    for (number, id) in ids.iter().enumerate() {
        let (start, mut tail) = subscribe(&log, "t", Some(id.as_str()), 64);
        assert_eq!(start, if number < 89 { Start::Gap } else { Start::Resumed }, "{number}");
        assert_eq!(read(&mut tail, &ids), (90.max(number + 1)..100).collect::<Vec<_>>());
    }
}

#[tokio::test(start_paused = true)]
async fn s11_a_cursor_of_none_of_this_log_is_unknown_and_live() {
    let (log, other) = (MemoryLog::new(), MemoryLog::new());
    let mut ids = vec![append(&log, "t", 0)];
    let foreign = append(&other, "t", 0);
    let e = ids[0].as_str();
    for cursor in
        [foreign.as_str(), "x", "1", &format!("{e}0"), &format!("{e} "), "\u{fffd}\0", &"9".repeat(1_000)]
    {
        let (start, mut tail) = subscribe(&log, "t", Some(cursor), 64);
        assert_eq!(start, Start::Unknown, "{cursor:?}");
        assert_eq!(poll(&mut tail), None);
        let number = ids.len();
        ids.push(append(&log, "t", number));
        assert_eq!(read(&mut tail, &ids), [number]);
    }
    assert_eq!(subscribe(&log, "t", Some(""), 64).0, Start::Live);
}

#[tokio::test(start_paused = true)]
async fn s11_old_events_go_by_the_clock() {
    let log = MemoryLog::new().age(5 * MINUTE);
    let mut ids = Vec::new();
    for number in 0..10 {
        ids.push(append(&log, "t", number));
        advance(MINUTE).await;
    }
    // The times of the events are 10 to 1 minutes ago.
    let (start, mut tail) = subscribe(&log, "t", Some(ids[4].as_str()), 64);
    assert_eq!((start, read(&mut tail, &ids)), (Start::Resumed, vec![5, 6, 7, 8, 9]));
    let (start, mut tail) = subscribe(&log, "t", Some(ids[3].as_str()), 64);
    assert_eq!((start, read(&mut tail, &ids)), (Start::Gap, vec![5, 6, 7, 8, 9]));
    // All are gone, and whoever has the last one has missed nothing.
    advance(5 * MINUTE).await;
    assert_eq!(subscribe(&log, "t", Some(ids[8].as_str()), 64).0, Start::Gap);
    assert_eq!(subscribe(&log, "t", Some(ids[9].as_str()), 64).0, Start::Resumed);
}

#[tokio::test(start_paused = true)]
async fn s12_who_is_too_far_behind_lags_until_it_skips() {
    let log = MemoryLog::new();
    let mut ids: Vec<EventId> = (0..50).map(|number| append(&log, "t", number)).collect();
    // What is replayed does not count.
    let (_, mut tail) = subscribe(&log, "t", Some(ids[9].as_str()), 4);
    for number in 50..54 {
        ids.push(append(&log, "t", number));
    }
    let (_, mut other) = subscribe(&log, "t", Some(ids[9].as_str()), 4);
    assert_eq!(read(&mut tail, &ids), (10..54).collect::<Vec<_>>());
    for number in 54..59 {
        ids.push(append(&log, "t", number));
    }
    for tail in [&mut tail, &mut other] {
        assert_eq!(poll(tail), Some(TailItem::Lagged));
        assert_eq!(poll(tail), Some(TailItem::Lagged));
    }
    tail.skip(4);
    assert_eq!(read(&mut tail, &ids), [55, 56, 57, 58]);
    other.skip(40);
    assert_eq!(read(&mut other, &ids), (19..59).collect::<Vec<_>>());
    // It goes on, never back.
    tail.skip(10);
    assert_eq!(poll(&mut tail), None);
    ids.push(append(&log, "t", 59));
    tail.skip(10);
    assert_eq!(read(&mut tail, &ids), [59]);
    other.skip(0);
    assert_eq!(poll(&mut other), None);
}
