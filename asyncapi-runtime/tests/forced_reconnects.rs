//! Forced reconnects: a server that resumes by id and cuts the connection anywhere. Nothing is lost, nothing comes
//! twice, all is in order (C-10 to C-14, C-17, C-25, P-6, P-7).
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a helper of tests fails the test"
)]

mod client_support;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use asyncapi_runtime::client::{ListenErrorKind, Listener};
use asyncapi_runtime::server::register;
use asyncapi_runtime::testing::{ReceivedRequest, Script, ScriptedServer, Unreliable};
use asyncapi_runtime::{Event, EventStream, LastEventId};
use axum::Router;
use client_support::{Numbers, listen};

/// The seed of this run: `SEED` in the environment repeats one.
fn seed() -> u64 {
    let seed = std::env::var("SEED").ok().map_or_else(
        || {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
            now.as_secs() ^ u64::from(now.subsec_nanos())
        },
        |seed| seed.parse().expect("SEED is a number"),
    );
    // Shown when the test fails.
    println!("SEED={seed}");
    seed
}

/// The events from `first` on, as text: lines end in all three ways, fields come in any order, and there are comments
/// and unknown fields. It may start with a block that has neither id nor data, and ends inside a block whose event would
/// not be read: what a cut leaves over must not reach the next connection.
fn events(first: u32, random: &mut fastrand::Rng) -> Vec<u8> {
    let mut text = String::from(if random.bool() { "\u{feff}" } else { "" });
    text.push_str(if random.bool() { ": hello\nretry: 100\n\n" } else { "" });
    for number in first..first + random.u32(4..24) {
        let end = *random.choice(&["\n", "\r\n", "\r"]).unwrap();
        let mut lines = vec![format!("id: {number}"), format!("data:{number}"), "retry: 100".to_owned()];
        lines.extend(random.bool().then(|| ": \u{1f642} id: 99".to_owned()));
        lines.extend(random.bool().then(|| "idx: 98".to_owned()));
        lines.extend(random.bool().then(|| format!("event: e{number}")));
        random.shuffle(&mut lines);
        for line in &lines {
            text.push_str(line);
            text.push_str(end);
        }
        text.push_str(end);
    }
    text.push_str("id: 97\nevent: unknown\ndata: 96\n");
    text.into_bytes()
}

/// Cuts `bytes` anywhere, and splits what is left anywhere.
fn cut<'a>(bytes: &'a [u8], random: &mut fastrand::Rng) -> Vec<&'a [u8]> {
    let mut left = &bytes[..random.usize(0..=bytes.len())];
    let mut pieces = Vec::new();
    let longest = *random.choice(&[1, 3, 50]).unwrap();
    while !left.is_empty() {
        let (piece, rest) = left.split_at(random.usize(1..=longest).min(left.len()));
        pieces.push(piece);
        left = rest;
    }
    pieces
}

/// How the next request is answered: from the number after the last one on, until the connection breaks.
fn in_process(request: &ReceivedRequest, random: &mut fastrand::Rng) -> Script {
    let bytes = events(next(request), random);
    let script = cut(&bytes, random).into_iter().fold(Script::events(), Script::text);
    match random.u8(0..3) {
        0 => script.reset(),
        1 => script.cut(),
        _ => script,
    }
}

/// The same in bytes of HTTP: chunks have nothing to do with events, and the cut may be in the head or in a chunk's.
#[cfg(feature = "hyper")]
fn over_a_socket(request: &ReceivedRequest, random: &mut fastrand::Rng) -> Script {
    let mut bytes =
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    // A cut in the head is one of many.
    let head = if random.u8(0..10) == 0 { 0 } else { bytes.len() };
    for chunk in events(next(request), random).chunks(random.usize(1..60)) {
        bytes.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        bytes.extend_from_slice(chunk);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"0\r\n\r\n");
    let (head, body) = bytes.split_at(head);
    let script = cut(body, random).into_iter().fold(Script::raw().text(head), Script::text);
    // A RST may take what the client has not read yet with it, which makes the client wait longer and longer: so it
    // comes late more often than not.
    match random.u8(0..8) {
        0 => script.reset(),
        1..4 => script.pause(Duration::from_millis(10)).reset(),
        _ => script.cut(),
    }
}

fn next(request: &ReceivedRequest) -> u32 {
    request.last_event_id().map_or(0, |id| id.parse::<u32>().unwrap() + 1)
}

/// Listens until there were so many cuts; all numbers have come once and in order. Returns how many.
async fn read(mut numbers: Listener<u32>, cuts: usize) -> u32 {
    let (mut expected, mut seen) = (0, 0);
    while seen < cuts {
        match numbers.next().await.expect("the stream goes on") {
            Ok(event) => {
                assert_eq!(event.message, expected, "after {seen} cuts");
                assert_eq!(event.id, Some(expected.to_string()));
                expected += 1;
            }
            Err(error) => {
                assert!(
                    matches!(error.kind(), ListenErrorKind::Transport(_) | ListenErrorKind::Ended),
                    "after {seen} cuts: {error}"
                );
                assert!(error.reconnects_in().is_some(), "{error}");
                seen += 1;
            }
        }
    }
    expected
}

#[tokio::test(start_paused = true)]
async fn a_thousand_in_the_process() {
    let seed = seed();
    let requests = AtomicU64::new(0);
    let server = ScriptedServer::new().otherwise(move |request| {
        let request_seed = seed.wrapping_add(requests.fetch_add(1, Ordering::Relaxed));
        in_process(request, &mut fastrand::Rng::with_seed(request_seed))
    });
    let numbers = read(listen(&server), 1000).await;
    assert!(numbers > 1000, "{numbers} numbers");
    assert_eq!(server.requests().len(), 1000);
}

#[tokio::test(start_paused = true)]
async fn a_thousand_from_a_handler() {
    let app = register::<Numbers, _, _, _>(Router::new(), |last: LastEventId| async move {
        let next = last.as_deref().map_or(0, |id| id.parse::<u32>().unwrap() + 1);
        EventStream::iter((next..).map(|number| Event::new(number).with_id(number.to_string())))
    });
    let app = Unreliable::within(app, seed(), 200);
    let numbers = read(listen(&app), 1000).await;
    assert!(numbers > 1000, "{numbers} numbers");
    assert_eq!(app.cuts(), 1000);
}

#[cfg(feature = "hyper")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_over_sockets() {
    use asyncapi_runtime::ListenOptions;

    const LISTENERS: u64 = 100;
    let seed = seed();
    let mut tasks = tokio::task::JoinSet::new();
    for index in 0..LISTENERS {
        tasks.spawn(async move {
            let random = std::sync::Mutex::new(fastrand::Rng::with_seed(seed.wrapping_add(index)));
            let server = ScriptedServer::new()
                .otherwise(move |request| over_a_socket(request, &mut random.lock().unwrap()));
            let socket = server.serve().await.unwrap();
            let options = ListenOptions::from(&socket)
                .reconnection_time(Duration::from_millis(100))
                .idle_timeout(Some(Duration::from_secs(10)));
            let numbers = read(listen(options), 1000 / usize::try_from(LISTENERS).unwrap()).await;
            (numbers, server.requests().len())
        });
    }
    let (mut numbers, mut requests) = (0, 0);
    while let Some(done) = tasks.join_next().await {
        let (read, asked) = done.unwrap();
        numbers += read;
        requests += asked;
    }
    assert!(numbers > 500, "{numbers} numbers");
    assert_eq!(requests, 1000);
}
