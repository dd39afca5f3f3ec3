//! The topics of the log in memory: those that nobody uses go, and are never mistaken for others when they come back.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]

use std::time::Duration;

use asyncapi_runtime::hub::{
    EventId, EventLog, MemoryLog, MemoryTail, Start, SubscribeOptions, Tail, TailItem,
};
use futures_util::FutureExt;
use tokio::time::advance;

const MINUTE: Duration = Duration::from_secs(60);

fn append(log: &MemoryLog, topic: &str) -> EventId {
    log.append(topic, b"data: x\n").now_or_never().unwrap().unwrap()
}

fn subscribe(log: &MemoryLog, topic: &str, after: Option<&EventId>) -> (Start, MemoryTail) {
    let options = SubscribeOptions::new(after.map(EventId::as_str), 64);
    log.subscribe(topic, options).now_or_never().unwrap().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_topic_goes_with_its_events_its_subscribers_and_its_time() {
    let log = MemoryLog::new().age(5 * MINUTE).idle(MINUTE);
    append(&log, "events");
    let subscribed = subscribe(&log, "subscribed", None);
    for topic in 0..1_000 {
        append(&log, &topic.to_string());
        drop(subscribe(&log, &format!("never had any {topic}"), None));
    }
    assert_eq!(log.topics(), 2_002);

    // Those without events have nothing that anyone could miss.
    advance(4 * MINUTE).await;
    append(&log, "events");
    assert_eq!(log.topics(), 1_002);

    // The events of the others are too old by now, and nobody has used them since.
    advance(2 * MINUTE).await;
    append(&log, "events");
    assert_eq!(log.topics(), 2);

    drop(subscribed);
    advance(2 * MINUTE).await;
    append(&log, "other");
    assert_eq!(log.topics(), 2);
    advance(10 * MINUTE).await;
    append(&log, "other");
    assert_eq!(log.topics(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_topic_is_kept_for_a_while_after_its_last_subscriber() {
    let log = MemoryLog::new().age(MINUTE).idle(2 * MINUTE);
    let (_, mut tail) = subscribe(&log, "t", None);
    let id = append(&log, "t");
    // An hour later the client goes away, and comes back.
    advance(60 * MINUTE).await;
    assert!(matches!(tail.next().await, Ok(TailItem::Events { count: 1, .. })));
    drop(tail);
    advance(MINUTE).await;
    append(&log, "other");
    assert_eq!(log.topics(), 2);
    assert_eq!(subscribe(&log, "t", Some(&id)).0, Start::Resumed);
}

#[tokio::test(start_paused = true)]
async fn s11_a_topic_that_was_made_again_has_a_gap_after_its_old_ids() {
    let log = MemoryLog::new().age(MINUTE).idle(MINUTE);
    // So many topics that they share what is remembered of those that are gone.
    let old: Vec<(String, EventId, EventId)> = (0..100)
        .map(|topic| {
            let topic = topic.to_string();
            let (first, last) = (append(&log, &topic), append(&log, &topic));
            (topic, first, last)
        })
        .collect();
    advance(10 * MINUTE).await;
    append(&log, "other");
    assert_eq!(log.topics(), 1);

    let mut resumed = 0;
    for (topic, first, last) in &old {
        assert_eq!(subscribe(&log, topic, Some(first)).0, Start::Gap);
        // Nothing came after the last one, which is remembered of one topic at least.
        resumed += usize::from(subscribe(&log, topic, Some(last)).0 == Start::Resumed);
        let new = append(&log, topic);
        let (start, mut tail) = subscribe(&log, topic, Some(last));
        assert!(matches!(start, Start::Gap | Start::Resumed));
        assert_eq!(tail.next().await.unwrap(), TailItem::events(new.frame(b"data: x\n"), 1));
        let (start, mut tail) = subscribe(&log, topic, Some(first));
        assert_eq!(start, Start::Gap);
        assert_eq!(tail.next().await.unwrap(), TailItem::events(new.frame(b"data: x\n"), 1));
        assert_eq!(subscribe(&log, topic, Some(&new)).0, Start::Resumed);
    }
    assert!((1..=16).contains(&resumed), "{resumed}");
}

#[tokio::test(start_paused = true)]
async fn a_cursor_of_another_topic_is_a_point_in_time() {
    let log = MemoryLog::new();
    append(&log, "a");
    let between = append(&log, "b");
    let after = append(&log, "a");
    let (start, mut tail) = subscribe(&log, "a", Some(&between));
    assert_eq!(start, Start::Resumed);
    assert_eq!(tail.next().await.unwrap(), TailItem::events(after.frame(b"data: x\n"), 1));
}

#[tokio::test(start_paused = true)]
async fn s11_a_subscription_with_a_gap_does_not_lag_by_what_goes_before_it_reads() {
    let log = MemoryLog::new().events(10);
    let first = append(&log, "t");
    let mut ids: Vec<EventId> = (0..20).map(|_| append(&log, "t")).collect();
    let (start, mut tail) = subscribe(&log, "t", Some(&first));
    assert_eq!(start, Start::Gap);
    ids.extend((0..5).map(|_| append(&log, "t")));
    let TailItem::Events { bytes, count: 10, .. } = tail.next().await.unwrap() else { panic!("ten events") };
    assert!(bytes.starts_with(&ids[15].frame(b"data: x\n")));

    // What was appended after it began is no part of the gap.
    let (_, mut tail) = subscribe(&log, "t", Some(&first));
    ids.extend((0..11).map(|_| append(&log, "t")));
    assert_eq!(tail.next().await.unwrap(), TailItem::Lagged);
    tail.skip(10);
    append(&log, "t");
    assert!(matches!(tail.next().await.unwrap(), TailItem::Events { count: 10, .. }));
}

#[tokio::test(start_paused = true)]
async fn the_newest_event_is_kept_whatever_its_size() {
    let log = MemoryLog::new().bytes(100);
    let (_, mut tail) = subscribe(&log, "t", None);
    let first = append(&log, "t");
    let block = format!("data: {}\n", "x".repeat(1_000));
    let large = log.append("t", block.as_bytes()).await.unwrap();
    let (start, mut resumed) = subscribe(&log, "t", Some(&first));
    assert_eq!(start, Start::Resumed);
    assert_eq!(resumed.next().await.unwrap(), TailItem::events(large.frame(block.as_bytes()), 1));
    assert_eq!(tail.next().await.unwrap(), TailItem::Lagged);
}

#[tokio::test(start_paused = true)]
async fn what_is_no_complete_block_is_an_error() {
    let log = MemoryLog::new();
    for bad in ["", "data: x", "data: x\r"] {
        let error = log.append("t", bad.as_bytes()).await.unwrap_err();
        assert!(error.to_string().starts_with("the event log failed: "), "{error}");
    }
    assert_eq!(log.topics(), 0);
}

#[test]
fn s06_ids_of_other_logs_are_checked() {
    for good in ["1", "1526919030474-55", "a.b_c~!#$%&'*+,/;=^`|", &"x".repeat(40)] {
        assert_eq!(EventId::new(good).unwrap().as_str(), good);
    }
    for bad in ["", " ", "a b", "a\n", "é", "\"", "(", ")", ":", "<", ">", "?", "@", "[", "\\", "]", "{", "}"]
    {
        assert!(EventId::new(bad).is_err(), "{bad:?}");
    }
    assert!(EventId::new("\u{7f}").is_err());
    assert!(EventId::new(&"x".repeat(41)).is_err());
}

#[tokio::test(start_paused = true)]
async fn a_topic_that_was_made_again_by_a_client_that_comes_back_is_kept_for_a_while() {
    let log = MemoryLog::new().age(MINUTE).idle(2 * MINUTE);
    let id = append(&log, "t");
    advance(60 * MINUTE).await;
    append(&log, "other");
    assert_eq!(log.topics(), 1);
    drop(subscribe(&log, "t", Some(&id)));
    advance(MINUTE).await;
    append(&log, "other");
    assert_eq!(log.topics(), 2);
}
