//! The second document: parameters, several messages, all kinds of properties, extractors, and paths as the
//! world writes them.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]
#![deny(warnings, missing_docs, unsafe_code)]

use asyncapi_runtime::hub::{EventId, GapReason};
use asyncapi_runtime::{Channel, EventSender, EventStream, Hub, LastEventId, ListenOptions, asyncapi};
use axum::extract::{Extension, FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::{Router, body::Body};
use futures_util::stream;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

asyncapi!("specs/notifications.yaml");

fn order() -> OrderShipped {
    OrderShipped {
        order_id: 7,
        r#type: OrderShippedType::SameDay,
        items: vec![
            OrderShippedItemsItem { sku: "a".into(), quantity: -1, gift: Some(true) },
            OrderShippedItemsItem { sku: "b".into(), quantity: 2, gift: None },
        ],
        address: Address { street: "Nørregade 1".into(), city: "Århus".into(), country_code: None },
        total: 12.5,
        tags: Some(vec![]),
    }
}

fn failure() -> Failure {
    Failure {
        reason: "card".into(),
        retryable: Some(false),
        cause: Some(Box::new(Failure {
            reason: "bank".into(),
            retryable: None,
            cause: None,
            additional_properties: [("code".into(), "51".into())].into(),
        })),
        additional_properties: std::collections::BTreeMap::new(),
    }
}

/// Sends the parameter that it was called with, as a note.
fn echo<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    register_send_notifications(
        router,
        |parameters: NotificationsParameters, events: EventSender<NotificationsMessage>| async move {
            events.send(NotificationsMessage::from(Note { text: parameters.user_id })).await
        },
    )
}

async fn serve(app: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

/// The whole response to one request, until the server ends it.
async fn get(address: &str, path: &str) -> String {
    let mut socket = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut response = String::new();
    socket.read_to_string(&mut response).await.unwrap();
    response
}

async fn echoed(user: &str, options: impl Into<ListenOptions>) -> String {
    let parameters = NotificationsParameters { user_id: user.to_owned() };
    let mut events = listen_for_notifications(parameters, options);
    match events.next().await.unwrap().unwrap().message {
        NotificationsMessage::Note(note) => note.text,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn every_message_arrives_as_its_variant() {
    let sent = [
        NotificationsMessage::OrderShipped(order()),
        NotificationsMessage::PaymentFailed(failure()),
        Note { text: "two\nlines".into() }.into(),
    ];
    let app = register_send_notifications(Router::new(), {
        let sent = sent.clone();
        || async { EventStream::new(stream::iter(sent)) }
    });
    let parameters = NotificationsParameters { user_id: "u".into() };
    let mut events = listen_for_notifications(parameters, app);
    for (sent, name) in sent.into_iter().zip(["orderShipped", "paymentFailed", "plainNote"]) {
        let event = events.next().await.unwrap().unwrap();
        assert_eq!(event.message, sent);
        assert_eq!(event.name.as_deref(), Some(name));
    }
}

#[tokio::test]
async fn on_the_wire_events_have_names_and_one_line_of_json() {
    let app = register_send_notifications(Router::new(), || async {
        EventStream::new(stream::iter([order().into(), NotificationsMessage::PaymentFailed(failure())]))
    });
    let response = get(&serve(app).await, "/events/users/u/notifications").await;
    let order = r#"{"orderId":7,"type":"same-day","items":[{"sku":"a","quantity":-1,"gift":true},{"sku":"b","quantity":2}],"address":{"street":"Nørregade 1","city":"Århus"},"total":12.5,"tags":[]}"#;
    let failure = r#"{"reason":"card","retryable":false,"cause":{"reason":"bank","code":"51"}}"#;
    assert!(response.contains(&format!("event: orderShipped\ndata: {order}\n\n")), "{response}");
    assert!(response.contains(&format!("event: paymentFailed\ndata: {failure}\n\n")), "{response}");
}

/// Percent-encoded by the client, decoded once for the handler.
#[tokio::test]
async fn parameters_of_any_text_arrive() {
    let url = format!("http://{}", serve(echo(Router::new())).await);
    for user in [
        "u1", "a.b", "v1.0.0", ".", "..", "a/b", "a b", "50%", "%2F", "ø", "日本", "a?b=c&d", "#", "a+b",
        "{x}",
    ] {
        // A lone dot is what URL parsers drop; our own client and axum do not.
        assert_eq!(echoed(user, url.as_str()).await, user);
        assert_eq!(echoed(user, echo(Router::new())).await, user);
    }
}

#[tokio::test]
async fn under_a_prefix_and_with_a_query() {
    let app = Router::new().nest("/api/{tenant}", echo(Router::new()));
    let address = serve(app).await;
    assert_eq!(echoed("a.b", format!("http://{address}/api/acme")).await, "a.b");
    assert_eq!(echoed("a.b", format!("http://{address}/api/acme/")).await, "a.b");
    let response = get(&address, "/api/acme/events/users/a.b/notifications?since=1&x={y}").await;
    assert!(response.contains(r#"data: {"text":"a.b"}"#), "{response}");
}

#[tokio::test]
async fn a_parameter_outside_its_enum_is_a_clear_400() {
    let app = register_send_alert(Router::new(), |parameters: AlertParameters| async move {
        let level = if parameters.severity == AlertSeverity::Critical { 9 } else { 1 };
        EventStream::new(stream::iter([Alert { level, value: 1.5 }]))
    });
    let address = serve(app).await;
    assert!(get(&address, "/alerts/critical").await.contains(r#"data: {"level":9,"value":1.5}"#));
    let response = get(&address, "/alerts/urgent").await;
    assert!(response.starts_with("HTTP/1.1 400 "), "{response}");
    for word in ["severity", "urgent", "info", "warning", "critical"] {
        assert!(response.contains(word), "{response}");
    }
}

#[derive(Clone)]
struct Limit(usize);

struct Admin;

impl<S: Sync> FromRequestParts<S> for Admin {
    type Rejection = (StatusCode, &'static str);

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let admin = parts.headers.contains_key("x-admin");
        admin.then_some(Self).ok_or((StatusCode::FORBIDDEN, "admins only"))
    }
}

/// Any extractor beside parameters and sender; what one refuses is the response.
#[tokio::test]
async fn extractors() {
    let app = register_send_notifications(
        Router::new(),
        |_: Admin,
         State(limit): State<Limit>,
         Extension(tag): Extension<&'static str>,
         headers: HeaderMap,
         parameters: NotificationsParameters,
         events: EventSender<NotificationsMessage>| async move {
            if parameters.user_id.len() > limit.0 {
                return Err((StatusCode::PAYLOAD_TOO_LARGE, "too long"));
            }
            let agent = headers.get("x-admin").map_or("", |value| value.to_str().unwrap_or_default());
            let text = format!("{tag} {agent} {}", parameters.user_id);
            events.send(NotificationsMessage::Note(Note { text })).await.map_err(|_| (StatusCode::GONE, ""))
        },
    );
    let app: Router = app.layer(Extension("tag")).with_state(Limit(3));
    let address = serve(app).await;
    let url = format!("http://{address}");

    let options = ListenOptions::new(url.as_str()).header("x-admin", "me");
    assert_eq!(echoed("u1", options.clone()).await, "tag me u1");

    let refused = get(&address, "/events/users/u1/notifications").await;
    assert!(refused.starts_with("HTTP/1.1 403 ") && refused.ends_with("admins only"), "{refused}");

    let parameters = NotificationsParameters { user_id: "long".into() };
    let error = listen_for_notifications(parameters, options).next().await.unwrap().unwrap_err();
    assert!(error.is_fatal() && error.to_string().contains("413"), "{error}");
}

/// One bad message is one error; the stream goes on (and so does an event that nobody knows).
#[tokio::test]
async fn a_bad_message_does_not_end_the_stream() {
    const BODY: &str = "event: orderShipped\ndata: {\"orderId\":\"seven\"}\n\n\
                        event: fromTheFuture\ndata: {\"x\":1}\n\n\
                        event: otherName\ndata: {\"text\":\"fits one message only\"}\n\n\
                        event: plainNote\ndata: {\"text\":\"fine\"}\n\n";
    let app = Router::new().route(
        "/events/users/{id}/notifications",
        axum::routing::get(|| async { ([("content-type", "text/event-stream")], Body::from(BODY)) }),
    );
    let mut events = listen_for_notifications(NotificationsParameters { user_id: "u".into() }, app);
    let mut next = async || events.next().await.unwrap();

    let error = next().await.unwrap_err();
    assert!(!error.is_fatal() && error.to_string().contains("orderShipped"), "{error}");
    let error = next().await.unwrap_err();
    assert!(!error.is_fatal() && error.to_string().contains("fromTheFuture"), "{error}");
    let fits = next().await.unwrap();
    assert_eq!(fits.message, Note { text: "fits one message only".into() }.into());
    let fine = next().await.unwrap();
    assert_eq!(fine.message, Note { text: "fine".into() }.into());
}

/// The design's own lines: a hub is a handler, and publishes by parameters.
#[tokio::test]
async fn a_hub_serves_each_user_and_resumes() {
    let hub = Hub::<NotificationsChannel>::new();
    let app = register_send_notifications(Router::new(), hub.clone());
    let to = |user: &str| NotificationsParameters { user_id: user.to_owned() };
    let listen = |user, after: &EventId| {
        listen_for_notifications(to(user), ListenOptions::from(app.clone()).last_event_id(after.as_str()))
    };
    let first = hub.publish(&to("a/b"), order()).await.unwrap();
    let other = hub.publish(&to("other"), Note { text: "not yours".into() }).await.unwrap();
    let mut events = listen("a/b", &first);
    let mut others = listen("other", &other);
    hub.publish(&to("a/b"), NotificationsMessage::PaymentFailed(failure())).await.unwrap();
    let last = hub.publish(&to("other"), Note { text: "yours".into() }).await.unwrap();

    let event = events.next().await.unwrap().unwrap();
    assert_eq!(event.message, NotificationsMessage::PaymentFailed(failure()));
    assert_eq!(event.name.as_deref(), Some("paymentFailed"));
    let event = others.next().await.unwrap().unwrap();
    assert_eq!(event.message, Note { text: "yours".into() }.into());
    assert_eq!(event.id.as_deref(), Some(last.as_str()));

    let unknown = EventId::new("before.7").unwrap();
    assert_eq!(listen("a/b", &unknown).next().await.unwrap().unwrap_err().gap(), Some(GapReason::Unknown));

    // What the document says is asked of what is published.
    let bad = hub.publish(&to("a/b"), OrderShipped { order_id: 0, ..order() }).await.unwrap_err();
    assert!(bad.violations().is_some(), "{bad}");
    assert_eq!(NotificationsChannel::EVENTS, ["orderShipped", "paymentFailed", "plainNote"]);
}

/// A handler with checks of its own, around a hub in the state.
#[tokio::test]
async fn a_hub_in_the_state() {
    async fn alerts(
        parameters: AlertParameters,
        State(hub): State<Hub<AlertChannel>>,
        last: LastEventId,
    ) -> Result<EventStream<Alert>, StatusCode> {
        if parameters.severity == AlertSeverity::Info {
            return Err(StatusCode::FORBIDDEN);
        }
        Ok(hub.subscribe(&parameters, last).into())
    }

    let hub = Hub::<AlertChannel>::new();
    let app: Router = register_send_alert(Router::new(), alerts).with_state(hub.clone());
    let with = |severity| AlertParameters { severity };
    let first = hub.publish(&with(AlertSeverity::Critical), Alert { level: 1, value: 1.5 }).await.unwrap();
    hub.publish(&with(AlertSeverity::Warning), Alert { level: 2, value: 2.5 }).await.unwrap();
    hub.publish(&with(AlertSeverity::Critical), Alert { level: 3, value: 3.5 }).await.unwrap();
    let options = ListenOptions::from(app).last_event_id(first.as_str());
    let mut events = listen_for_alert(with(AlertSeverity::Critical), options.clone());
    assert_eq!(events.next().await.unwrap().unwrap().message.level, 3);
    let refused = listen_for_alert(with(AlertSeverity::Info), options).next().await.unwrap().unwrap_err();
    assert!(refused.to_string().contains("403"), "{refused}");
}

/// What the schema says about absence, null and unknown properties.
#[test]
fn decoding_is_strict_where_the_schema_is() {
    let address = |json: &str| serde_json::from_str::<Address>(json);
    assert_eq!(
        address(r#"{"street":"s","city":"c","countryCode":null}"#).unwrap(),
        Address { street: "s".into(), city: "c".into(), country_code: Some(None) }
    );
    let unknown = address(r#"{"street":"s","city":"c","zip":"1"}"#).unwrap_err().to_string();
    assert!(unknown.contains("zip"), "{unknown}");
    let missing = address(r#"{"street":"s"}"#).unwrap_err().to_string();
    assert!(missing.contains("city"), "{missing}");
    let null = serde_json::from_str::<Failure>(r#"{"reason":"r","retryable":null}"#).unwrap_err().to_string();
    assert!(null.contains("null"), "{null}");
    let twice = address(r#"{"street":"s","street":"s","city":"c"}"#).unwrap_err().to_string();
    assert!(twice.contains("street"), "{twice}");
    let escaped = address(r#"{"str\u0065et":"s","city":"c"}"#).unwrap();
    assert_eq!(escaped.street, "s");
    let negative =
        r#"{"orderId":-1,"type":"express","items":[],"address":{"street":"s","city":"c"},"total":1}"#;
    assert!(serde_json::from_str::<OrderShipped>(negative).is_err());
}

#[test]
fn string_enums() {
    assert_eq!(OrderShippedType::SameDay.to_string(), "same-day");
    assert_eq!("express".parse(), Ok(OrderShippedType::Express));
    let error = "Express".parse::<OrderShippedType>().unwrap_err();
    assert_eq!(error.to_string(), r#""Express" is none of "standard", "express", "same-day""#);
    assert_eq!(AlertSeverity::ALL.map(AlertSeverity::as_str), ["info", "warning", "critical"]);
}
