//! A stream of text that ends with one last word: `x-sse: {terminal: true}`.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]
#![deny(warnings, missing_docs, unsafe_code)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use asyncapi_runtime::client::ReadyState;
use asyncapi_runtime::{Channel, EventStream, Validate, asyncapi};
use axum::Router;
use axum::routing::get;
use futures_util::stream;

asyncapi!("specs/completions.yaml");

fn delta(content: &str) -> CompletionsMessage {
    Delta { finish_reason: None, ..Delta::new(content) }.into()
}

fn parameters() -> CompletionsParameters {
    CompletionsParameters { id: "c1".into() }
}

/// Answers with this body, as other people's servers do, and counts the requests.
fn server(body: &'static str) -> (Router, Arc<AtomicUsize>) {
    let requests = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&requests);
    let answer = move || {
        counted.fetch_add(1, Ordering::Relaxed);
        async move { ([("content-type", "text/event-stream")], body) }
    };
    (Router::new().fallback(get(answer)), requests)
}

/// The pieces come without a name; the last word is a constant. It is delivered, then the stream ends without an
/// error and without another request, whatever comes behind it.
#[tokio::test(start_paused = true)]
async fn a_terminal_message_ends_the_stream_quietly() {
    let (app, requests) = server(
        "data: {\"content\":\"Hel\"}\n\ndata: {\"content\":\"lo\",\"finishReason\":\"stop\"}\n\n\
         data: [DONE]\n\ndata: {\"content\":\"never\"}\n\n",
    );
    let mut events = listen_for_completions(parameters(), app);
    let mut text = String::new();
    let mut done = 0;
    while let Some(event) = events.next().await {
        match event.expect("no error").message {
            CompletionsMessage::Delta(delta) => text.push_str(&delta.content),
            CompletionsMessage::Done(Done) => done += 1,
        }
    }
    assert_eq!((text.as_str(), done), ("Hello", 1));
    assert_eq!(events.ready_state(), ReadyState::Closed);
    assert_eq!(requests.load(Ordering::Relaxed), 1);
    assert!(events.next().await.is_none());
}

/// A callback is called with the last word, and the task ends.
#[tokio::test(start_paused = true)]
async fn a_terminal_message_ends_the_task() {
    let (app, requests) = server("data: {\"content\":\"x\"}\n\ndata: [DONE]\n\n");
    let (sender, mut received) = tokio::sync::mpsc::unbounded_channel();
    let deltas = sender.clone();
    let handlers = CompletionsHandlers::new()
        .on_delta(move |event| deltas.send(event.message.content).unwrap())
        .on_done(move |_| sender.send("done".to_owned()).unwrap())
        .on_error(|error| panic!("{error}"));
    listen_for_completions(parameters(), app).dispatch(handlers).closed().await;
    assert_eq!(received.recv().await.as_deref(), Some("x"));
    assert_eq!(received.recv().await.as_deref(), Some("done"));
    assert_eq!(received.recv().await, None);
    assert_eq!(requests.load(Ordering::Relaxed), 1);
}

/// Our own server sends what our own client reads.
#[tokio::test(start_paused = true)]
async fn server_and_client() {
    let app = register_send_completions(Router::new(), || async {
        EventStream::new(stream::iter([delta("a"), delta("b"), CompletionsMessage::Done(Done)]))
    });
    let mut events = listen_for_completions(parameters(), app);
    for expected in [delta("a"), delta("b"), Done.into()] {
        assert_eq!(events.next().await.unwrap().unwrap().message, expected);
    }
    assert!(events.next().await.is_none());
}

/// The one message of a channel may be terminal, too: there is one event a connection, and then no other.
#[tokio::test(start_paused = true)]
async fn the_only_message_may_be_terminal() {
    let (app, requests) =
        server("event: farewell\ndata: {\"reason\":\"maintenance\"}\n\ndata: {\"reason\":\"never\"}\n\n");
    let mut events = listen_for_goodbye(app);
    assert_eq!(events.next().await.unwrap().unwrap().message, Goodbye::new("maintenance"));
    assert!(events.next().await.is_none());
    assert_eq!(requests.load(Ordering::Relaxed), 1);
}

/// Without the last word a lost connection is made again.
#[tokio::test(start_paused = true)]
async fn without_it_the_stream_goes_on() {
    let (app, requests) = server("data: {\"content\":\"x\"}\n\n");
    let mut events = listen_for_completions(parameters(), app);
    for _ in 0..3 {
        assert_eq!(events.next().await.unwrap().unwrap().message, delta("x"));
        assert!(events.next().await.unwrap().unwrap_err().reconnects_in().is_some());
    }
    assert_eq!(requests.load(Ordering::Relaxed), 3);
}

#[test]
fn what_the_document_says() {
    assert!(CompletionsChannel::is_terminal(&Done.into()) && !CompletionsChannel::is_terminal(&delta("x")));
    assert!(GoodbyeChannel::is_terminal(&Goodbye::new("x")));
    assert_eq!(Done::VALUE, "[DONE]");
    assert!(delta("x").validate().is_ok());
}
