//! The log in memory on several threads: publishers, subscribers that come and go, and topics that are dropped.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use asyncapi_runtime::hub::{EventLog, MemoryLog, Start, SubscribeOptions, Tail, TailItem};
use tokio::task::JoinSet;
use tokio::time::timeout;

const PUBLISHERS: usize = 3;
const EACH: usize = 3_000;
/// What a test may take of a machine that does other things as well.
const PATIENCE: Duration = Duration::from_secs(60);

/// The publisher, its number and the id of each event.
fn parse(bytes: &[u8]) -> Vec<(usize, usize, String)> {
    let text = std::str::from_utf8(bytes).unwrap();
    let event = |event: &str| {
        let (id, data) = event.strip_prefix("id: ").unwrap().split_once("\ndata: ").unwrap();
        let (publisher, number) = data.trim_end().split_once(' ').unwrap();
        (publisher.parse().unwrap(), number.parse().unwrap(), id.to_owned())
    };
    text.split_inclusive("\n\n").map(event).collect()
}

/// Reads to the end of all publishers' events, with a new subscription after every few items.
async fn read_all(log: Arc<MemoryLog>, topic: &'static str, after: String, seed: u64) -> Vec<String> {
    let mut random = numbers(seed);
    let (mut cursor, mut ids, mut next) = (after, Vec::new(), [0; PUBLISHERS]);
    while next != [EACH; PUBLISHERS] {
        let options = SubscribeOptions::new(Some(&cursor), usize::MAX);
        let (start, mut tail) = log.subscribe(topic, options).await.unwrap();
        assert_eq!(start, Start::Resumed);
        for _ in 0..=random() % 8 {
            if next == [EACH; PUBLISHERS] {
                break;
            }
            let item = timeout(PATIENCE, tail.next()).await.expect("nobody was woken").unwrap();
            let TailItem::Events { bytes, count, .. } = item else { panic!("it lags") };
            let events = parse(&bytes);
            assert_eq!(events.len(), count);
            for (publisher, number, id) in events {
                assert_eq!(number, next[publisher], "lost, twice or out of order");
                next[publisher] += 1;
                ids.push(id);
            }
            cursor.clone_from(ids.last().unwrap());
        }
    }
    ids
}

fn numbers(mut state: u64) -> impl FnMut() -> u64 {
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn s10_who_comes_back_while_others_publish_loses_nothing_and_gets_nothing_twice() {
    let log = Arc::new(MemoryLog::new().events(usize::MAX).bytes(usize::MAX));
    let mut subscribers = JoinSet::new();
    let mut publishers = JoinSet::new();
    for topic in ["a", "b"] {
        let first = log.append(topic, b"data: first\n").await.unwrap();
        for seed in 0..6 {
            let ids = read_all(Arc::clone(&log), topic, first.as_str().to_owned(), seed);
            subscribers.spawn(async move { (topic, ids.await) });
        }
        for publisher in 0..PUBLISHERS {
            let log = Arc::clone(&log);
            publishers.spawn(async move {
                for number in 0..EACH {
                    log.append(topic, format!("data: {publisher} {number}\n").as_bytes()).await.unwrap();
                    if number % 7 == publisher {
                        tokio::task::yield_now().await;
                    }
                }
            });
        }
    }
    publishers.join_all().await;
    let read = subscribers.join_all().await;
    for topic in ["a", "b"] {
        let mut orders = read.iter().filter(|(of, _)| *of == topic).map(|(_, ids)| ids);
        let first = orders.next().unwrap();
        assert_eq!(first.len(), PUBLISHERS * EACH);
        assert!(orders.all(|ids| ids == first), "subscribers saw different orders");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_topic_is_not_dropped_between_a_subscription_and_an_append() {
    // All that is dropped is dropped at once: the sweeps go on all the time.
    let log = Arc::new(MemoryLog::new().age(Duration::ZERO).idle(Duration::ZERO));
    let stop = Arc::new(AtomicBool::new(false));
    let mut tasks = JoinSet::new();
    for task in 0..4 {
        let (log, stop) = (Arc::clone(&log), Arc::clone(&stop));
        tasks.spawn(async move {
            let mut random = numbers(task);
            while !stop.load(Ordering::Relaxed) {
                let topic = (random() % 50).to_string();
                let options = SubscribeOptions::new(None, usize::MAX);
                let (_, mut tail) = log.subscribe(&topic, options).await.unwrap();
                let id = log.append(&topic, b"data: x\n").await.unwrap();
                // It is there, or it is too old already and that is said; never nothing.
                loop {
                    match timeout(PATIENCE, tail.next()).await.expect("an event is missing").unwrap() {
                        TailItem::Lagged => break,
                        // Others append as well.
                        TailItem::Events { bytes, .. } => {
                            let line = format!("id: {id}\n");
                            if std::str::from_utf8(&bytes).unwrap().contains(&line) {
                                break;
                            }
                        }
                        other => panic!("{other:?}"),
                    }
                }
                tokio::task::yield_now().await;
            }
        });
    }
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(400) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    stop.store(true, Ordering::Relaxed);
    tasks.join_all().await;
}
