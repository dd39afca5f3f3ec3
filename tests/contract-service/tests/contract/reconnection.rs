//! Connections that are lost, and made again (rules C-10 to C-17, C-21 and C-22).

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;

use super::case::{Case, all, data, event};
use super::service::Service;

/// How a connection is lost.
#[derive(Clone, Copy, Debug)]
enum Loss {
    End,
    Cut,
}

const LOSSES: [Loss; 2] = [Loss::End, Loss::Cut];

#[tokio::test]
async fn c_10_c_11_c_12_c_13_a_lost_connection_is_made_again_with_the_last_event_id() {
    // What is sent, what is reported of it, and the id in the next request.
    let rows = [
        ("data: 1\n\n", vec![data("1")], None),
        ("id: a\ndata: 1\n\n", vec![event("message", "1", "a")], Some("a")),
        (
            "id: a\ndata: 1\n\ndata: 2\n\n",
            vec![event("message", "1", "a"), event("message", "2", "a")],
            Some("a"),
        ),
        ("id: a\ndata: 1\n\nid: \ndata: 2\n\n", vec![event("message", "1", "a"), data("2")], None),
        ("id: \u{2026}\ndata: 1\n\n", vec![event("message", "1", "\u{2026}")], Some("\u{2026}")),
        // An unfinished event is discarded, and its id with it (P-6, C-17).
        ("id: a\ndata: 1\n\nid: b\ndata: 2", vec![event("message", "1", "a")], Some("a")),
        ("id: a\ndata: 1\n\nid: b\ndata: 2\n", vec![event("message", "1", "a")], Some("a")),
    ];
    let service = Arc::new(Service::start());
    all(LOSSES.into_iter().flat_map(|loss| {
        let service = Arc::clone(&service);
        rows.clone().map(move |(text, reports, id)| {
            let service = Arc::clone(&service);
            let case = async move {
                let mut case = Case::new(&service).await;
                let asked = case.server.asked().await;
                assert_eq!(asked.header("last-event-id"), None);
                let mut stream = asked.open().await;
                stream.send(text).await;
                case.reports(reports).await;
                match loss {
                    Loss::End => stream.end().await,
                    Loss::Cut => stream.cut(),
                }
                let error = case.error().await;
                assert!(error.contains("connecting again"), "{error}");
                let asked = case.server.asked().await;
                assert_eq!(asked.header("last-event-id").as_deref(), id);
                let mut stream = asked.open().await;
                // Nothing of the old connection is left, and the id holds (P-7).
                stream.send("data: again\n\n").await;
                case.reports([event("message", "again", id.unwrap_or_default())]).await;
                stream.send("id: z\ndata: new\n\n").await;
                case.reports([event("message", "new", "z")]).await;
            };
            (format!("{loss:?}: {text:?}"), case)
        })
    }))
    .await;
}

#[tokio::test]
async fn c_17_a_connection_has_a_byte_order_mark_and_a_cr_of_its_own() {
    let service = Arc::new(Service::start());
    let mut case = Case::new(&service).await;
    let mut stream = case.server.open().await;
    stream.send("\u{feff}data: 1\r\r").await;
    case.reports([data("1")]).await;
    stream.end().await;
    case.error().await;
    let mut stream = case.server.open().await;
    stream.send("\u{feff}data: 2\n\n").await;
    case.reports([data("2")]).await;
}

#[tokio::test]
async fn c_11_a_server_that_is_away_is_tried_until_it_is_there() {
    let service = Arc::new(Service::start());
    let mut case = Case::new(&service).await;
    // Closed without an answer, three times.
    for _ in 0..3 {
        drop(case.server.asked().await);
        case.error().await;
    }
    case.server.open().await.send("data: 1\n\n").await;
    case.reports([data("1")]).await;
}

#[tokio::test]
async fn c_14_the_server_sets_the_reconnection_time() {
    let service = Arc::new(Service::start());
    let mut case = Case::new(&service).await;
    let mut stream = case.server.open().await;
    stream.send("retry: 700\ndata: 1\n\n").await;
    case.reports([data("1")]).await;
    let lost = Instant::now();
    stream.end().await;
    case.error().await;
    case.server.asked().await;
    assert!(lost.elapsed() >= Duration::from_millis(690), "{:?}", lost.elapsed());
}

#[tokio::test]
async fn c_21_a_silent_connection_is_lost() {
    let service = Arc::new(Service::start());
    let mut case = Case::with(&service, json!({ "initialDelayMs": 0, "readTimeoutMs": 1000 })).await;
    let mut stream = case.server.open().await;
    stream.send("data: 1\n\n").await;
    case.reports([data("1")]).await;
    case.error().await;
    stream.left().await;
    case.server.open().await.send("data: 2\n\n").await;
    case.reports([data("2")]).await;
}

#[tokio::test]
async fn c_22_a_restart_is_no_error() {
    let service = Arc::new(Service::start());
    // The default reconnection time: a restart does not wait for it.
    let mut case = Case::with(&service, json!({})).await;
    for round in 0..3 {
        let asked = case.server.asked().await;
        assert_eq!(asked.header("last-event-id").is_some(), round > 0);
        let mut stream = asked.open().await;
        stream.send(format!("id: {round}\ndata: 1\n\ndata: unfinished")).await;
        case.reports([event("message", "1", &round.to_string())]).await;
        case.restart().await;
        stream.left().await;
    }
    assert_eq!(case.server.asked().await.header("last-event-id").as_deref(), Some("2"));
}

#[tokio::test]
async fn c_22_a_restart_ends_a_wait() {
    let service = Arc::new(Service::start());
    let mut case = Case::new(&service).await;
    let mut stream = case.server.open().await;
    stream.send("retry: 3600000\ndata: 1\n\n").await;
    case.reports([data("1")]).await;
    stream.end().await;
    case.error().await;
    case.restart().await;
    case.server.open().await.send("data: 2\n\n").await;
    case.reports([data("2")]).await;
}
