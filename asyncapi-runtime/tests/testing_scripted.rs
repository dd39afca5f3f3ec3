//! The test kit's `ScriptedServer` in the process: what a script does, and what a test learns of the requests.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a helper of tests fails the test"
)]

mod client_support;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use asyncapi_runtime::Event;
use asyncapi_runtime::testing::{Script, ScriptedServer};
use client_support::{Numbers, Small, all, error, event, listen, short};
use tokio::time::{Instant, timeout};

const SECOND: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[tokio::test(start_paused = true)]
async fn a_script_is_played_step_by_step_on_tokio_s_clock() {
    let wall = std::time::Instant::now();
    let server = ScriptedServer::new()
        .connection(
            Script::events()
                .head_after(2 * SECOND)
                .event("1")
                .pause(10 * SECOND)
                .pause(20 * SECOND)
                .text("id: 2\nda")
                .text("ta: 2\n\n")
                .reset()
                .event("never"),
        )
        .connection(Script::events().message::<Numbers>(Event::new(3).with_id("3").with_name("n")).cut())
        .connection(Script::refused());
    let start = Instant::now();
    let mut numbers = listen(&server);
    assert_eq!(event(numbers.next().await).message, 1);
    assert_eq!(start.elapsed(), 2 * SECOND);
    assert_eq!(event(numbers.next().await).message, 2);
    assert_eq!(start.elapsed().as_secs(), 32);
    let lost = error(numbers.next().await);
    assert!(lost.to_string().contains("connection reset"), "{lost}");
    let third = event(numbers.next().await);
    assert_eq!((third.message, third.id.as_deref(), third.name.as_deref()), (3, Some("3"), Some("n")));
    let cut = error(numbers.next().await);
    assert!(cut.to_string().contains("the connection ended inside the body"), "{cut}");
    assert_eq!(short(&error(numbers.next().await)), "network");
    assert!(numbers.next().await.is_none(), "204 after the last script");

    let requests = server.requests();
    assert_eq!(
        requests.iter().map(|request| request.last_event_id()).collect::<Vec<_>>(),
        [None, Some("2"), Some("3"), Some("3")]
    );
    let waited = requests[1].since(&requests[0]);
    let expected = 32 * SECOND + lost.reconnects_in().unwrap();
    assert!((expected..expected + SECOND / 100).contains(&waited), "{waited:?}");
    assert!(wall.elapsed() < 5 * SECOND, "no wall time: {:?}", wall.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_request_can_be_looked_at() {
    let server = ScriptedServer::new();
    let options = server
        .options()
        .method(http::Method::POST)
        .body("what I want")
        .bearer("secret")
        .header("x-a", "\u{e9}")
        .header("x-b", &[0xff_u8][..]);
    assert_eq!(all(listen(options)).await, [""; 0]);
    let request = server.request(0).await.unwrap();
    assert_eq!((request.method().as_str(), request.uri().path()), ("POST", "/numbers"));
    assert_eq!(request.header("Authorization"), Some("Bearer secret"));
    assert_eq!((request.header("x-a"), request.header("x-b")), (Some("\u{e9}"), None));
    assert_eq!(request.headers()["x-b"].as_bytes(), [0xff]);
    assert_eq!(request.body(), "what I want");
    assert_eq!(request.at(), Duration::ZERO);
    assert!(!format!("{server:?}").contains("secret"));
}

#[tokio::test(start_paused = true)]
async fn what_makes_no_answer_is_told_by_the_stream() {
    let scripts = [
        Script::status(99),
        Script::events().header("a b", "c"),
        Script::events().header("a", "b\nc"),
        Script::refused().header("a", "b"),
        Script::events().message::<Small>(11),
        Script::events().message::<Numbers>(Event::new(1).with_id("a\nb")),
        Script::raw().text("HTTP/1.1 200 OK\r\n\r\n"),
    ];
    for script in scripts {
        let server = ScriptedServer::new().connection(script);
        let mut numbers = listen(&server);
        let error = error(numbers.next().await);
        assert!(error.is_fatal() && error.to_string().contains("script"), "{error}");
        assert!(numbers.next().await.is_none());
        assert_eq!(server.open(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn the_answer_to_further_requests_can_be_told_by_the_request() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let server =
        ScriptedServer::new().connection(Script::events().text("id: 4\n\n")).otherwise(move |request| {
            counter.fetch_add(1, Ordering::Relaxed);
            let last: u32 = request.last_event_id().unwrap().parse().unwrap();
            if last > 6 {
                Script::status(204)
            } else {
                Script::events().text(format!("id: {0}\ndata: {0}\n\n", last + 1))
            }
        });
    let items = all(listen(&server)).await;
    assert_eq!(items, ["ended", "5#5", "ended", "6#6", "ended", "7#7", "ended"]);
    assert_eq!((asked.load(Ordering::Relaxed), server.requests().len()), (4, 5));
}

#[tokio::test(start_paused = true)]
async fn scripts_can_be_added_while_it_runs() {
    let server = ScriptedServer::new().connection(Script::events().event("1"));
    let mut numbers = listen(&server);
    assert_eq!(event(numbers.next().await).message, 1);
    server.clone().connection(Script::events().event("2"));
    error(numbers.next().await);
    assert_eq!(event(numbers.next().await).message, 2);
}

#[tokio::test(start_paused = true)]
async fn open_requests_are_counted_until_the_listener_lets_go() {
    let server = ScriptedServer::new().connection(Script::silent()).connection(Script::events().hang());
    let (mut first, mut second) = (listen(&server), listen(&server));
    assert!(timeout(SECOND, first.next()).await.is_err());
    assert!(timeout(SECOND, second.next()).await.is_err());
    assert_eq!((server.requests().len(), server.open()), (2, 2));
    drop(first);
    assert_eq!(server.open(), 1);
    second.close();
    assert_eq!(server.open(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_request_can_be_waited_for() {
    let server = ScriptedServer::new().connection(Script::events()).connection(Script::events().hang());
    let _handle = listen(&server).for_each(|_| {});
    assert_eq!(server.request(1).await.unwrap().last_event_id(), None);
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_dead_end_ends_the_test_and_says_so() {
    let wall = std::time::Instant::now();
    for script in [Script::events().hang(), Script::silent()] {
        let server = ScriptedServer::new().connection(script);
        let mut numbers = listen(server.options().idle_timeout(None));
        let nobody = server.request(0).await.unwrap_err();
        assert!(
            nobody.kind() == io::ErrorKind::TimedOut && nobody.to_string().contains("polled"),
            "{nobody}"
        );
        let before = Instant::now();
        let error = error(numbers.next().await);
        assert!(error.to_string().contains("for a day"), "{error}");
        assert!((DAY..DAY + SECOND).contains(&before.elapsed()));
        assert!(numbers.next().await.is_none());
    }
    assert!(wall.elapsed() < 10 * SECOND, "no wall time: {:?}", wall.elapsed());
}
