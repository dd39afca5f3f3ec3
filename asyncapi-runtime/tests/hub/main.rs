//! The hub: from `publish` to the wire, to subscribers in the process, and to the client.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]

mod allocations;
mod client;
mod failing;
mod gaps;
mod handlers;
mod publish;
mod slow;
#[allow(dead_code, reason = "the server's tests use the rest")]
#[path = "../server/support.rs"]
mod support;

use asyncapi_runtime::Hub;
use asyncapi_runtime::server::{SseConfig, register};
use axum::Router;
use axum::body::Body;
use http::Request;

use support::Lines;

/// The channel of lines, served by a hub.
fn lines(hub: &Hub<Lines>, config: SseConfig) -> Router {
    register::<Lines, _, _, _>(Router::new(), hub.clone()).layer(config.into_layer())
}

/// The body of a stream of lines after an id, and after its first comment.
async fn after(app: &Router, id: &str) -> Body {
    let request = Request::get("/lines").header("last-event-id", id).body(Body::empty()).unwrap();
    let mut body = support::send(app, request).await.into_body();
    assert_eq!(support::frame(&mut body).await.unwrap(), ":\n");
    body
}

/// The next frame, as text.
async fn next(body: &mut Body) -> String {
    let frame = support::within(support::frame(body)).await.expect("the stream goes on");
    String::from_utf8(frame.to_vec()).unwrap()
}
