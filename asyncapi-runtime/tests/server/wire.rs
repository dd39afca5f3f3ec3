//! Rules S-01 to S-08: exact bytes, read from a socket.

use std::time::Duration;

use asyncapi_runtime::server::{SseConfig, register};
use asyncapi_runtime::{Event, EventSender, EventStream};
use axum::Router;
use futures_util::stream;
use serde_json::json;
use tokio::sync::mpsc;

use crate::support::{Lines, Notifications, NotificationsMessage, Raw, Signups, call, serve, text, within};

#[tokio::test]
async fn s01_s02_the_head_is_exactly_this() {
    let app = register::<Signups, _, _, _>(Router::new(), |_events: EventSender<_>| async {});
    let mut raw = Raw::get(serve(app).await, "/user/signedup").await;
    assert_eq!(
        raw.head().await,
        [
            "HTTP/1.1 200 OK",
            "cache-control: no-cache, no-transform",
            "content-type: text/event-stream",
            "transfer-encoding: chunked",
            "x-accel-buffering: no",
        ]
    );
}

#[tokio::test]
async fn s03_head_and_a_comment_come_before_any_event() {
    // The handler never sends, so all that arrives was sent at once.
    let push = |events: EventSender<String>| async move {
        events.closed().await;
    };
    let pull = || async { EventStream::new(stream::pending::<String>()) };
    for app in
        [register::<Lines, _, _, _>(Router::new(), push), register::<Lines, _, _, _>(Router::new(), pull)]
    {
        let mut raw = Raw::get(serve(app).await, "/lines").await;
        raw.head().await;
        assert_eq!(raw.chunk().await.unwrap(), ":\n");
    }
}

#[tokio::test]
async fn s04_every_line_of_text_is_a_data_line_and_empty_text_is_one_too() {
    let lines = ["", "one", "a\nb", "a\r\nb", "a\rb", "a\n\nb\n", "\r\n", " a: b", "é"];
    let app = register::<Lines, _, _, _>(Router::new(), move || async move {
        EventStream::new(stream::iter(lines.map(str::to_owned)))
    });
    let mut raw = Raw::get(serve(app).await, "/lines").await;
    raw.head().await;
    assert_eq!(
        raw.rest().await,
        [
            ":\n",
            "data:\n\n",
            "data: one\n\n",
            "data: a\ndata: b\n\n",
            "data: a\ndata: b\n\n",
            "data: a\ndata: b\n\n",
            "data: a\ndata:\ndata: b\ndata:\n\n",
            "data:\ndata:\n\n",
            "data:  a: b\n\n",
            "data: é\n\n",
        ]
    );
}

#[tokio::test]
async fn s05_what_cannot_be_sent_is_an_error_and_the_stream_goes_on() {
    let app = register::<Lines, _, _, _>(Router::new(), |events: EventSender<String>| async move {
        for bad in ["a\nb", "a\rb", "a\r\nb", "a\0b"] {
            let event = Event::new(String::new());
            let error = events.send(event.clone().with_id(bad)).await.unwrap_err();
            assert!(error.to_string().contains("`id`"), "{error}");
            let error = events.try_send(event.with_name(bad)).unwrap_err();
            assert!(error.to_string().contains("`event`"), "{error}");
        }
        events.send("good".to_owned()).await
    });
    let mut raw = Raw::get(serve(app).await, "/lines").await;
    raw.head().await;
    assert_eq!(raw.rest().await, [":\n", "data: good\n\n"]);
}

#[tokio::test]
async fn s05_an_item_that_cannot_be_sent_is_skipped_and_the_stream_goes_on() {
    let app = register::<Lines, _, _, _>(Router::new(), || async {
        let event = |text: &str| Event::new(text.to_owned());
        EventStream::new(stream::iter([event("a"), event("b").with_id("1\n2"), event("c").with_id("3")]))
    });
    let mut raw = Raw::get(serve(app).await, "/lines").await;
    raw.head().await;
    assert_eq!(raw.rest().await, [":\n", "data: a\n\n", "id: 3\ndata: c\n\n"]);
}

#[tokio::test(start_paused = true)]
async fn an_item_that_is_skipped_does_not_hold_up_the_next() {
    let app = register::<Lines, _, _, _>(Router::new(), || async {
        let bad = Event::new("bad".to_owned()).with_id("1\n2");
        EventStream::new(stream::iter([bad.clone(), bad, Event::new("good".to_owned())]))
    });
    // No heartbeat in between: it was there at once.
    assert_eq!(text(call(&app, "/lines").await.into_body()).await, ":\ndata: good\n\n");
}

#[tokio::test]
async fn s07_a_heartbeat_is_a_comment_without_a_blank_line() {
    let app =
        register::<Lines, _, _, _>(Router::new(), || async { EventStream::new(stream::pending::<String>()) })
            .layer(SseConfig::new().heartbeat(Duration::from_millis(5)).into_layer());
    let mut raw = Raw::get(serve(app).await, "/lines").await;
    raw.head().await;
    for _ in 0..4 {
        assert_eq!(raw.chunk().await.unwrap(), ":\n");
    }
}

#[tokio::test]
async fn s08_one_event_is_one_frame_and_arrives_before_the_next_is_sent() {
    let (sent, more) = mpsc::channel::<()>(1);
    let more = std::sync::Arc::new(tokio::sync::Mutex::new(more));
    let app = register::<Signups, _, _, _>(Router::new(), move |events: EventSender<_>| async move {
        for number in 0.. {
            if more.lock().await.recv().await.is_none() {
                break;
            }
            events.send(json!({ "number": number })).await.unwrap();
        }
    });
    let mut raw = Raw::get(serve(app).await, "/user/signedup").await;
    raw.head().await;
    assert_eq!(raw.chunk().await.unwrap(), ":\n");
    for number in 0..3 {
        sent.send(()).await.unwrap();
        assert_eq!(raw.chunk().await.unwrap(), format!("data: {{\"number\":{number}}}\n\n"));
    }
    drop(sent);
    assert_eq!(raw.chunk().await, None);
}

#[tokio::test]
async fn s08_events_that_wait_together_are_still_a_frame_each() {
    let app = register::<Signups, _, _, _>(Router::new(), |events: EventSender<_>| async move {
        for number in 0..3 {
            events.send(json!(number)).await.unwrap();
        }
    });
    let mut raw = Raw::get(serve(app).await, "/user/signedup").await;
    raw.head().await;
    assert_eq!(raw.rest().await, [":\n", "data: 0\n\n", "data: 1\n\n", "data: 2\n\n"]);
}

#[tokio::test]
async fn s07_the_reconnection_time_is_a_line_of_an_event_that_carries_data() {
    let app = register::<Signups, _, _, _>(Router::new(), |events: EventSender<_>| async move {
        let event = Event::new(json!(1)).with_id("1").with_retry(Duration::from_millis(1500));
        events.send(event.clone().map(|_| json!(2))).await?;
        events.send(event.with_retry(Duration::ZERO)).await
    });
    let mut raw = Raw::get(serve(app).await, "/user/signedup").await;
    raw.head().await;
    assert_eq!(
        within(raw.rest()).await,
        [":\n", "id: 1\nretry: 1500\ndata: 2\n\n", "id: 1\nretry: 0\ndata: 1\n\n"]
    );
}

#[tokio::test]
async fn names_and_ids_are_written_and_the_event_s_name_goes_before_the_channel_s() {
    let app = register::<Notifications, _, _, _>(Router::new(), |events: EventSender<_>| async move {
        events.send(NotificationsMessage::OrderShipped(7)).await?;
        let failed = NotificationsMessage::PaymentFailed("no \"funds\"\n".to_owned());
        events.send(Event::new(failed).with_id("e.1")).await?;
        events.send(Event::new(NotificationsMessage::OrderShipped(8)).with_name("other")).await
    });
    let mut raw = Raw::get(serve(app).await, "/events/users/7/notifications/order").await;
    raw.head().await;
    assert_eq!(
        within(raw.rest()).await,
        [
            ":\n",
            "event: orderShipped\ndata: 7\n\n",
            "id: e.1\nevent: paymentFailed\ndata: \"no \\\"funds\\\"\\n\"\n\n",
            "event: other\ndata: 8\n\n",
        ]
    );
}

#[tokio::test]
async fn s07_the_reconnection_time_of_all_streams_goes_out_with_the_first_event() {
    let app = register::<Signups, _, _, _>(Router::new(), |events: EventSender<_>| async move {
        events.send(json!(1)).await?;
        events.send(json!(2)).await
    });
    let own = register::<Lines, _, _, _>(Router::new(), |events: EventSender<_>| async move {
        events.send(Event::new("x".to_owned()).with_retry(Duration::from_secs(9))).await
    });
    let config = SseConfig::new().reconnection_time(Duration::from_micros(2_500_900));
    let longest = app.clone().layer(SseConfig::new().reconnection_time(Duration::MAX).into_layer());
    let app = app.merge(own).layer(config.into_layer());
    let body = async |path| text(call(&app, path).await.into_body()).await;
    assert_eq!(body("/user/signedup").await, ":\nretry: 2500\ndata: 1\n\ndata: 2\n\n");
    // Of two lines the later one counts.
    assert_eq!(body("/lines").await, ":\nretry: 2500\nretry: 9000\ndata: x\n\n");
    // The timers of browsers do not wait at all when it is longer.
    let body = text(call(&longest, "/user/signedup").await.into_body()).await;
    assert!(body.starts_with(":\nretry: 2147483647\ndata: 1\n\n"), "{body}");
}
