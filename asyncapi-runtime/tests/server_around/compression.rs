//! A compression layer leaves streams alone: each event is there when it is sent.

use asyncapi_runtime::EventSender;
use asyncapi_runtime::server::register;
use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http::Request;
use http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING};
use tokio::sync::mpsc::unbounded_channel;
use tower_http::compression::CompressionLayer;

use crate::support::{Lines, frame, send, within};

fn gzip(path: &str) -> Request<Body> {
    Request::get(path).header(ACCEPT_ENCODING, "gzip").body(Body::empty()).unwrap()
}

#[tokio::test]
async fn a_compression_layer_leaves_the_stream_alone() {
    let (give, mut take) = unbounded_channel::<EventSender<String>>();
    let app = register::<Lines, _, _, _>(Router::new(), move |events: EventSender<String>| async move {
        give.send(events).unwrap();
    })
    .route("/page", get(|| async { "page ".repeat(1000) }))
    .layer(CompressionLayer::new());

    // It does compress.
    let page = send(&app, gzip("/page")).await;
    assert_eq!(page.headers()[CONTENT_ENCODING], "gzip");

    let response = send(&app, gzip("/lines")).await;
    assert!(!response.headers().contains_key(CONTENT_ENCODING));
    assert_eq!(response.headers()[CACHE_CONTROL], "no-cache, no-transform");
    let mut body = response.into_body();
    let events = within(take.recv()).await.unwrap();
    assert_eq!(within(frame(&mut body)).await.unwrap(), ":\n");
    for number in 0..10 {
        // Too long to be left alone for its size.
        let text = format!("{number} {}", "text ".repeat(200));
        events.send(text.clone()).await.unwrap();
        assert_eq!(within(frame(&mut body)).await.unwrap(), format!("data: {text}\n\n"));
    }
    drop(events);
    assert_eq!(within(frame(&mut body)).await, None);
}
