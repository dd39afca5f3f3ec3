//! What the client makes of bytes (rules P-1 to P-5).

use std::sync::Arc;

use serde_json::Value;

use super::case::{Case, all, comment, data, event};
use super::service::Service;

/// A name, the chunks of a stream, and what is reported of it.
type Row = (&'static str, &'static [&'static str], Vec<Value>);

/// Sends the chunks; an event is there when its blank line is (P-LAT), and nothing else is.
async fn check(service: Arc<Service>, chunks: Vec<Vec<u8>>, expected: Vec<Value>) {
    let mut case = Case::new(&service).await;
    for report in &expected {
        // The client delivers every type; a harness may say which ones it wants, before they come.
        if let Some(name) = report["event"]["type"].as_str().filter(|name| *name != "message") {
            case.listen(name).await;
        }
    }
    let mut stream = case.server.open().await;
    for chunk in chunks {
        stream.send(chunk).await;
    }
    case.reports(expected).await;
    stream.send("event:last\nid:last\ndata\n\n").await;
    case.reports([event("last", "", "last")]).await;
}

/// Each row as it is, and byte by byte.
async fn table(rows: Vec<Row>) {
    let service = Arc::new(Service::start());
    all(rows.into_iter().flat_map(|(name, chunks, expected)| {
        let as_is: Vec<_> = chunks.iter().map(|chunk| chunk.as_bytes().to_vec()).collect();
        let bytes = as_is.concat().into_iter().map(|byte| vec![byte]).collect();
        [
            (name.to_owned(), check(Arc::clone(&service), as_is, expected.clone())),
            (format!("{name}, byte by byte"), check(Arc::clone(&service), bytes, expected)),
        ]
    }))
    .await;
}

#[tokio::test]
async fn p_3_p_4_p_5_fields_make_events() {
    table(vec![
        ("one event", &["data: Hello\n\n"], vec![data("Hello")]),
        ("one event in two chunks", &["data: Hel", "lo\n\n"], vec![data("Hello")]),
        ("two events", &["data: Hello\n\ndata: World\n\n"], vec![data("Hello"), data("World")]),
        (
            "two events in three chunks",
            &["data: one", " and\n\ndata:", "two\n\n"],
            vec![data("one and"), data("two")],
        ),
        ("two lines", &["data: Hello\ndata:World\n\n"], vec![data("Hello\nWorld")]),
        ("empty data", &["data:\n\n"], vec![data("")]),
        ("no colon", &["data\n\ndata\ndata\n\n"], vec![data(""), data("\n")]),
        ("no data, no event", &["event: a\n\nretry: 100\n\n\ndata: b\n\n"], vec![data("b")]),
        ("a type", &["event: greeting\ndata: Hello\n\n"], vec![event("greeting", "Hello", "")]),
        (
            "a type holds for one event",
            &["event: a\ndata: b\n\ndata: c\n\n"],
            vec![event("a", "b", ""), data("c")],
        ),
        ("an id", &["id: abc\ndata: Hello\n\n"], vec![event("message", "Hello", "abc")]),
        ("type and id", &["event: a\nid: b\ndata: c\n\n"], vec![event("a", "c", "b")]),
        ("any order", &["data: c\nid: b\nevent: a\n\n"], vec![event("a", "c", "b")]),
        ("unknown fields", &["event: a\ncolor: blue\ndata: c\nDATA: d\n\n"], vec![event("a", "c", "")]),
        ("no space", &["event:a\nid:b\ndata:c\n\n"], vec![event("a", "c", "b")]),
        ("one space of two", &["event:  a\nid:  b\ndata:  c\n\n"], vec![event(" a", " c", " b")]),
        ("a colon in the value", &["data: a: b\n\n"], vec![data("a: b")]),
        (
            "characters of several bytes",
            &["data: \u{20ac}\u{8c46}\u{8150}\n\n"],
            vec![data("\u{20ac}\u{8c46}\u{8150}")],
        ),
        ("characters cut in two", &["data: \u{1f980}", "\u{e9}\n\n"], vec![data("\u{1f980}\u{e9}")]),
    ])
    .await;
}

#[tokio::test]
async fn p_4_p_5_the_last_event_id_stays_until_it_is_set_again() {
    let with = |data, id| event("message", data, id);
    table(vec![
        ("it stays", &["id: a\ndata: 1\n\ndata: 2\n\n"], vec![with("1", "a"), with("2", "a")]),
        ("it is replaced", &["id: a\ndata: 1\n\nid: b\ndata: 2\n\n"], vec![with("1", "a"), with("2", "b")]),
        ("empty", &["id: a\ndata: 1\n\nid: \ndata: 2\n\n"], vec![with("1", "a"), with("2", "")]),
        ("no colon", &["id: a\ndata: 1\n\nid\ndata: 2\n\n"], vec![with("1", "a"), with("2", "")]),
        ("NUL", &["id: a\0bc\ndata: 1\n\n"], vec![with("1", "")]),
        (
            "NUL after another",
            &["id: a\ndata: 1\n\nid: \0\ndata: 2\n\n"],
            vec![with("1", "a"), with("2", "a")],
        ),
        ("an id alone", &["id: a\n\ndata: 1\n\n"], vec![with("1", "a")]),
    ])
    .await;
}

#[tokio::test]
async fn p_1_one_byte_order_mark_at_the_start_is_dropped() {
    table(vec![
        ("at the start", &["\u{feff}data: Hello\n\n"], vec![data("Hello")]),
        ("before other fields", &["\u{feff}event: a\nid: b\ndata: c\n\n"], vec![event("a", "c", "b")]),
        ("two events", &["\u{feff}data: 1\n\ndata: 2\n\n"], vec![data("1"), data("2")]),
        ("two lines", &["\u{feff}data: 1\ndata: 2\n\n"], vec![data("1\n2")]),
        ("empty data", &["\u{feff}data:\n\n"], vec![data("")]),
        ("a comment", &["\u{feff}:a\ndata: b\n\n"], vec![comment("a"), data("b")]),
        ("in later data", &["data: 1\n\n", "data: \u{feff}2\n\n"], vec![data("1"), data("\u{feff}2")]),
        ("in the first data", &["\u{feff}data: \u{feff}1\n\n"], vec![data("\u{feff}1")]),
        ("a second one spoils the name", &["\u{feff}\u{feff}data: 1\n\ndata: 2\n\n"], vec![data("2")]),
        ("a later one spoils the name", &["data: 1\n\u{feff}data: 2\n\n"], vec![data("1")]),
    ])
    .await;
}

#[tokio::test]
async fn p_1_a_byte_order_mark_and_bad_bytes_in_any_chunks() {
    let service = Arc::new(Service::start());
    let rows: [(&str, &[&[u8]], &str); 5] = [
        ("cut after two", &[b"\xEF\xBB", b"\xBFdata: 1\n\n"], "1"),
        ("cut after one", &[b"\xEF", b"\xBB\xBFdata: 1\n\n"], "1"),
        ("cut in three", &[b"\xEF", b"\xBB", b"\xBF", b"data: 1\n\n"], "1"),
        ("bad bytes", &[b"data: a\xFFb\xC3\n\n"], "a\u{fffd}b\u{fffd}"),
        ("a character that is cut short", &[b"data: \xE2\x82", b"x\n\n"], "\u{fffd}x"),
    ];
    all(rows.map(|(name, chunks, expected)| {
        let chunks = chunks.iter().map(|chunk| chunk.to_vec()).collect();
        (name.to_owned(), check(Arc::clone(&service), chunks, vec![data(expected)]))
    }))
    .await;
}

#[tokio::test]
async fn c_25_a_burst_keeps_its_order() {
    let service = Arc::new(Service::start());
    let numbers: Vec<_> = (0..500).map(|number| number.to_string()).collect();
    let burst = numbers.iter().flat_map(|number| format!("data: {number}\n\n").into_bytes());
    check(service, vec![burst.collect()], numbers.iter().map(|number| data(number)).collect()).await;
}
