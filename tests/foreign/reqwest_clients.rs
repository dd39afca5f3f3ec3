//! Our server in front of what clients in Rust are made of: reqwest, and a parser of others.

use std::time::Duration;

use asyncapi_runtime::server::SseConfig;
use asyncapi_runtime::{EventSender, EventStream, LastEventId, SendError};
use axum::Router;
use futures_util::{Stream, StreamExt as _, stream};
use reqwest::Response;
use sse_core::{SseDecoder, SseEvent};
use sse_stream::SseStream;

use super::generated::{
    ChangesMessage, ChangesParameters, Joined, Left, Tick, register_send_changes, register_send_text,
    register_send_tick,
};
use super::support::serve;

/// An event, in words that all parsers have.
#[derive(Debug, PartialEq)]
struct Seen {
    name: String,
    data: String,
    id: String,
}

fn seen(name: &str, data: &str, id: &str) -> Seen {
    Seen { name: name.to_owned(), data: data.to_owned(), id: id.to_owned() }
}

/// Everything there is, and heartbeats as often as they can be.
async fn server() -> String {
    let slow = || tokio::time::sleep(Duration::from_millis(20));
    let app =
        register_send_tick(Router::new(), move |last: LastEventId, events: EventSender<Tick>| async move {
            let last: u64 = last.as_deref().and_then(|id| id.parse().ok()).unwrap_or(0);
            for number in last + 1..=5 {
                slow().await;
                let event = asyncapi_runtime::Event::new(Tick::new(number)).with_id(number.to_string());
                events.send(event).await?;
            }
            Ok::<_, SendError>(())
        });
    let app = register_send_text(app, || async {
        let texts = ["one\ntwo", "", " three", ": four", "\r\n", "ü 😀\n"];
        EventStream::iter(texts.map(str::to_owned))
    });
    let app = register_send_changes(app, |room: ChangesParameters| async move {
        EventStream::iter([ChangesMessage::from(Joined::new(room.room)), Left::new("ada").into()])
    });
    serve(app.layer(SseConfig::new().heartbeat(Duration::from_millis(5)).into_layer())).await
}

async fn get(url: String, last: &str) -> Response {
    // None of the system's proxies.
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let response = client.get(url).header("last-event-id", last).send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    response
}

fn chunks(response: Response) -> impl Stream<Item = Result<axum::body::Bytes, reqwest::Error>> {
    stream::unfold(response, |mut response| async {
        let chunk = response.chunk().await.transpose()?;
        Some((chunk, response))
    })
}

/// By sse-core, which keeps the last id as the standard has it.
async fn with_sse_core(response: Response) -> Vec<Seen> {
    let (mut decoder, mut all) = (SseDecoder::new(), Vec::new());
    let mut chunks = Box::pin(chunks(response));
    while let Some(chunk) = chunks.next().await {
        let mut chunk = &chunk.unwrap()[..];
        while let Some(event) = decoder.next(&mut chunk) {
            match event.unwrap() {
                SseEvent::Message(message) => {
                    let id = message.last_event_id.as_deref().unwrap_or_default();
                    all.push(seen(&message.event, &message.data, id));
                }
                SseEvent::Retry(_) => panic!("no time was sent"),
            }
        }
    }
    all
}

/// By sse-stream, which gives blocks as they come.
async fn with_sse_stream(response: Response) -> Vec<Seen> {
    let mut all = Vec::new();
    let mut blocks = Box::pin(SseStream::from_bytes_stream(chunks(response)));
    while let Some(block) = blocks.next().await {
        let block = block.unwrap();
        let name = block.event.as_deref().unwrap_or("message");
        all.push(seen(name, &block.data.unwrap(), block.id.as_deref().unwrap_or_default()));
    }
    all
}

/// Both parsers, on the same channel.
async fn both(path: &str, last: &str) -> Vec<Seen> {
    let url = server().await;
    let url = format!("{url}/{path}");
    let seen = with_sse_core(get(url.clone(), last).await).await;
    assert_eq!(with_sse_stream(get(url, last).await).await, seen);
    seen
}

#[tokio::test]
async fn events_between_heartbeats() {
    let expected: Vec<_> = (1..=5)
        .map(|number| seen("message", &format!("{{\"number\":{number}}}"), &number.to_string()))
        .collect();
    assert_eq!(both("ticks", "").await, expected);
}

#[tokio::test]
async fn it_resumes() {
    let numbers: Vec<_> = both("ticks", "3").await.into_iter().map(|event| event.id).collect();
    assert_eq!(numbers, ["4", "5"]);
}

#[tokio::test]
async fn text_of_every_kind() {
    let texts: Vec<_> = both("texts", "").await.into_iter().map(|event| event.data).collect();
    assert_eq!(texts, ["one\ntwo", "", " three", ": four", "\n", "ü 😀\n"]);
}

#[tokio::test]
async fn names_and_parameters() {
    let expected = [seen("joined", "{\"user\":\"a/b\"}", ""), seen("left", "{\"user\":\"ada\"}", "")];
    assert_eq!(both("rooms/a%2Fb/changes", "").await, expected);
}
