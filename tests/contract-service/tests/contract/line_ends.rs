//! Ends of line (rule P-2), in every chunking.

use std::sync::Arc;

use serde_json::Value;

use super::case::{Case, all, data};
use super::service::Service;

/// What is sent with LF for every end of line, and the data of the events.
const ROWS: [(&str, &[&str]); 8] = [
    ("data: 1\n\n", &["1"]),
    ("data: 1\n\ndata: 2 a\ndata: 2 b\n\n", &["1", "2 a\n2 b"]),
    ("data:\ndata: b\ndata: c\n\n", &["\nb\nc"]),
    ("data: a\ndata:\ndata: c\n\n", &["a\n\nc"]),
    ("data: a\ndata: b\ndata:\n\n", &["a\nb\n"]),
    ("data: 1\n\n\ndata: 2\n\n", &["1", "2"]),
    ("data: 1\n\n\n\ndata: 2\n\n", &["1", "2"]),
    ("\n\ndata: 1\n\n", &["1"]),
];

async fn check(service: Arc<Service>, size: usize, text: String, expected: Vec<Value>) {
    let mut case = Case::new(&service).await;
    let mut stream = case.server.open().await;
    stream.send_in(size, text).await;
    case.reports(expected).await;
    // An LF at the start would belong to a CR at the end.
    stream.send("event:\ndata: last\n\n").await;
    case.reports([data("last")]).await;
}

#[tokio::test]
async fn p_2_every_end_of_line_in_every_chunking() {
    let service = Arc::new(Service::start());
    let mut cases = Vec::new();
    for (end, name) in [("\n", "LF"), ("\r\n", "CRLF"), ("\r", "CR")] {
        for size in [1, 2, 3, usize::MAX] {
            for (text, expected) in ROWS {
                let expected = expected.iter().map(|text| data(text)).collect();
                let case = check(Arc::clone(&service), size, text.replace('\n', end), expected);
                cases.push((format!("{name}, chunks of {size}: {text:?}"), case));
            }
        }
    }
    all(cases).await;
}

#[tokio::test]
async fn p_2_a_crlf_that_is_cut_in_two_is_one_end_of_line() {
    let service = Arc::new(Service::start());
    let mut case = Case::new(&service).await;
    let mut stream = case.server.open().await;
    for chunk in ["data: a\r", "\ndata: b\r", "\n\r\ndata: c\r", "\n", "\r"] {
        stream.send(chunk).await;
    }
    // The CR ends the line at once: the LF that may follow is not waited for.
    case.reports([data("a\nb"), data("c")]).await;
    stream.send("\n").await;
    stream.send("data: d\n\n").await;
    case.reports([data("d")]).await;
}

#[tokio::test]
async fn p_2_ends_of_line_may_be_mixed_and_nothing_else_is_one() {
    let service = Arc::new(Service::start());
    let mut case = Case::new(&service).await;
    let mut stream = case.server.open().await;
    stream.send("data: a\rdata: b\r\ndata: c\n\r\ndata: d\u{b}\u{c}\u{85}\u{2028}e\n\r").await;
    case.reports([data("a\nb\nc"), data("d\u{b}\u{c}\u{85}\u{2028}e")]).await;
}
