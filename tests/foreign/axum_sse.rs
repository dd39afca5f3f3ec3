//! axum's own `response::sse::Sse` in front of our client.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use asyncapi_runtime::client::ListenErrorKind;
use axum::Router;
use axum::http::HeaderMap;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use axum::routing::get;
use futures_util::{StreamExt as _, stream};
use serde_json::json;
use tokio::sync::mpsc;

use super::generated::{
    ChangesMessage, ChangesParameters, Joined, Left, Tick, listen_for_changes, listen_for_text,
    listen_for_tick,
};
use super::support::{error, event, options, serve};

/// Answers each request with these events.
fn fixed(path: &str, events: impl Fn() -> Vec<Event> + Clone + Send + Sync + 'static) -> Router {
    let answer = move || async move { Sse::new(stream::iter(events().into_iter().map(Ok::<_, Infallible>))) };
    Router::new().route(path, get(answer))
}

/// Its keep-alive is a comment and a blank line. Nothing of it is told but to who listens for comments.
#[tokio::test]
async fn heartbeats_between_events_are_nothing() {
    let (sender, receiver) = mpsc::unbounded_channel::<Event>();
    let receiver = Arc::new(Mutex::new(Some(receiver)));
    let app = Router::new().route(
        "/ticks",
        get(move || async move {
            let receiver = receiver.lock().unwrap().take().expect("one connection");
            let events = stream::unfold(receiver, |mut receiver| async {
                let event = receiver.recv().await?;
                Some((Ok::<_, Infallible>(event), receiver))
            });
            Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_millis(10)))
        }),
    );
    let (beat, mut beats) = mpsc::unbounded_channel();
    let options = options(&serve(app).await).on_comment(move |text| beat.send(text.to_owned()).unwrap());
    let mut events = listen_for_tick(options);
    for number in 1..=3 {
        sender
            .send(Event::default().id(number.to_string()).json_data(json!({"number": number})).unwrap())
            .unwrap();
        assert_eq!(event(&mut events).await, (Tick::new(number), Some(number.to_string())));
        let beaten = async {
            for _ in 0..3 {
                assert_eq!(beats.recv().await.unwrap(), "");
            }
        };
        // The listener is asked all the while, and has nothing to tell.
        tokio::select! {
            () = beaten => {}
            item = events.next() => panic!("{item:?}"),
        }
    }
}

#[tokio::test]
async fn comments_and_text_of_several_lines() {
    let app = fixed("/texts", || {
        vec![
            Event::default().comment("a comment"),
            Event::default().comment("another").data("one\ntwo").id("a"),
            Event::default().data("three\n\nfour"),
            Event::default().data(" a space, and ü 😀"),
        ]
    });
    let mut events = listen_for_text(options(&serve(app).await));
    for expected in ["one\ntwo", "three\n\nfour", " a space, and ü 😀"] {
        let (text, id) = event(&mut events).await;
        assert_eq!((text.as_str(), id.as_deref()), (expected, Some("a")));
    }
}

#[tokio::test]
async fn names_of_messages_and_one_that_is_none() {
    let app = fixed("/rooms/{room}/changes", || {
        vec![
            Event::default().event("joined").json_data(json!({"user": "ada"})).unwrap(),
            Event::default().event("renamed").json_data(json!({"to": "bob"})).unwrap(),
            Event::default().event("left").json_data(json!({"user": "ada", "reason": "late"})).unwrap(),
        ]
    });
    let room = ChangesParameters { room: "a/b".to_owned() };
    let mut events = listen_for_changes(room, options(&serve(app).await));
    assert_eq!(event(&mut events).await.0, ChangesMessage::Joined(Joined::new("ada")));
    assert!(matches!(error(&mut events).await.kind(), ListenErrorKind::Message { .. }));
    let left = Left { reason: Some("late".to_owned()), ..Left::new("ada") };
    assert_eq!(event(&mut events).await.0, ChangesMessage::Left(left));
}

/// A whole conversation: the server ends each stream after three events, and reads the header as anybody would.
#[tokio::test]
async fn it_goes_on_where_it_was_over_many_connections() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&asked);
    let answer = move |headers: HeaderMap| async move {
        let last = headers.get("last-event-id").map_or("", |id| id.to_str().unwrap());
        heard.lock().unwrap().push(last.to_owned());
        let last: u64 = last.parse().unwrap_or(0);
        let numbers = stream::iter(last + 1..=last + 3);
        Sse::new(
            numbers
                .map(|number| Event::default().id(number.to_string()).json_data(json!({"number": number}))),
        )
    };
    let app = Router::new().route("/ticks", get(answer));
    let mut events = listen_for_tick(options(&serve(app).await));
    for number in 1..=9 {
        if number % 3 == 1 && number > 1 {
            assert!(matches!(error(&mut events).await.kind(), ListenErrorKind::Ended));
        }
        assert_eq!(event(&mut events).await, (Tick::new(number), Some(number.to_string())));
    }
    assert_eq!(*asked.lock().unwrap(), ["", "3", "6"]);
}

#[tokio::test]
async fn retry_is_obeyed() {
    let app = fixed("/ticks", || {
        vec![
            Event::default().retry(Duration::from_secs(7)),
            Event::default().json_data(json!({"number": 1})).unwrap(),
        ]
    });
    let mut events = listen_for_tick(options(&serve(app).await));
    event(&mut events).await;
    assert_eq!(error(&mut events).await.reconnects_in(), Some(Duration::from_secs(7)));
}
