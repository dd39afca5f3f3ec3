//! An axum `Router` as transport: in the process, without a socket.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of tests fails the test")]

mod client_support;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use asyncapi_runtime::ListenOptions;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::routing::get;
use bytes::Bytes;
use client_support::{error, event, listen};
use futures_util::{StreamExt as _, stream};
use tokio::sync::Notify;

const SSE: [(&str, &str); 1] = [("content-type", "text/event-stream")];

/// Tells of its drop.
struct Guard(Arc<Notify>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

/// A body with one event that then stays open, until the guard is dropped with it.
fn open_body(guard: Guard) -> Body {
    let first = stream::iter([Ok::<_, Infallible>(Bytes::from_static(b"data: 1\n\n"))]);
    Body::from_stream(first.chain(stream::pending()).map(move |item| {
        let _ = &guard;
        item
    }))
}

#[tokio::test(start_paused = true)]
async fn c_01_a_router_sees_what_it_would_behind_a_socket() {
    let router = Router::new().route(
        "/numbers",
        get(|headers: HeaderMap, request: Request| async move {
            assert_eq!(request.uri(), "/numbers");
            assert_eq!(headers["host"], "localhost");
            assert_eq!(headers["accept"], "text/event-stream");
            (SSE, "data: 1\n\n")
        }),
    );
    assert_eq!(event(listen(router).next().await).message, 1);
}

#[tokio::test(start_paused = true)]
async fn a_router_under_a_prefix_is_reached_through_the_path_of_the_base_url() {
    let inner = Router::new().route(
        "/numbers",
        get(|request: Request| async move {
            assert_eq!(request.uri(), "/numbers?key=1");
            (SSE, "data: 1\n\n")
        }),
    );
    let router = Router::new().nest("/api/v1", inner);
    let options = ListenOptions::new("http://host/api/v1/?key=1").transport(router.clone());
    assert_eq!(event(listen(options).next().await).message, 1);
    assert!(
        error(listen(router).next().await).to_string().contains("404"),
        "without the prefix it is not there"
    );
}

#[tokio::test(start_paused = true)]
async fn c_15_dropping_the_listener_drops_the_handlers_body() {
    let dropped = Arc::new(Notify::new());
    let guard = Arc::clone(&dropped);
    let router = Router::new().route("/numbers", get(move || async move { (SSE, open_body(Guard(guard))) }));
    let mut listener = listen(router);
    event(listener.next().await);
    drop(listener);
    // At once, in this task: nothing has to be waited for.
    tokio::time::timeout(Duration::ZERO, dropped.notified()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn c_11_an_error_of_a_handlers_body_is_a_lost_connection() {
    let router = Router::new().route(
        "/numbers",
        get(|| async {
            let items = [Ok(Bytes::from_static(b"data: 1\n\n")), Err("the database is gone")];
            (SSE, Body::from_stream(stream::iter(items)))
        }),
    );
    let mut listener = listen(router);
    event(listener.next().await);
    let error = error(listener.next().await);
    assert!(error.to_string().contains("the database is gone") && error.reconnects_in().is_some(), "{error}");
}
