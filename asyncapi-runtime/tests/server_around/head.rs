//! `HEAD` has the head of a stream, and opens none.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use asyncapi_runtime::server::{SseConfig, register};
use asyncapi_runtime::{EventSender, EventStream, Hub};
use axum::Router;
use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::response::Response;
use http::request::Parts;
use http::{HeaderMap, Request, StatusCode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{Lines, call, send, text};

async fn head(app: &Router) -> Response {
    send(app, Request::head("/lines").body(Body::empty()).unwrap()).await
}

fn fields(headers: &HeaderMap) -> Vec<(String, String)> {
    let mut fields: Vec<_> =
        headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    fields.sort();
    fields
}

/// What counts how often it is called.
fn counter() -> (Arc<AtomicUsize>, impl Fn() + Clone) {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    (count, move || {
        counted.fetch_add(1, Ordering::Relaxed);
    })
}

#[tokio::test]
async fn head_has_the_fields_of_get_and_no_stream_of_its_own() {
    let (runs, ran) = counter();
    let (hooks, hook) = counter();
    let push = register::<Lines, _, _, _>(Router::new(), move |events: EventSender<String>| {
        ran();
        async move { events.closed().await }
    });
    let pull = register::<Lines, _, _, _>(Router::new(), {
        let hook = hook.clone();
        move || async move {
            EventStream::new(futures_util::stream::pending::<String>()).on_close(move |_| hook())
        }
    });
    let with_sender = register::<Lines, _, _, _>(Router::new(), {
        let hook = hook.clone();
        move || async move {
            EventStream::with_sender(move |events: EventSender<String>| async move {
                hook();
                events.closed().await;
            })
        }
    });
    let hub = register::<Lines, _, _, _>(Router::new(), Hub::<Lines>::new());
    for app in [push, pull, with_sender, hub] {
        let (open, close) = (hook.clone(), hook.clone());
        let config =
            SseConfig::new().max_connections(1).on_open(move |_| open()).on_close(move |_, _| close());
        let app = app.layer(config.into_layer());
        hooks.store(0, Ordering::Relaxed);
        for _ in 0..3 {
            let response = head(&app).await;
            assert_eq!(response.status(), StatusCode::OK);
            assert_eq!(text(response.into_body()).await, "");
        }
        assert_eq!((runs.load(Ordering::Relaxed), hooks.load(Ordering::Relaxed)), (0, 0));
        // It takes no place, and needs none.
        let get = call(&app, "/lines").await;
        assert_eq!(get.status(), StatusCode::OK);
        assert_eq!(call(&app, "/lines").await.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(fields(head(&app).await.headers()), fields(get.headers()));
        drop(get);
        runs.store(0, Ordering::Relaxed);
    }
}

struct Refused;

impl<S: Sync> FromRequestParts<S> for Refused {
    type Rejection = StatusCode;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        Err(StatusCode::UNAUTHORIZED)
    }
}

#[tokio::test]
async fn head_is_refused_where_get_is() {
    let push = |_: Refused, events: EventSender<String>| async move { events.closed().await };
    let app = register::<Lines, _, _, _>(Router::new(), push);
    assert_eq!(head(&app).await.status(), StatusCode::UNAUTHORIZED);
    let pull = || async { Err::<EventStream<String>, _>(StatusCode::NOT_FOUND) };
    let app = register::<Lines, _, _, _>(Router::new(), pull);
    assert_eq!(head(&app).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn head_over_a_socket_tells_no_length_and_leaves_the_connection_usable() {
    let app = register::<Lines, _, _, _>(Router::new(), |events: EventSender<String>| async move {
        events.send("x".to_owned()).await
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    let requests = "HEAD /lines HTTP/1.1\r\nhost: test\r\n\r\nGET /lines HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n";
    client.write_all(requests.as_bytes()).await.unwrap();
    let mut received = String::new();
    client.read_to_string(&mut received).await.unwrap();
    let (head, get) = received.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("content-type: text/event-stream"), "{head}");
    assert!(!head.contains("content-length"), "{head}");
    assert!(get.starts_with("HTTP/1.1 200 OK\r\n") && get.contains("data: x\n\n"), "{get}");
}
