//! A handler that tells its client of a gap (rule S-11), on the wire and through the client.

use asyncapi_runtime::client::{self, ListenErrorKind};
use asyncapi_runtime::hub::GapReason;
use asyncapi_runtime::server::{SseConfig, register};
use asyncapi_runtime::{Event, EventSender, EventStream, ListenOptions, SendError};
use axum::Router;
use axum::body::Body;
use futures_util::FutureExt;
use http::{Request, StatusCode};

use crate::support::{Lines, Notifications, NotificationsMessage, call, frame, send, text};

/// Tells of a gap, then sends what there is.
async fn gap_first(events: EventSender<String>) -> Result<(), SendError> {
    events.gap(GapReason::Unknown).await?;
    events.send(Event::new("all".to_owned()).with_id("1")).await
}

fn lines() -> Router {
    register::<Lines, _, _, _>(Router::new(), gap_first)
}

#[tokio::test]
async fn s11_a_handler_tells_of_a_gap_before_what_follows() {
    let request = Request::get("/lines").header("last-event-id", "x\"y").body(Body::empty()).unwrap();
    let told = "event: gap\ndata: {\"reason\":\"unknown\",\"last_event_id\":\"x\\\"y\"}\n\n";
    let rest = "id: 1\ndata: all\n\n";
    assert_eq!(text(send(&lines(), request).await.into_body()).await, format!(":\n{told}{rest}"));
    // It came by the query; nothing is known of it.
    let told = |path: &'static str| async move { text(call(&lines(), path).await.into_body()).await };
    let told_of = "{\"reason\":\"unknown\",\"last_event_id\":\"7\"}";
    assert_eq!(told("/lines?last_event_id=7").await, format!(":\nevent: gap\ndata: {told_of}\n\n{rest}"));
    assert_eq!(told("/lines").await, format!(":\nevent: gap\ndata: {{\"reason\":\"unknown\"}}\n\n{rest}"));
}

#[tokio::test]
async fn s11_it_has_the_name_of_the_settings() {
    for (name, line) in [("events-lost", "events-lost"), ("", "gap"), ("a\nb", "gap")] {
        let app = lines().layer(SseConfig::new().gap_event(name).into_layer());
        let body = text(call(&app, "/lines").await.into_body()).await;
        assert!(
            body.starts_with(&format!(":\nevent: {line}\ndata: {{\"reason\":\"unknown\"}}\n\n")),
            "{body}"
        );
    }
    // A message of that name: it is told all the same.
    let app = register::<Notifications, _, _, _>(
        Router::new(),
        |events: EventSender<NotificationsMessage>| async move { events.gap(GapReason::Expired).await },
    );
    let app = app.layer(SseConfig::new().gap_event("orderShipped").into_layer());
    let body = text(call(&app, "/events/users/a/notifications/order").await.into_body()).await;
    assert_eq!(body, ":\nevent: orderShipped\ndata: {\"reason\":\"expired\"}\n\n");
}

/// Later on the id that the client came with is not that of its last event any more.
#[tokio::test]
async fn s11_in_the_middle_of_a_stream_it_names_no_id() {
    let app = register::<Lines, _, _, _>(Router::new(), |events: EventSender<String>| async move {
        events.send(Event::new("x".to_owned()).with_id("8")).await?;
        events.clone().gap(GapReason::Lagged).await
    });
    let body = text(call(&app, "/lines?last_event_id=7").await.into_body()).await;
    assert_eq!(body, ":\nid: 8\ndata: x\n\nevent: gap\ndata: {\"reason\":\"lagged\"}\n\n");
}

/// It is queued as an event is: it waits for room, and there is nobody to tell when the stream has ended.
#[tokio::test]
async fn it_waits_for_room_and_ends_with_the_stream() {
    let (give, taken) = tokio::sync::oneshot::channel();
    let give = std::sync::Arc::new(std::sync::Mutex::new(Some(give)));
    let app = register::<Lines, _, _, _>(Router::new(), move |events: EventSender<String>| {
        let give = give.lock().unwrap().take();
        async move { drop(give.unwrap().send(events)) }
    });
    let app = app.layer(SseConfig::new().queue(1).into_layer());
    let mut body = call(&app, "/lines").await.into_body();
    let events = taken.await.unwrap();
    events.gap(GapReason::Expired).await.unwrap();
    assert!(events.gap(GapReason::Expired).now_or_never().is_none());
    assert_eq!(frame(&mut body).await.unwrap(), ":\n");
    assert!(frame(&mut body).await.unwrap().starts_with(b"event: gap\n"));
    events.gap(GapReason::Expired).await.unwrap();
    drop(body);
    assert!(matches!(events.gap(GapReason::Expired).await, Err(SendError::Closed)));
}

/// A pull handler has a sender, too.
#[tokio::test]
async fn s11_a_pull_handler_tells_it_by_a_sender() {
    let app = register::<Lines, _, _, _>(Router::new(), || async {
        Ok::<_, StatusCode>(EventStream::with_sender(gap_first))
    });
    let body = text(call(&app, "/lines?last_event_id=7").await.into_body()).await;
    assert!(body.contains("\"last_event_id\":\"7\""), "{body}");
}

/// One item, which ends nothing and changes no id: the client goes on, and resumes after what came then.
#[tokio::test(start_paused = true)]
async fn s11_the_client_gives_it_as_an_item() {
    let mut events = client::listen::<Lines>((), ListenOptions::from(lines()).last_event_id("old"));
    for last in ["old", "1"] {
        let gap = events.next().await.unwrap().unwrap_err();
        assert!(!gap.is_fatal() && gap.reconnects_in().is_none(), "{gap}");
        assert_eq!(gap.gap(), Some(GapReason::Unknown));
        let ListenErrorKind::Gap { last_event_id, .. } = gap.kind() else { panic!("{gap}") };
        assert_eq!((last_event_id.as_deref(), events.last_event_id()), (Some(last), last));
        let event = events.next().await.unwrap().unwrap();
        assert_eq!((event.message.as_str(), event.id.as_deref()), ("all", Some("1")));
        events.next().await.unwrap().expect_err("the response has ended");
    }
}
