//! Handlers for each message, the typed `addEventListener`.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]
#![deny(warnings, missing_docs, unsafe_code)]

use std::sync::{Arc, Mutex};

use asyncapi_runtime::client::{Handlers, Listener};
use asyncapi_runtime::{EventStream, asyncapi};
use axum::Router;
use axum::routing::get;
use futures_util::stream;

#[path = "../asyncapi-runtime/tests/dispatch/mod.rs"]
mod dispatch;

/// Names that meet.
mod generated {
    #![no_implicit_prelude]

    ::asyncapi_runtime::asyncapi!("specs/handlers.yaml");
}

/// Another document, with parameters.
mod notifications {
    use super::asyncapi;

    asyncapi!("specs/notifications.yaml");
}

use generated::{ChatHandlers, Error, NewsCallbacks, listen_for_chat, listen_for_news};
use notifications::{
    Alert, AlertHandlers, AlertParameters, AlertSeverity, Note, NotificationsHandlers, NotificationsMessage,
    NotificationsParameters, listen_for_alert, listen_for_notifications, register_send_alert,
};

/// What was called, in order.
#[derive(Clone, Default)]
struct Calls(Arc<Mutex<Vec<String>>>);

impl Calls {
    fn note(&self, call: impl Into<String>) {
        self.0.lock().unwrap().push(call.into());
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

/// Answers every request with this body.
fn server(body: &'static str) -> Router {
    Router::new().fallback(get(move || async move { ([("content-type", "text/event-stream")], body) }))
}

/// Hands over every item until the connection is lost: the last one is the error that says so.
async fn all<M: Send + 'static>(mut events: Listener<M>, handlers: impl Into<Handlers<M>>) {
    let mut handlers = handlers.into();
    while let Some(item) = events.next().await {
        let last = item.as_ref().is_err_and(|error| error.reconnects_in().is_some());
        handlers.handle(item);
        if last {
            break;
        }
    }
}

const NOTIFICATIONS: &str = "id: 1\nevent: orderShipped\ndata: {\"orderId\":1,\"type\":\"express\",\"items\":[],\
                             \"address\":{\"street\":\"s\",\"city\":\"c\"},\"total\":1}\n\n\
                             event: paymentFailed\ndata: {\"reason\":\"card\"}\n\n\
                             event: plainNote\ndata: {\"text\":\"hello\"}\n\n\
                             event: plainNote\ndata: {\"text\":7}\n\n";

fn notifications() -> Listener<NotificationsMessage> {
    let parameters = NotificationsParameters { user_id: "u".into() };
    listen_for_notifications(parameters, server(NOTIFICATIONS))
}

#[tokio::test]
async fn each_message_has_its_handler() {
    let calls = Calls::default();
    let (orders, others, errors) = (calls.clone(), calls.clone(), calls.clone());
    let handlers = NotificationsHandlers::new()
        // The arguments' types are inferred.
        .on_order_shipped(move |event| {
            orders.note(format!("order {} with id {:?}", event.message.order_id, event.id.as_deref()));
        })
        .on_note(|_| panic!("the next one replaces it"))
        .on_note({
            let calls = calls.clone();
            move |event| calls.note(event.message.text)
        })
        .on_other(move |event| others.note(format!("other {:?}", event.name.as_deref())))
        .on_error(move |error| {
            errors.note(if error.reconnects_in().is_some() { "lost" } else { "unreadable" });
        });
    all(notifications(), handlers).await;
    let expected =
        ["order 1 with id Some(\"1\")", "other Some(\"paymentFailed\")", "hello", "unreadable", "lost"];
    assert_eq!(calls.all(), expected);
}

/// What nobody handles is ignored, as `EventSource` does.
#[tokio::test]
async fn without_handlers_nothing_happens() {
    all(notifications(), NotificationsHandlers::default()).await;
    let calls = Calls::default();
    let notes = calls.clone();
    let handlers = NotificationsHandlers::new().on_note(move |event| notes.note(event.message.text));
    assert!(format!("{handlers:?}").contains("messages: 1"));
    all(notifications(), handlers).await;
    assert_eq!(calls.all(), ["hello"]);
}

/// A subscriber that keeps what is warned about.
#[derive(Clone)]
struct Warnings(Calls);

impl tracing::Subscriber for Warnings {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        *metadata.level() == tracing::Level::WARN
    }

    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut |field: &tracing::field::Field, value: &dyn std::fmt::Debug| {
            if field.name() == "error" {
                self.0.note(format!("{value:?}"));
            }
        });
    }

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

/// Errors that no handler takes are not lost: they are logged.
#[tokio::test]
async fn errors_without_a_handler_are_logged() {
    let calls = Calls::default();
    let subscriber = dispatch::listen(Warnings(calls.clone()));
    all(notifications(), NotificationsHandlers::new()).await;
    drop(subscriber);
    let logged = calls.all();
    assert_eq!(logged.len(), 2, "{logged:?}");
    assert!(logged[0].contains("plainNote") && logged[1].contains("connecting again"), "{logged:?}");
}

/// What a handler panics with is not swallowed.
#[tokio::test]
#[should_panic(expected = "too much")]
async fn a_panic_comes_out_of_the_handle() {
    let handlers = NotificationsHandlers::new().on_order_shipped(|_| panic!("too much"));
    notifications().dispatch(handlers).closed().await;
}

/// In a task, until the handle is closed.
#[tokio::test]
async fn dispatch_runs_by_itself() {
    let (sender, mut received) = tokio::sync::mpsc::unbounded_channel();
    let app = register_send_alert(Router::new(), || async {
        EventStream::new(stream::iter([Alert { level: 1, value: 0.5 }, Alert { level: 2, value: 0.5 }]))
    });
    let parameters = AlertParameters { severity: AlertSeverity::Info };
    let mut handle = listen_for_alert(parameters, app)
        .dispatch(AlertHandlers::new().on_alert(move |event| sender.send(event.message.level).unwrap()));
    assert_eq!((received.recv().await, received.recv().await), (Some(1), Some(2)));
    handle.close();
    handle.closed().await;
    assert!(handle.is_closed());
}

/// A bad option is the one error, and the end.
#[tokio::test]
async fn a_fatal_error_ends_it() {
    let calls = Calls::default();
    let errors = calls.clone();
    let parameters = NotificationsParameters { user_id: "u".into() };
    let handlers =
        NotificationsHandlers::new().on_error(move |error| errors.note(error.is_fatal().to_string()));
    listen_for_notifications(parameters, "no url").dispatch(handlers).closed().await;
    assert_eq!(calls.all(), ["true"]);
}

/// Messages have the first word on names: `error`, `other`, and a message that is called as the handlers would be.
#[tokio::test]
async fn own_names_give_way() {
    let calls = Calls::default();
    let note = |what: &'static str| {
        let calls = calls.clone();
        move |text: String| calls.note(format!("{what} {text}"))
    };
    let (error, other, me, first, second, listen_error, rest) = (
        note("error"),
        note("other"),
        note("self"),
        note("first"),
        note("1st"),
        note("listen error"),
        note("rest"),
    );
    let handlers = ChatHandlers::new()
        .on_error(move |event| {
            let Error { code } = event.message;
            error(code.to_string());
        })
        .on_other(move |event| other(event.message.text))
        .on_self(move |event| me(event.message.to_string()))
        .on_first_again(move |event| first(event.message))
        .on_n1st(move |event| second(format!("{:?}", event.message)))
        .on_listen_error(move |error| listen_error(error.is_unknown_event().to_string()))
        .on_other_message(move |event| rest(event.name.unwrap_or_default()));
    let events = listen_for_chat(server(
        "event: error\ndata: {\"code\":3}\n\nevent: other\ndata: {\"text\":\"a\"}\n\nevent: self\ndata: true\n\n\
         event: first-again\ndata: \"b\"\n\nevent: second.again\ndata: \"c\"\n\nevent: 1st\ndata: [1]\n\n\
         event: type\ndata: {\"kind\":\"k\"}\n\nevent: unknown\ndata: {}\n\n",
    ));
    all(events, handlers).await;
    let expected = [
        "error 3",
        "other a",
        "self true",
        "first b",
        "rest second.again",
        "1st N1st([1])",
        "rest type",
        "listen error true",
        "listen error false",
    ];
    assert_eq!(calls.all(), expected);

    let calls = Calls::default();
    let news = calls.clone();
    let handlers = NewsCallbacks::new().on_news_handlers(move |event| news.note(event.message.title));
    let events = listen_for_news(server("event: newsHandlers\ndata: {\"title\":\"t\"}\n\n"));
    all(events, handlers).await;
    assert_eq!(calls.all(), ["t"]);
}

/// For a channel that no document describes.
#[test]
fn handlers_by_hand() {
    let calls = Calls::default();
    let (even, rest) = (calls.clone(), calls.clone());
    let mut handlers = Handlers::new()
        .on(
            |number: u32| if number % 2 == 0 { Ok(number / 2) } else { Err(number) },
            move |event| even.note(format!("twice {} {:?}", event.message, event.id)),
        )
        .on_other(move |event| rest.note(format!("{} {:?}", event.message, event.id)));
    for event in [asyncapi_runtime::Event::new(4).with_id("a"), asyncapi_runtime::Event::new(5).with_id("b")]
    {
        handlers.handle(Ok(event));
    }
    assert_eq!(calls.all(), ["twice 2 Some(\"a\")", "5 Some(\"b\")"]);
    assert_eq!(Note::new("x").text, "x");
}
