//! What may be a handler. Most of it is proven by compiling: every form is inferred without help.

use std::sync::Arc;

use asyncapi_runtime::server::{SendError, register};
use asyncapi_runtime::{Event, EventSender, EventStream, LastEventId};
use axum::extract::{FromRequestParts, State};
use axum::response::IntoResponse;
use axum::{Extension, Router};
use futures_util::stream;
use http::request::Parts;
use http::{HeaderMap, Method, Request, StatusCode, Uri};

use crate::support::{Lines, Notifications, NotificationsMessage, NotificationsParameters, call, send, text};

#[derive(Clone)]
struct Greeting(&'static str);

async fn push_named(events: EventSender<String>) -> Result<(), SendError> {
    events.send("push_named".to_owned()).await
}

async fn push_unit(State(greeting): State<Greeting>, events: EventSender<String>) {
    let _ = events.send(greeting.0.to_owned()).await;
}

async fn push_owned_error(
    _headers: HeaderMap,
    events: EventSender<String>,
) -> Result<(), (StatusCode, String)> {
    events.send("push_owned_error".to_owned()).await.map_err(|e| (StatusCode::IM_A_TEAPOT, e.to_string()))
}

async fn pull_named() -> EventStream<String> {
    EventStream::new(stream::iter(["pull_named".to_owned()]))
}

async fn pull_result(State(_): State<Greeting>, _: LastEventId) -> Result<EventStream<String>, StatusCode> {
    Ok(EventStream::new(stream::iter([Event::new("pull_result".to_owned()).with_id("1")])))
}

async fn pull_impl_error() -> Result<EventStream<String>, impl IntoResponse> {
    Ok::<_, StatusCode>(EventStream::new(stream::iter(["pull_impl_error".to_owned()])))
}

async fn checked() -> Result<EventStream<String>, StatusCode> {
    tokio::task::yield_now().await;
    Ok(EventStream::with_sender(async |events: EventSender<String>| events.send("checked".to_owned()).await))
}

/// Serves `/lines` with one handler and returns what it sent.
macro_rules! sent {
    ($handler:expr) => {{
        let app = register::<Lines, _, _, _>(Router::new(), $handler);
        let app = app.layer(Extension(7_u8)).with_state(Greeting("hello"));
        let response = call(&app, "/lines?last_event_id=9").await;
        assert_eq!(response.status(), StatusCode::OK);
        text(response.into_body()).await
    }};
}

#[tokio::test]
async fn push_handlers() {
    assert_eq!(sent!(push_named), ":\ndata: push_named\n\n");
    assert_eq!(sent!(push_unit), ":\ndata: hello\n\n");
    assert_eq!(sent!(push_owned_error), ":\ndata: push_owned_error\n\n");
    assert_eq!(sent!(|_: EventSender<String>| async {}), ":\n");
    assert_eq!(
        sent!(|events: EventSender<String>| async move { events.send("closure".to_owned()).await }),
        ":\ndata: closure\n\n"
    );
    assert_eq!(
        sent!(|State(greeting): State<Greeting>,
               Extension(number): Extension<u8>,
               headers: HeaderMap,
               method: Method,
               uri: Uri,
               last: LastEventId,
               events: EventSender<String>| async move {
            let last = last.as_deref().unwrap_or_default();
            let (greeting, headers) = (greeting.0, headers.len());
            events.send(format!("{greeting} {number} {headers} {method} {uri} {last}")).await
        }),
        ":\ndata: hello 7 0 GET /lines?last_event_id=9 9\n\n"
    );
    // A closure that gives away what it holds is cloned for every request, as with axum.
    let held = vec!["held".to_owned()];
    assert_eq!(
        sent!(move |events: EventSender<String>| async move {
            for text in held {
                events.send(text).await?;
            }
            Ok::<_, SendError>(())
        }),
        ":\ndata: held\n\n"
    );
    assert_eq!(
        sent!(async |events: EventSender<String>| events.send("async closure".to_owned()).await),
        ":\ndata: async closure\n\n"
    );
}

#[tokio::test]
async fn pull_handlers() {
    assert_eq!(sent!(pull_named), ":\ndata: pull_named\n\n");
    assert_eq!(sent!(pull_result), ":\nid: 1\ndata: pull_result\n\n");
    assert_eq!(sent!(pull_impl_error), ":\ndata: pull_impl_error\n\n");
    assert_eq!(sent!(checked), ":\ndata: checked\n\n");
    assert_eq!(
        sent!(|| async { EventStream::new(stream::iter(["closure".to_owned()])) }),
        ":\ndata: closure\n\n"
    );
    assert_eq!(
        sent!(|State(greeting): State<Greeting>, Extension(_): Extension<u8>| async move {
            Ok::<_, StatusCode>(EventStream::new(stream::iter([greeting.0.to_owned()])))
        }),
        ":\ndata: hello\n\n"
    );
    assert_eq!(
        sent!(|| async {
            EventStream::with_sender(|events| async move { events.send("inferred".to_owned()).await })
        }),
        ":\ndata: inferred\n\n"
    );
}

#[tokio::test]
async fn a_handler_that_never_returns_is_one() {
    let app = register::<Lines, _, _, _>(Router::new(), |events: EventSender<String>| async move {
        loop {
            let _ = events.send("again".to_owned()).await;
        }
    });
    let mut body = call(&app, "/lines").await.into_body();
    for expected in [":\n", "data: again\n\n", "data: again\n\n"] {
        assert_eq!(crate::support::frame(&mut body).await.unwrap(), expected);
    }
}

#[tokio::test]
async fn parameters_state_and_sender_together() {
    let app = register::<Notifications, _, _, _>(
        Router::new(),
        |parameters: NotificationsParameters,
         State(state): State<Arc<str>>,
         events: EventSender<NotificationsMessage>| async move {
            let text = format!("{} {state}", parameters.user_id);
            events.send(NotificationsMessage::PaymentFailed(text)).await
        },
    );
    let app = app.with_state(Arc::from("state"));
    let response = call(&app, "/events/users/7/notifications/order").await;
    assert_eq!(text(response.into_body()).await, ":\nevent: paymentFailed\ndata: \"7 state\"\n\n");
}

struct Refuses;

impl<S: Send + Sync> FromRequestParts<S> for Refuses {
    type Rejection = (StatusCode, &'static str);

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Err((StatusCode::FORBIDDEN, "not you"))
    }
}

struct NotReached;

impl<S: Send + Sync> FromRequestParts<S> for NotReached {
    type Rejection = StatusCode;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        panic!("extractors run in order")
    }
}

#[tokio::test]
async fn s09_the_first_rejection_is_the_response_and_the_handler_does_not_run() {
    fn runs() -> EventStream<String> {
        panic!("the handler runs")
    }
    let push = |_: Refuses, _: NotReached, _: EventSender<String>| async { drop(runs()) };
    let pull = |_: Refuses, _: NotReached| async { runs() };
    for app in
        [register::<Lines, _, _, _>(Router::new(), push), register::<Lines, _, _, _>(Router::new(), pull)]
    {
        let response = call(&app, "/lines").await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
        assert_eq!(text(response.into_body()).await, "not you");
    }
}

#[tokio::test]
async fn s09_an_error_before_the_start_is_the_response() {
    let push = |events: EventSender<String>| async move {
        events.send("dropped".to_owned()).await.unwrap();
        Err((StatusCode::CONFLICT, "no"))
    };
    let pull = || async {
        tokio::task::yield_now().await;
        if true { Err((StatusCode::CONFLICT, "no")) } else { Ok(EventStream::new(stream::empty::<String>())) }
    };
    let with_sender = || async {
        EventStream::with_sender(|events: EventSender<String>| async move {
            events.send("dropped".to_owned()).await.unwrap();
            Err((StatusCode::CONFLICT, "no"))
        })
    };
    for app in [
        register::<Lines, _, _, _>(Router::new(), push),
        register::<Lines, _, _, _>(Router::new(), pull),
        register::<Lines, _, _, _>(Router::new(), with_sender),
    ] {
        let response = call(&app, "/lines").await;
        assert_eq!(response.status(), StatusCode::CONFLICT);
        assert_eq!(text(response.into_body()).await, "no");
    }
}

#[tokio::test]
async fn an_event_that_cannot_be_encoded_is_500_before_the_start() {
    let app = register::<Lines, _, _, _>(Router::new(), |events: EventSender<String>| async move {
        events.send(Event::new(String::new()).with_id("a\nb")).await
    });
    assert_eq!(call(&app, "/lines").await.status(), StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn other_methods_get_what_axum_gives_them() {
    let app = register::<Lines, _, _, _>(Router::new(), push_named);
    let request =
        |method: Method| Request::builder().method(method).uri("/lines").body(axum::body::Body::empty());
    assert_eq!(send(&app, request(Method::POST).unwrap()).await.status(), StatusCode::METHOD_NOT_ALLOWED);
    let head = send(&app, request(Method::HEAD).unwrap()).await;
    assert_eq!(head.headers()["content-type"], "text/event-stream");
    assert_eq!(text(head.into_body()).await, "");
}
