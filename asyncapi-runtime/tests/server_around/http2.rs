//! Several streams over one HTTP/2 connection.

use std::time::Duration;

use asyncapi_runtime::Hub;
use asyncapi_runtime::server::{CloseReason, SseConfig, StallTimeout, register};
use axum::Router;
use h2::RecvStream;
use h2::client::SendRequest;
use http::Request;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use tokio::io::duplex;

use crate::support::{Lines, reasons, within};

/// A connection to `app`, whose streams have 64 KiB of room each and 4 MiB together, as browsers have it: what one stream
/// does not read takes no room from the others.
async fn connect(app: Router) -> SendRequest<bytes::Bytes> {
    let (server, client) = duplex(16 * 1024);
    let server = TokioIo::new(StallTimeout::new(server, Duration::from_secs(30)));
    tokio::spawn(async move {
        let service = TowerToHyperService::new(app);
        auto::Builder::new(TokioExecutor::new()).http2_only().serve_connection(server, service).await
    });
    let mut builder = h2::client::Builder::new();
    builder.initial_window_size(64 * 1024).initial_connection_window_size(4 * 1024 * 1024);
    let (requests, connection) = builder.handshake(client).await.unwrap();
    tokio::spawn(connection);
    requests
}

/// Opens a stream and reads its first bytes.
async fn open(requests: &SendRequest<bytes::Bytes>) -> RecvStream {
    let mut requests = requests.clone().ready().await.unwrap();
    let request = Request::get("https://test/lines").body(()).unwrap();
    let response = within(requests.send_request(request, true).unwrap().0).await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    assert!(!response.headers().contains_key("connection"), "rule S-02");
    let mut body = response.into_body();
    assert_eq!(read(&mut body, 2).await, b":\n");
    body
}

/// Reads so many bytes, and gives the server room for as many again.
async fn read(body: &mut RecvStream, length: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while bytes.len() < length {
        let chunk = within(body.data()).await.unwrap().unwrap();
        body.flow_control().release_capacity(chunk.len()).unwrap();
        bytes.extend_from_slice(&chunk);
    }
    bytes
}

#[tokio::test(start_paused = true)]
async fn s12_a_stream_that_nobody_reads_does_not_stop_the_others_of_its_connection() {
    let (reason, mut closes) = reasons();
    let hub = Hub::<Lines>::new();
    let config = SseConfig::new().on_close(move |_, why| reason.send(why).unwrap());
    let app = register::<Lines, _, _, _>(Router::new(), hub.clone()).layer(config.into_layer());
    let requests = connect(app).await;
    let mut stalled = open(&requests).await;
    let mut reading = [open(&requests).await, open(&requests).await, open(&requests).await];

    // Four times what a stream has room for.
    for number in 0..64 {
        let text = format!("{number} {}", "x".repeat(4096));
        let id = hub.publish(&(), text.clone()).await.unwrap();
        let event = format!("id: {id}\ndata: {text}\n\n");
        for body in &mut reading {
            assert_eq!(read(body, event.len()).await, event.as_bytes());
        }
    }
    // The stalled one kept what was in its window and its own place in the log; now it goes on there.
    let first = read(&mut stalled, 4096 * 60).await;
    assert!(String::from_utf8(first).unwrap().contains("data: 0 xxx"));
    assert!(closes.try_recv().is_err());

    // One stream is given up, the others are not.
    drop(stalled);
    assert_eq!(within(closes.recv()).await, Some(CloseReason::ClientGone));
    hub.publish(&(), "more".to_owned()).await.unwrap();
    for body in &mut reading {
        assert!(String::from_utf8(read(body, 20).await).unwrap().ends_with("data: more\n\n"));
    }
    drop(reading);
    for _ in 0..3 {
        assert_eq!(within(closes.recv()).await, Some(CloseReason::ClientGone));
    }
    assert!(closes.try_recv().is_err());
}

#[tokio::test(start_paused = true)]
async fn s12_a_connection_that_nobody_reads_is_cut_with_all_its_streams() {
    let (reason, mut closes) = reasons();
    let hub = Hub::<Lines>::new();
    let config = SseConfig::new().on_close(move |_, why| reason.send(why).unwrap());
    let app = register::<Lines, _, _, _>(Router::new(), hub.clone()).layer(config.into_layer());
    // The client speaks HTTP/2 until both streams are open, and then stops.
    let (server, client) = duplex(16 * 1024);
    let server = TokioIo::new(StallTimeout::new(server, Duration::from_secs(30)));
    tokio::spawn(async move {
        let service = TowerToHyperService::new(app);
        auto::Builder::new(TokioExecutor::new()).http2_only().serve_connection(server, service).await
    });
    let (requests, connection) = h2::client::handshake(client).await.unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    tokio::spawn(async move {
        let mut connection = Box::pin(connection);
        tokio::select! {
            _ = &mut connection => {}
            _ = stopped => std::future::pending().await,
        }
    });
    let streams = (open(&requests).await, open(&requests).await);
    stop.send(()).unwrap();
    for number in 0..32 {
        hub.publish(&(), format!("{number} {}", "x".repeat(4096))).await.unwrap();
    }
    assert_eq!(within(closes.recv()).await, Some(CloseReason::ClientGone));
    assert_eq!(within(closes.recv()).await, Some(CloseReason::ClientGone));
    drop(streams);
}
