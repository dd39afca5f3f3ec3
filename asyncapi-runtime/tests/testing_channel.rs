//! The test kit's `ChannelServer`: what a test of code that listens can rely on.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a helper of tests fails the test"
)]

mod client_support;

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use asyncapi_runtime::client::{self, ListenErrorKind, ReadyState};
use asyncapi_runtime::hub::GapReason;
use asyncapi_runtime::server::SseConfig;
use asyncapi_runtime::testing::{ChannelServer, pair};
use asyncapi_runtime::{Event, SendError};
use client_support::{Numbers, Small, all, error, event, listen, short};
use tokio::time::{Instant, sleep, timeout};

const SECOND: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[tokio::test(start_paused = true)]
async fn what_the_server_does_can_all_be_said_before_it_is_read() {
    let wall = std::time::Instant::now();
    let server = ChannelServer::<Numbers>::new();
    server.send(Event::new(1).with_id("a").with_name("any")).unwrap();
    server.disconnect();
    server.send(2).unwrap();
    server.end();
    server.disconnect();
    server.send(Event::new(3).with_id("")).unwrap();
    server.close();
    let items = all(listen(&server)).await;
    assert_eq!(items, ["1#a", "network", "2#a", "ended", "network", "3#-", "ended"]);
    let ids: Vec<_> =
        server.requests().iter().map(|request| request.last_event_id().map(str::to_owned)).collect();
    let a = || Some("a".to_owned());
    assert_eq!(ids, [None, a(), a(), a(), None], "the last request is answered 204");
    assert!(wall.elapsed() < 5 * SECOND, "no wall time: {:?}", wall.elapsed());
}

#[tokio::test(start_paused = true)]
async fn s11_it_tells_of_a_gap() {
    let server = ChannelServer::<Numbers>::with_config(SseConfig::new().gap_event("lost"));
    server.gap(GapReason::Unknown);
    server.send(Event::new(1).with_id("8")).unwrap();
    server.gap(GapReason::Lagged);
    server.gap(GapReason::Expired);
    server.disconnect();
    server.gap(GapReason::Expired);
    server.close();
    server.gap(GapReason::Expired);
    let mut events = listen(server.options().last_event_id("7").gap_event("lost"));
    let mut items = Vec::new();
    while let Some(item) = events.next().await {
        items.push(match item {
            Ok(event) => event.message.to_string(),
            Err(error) => match error.kind() {
                ListenErrorKind::Gap { reason, last_event_id, .. } => format!("{reason:?} {last_event_id:?}"),
                _ => "lost".to_owned(),
            },
        });
    }
    let expected =
        ["Unknown Some(\"7\")", "1", "Lagged None", "Expired None", "lost", "Expired Some(\"8\")", "lost"];
    assert_eq!(items, expected);
}

/// The listener may have it in hand still.
#[tokio::test(start_paused = true)]
async fn a_gap_is_settled_when_the_listener_asks_for_more() {
    let (server, mut events) = pair::<Numbers>(());
    let told = AtomicBool::new(false);
    server.gap(GapReason::Expired);
    let listen = async {
        events.next().await.unwrap().unwrap_err();
        sleep(SECOND).await;
        told.store(true, Ordering::Relaxed);
        events.next().await
    };
    let settled = async {
        server.settled().await.unwrap();
        assert!(told.load(Ordering::Relaxed));
        server.close();
    };
    assert!(tokio::join!(listen, settled).0.is_none_or(|item| item.is_err()));
}

#[tokio::test(start_paused = true)]
async fn a_pair_is_both_halves() {
    let (server, mut numbers) = pair::<Numbers>(());
    assert!(!server.is_connected());
    server.send(1).unwrap();
    assert_eq!(event(numbers.next().await).message, 1);
    assert!(server.is_connected());
    assert_eq!(numbers.ready_state(), ReadyState::Open);
    server.disconnect();
    let lost = error(numbers.next().await);
    assert!(lost.to_string().contains("connection reset"), "{lost}");
    assert!(!server.is_connected());
    server.close();
    assert!(numbers.next().await.is_none());
    drop(numbers);
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn dropping_the_listener_is_seen_at_once() {
    let (server, mut numbers) = pair::<Numbers>(());
    server.send(1).unwrap();
    event(numbers.next().await);
    drop(numbers);
    assert!(!server.is_connected());
    // What is sent now is for the next one.
    server.send(2).unwrap();
    assert_eq!(event(listen(&server).next().await).message, 2);
}

#[tokio::test(start_paused = true)]
async fn c_21_heartbeats_keep_the_connection_and_without_them_it_falls_silent() {
    let (server, mut numbers) = pair::<Numbers>(());
    assert!(timeout(3600 * SECOND, numbers.next()).await.is_err());
    server.send(1).unwrap();
    assert_eq!(event(numbers.next().await).message, 1);
    assert_eq!(server.requests().len(), 1);

    let silent = ChannelServer::<Numbers>::with_config(SseConfig::new().heartbeat(None));
    let before = Instant::now();
    assert_eq!(short(&error(listen(&silent).next().await)), "idle");
    assert!((45 * SECOND..46 * SECOND).contains(&before.elapsed()));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_valid_is_refused_unless_validation_is_off() {
    let (server, mut small) = pair::<Small>(());
    assert!(matches!(server.send(11), Err(SendError::Invalid(_))));
    assert!(matches!(server.send(Event::new(1).with_id("a\nb")), Err(SendError::Encode(_))));
    server.send(10).unwrap();
    assert_eq!(event(small.next().await).message, 10, "what was refused had no effect");

    let server = ChannelServer::<Small>::with_config(SseConfig::new().validate(false));
    server.send(11).unwrap();
    let mut small = client::listen::<Small>((), server.options());
    assert!(matches!(error(small.next().await).kind(), ListenErrorKind::Invalid { .. }));
}

#[tokio::test(start_paused = true)]
async fn c_06_after_close_nothing_is_sent() {
    let (server, numbers) = pair::<Numbers>(());
    server.send(1).unwrap();
    server.close();
    assert!(matches!(server.send(2), Err(SendError::Closed)));
    assert_eq!(all(numbers).await, ["1#-", "ended"]);
    assert_eq!(all(listen(&server)).await, [""; 0]);

    let (server, numbers) = pair::<Numbers>(());
    server.close();
    assert_eq!(all(numbers).await, [""; 0], "the first request is answered 204 already");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn settled_waits_for_a_listener_in_another_task() {
    let (server, numbers) = pair::<Numbers>(());
    let (sender, receiver) = std::sync::mpsc::channel();
    let mut handle = numbers.for_each(move |item| {
        let item = item.map_or_else(|error| short(&error).to_owned(), |event| event.message.to_string());
        sender.send(item).unwrap();
    });
    let seen = || receiver.try_iter().collect::<Vec<_>>();
    server.send(1).unwrap();
    server.send(2).unwrap();
    server.settled().await.unwrap();
    assert_eq!(seen(), ["1", "2"]);
    server.settled().await.unwrap();
    server.disconnect();
    server.settled().await.unwrap();
    assert_eq!(seen(), ["network"], "and it is connected again");
    assert_eq!(server.request(1).await.unwrap().uri(), "http://localhost/numbers");
    server.send(3).unwrap();
    server.close();
    server.settled().await.unwrap();
    handle.closed().await;
    assert_eq!(seen(), ["3", "ended"]);
}

#[tokio::test(start_paused = true)]
async fn a_new_connection_takes_over() {
    let server = ChannelServer::<Numbers>::new();
    let (mut first, mut second) = (listen(server.options().reconnect(false)), listen(&server));
    server.send(1).unwrap();
    assert_eq!(event(first.next().await).message, 1);
    assert!(timeout(SECOND, second.next()).await.is_err());
    server.send(2).unwrap();
    assert_eq!(short(&error(first.next().await)), "ended!");
    assert_eq!(event(second.next().await).message, 2);
    assert!(server.is_connected());
}

#[tokio::test(start_paused = true)]
async fn a_dead_end_ends_the_test_and_says_so() {
    let wall = std::time::Instant::now();
    let (server, mut numbers) = pair::<Numbers>(());
    let nobody = server.request(0).await.unwrap_err();
    assert!(nobody.kind() == io::ErrorKind::TimedOut && nobody.to_string().contains("polled"), "{nobody}");
    server.send(1).unwrap();
    assert_eq!(server.settled().await.unwrap_err().kind(), io::ErrorKind::TimedOut);
    event(numbers.next().await);
    let before = Instant::now();
    let text = error(numbers.next().await).to_string();
    assert!(text.contains("the test sent nothing for a day"), "{text}");
    assert!((DAY..DAY + 20 * SECOND).contains(&before.elapsed()), "{:?}", before.elapsed());
    assert!(numbers.next().await.is_none());
    assert!(matches!(server.send(2), Err(SendError::Closed)));
    assert!(wall.elapsed() < 10 * SECOND, "no wall time: {:?}", wall.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_day_counts_from_the_last_event() {
    let (server, mut numbers) = pair::<Numbers>(());
    for number in 0..5 {
        assert!(timeout(DAY.saturating_sub(20 * SECOND), numbers.next()).await.is_err());
        server.send(number).unwrap();
        assert_eq!(event(numbers.next().await).message, number);
    }
    sleep(3 * DAY).await;
    server.send(5).unwrap();
    assert_eq!(event(numbers.next().await).message, 5, "a listener that nobody polls does not wait");
}

#[tokio::test(start_paused = true)]
async fn a_dead_end_is_one_too_where_the_listener_connects_again_and_again() {
    let wall = std::time::Instant::now();
    let silent = ChannelServer::<Numbers>::with_config(SseConfig::new().heartbeat(None));
    silent.send(1).unwrap();
    let mut numbers = listen(&silent);
    event(numbers.next().await);
    let before = Instant::now();
    let mut last = String::new();
    while let Some(item) = numbers.next().await {
        last = error(Some(item)).to_string();
        assert!(before.elapsed() < 2 * DAY, "{last}");
    }
    assert!(last.contains("nothing came") || last.contains("for a day"), "{last}");
    assert!(before.elapsed() >= DAY, "{:?}", before.elapsed());
    assert!(matches!(silent.send(2), Err(SendError::Closed)));
    assert!(wall.elapsed() < 10 * SECOND, "no wall time: {:?}", wall.elapsed());
}

#[tokio::test(start_paused = true)]
async fn two_listeners_that_take_the_place_of_each_other_are_a_dead_end() {
    let server = ChannelServer::<Numbers>::new();
    let both = async { tokio::join!(all(listen(&server)), all(listen(&server))) };
    let (first, second) = timeout(2 * DAY, both).await.expect("it ends");
    assert!(first.len() + second.len() > 2);
}
