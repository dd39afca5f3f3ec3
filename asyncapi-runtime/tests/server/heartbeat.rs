//! Heartbeats (rule S-07) on a paused clock.

use std::time::Duration;

use asyncapi_runtime::server::{SseConfig, register};
use asyncapi_runtime::{EventSender, EventStream};
use axum::Router;
use axum::body::Body;
use futures_util::{FutureExt, stream};
use tokio::sync::mpsc;
use tokio::time::{Instant, advance, sleep};

use crate::support::{Lines, call, frame};

const COMMENT: &[u8] = b":\n";

/// A stream that sends what the test sends.
async fn open(config: Option<SseConfig>) -> (mpsc::UnboundedSender<String>, Body) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let receiver = std::sync::Arc::new(std::sync::Mutex::new(Some(receiver)));
    let mut app = register::<Lines, _, _, _>(Router::new(), move || async move {
        let receiver: mpsc::UnboundedReceiver<String> = receiver.lock().unwrap().take().unwrap();
        EventStream::new(stream::unfold(receiver, |mut receiver| async move {
            receiver.recv().await.map(|text| (text, receiver))
        }))
    });
    if let Some(config) = config {
        app = app.layer(config.into_layer());
    }
    let mut body = call(&app, "/lines").await.into_body();
    assert_eq!(frame(&mut body).await.unwrap(), COMMENT);
    (sender, body)
}

fn about(since: Instant, expected: Duration) {
    let elapsed = since.elapsed();
    assert!(
        elapsed >= expected && elapsed < expected + Duration::from_millis(5),
        "{elapsed:?} for {expected:?}"
    );
}

/// The first heartbeat after an event, or after the start, is up to a fifth early.
fn soon(since: Instant, expected: Duration) {
    let elapsed = since.elapsed();
    assert!(
        elapsed >= expected.mul_f64(0.8) && elapsed < expected + Duration::from_millis(5),
        "{elapsed:?} for {expected:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn s07_a_silent_stream_gets_a_comment_every_15_seconds() {
    let (_sender, mut body) = open(None).await;
    let since = Instant::now();
    assert_eq!(frame(&mut body).await.unwrap(), COMMENT);
    soon(since, Duration::from_secs(15));
    for _ in 0..3 {
        let since = Instant::now();
        assert_eq!(frame(&mut body).await.unwrap(), COMMENT);
        about(since, Duration::from_secs(15));
    }
}

#[tokio::test(start_paused = true)]
async fn s07_a_push_handler_that_waits_gets_heartbeats_too() {
    let app = register::<Lines, _, _, _>(Router::new(), |events: EventSender<String>| async move {
        sleep(Duration::from_secs(40)).await;
        events.send("late".to_owned()).await
    });
    let mut body = call(&app, "/lines").await.into_body();
    let mut frames = Vec::new();
    while let Some(bytes) = frame(&mut body).await {
        frames.push(bytes);
    }
    assert_eq!(frames, [COMMENT, COMMENT, COMMENT, b"data: late\n\n"]);
}

#[tokio::test(start_paused = true)]
async fn s07_every_write_starts_the_time_anew() {
    let (sender, mut body) = open(None).await;
    for _ in 0..3 {
        let sender = sender.clone();
        tokio::spawn(async move {
            sleep(Duration::from_secs(10)).await;
            sender.send("x".to_owned()).unwrap();
        });
        assert_eq!(frame(&mut body).await.unwrap(), b"data: x\n\n"[..]);
    }
    let since = Instant::now();
    assert_eq!(frame(&mut body).await.unwrap(), COMMENT);
    soon(since, Duration::from_secs(15));
}

#[tokio::test(start_paused = true)]
async fn s07_those_who_got_the_same_event_do_not_get_their_heartbeats_at_once() {
    let mut bodies = Vec::new();
    for _ in 0..40 {
        let (sender, mut body) = open(None).await;
        sender.send("x".to_owned()).unwrap();
        assert_eq!(frame(&mut body).await.unwrap(), b"data: x\n\n"[..]);
        bodies.push((sender, body));
    }
    let since = Instant::now();
    let times = bodies.into_iter().map(async |(_sender, mut body)| {
        assert_eq!(frame(&mut body).await.unwrap(), COMMENT);
        since.elapsed()
    });
    let mut times = futures_util::future::join_all(times).await;
    times.sort_unstable();
    assert!(times[39] > times[0] + Duration::from_millis(1_500), "{times:?}");
    soon(since, Duration::from_secs(15));
}

#[tokio::test(start_paused = true)]
async fn s07_a_client_that_stalled_gets_one_comment_not_all_it_missed() {
    let (_sender, mut body) = open(None).await;
    assert!(frame(&mut body).now_or_never().is_none());
    advance(Duration::from_secs(100)).await;
    assert_eq!(frame(&mut body).await.unwrap(), COMMENT);
    let since = Instant::now();
    assert_eq!(frame(&mut body).await.unwrap(), COMMENT);
    about(since, Duration::from_secs(15));
}

#[tokio::test(start_paused = true)]
async fn s07_the_time_is_configured_by_a_layer_and_the_innermost_counts() {
    let (_sender, mut body) = open(Some(SseConfig::new().heartbeat(Duration::from_secs(3)))).await;
    let since = Instant::now();
    assert_eq!(frame(&mut body).await.unwrap(), COMMENT);
    soon(since, Duration::from_secs(3));

    let silent = || async { EventStream::new(stream::pending::<String>()) };
    let app = register::<Lines, _, _, _>(Router::new(), silent)
        .layer(SseConfig::new().heartbeat(Duration::from_secs(2)).into_layer())
        .layer(SseConfig::new().heartbeat(Duration::from_secs(7)).into_layer());
    let mut body = call(&app, "/lines").await.into_body();
    frame(&mut body).await;
    let since = Instant::now();
    frame(&mut body).await;
    soon(since, Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn heartbeats_can_be_turned_off() {
    let mut field = SseConfig::new();
    field.heartbeat = Some(Duration::ZERO);
    for config in [SseConfig::new().heartbeat(None), SseConfig::new().heartbeat(Duration::ZERO), field] {
        let (sender, mut body) = open(Some(config)).await;
        tokio::spawn(async move {
            sleep(Duration::from_secs(3600)).await;
            drop(sender);
        });
        assert_eq!(frame(&mut body).await, None);
    }
}
