//! Comments (rule C-23): told when their line ends, in order with the events.

use std::sync::Arc;

use super::case::{Case, comment, data};
use super::service::Service;

#[tokio::test]
async fn c_23_a_comment_is_told_as_soon_as_its_line_ends() {
    let service = Arc::new(Service::start());
    let mut case = Case::new(&service).await;
    let mut stream = case.server.open().await;
    for (line, text) in
        [(":Hello\n", "Hello"), (":World\r", "World"), (": a: b\n", "a: b"), (":  c\n", " c"), (":\n", "")]
    {
        stream.send(line).await;
        case.reports([comment(text)]).await;
    }
}

#[tokio::test]
async fn c_23_comments_and_events_keep_their_order() {
    let service = Arc::new(Service::start());
    let mut case = Case::new(&service).await;
    let mut stream = case.server.open().await;
    stream.send(":1\ndata: 2\n\n:3\n:4\ndata: 6\n:5\ndata: 6\n\n").await;
    stream.send(":7\n").await;
    stream.send("data: 8\n\n").await;
    case.reports([comment("1"), data("2"), comment("3"), comment("4"), comment("5"), data("6\n6")]).await;
    case.reports([comment("7"), data("8")]).await;
}
