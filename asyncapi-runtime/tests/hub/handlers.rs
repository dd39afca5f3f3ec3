//! A hub as a handler, and around it.

use std::time::Duration;

use asyncapi_runtime::server::{CloseReason, Shutdown, SseConfig, register};
use asyncapi_runtime::{EventStream, Hub, LastEventId};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use futures_util::StreamExt;
use tokio::sync::mpsc::unbounded_channel;
use tokio::time::Instant;

use crate::support::{Lines, Raw, call, frame, send, serve};
use crate::{lines, next};

#[tokio::test]
async fn the_head_is_that_of_every_stream() {
    let hub = Hub::<Lines>::new();
    let mut raw = Raw::get(serve(lines(&hub, SseConfig::new())).await, "/lines").await;
    let head = raw.head().await;
    assert_eq!(head[0], "HTTP/1.1 200 OK");
    for line in ["content-type: text/event-stream", "cache-control: no-cache, no-transform"] {
        assert!(head.contains(&line.to_owned()), "{head:?}");
    }
    assert_eq!(raw.chunk().await.unwrap(), ":\n");
    let id = hub.publish(&(), "hello").await.unwrap();
    assert_eq!(raw.chunk().await.unwrap(), format!("id: {id}\ndata: hello\n\n"));
}

#[tokio::test]
async fn s07_each_client_is_told_the_reconnection_time_once_with_an_event() {
    let hub = Hub::<Lines>::new();
    let app = lines(&hub, SseConfig::new().reconnection_time(Duration::from_secs(4)));
    let mut bodies = Vec::new();
    for _ in 0..2 {
        let mut body = call(&app, "/lines").await.into_body();
        assert_eq!(next(&mut body).await, ":\n");
        bodies.push(body);
    }
    let ids = [hub.publish(&(), "1").await.unwrap(), hub.publish(&(), "2").await.unwrap()];
    for body in &mut bodies {
        let expected = format!("retry: 4000\nid: {}\ndata: 1\n\nid: {}\ndata: 2\n\n", ids[0], ids[1]);
        assert_eq!(next(body).await, expected);
    }
    hub.publish(&(), "3").await.unwrap();
    assert!(next(&mut bodies[0]).await.starts_with("id: "));
}

#[tokio::test]
async fn a_pull_handler_subscribes_after_its_checks() {
    let hub = Hub::<Lines>::new();
    let first = hub.publish(&(), "1").await.unwrap();
    hub.publish(&(), "2").await.unwrap();
    let (tell, mut told) = unbounded_channel();
    let app = register::<Lines, _, _, _>(
        Router::new(),
        move |State(hub): State<Hub<Lines>>, last: LastEventId| async move {
            let stream = EventStream::from(hub.subscribe(&(), last));
            Ok::<_, StatusCode>(stream.on_close(move |reason| tell.send(reason).unwrap()))
        },
    );
    let app = app.with_state(hub);
    let mut body = call(&app, &format!("/lines?last_event_id={first}")).await.into_body();
    assert_eq!(next(&mut body).await, ":\n");
    assert!(next(&mut body).await.ends_with("data: 2\n\n"));
    drop((body, app));
    assert_eq!(told.recv().await, Some(CloseReason::ClientGone));
    assert_eq!(told.recv().await, None);
}

#[tokio::test(start_paused = true)]
async fn an_idle_stream_has_heartbeats_and_a_shutdown_sends_what_is_pending() {
    let hub = Hub::<Lines>::new();
    let (tell, mut told) = unbounded_channel();
    let shutdown =
        Shutdown::new().window(Duration::ZERO).retry(Duration::from_secs(1)..=Duration::from_secs(1));
    let config = SseConfig::new().shutdown(&shutdown).on_close(move |_, reason| tell.send(reason).unwrap());
    let mut body = call(&lines(&hub, config), "/lines").await.into_body();
    assert_eq!(next(&mut body).await, ":\n");
    let start = Instant::now();
    // Not `within`: its time is shorter than a heartbeat.
    assert_eq!(frame(&mut body).await.unwrap(), ":\n");
    assert!((12..=15).contains(&start.elapsed().as_secs()));

    let id = hub.publish(&(), "pending").await.unwrap();
    shutdown.start();
    assert_eq!(next(&mut body).await, format!("retry: 1000\nid: {id}\ndata: pending\n\n"));
    assert!(frame(&mut body).await.is_none());
    assert_eq!(told.recv().await, Some(CloseReason::Shutdown));
}

/// A subscription in the process is a stream like any other: a handler may filter it.
#[tokio::test]
async fn a_handler_may_send_what_it_makes_of_the_events() {
    let hub = Hub::<Lines>::new();
    let app = register::<Lines, _, _, _>(Router::new(), |State(hub): State<Hub<Lines>>| async move {
        let events = hub.subscribe(&(), None).await?;
        Ok::<_, asyncapi_runtime::hub::SubscribeError>(EventStream::new(
            events.filter_map(async |item| item.ok().map(|event| event.map(|text| text.to_uppercase()))),
        ))
    });
    let app = app.with_state(hub.clone());
    let mut body = call(&app, "/lines").await.into_body();
    assert_eq!(next(&mut body).await, ":\n");
    let id = hub.publish(&(), "hello").await.unwrap();
    assert_eq!(next(&mut body).await, format!("id: {id}\ndata: HELLO\n\n"));
}

#[tokio::test]
async fn head_requests_and_refused_ones_leave_nothing_behind() {
    let hub = Hub::<Lines>::new();
    let app = lines(&hub, SseConfig::new().max_connections(1));
    let head = http::Request::head("/lines").body(axum::body::Body::empty()).unwrap();
    assert_eq!(send(&app, head).await.status(), 200);
    let open = call(&app, "/lines").await;
    assert_eq!(open.status(), 200);
    assert_eq!(call(&app, "/lines").await.status(), 503);
    drop(open);
    assert_eq!(call(&app, "/lines").await.status(), 200);
}
