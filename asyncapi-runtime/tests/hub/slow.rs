//! Clients that do not read, or not fast enough (rule S-12).

use std::time::Duration;

use asyncapi_runtime::hub::{EventId, Gap, GapReason, MemoryLog, SubscribeError};
use asyncapi_runtime::server::{CloseReason, SlowConsumer, SseConfig};
use asyncapi_runtime::{Event, Hub};
use axum::body::Body;
use futures_util::FutureExt;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::support::{Lines, Raw, frame, serve, within};
use crate::{after, lines, next};

fn hub() -> Hub<Lines> {
    Hub::with_log(MemoryLog::new().events(100))
}

async fn publish(hub: &Hub<Lines>, numbers: std::ops::Range<u32>) -> Vec<EventId> {
    let mut ids = Vec::new();
    for number in numbers {
        ids.push(hub.publish(&(), number.to_string()).await.unwrap());
    }
    ids
}

fn config(policy: SlowConsumer) -> (SseConfig, UnboundedReceiver<CloseReason>) {
    let (tell, told) = unbounded_channel();
    let config = SseConfig::new().queue(4).slow_consumer(policy).on_close(move |_, reason| {
        let _ = tell.send(reason);
    });
    (config, told)
}

/// The numbers of a frame.
fn numbers(frame: &str) -> Vec<u32> {
    frame.lines().filter_map(|line| line.strip_prefix("data: ")?.parse().ok()).collect()
}

async fn end(body: &mut Body) -> bool {
    within(frame(body)).await.is_none()
}

#[tokio::test]
async fn s12_by_default_it_is_cut_off_and_resumes() {
    let hub = hub();
    let (config, mut closed) = config(SlowConsumer::default());
    let app = lines(&hub, config);
    let mut body = after(&app, "").await;
    // As many as the queue holds may wait.
    let ids = publish(&hub, 0..4).await;
    assert_eq!(numbers(&next(&mut body).await), [0, 1, 2, 3]);
    publish(&hub, 4..9).await;
    assert!(end(&mut body).await);
    assert_eq!(closed.try_recv().unwrap(), CloseReason::Lagged);
    assert!(closed.try_recv().is_err());

    // What it replays does not make it slow.
    let mut body = after(&app, ids[3].as_str()).await;
    assert_eq!(numbers(&next(&mut body).await), [4, 5, 6, 7, 8]);
}

#[tokio::test]
async fn s12_drop_oldest_goes_on_with_the_newest_after_a_gap() {
    let hub = hub();
    let (config, mut closed) = config(SlowConsumer::DropOldest);
    let mut body = after(&lines(&hub, config), "").await;
    let ids = publish(&hub, 0..3).await;
    assert_eq!(numbers(&next(&mut body).await), [0, 1, 2]);
    publish(&hub, 3..50).await;
    let gap = format!(r#"{{"reason":"lagged","last_event_id":"{}"}}"#, ids[2]);
    assert_eq!(next(&mut body).await, format!("event: gap\ndata: {gap}\n\n"));
    assert_eq!(numbers(&next(&mut body).await), [46, 47, 48, 49]);
    assert!(frame(&mut body).now_or_never().is_none());
    publish(&hub, 50..51).await;
    assert_eq!(numbers(&next(&mut body).await), [50]);
    assert!(closed.try_recv().is_err());
}

#[tokio::test]
async fn s12_a_gap_before_the_first_event_names_the_cursor() {
    let hub = hub();
    let (config, _closed) = config(SlowConsumer::DropOldest);
    let app = lines(&hub, config);
    let ids = publish(&hub, 0..1).await;
    let mut resumed = after(&app, ids[0].as_str()).await;
    let mut live = after(&app, "").await;
    publish(&hub, 1..50).await;
    let gap = format!(r#"{{"reason":"lagged","last_event_id":"{}"}}"#, ids[0]);
    assert_eq!(next(&mut resumed).await, format!("event: gap\ndata: {gap}\n\n"));
    assert_eq!(next(&mut live).await, "event: gap\ndata: {\"reason\":\"lagged\"}\n\n");
}

#[tokio::test]
async fn s12_latest_goes_on_with_the_newest_and_is_not_told() {
    let hub = hub();
    let (config, mut closed) = config(SlowConsumer::Latest);
    let mut body = after(&lines(&hub, config), "").await;
    publish(&hub, 0..4).await;
    assert_eq!(numbers(&next(&mut body).await), [0, 1, 2, 3]);
    publish(&hub, 4..50).await;
    assert_eq!(numbers(&next(&mut body).await), [49]);
    assert!(frame(&mut body).now_or_never().is_none());
    assert!(closed.try_recv().is_err());
}

#[tokio::test]
async fn s12_in_the_process_the_subscriber_says_what_it_wants() {
    let hub = hub();
    let mut cut = hub.subscribe(&(), None).queue(2).await.unwrap();
    let mut told = hub.subscribe(&(), None).queue(2).slow_consumer(SlowConsumer::DropOldest).await.unwrap();
    let mut latest = hub.subscribe(&(), None).queue(2).slow_consumer(SlowConsumer::Latest).await.unwrap();
    let mut default = hub.subscribe(&(), None).await.unwrap();
    publish(&hub, 0..64).await;

    assert!(matches!(cut.next().await, Some(Err(SubscribeError::Lagged))));
    assert!(cut.next().await.is_none());
    let gap = told.next().await.unwrap().unwrap_err();
    assert!(matches!(gap, SubscribeError::Gap(Gap { reason: GapReason::Lagged, .. })), "{gap}");
    let message = |item: Option<Result<Event<String>, SubscribeError>>| item.unwrap().unwrap().message;
    assert_eq!(message(told.next().await), "62");
    assert_eq!(message(told.next().await), "63");
    assert_eq!(message(latest.next().await), "63");
    assert!(latest.next().now_or_never().is_none());
    assert_eq!(message(default.next().await), "0");
}

/// One that does not read is cut off; the others get everything meanwhile, and publishing does not wait.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s12_a_stalled_client_slows_nobody() {
    const EVENTS: u32 = 400;
    let hub = Hub::<Lines>::with_log(MemoryLog::new().events(1_000).bytes(usize::MAX));
    let (tell, mut told) = unbounded_channel();
    let config = SseConfig::new().queue(64).on_close(move |_, reason| {
        let _ = tell.send(reason);
    });
    let address = serve(lines(&hub, config)).await;
    let mut stalled = Raw::get(address, "/lines").await;
    stalled.head().await;

    let padding = "x".repeat(64 * 1024);
    let (read, mut reads) = unbounded_channel();
    let mut readers = Vec::new();
    for _ in 0..4 {
        let (read, padding) = (read.clone(), padding.clone());
        let mut raw = Raw::get(address, "/lines").await;
        raw.head().await;
        readers.push(tokio::spawn(async move {
            let mut text = String::new();
            let mut expected = 0;
            while expected < EVENTS {
                text += &raw.chunk().await.expect("a client that reads is cut off");
                while let Some((block, rest)) = text.split_once("\n\n") {
                    assert!(block.ends_with(&format!("\ndata: {expected} {padding}")), "event {expected}");
                    expected += 1;
                    text = rest.to_owned();
                    read.send(()).unwrap();
                }
            }
        }));
    }
    while hub_subscribers_are_fewer_than(&hub, 1) {
        tokio::task::yield_now().await;
    }
    for number in 0..EVENTS {
        within(hub.publish(&(), format!("{number} {padding}"))).await.unwrap();
        for _ in 0..4 {
            within(reads.recv()).await.unwrap();
        }
    }
    for reader in readers {
        reader.await.unwrap();
    }
    // hyper polls the body of the stalled one again when it could write: never, so it is the end of the connection or
    // of the test. It reads now, gets what the kernel held, and is cut off.
    let mut size = 0;
    while let Ok(Some(chunk)) = tokio::time::timeout(Duration::from_secs(10), stalled.chunk()).await {
        size += chunk.len();
    }
    assert!(size < padding.len() * EVENTS as usize, "it got everything");
    let mut reasons = vec![within(told.recv()).await.unwrap()];
    while let Ok(reason) = told.try_recv() {
        reasons.push(reason);
    }
    assert!(reasons.contains(&CloseReason::Lagged), "{reasons:?}");
}

/// Whether the topic is not there yet.
fn hub_subscribers_are_fewer_than(hub: &Hub<Lines>, topics: usize) -> bool {
    hub.log().topics() < topics
}
