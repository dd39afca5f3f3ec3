//! The lines of an event that the document asks for: `x-sse: {id, retry}`.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]
#![deny(warnings, missing_docs, unsafe_code)]

use std::time::Duration;

use asyncapi_runtime::server::SseConfig;
use asyncapi_runtime::testing::ChannelServer;
use asyncapi_runtime::{
    Channel, Event, EventSender, EventStream, Hub, LastEventId, ListenOptions, SendError, asyncapi,
};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use tower_service::Service;

asyncapi!("specs/stream_fields.yaml");

/// What is on the wire, without the comment in front.
async fn sent<C: Channel>(events: Vec<Event<C::Message>>) -> String
where
    C::Message: Clone + Sync,
{
    let app = asyncapi_runtime::server::register::<C, _, _, _>(Router::new(), move || {
        let events = events.clone();
        async { EventStream::iter(events) }
    });
    body(app, C::ROUTE).await
}

async fn body(app: Router, path: &str) -> String {
    let mut app = app.layer(SseConfig::new().into_layer());
    let response = app.call(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
    let bytes = to_bytes(response.into_body(), 64 * 1024).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap().strip_prefix(":\n").unwrap().to_owned()
}

fn row(seq: i64) -> Row {
    Row { seq, text: "x".into() }
}

#[tokio::test]
async fn s07_the_id_and_the_time_are_lines_of_the_block() {
    let text = sent::<RowChannel>(vec![row(7).into(), row(-8).into()]).await;
    let rest = "retry: 5000\ndata: {\"seq\":";
    assert_eq!(text, format!("id: 7\n{rest}7,\"text\":\"x\"}}\n\nid: -8\n{rest}-8,\"text\":\"x\"}}\n\n"));
}

#[tokio::test]
async fn what_the_event_has_itself_counts() {
    let event = Event::new(row(7)).with_id("mine").with_retry(Duration::from_millis(30)).with_name("row");
    let text = sent::<RowChannel>(vec![event]).await;
    assert_eq!(text, "id: mine\nevent: row\nretry: 30\ndata: {\"seq\":7,\"text\":\"x\"}\n\n");
    // One of them alone leaves the other.
    let text = sent::<RowChannel>(vec![Event::new(row(7)).with_name("row")]).await;
    assert_eq!(text, "event: row\nid: 7\nretry: 5000\ndata: {\"seq\":7,\"text\":\"x\"}\n\n");
}

/// Of a nested property; of a merged struct with a trait and bindings; of a message without any.
#[tokio::test]
async fn each_message_has_its_own() {
    let placed = |order| OrdersMessage::from(Placed { order });
    let events: Vec<OrdersMessage> = vec![
        placed(Some(Order { id: Some(OrderId::Two) })),
        placed(Some(Order { id: None })),
        placed(None),
        Shipped::new("s-1".to_owned()).into(),
        Note::new("n").into(),
    ];
    let text = sent::<OrdersChannel>(events.into_iter().map(Event::new).collect()).await;
    assert_eq!(
        text,
        concat!(
            "id: two\nevent: placed\ndata: {\"order\":{\"id\":\"two\"}}\n\n",
            "event: placed\ndata: {\"order\":{}}\n\n",
            "event: placed\ndata: {}\n\n",
            "id: s-1\nevent: shipped\nretry: 250\ndata: {\"seq\":\"s-1\"}\n\n",
            "event: note\ndata: {\"text\":\"n\"}\n\n",
        )
    );
}

#[tokio::test]
async fn each_variant_leads_to_its_own() {
    let removed = |id| Change::new(ChangeChangeRemoved { id, ..Default::default() }.into()).into();
    let events = vec![
        Change::new(ChangeChangeAdded::new(3).into()).into(),
        removed(Some(Some(ChangeChangeRemovedId::String("r".into())))),
        removed(Some(Some(ChangeChangeRemovedId::Integer(4)))),
        removed(Some(None)),
        removed(None),
    ];
    let text = sent::<ChangeChannel>(events).await;
    let ids: Vec<&str> = text.lines().filter(|line| line.starts_with("id:")).collect();
    assert_eq!((ids, text.matches("data: ").count()), (vec!["id: 3", "id: r", "id: 4"], 5));
}

#[tokio::test]
async fn a_payload_may_be_its_own_id() {
    let text = sent::<LineChannel>(vec!["one".to_owned().into(), String::new().into()]).await;
    assert_eq!(text, "id: one\nretry: 0\ndata: one\n\nid: \nretry: 0\ndata:\n\n");
    let text = sent::<NumberChannel>(vec![Number(Some(5)).into(), Number(None).into()]).await;
    assert_eq!(text, "id: 5\ndata: 5\n\ndata: null\n\n");
}

/// Through a box, escaped names, and null on the way; a default is a value, too.
#[tokio::test]
async fn what_is_absent_is_no_line() {
    let tree = |inner_id| {
        let inner = Tree { tilde: Some(Some(TreeTilde { inner_id })), ..Tree::default() };
        Event::new(Tree { a_b: Some(Box::new(inner)), ..Tree::default() })
    };
    let null = Tree { tilde: Some(None), ..Tree::default() };
    let events = vec![
        tree(Some("i".into())),
        tree(TreeTilde::default().inner_id),
        tree(None),
        Event::new(Tree { a_b: Some(Box::new(null)), ..Tree::default() }),
        Event::new(Tree::default()),
    ];
    let text = sent::<TreeChannel>(events).await;
    let ids: Vec<&str> = text.lines().filter(|line| line.starts_with("id:")).collect();
    assert_eq!((ids, text.matches("data: ").count()), (vec!["id: i", "id: none"], 5));
}

/// A newtype around the struct, names that Rust keeps for itself, constants, what is deprecated.
#[tokio::test]
async fn what_is_odd_is_found() {
    let odd = |text: &str| serde_json::from_str::<Limited>(text).unwrap().into();
    let events = vec![odd("{\"self\":{\"type\":5}}"), odd("{\"self\":{\"type\":\"none\"}}")];
    let text = sent::<OddChannel>(events).await;
    assert_eq!(
        text,
        "id: 5\ndata: {\"self\":{\"type\":5}}\n\nid: none\ndata: {\"self\":{\"type\":\"none\"}}\n\n"
    );
}

/// An id that cannot be sent is the sender's error, as one of `with_id` is.
#[tokio::test]
async fn s05_an_id_with_a_line_break_is_an_error() {
    let app = register_send_line(Router::new(), |events: EventSender<String>| async move {
        for bad in ["a\nb", "a\r", "\0"] {
            let own = events.send(bad.to_owned()).await.unwrap_err();
            let given = events.send(Event::new(String::new()).with_id(bad)).await.unwrap_err();
            assert!(matches!(own, SendError::Encode(_)), "{own}");
            assert_eq!(own.to_string(), given.to_string());
        }
        // One that is given goes before it.
        events.send(Event::new("a\nb".to_owned()).with_id("1")).await
    });
    assert_eq!(body(app, "/lines").await, "id: 1\nretry: 0\ndata: a\ndata: b\n\n");
}

/// The log numbers the events of a hub: the expression has no effect there, the time has.
#[tokio::test]
async fn a_hub_has_ids_of_its_own() {
    let hub = Hub::<RowChannel>::new();
    let app = register_send_row(Router::new(), hub.clone());
    let first = hub.publish(&(), row(7)).await.unwrap();
    let second = hub.publish(&(), row(8)).await.unwrap();
    let mut events = listen_for_row(ListenOptions::from(app).last_event_id(first.as_str()));
    let event = events.next().await.unwrap().unwrap();
    assert_eq!((event.message.seq, event.id.as_deref()), (8, Some(second.as_str())));
    assert_eq!(events.retry(), Duration::from_secs(5));
    // What could not be an id may be published.
    Hub::<LineChannel>::new().publish(&(), "two\nlines").await.unwrap();
}

/// A table whose numbers are in the rows: the client goes on after the last one that it has.
#[tokio::test(start_paused = true)]
async fn s10_a_listener_resumes_by_the_numbers_of_the_rows() {
    let app = register_send_row(Router::new(), |last: LastEventId| async move {
        let last: i64 = last.as_deref().and_then(|id| id.parse().ok()).unwrap_or(0);
        EventStream::iter((last + 1..).take(2).map(row))
    });
    let mut events = listen_for_row(app);
    for expected in 1..=6 {
        if expected > 1 && expected % 2 == 1 {
            events.next().await.unwrap().expect_err("the response has ended");
        }
        let event = events.next().await.unwrap().unwrap();
        assert_eq!((event.message.seq, event.id), (expected, Some(expected.to_string())));
    }
    assert_eq!(events.retry(), Duration::from_secs(5));
}

#[tokio::test(start_paused = true)]
async fn the_kit_for_tests_sends_them_too() {
    let server = ChannelServer::<RowChannel>::new();
    server.send(row(7)).unwrap();
    let mut events = listen_for_row(&server);
    assert_eq!(events.next().await.unwrap().unwrap().id.as_deref(), Some("7"));
}

/// Types of the user's, on the way or at its end: what they are in JSON is found out when they are sent.
mod types_of_ones_own {
    use serde_json::{Value, json};

    use super::sent;

    mod formats {
        asyncapi_runtime::asyncapi!("specs/stream_fields.yaml", formats = { "uuid" = serde_json::Value });
    }

    mod replaced {
        asyncapi_runtime::asyncapi!(
            "specs/stream_fields.yaml",
            replace = { "Profile" = serde_json::Value, "placed" = serde_json::Value },
            rename = { "user" = "Person", "row.seq" = "value" },
        );
    }

    async fn keyed(key: Value) -> String {
        let user = formats::User { profile: Some(formats::Profile { key }) };
        sent::<formats::UserChannel>(vec![user.into()]).await
    }

    #[tokio::test]
    async fn by_format() {
        assert!(keyed(json!("k")).await.starts_with("id: k\ndata: "));
        assert!(keyed(json!(9)).await.starts_with("id: 9\ndata: "));
        assert!(keyed(json!(null)).await.starts_with("data: "));
        // What is neither is logged and skipped, as whatever cannot be written.
        for key in [json!(1.5), json!({"k": 1}), json!([])] {
            assert_eq!(keyed(key).await, "");
        }
    }

    #[tokio::test]
    async fn by_replacement() {
        let person = |profile| replaced::Person { profile: Some(profile) }.into();
        let people = vec![person(json!({"key": 1})), person(json!({"other": 1})), person(json!("text"))];
        let text = sent::<replaced::UserChannel>(people).await;
        let expected = [
            "id: 1\ndata: {\"profile\":{\"key\":1}}\n\n",
            "data: {\"profile\":{\"other\":1}}\n\n",
            "data: {\"profile\":\"text\"}\n\n",
        ];
        assert_eq!(text, expected.concat());
        let placed = |order| replaced::OrdersMessage::Placed(json!({"order": order})).into();
        let text =
            sent::<replaced::OrdersChannel>(vec![placed(json!({"id": "o"})), placed(json!(null))]).await;
        assert!(text.starts_with("id: o\nevent: placed\n"), "{text}");
        assert!(text.ends_with("\n\nevent: placed\ndata: {\"order\":null}\n\n"), "{text}");
        let row = replaced::Row { value: 3, text: "x".into() };
        assert!(sent::<replaced::RowChannel>(vec![row.into()]).await.starts_with("id: 3\n"));
    }
}
