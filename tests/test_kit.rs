//! The test kit with generated code, as a crate that consumes it has it: code that listens, and handlers.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]
#![deny(warnings, missing_docs, unsafe_code)]

use std::time::Duration;

use asyncapi_runtime::client::ListenErrorKind;
use asyncapi_runtime::testing::{ChannelServer, Script, ScriptedServer, Unreliable, pair};
use asyncapi_runtime::{Event, EventSender, EventStream, LastEventId, ListenOptions, Listener, asyncapi};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use tokio::time::{Instant, sleep};

asyncapi!("specs/notifications.yaml");

const MINUTE: Duration = Duration::from_secs(60);

fn user() -> NotificationsParameters {
    NotificationsParameters { user_id: "a/b?c".into() }
}

fn note(text: impl Into<String>) -> NotificationsMessage {
    Note { text: text.into() }.into()
}

/// Code that listens: what there is to tell a user, and how often the connection was lost.
async fn inbox(mut events: Listener<NotificationsMessage>) -> (Vec<String>, u32) {
    let (mut notes, mut lost) = (Vec::new(), 0);
    while let Some(item) = events.next().await {
        match item {
            Ok(Event { message: NotificationsMessage::Note(note), .. }) => notes.push(note.text),
            Ok(_) => {}
            Err(error) if error.reconnects_in().is_some() => lost += 1,
            Err(error) => notes.push(format!("({error})")),
        }
    }
    (notes, lost)
}

#[tokio::test(start_paused = true)]
async fn code_that_listens_is_given_typed_events() {
    let (server, events) = pair::<NotificationsChannel>(user());
    server.send(Event::new(note("first")).with_id("1")).unwrap();
    server.disconnect();
    server.send(note("second")).unwrap();
    server.close();
    assert_eq!(inbox(events).await, (vec!["first".into(), "second".into()], 2));
    let requests = server.requests();
    assert_eq!(requests[0].uri().path(), "/events/users/a%2Fb%3Fc/notifications");
    assert_eq!(requests[1].last_event_id(), Some("1"));
}

#[tokio::test(start_paused = true)]
async fn code_that_listens_in_a_task_can_be_waited_for() {
    let server = ChannelServer::<NotificationsChannel>::new();
    let events = listen_for_notifications(user(), server.options().bearer("t"));
    let task = tokio::spawn(inbox(events));
    assert_eq!(server.request(0).await.unwrap().header("authorization"), Some("Bearer t"));
    server.send(note("now")).unwrap();
    server.settled().await.unwrap();
    sleep(60 * MINUTE).await;
    assert!(server.is_connected() && !task.is_finished());
    server.close();
    assert_eq!(task.await.unwrap(), (vec!["now".into()], 1));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_misbehaves_is_a_script() {
    let server = ScriptedServer::new()
        .connection(Script::refused())
        .connection(Script::events().message::<NotificationsChannel>(note("typed")).hang())
        .connection(Script::events().text("event: note\ndata: {\"text\":\"cut\"}\n").cut())
        .connection(Script::status(403).text("who are you?"));
    let (notes, lost) = inbox(listen_for_notifications(user(), &server)).await;
    assert_eq!((notes.len(), lost), (2, 3), "{notes:?}");
    assert_eq!(notes[0], "typed");
    assert!(notes[1].contains("403 Forbidden: \"who are you?\""), "{}", notes[1]);
    let requests = server.requests();
    assert!(requests[2].since(&requests[1]) > Duration::from_secs(45), "the idle time-out");
}

/// A handler: a note a minute, on from where the client stopped.
async fn remind(
    State(most): State<u32>,
    parameters: NotificationsParameters,
    headers: HeaderMap,
    last: LastEventId,
) -> Result<EventStream<NotificationsMessage>, StatusCode> {
    if !headers.contains_key("authorization") {
        return Err(StatusCode::UNAUTHORIZED);
    }
    let next = last.as_deref().and_then(|id| id.parse().ok()).map_or(0, |last: u32| last + 1);
    Ok(EventStream::with_sender(move |events: EventSender<NotificationsMessage>| async move {
        for number in next..most {
            let event = note(format!("{} {number}", parameters.user_id));
            events.send(Event::new(event).with_id(number.to_string())).await?;
            sleep(MINUTE).await;
        }
        Ok::<_, asyncapi_runtime::SendError>(())
    }))
}

fn app(most: u32) -> Router {
    register_send_notifications(Router::new(), remind).with_state(most)
}

#[tokio::test(start_paused = true)]
async fn a_handler_is_tested_through_its_router() {
    let options = ListenOptions::from(app(9)).bearer("t").last_event_id("6").reconnect(false);
    let start = Instant::now();
    let (notes, _) = inbox(listen_for_notifications(user(), options)).await;
    assert_eq!(notes[..2], ["a/b?c 7", "a/b?c 8"]);
    assert!((2 * MINUTE..3 * MINUTE).contains(&start.elapsed()), "no idle time-out in between");

    let refused = listen_for_notifications(user(), app(9)).next().await.unwrap().unwrap_err();
    assert!(matches!(refused.kind(), ListenErrorKind::Status { status, .. } if *status == 401), "{refused}");
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_resumes_loses_nothing() {
    let app = Unreliable::within(app(u32::MAX), 7, 300);
    let mut events = listen_for_notifications(user(), app.options().bearer("t"));
    let mut expected = 0_u32;
    while app.cuts() < 50 {
        if let Ok(event) = events.next().await.unwrap() {
            assert_eq!(event.message, note(format!("a/b?c {expected}")));
            expected += 1;
        }
    }
    assert!(expected > 50, "{expected}");
}
