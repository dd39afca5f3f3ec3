//! Payload types of every shape: what they look like in Rust, what they read and write, and what they refuse.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]
#![deny(warnings, missing_docs, unsafe_code)]

use asyncapi_runtime::{Channel, Validate, asyncapi, sse::EventWriter, sse::RawEvent};
use serde_json::{Value, from_value, json, to_value};

asyncapi!("specs/payloads.yaml");

fn order() -> Value {
    json!({
        "kind": "order",
        "id": 7,
        "customer": {"name": "Ada", "email": "ada@example.com", "nick": "a"},
        "lines": [{"sku": "AB-12", "count": 2}],
        "priority": "high",
        "tags": ["a", "b"],
        "note": null,
        "discount": 0.15,
        "placedAt": "2026-11-21T10:00:00Z",
        "position": [1.5, -2.0],
        "attributes": {"a": 1},
        "retries": 0,
    })
}

#[test]
fn an_order_comes_back_as_it_was() {
    let order = order();
    let typed: Order = from_value(order.clone()).unwrap();
    typed.validate().unwrap();
    assert_eq!(typed.note, Some(None));
    assert_eq!(typed.customer.additional_properties["nick"], "a");
    assert_eq!(to_value(&typed).unwrap(), order);
}

#[test]
fn defaults_are_filled_in() {
    let order = Order::new(1, Customer::new("Ada"), vec![]);
    assert_eq!((order.priority, order.retries, order.note), (OrderPriority::Normal, 3, None));
    let read: Order =
        from_value(json!({"kind": "order", "id": 1, "customer": {"name": "A"}, "lines": []})).unwrap();
    assert_eq!((read.priority, read.retries), (OrderPriority::Normal, 3));
}

#[test]
fn examples_are_valid() {
    let example = Order::example();
    example.validate().unwrap();
    assert_eq!((example.id, example.lines.len(), example.retries), (7, 1, 3));
}

/// Changes one place of a valid order.
fn with(pointer: &str, value: Value) -> Value {
    let mut order = order();
    *order.pointer_mut(pointer).unwrap() = value;
    order
}

#[test]
fn violations_are_located() {
    for (pointer, value, keyword) in [
        ("/id", json!(0), "minimum"),
        ("/lines", json!([]), "minItems"),
        ("/lines/0/sku", json!("ab-1"), "pattern"),
        ("/lines/0/count", json!(100), "maximum"),
        ("/customer/name", json!("Augusta Ada"), "maxLength"),
        ("/customer/email", json!("nobody"), "format"),
        ("/tags", json!([""]), "minLength"),
        ("/note", json!("x".repeat(21)), "maxLength"),
        ("/discount", json!(0.07), "multipleOf"),
        ("/discount", json!(1), "exclusiveMaximum"),
        ("/placedAt", json!("yesterday"), "format"),
        ("/attributes", json!({"a": 1, "b": 2, "c": 3, "d": 4}), "maxProperties"),
    ] {
        let order: Order = from_value(with(pointer, value)).unwrap();
        let violations = order.validate().expect_err(pointer);
        let found: Vec<_> = violations.iter().map(|one| (one.pointer(), one.keyword())).collect();
        let place = if pointer == "/tags" { "/tags/0" } else { pointer };
        assert_eq!(found, [(place, keyword)], "{violations}");
    }
}

#[test]
fn what_a_type_cannot_hold_is_not_read() {
    for (pointer, value) in [
        ("/kind", json!("invoice")),
        ("/id", json!(-1)),
        ("/id", json!(1.5)),
        ("/priority", json!("urgent")),
        ("/tags", json!(["a", "a"])),
        ("/lines/0", json!({"sku": "AB-1", "count": 1, "colour": "red"})),
        ("/position", json!([1])),
        ("/position", json!([1, 2, 3])),
        ("/retries", Value::Null),
        ("/attributes", json!({"a": "b"})),
    ] {
        assert!(from_value::<Order>(with(pointer, value.clone())).is_err(), "{pointer} {value}");
    }
    assert_eq!(from_value::<Order>(with("/id", json!(7.0))).unwrap().id, 7);
}

#[test]
fn not_a_number_is_a_violation() {
    let mut order = Order::example();
    order.discount = Some(f64::NAN);
    assert!(order.validate().unwrap_err().iter().any(|one| one.pointer() == "/discount"));
}

#[test]
fn events_are_told_apart_by_their_tag() {
    let shipped = json!({"at": 5, "type": "shipped", "carrier": "pigeon"});
    let event: OrderEvent = from_value(shipped.clone()).unwrap();
    let OrderEvent::Shipped(inner) = &event else { panic!("{event:?}") };
    assert_eq!(inner.carrier, ShippedCarrier::Other("pigeon".to_owned()));
    assert_eq!(to_value(&event).unwrap(), shipped);
    let noted = OrderEvent::from(OrderEventNoted::new("x"));
    assert_eq!(to_value(&noted).unwrap(), json!({"type": "noted", "text": "x"}));
    let error = from_value::<OrderEvent>(json!({"type": "lost"})).unwrap_err().to_string();
    assert!(error.contains("lost") && error.contains("shipped"), "{error}");
}

#[test]
fn conditions_hold() {
    let cancelled = |value: Value| from_value::<Cancelled>(value).unwrap().validate();
    cancelled(json!({"type": "cancelled", "reason": 1})).unwrap();
    cancelled(json!({"type": "cancelled", "reason": "because", "refund": true, "amount": 1})).unwrap();
    let error = cancelled(json!({"type": "cancelled", "reason": "because", "refund": true})).unwrap_err();
    assert!(error.to_string().contains("amount"), "{error}");
    let error = cancelled(json!({"type": "cancelled", "reason": "no"})).unwrap_err();
    assert!(error.to_string().starts_with("`/reason`"), "{error}");
    let levels = from_value::<Cancelled>(json!({"type": "cancelled", "reason": ["red", "green"]})).unwrap();
    assert_eq!(levels.reason, CancelledReason::Array(vec![Level::Red, Level::Green]));
}

#[test]
fn a_payload_that_is_no_object_has_its_checks() {
    let cold: Reading = from_value(json!(-300)).unwrap();
    assert_eq!(cold.validate().unwrap_err().iter().next().unwrap().keyword(), "minimum");
    assert!((*Reading::from(20.5) - 20.5).abs() < f64::EPSILON);
    assert!(OrdersChannel::validate(&OrdersMessage::Reading(cold)).is_err());
}

#[test]
fn a_constant_is_sent_as_it_is() {
    let mut event = EventWriter::new();
    OrdersChannel::encode(&OrdersMessage::Done(Done), &mut event).unwrap();
    assert_eq!(event.finish(), "event: done\ndata: [DONE]\n\n");
    for data in ["[DONE]", "\"[DONE]\""] {
        assert_eq!(OrdersChannel::decode(&RawEvent::new("", data)).unwrap(), OrdersMessage::Done(Done));
    }
}

#[test]
fn a_list_of_itself_is_a_type() {
    let tree: Tree = from_value(json!([[[], []], []])).unwrap();
    tree.validate().unwrap();
    assert_eq!((tree.len(), tree[0].len()), (2, 2));
    let wide: Tree = from_value(json!([[[], [], []]])).unwrap();
    assert_eq!(wide.validate().unwrap_err().iter().next().unwrap().pointer(), "/0");
}

/// A server that sends whatever it is told, and the client's side of it.
mod between_server_and_client {
    use super::*;
    use asyncapi_runtime::client::ListenErrorKind;
    use asyncapi_runtime::server::SseConfig;
    use asyncapi_runtime::{EventSender, EventStream, ListenOptions, SendError};
    use axum::{Extension, Router};
    use tokio::sync::mpsc;

    fn invalid() -> Order {
        Order { lines: vec![], ..Order::example() }
    }

    #[tokio::test]
    async fn what_is_invalid_is_not_sent() {
        let (told, mut errors) = mpsc::unbounded_channel();
        let app = register_send_orders(Router::new(), move |events: EventSender<OrdersMessage>| async move {
            let error = events.send(OrdersMessage::from(invalid())).await.unwrap_err();
            told.send(error.violations().map(ToString::to_string)).unwrap();
            events.send(OrdersMessage::from(Order::example())).await?;
            Ok::<_, SendError>(())
        });
        let mut events = listen_for_orders(app);
        assert_eq!(events.next().await.unwrap().unwrap().message, OrdersMessage::from(Order::example()));
        let told = errors.recv().await.unwrap().unwrap();
        assert_eq!(told, "`/lines`: [] has fewer items than minItems 1");
    }

    #[tokio::test]
    async fn what_is_invalid_is_an_error_and_the_stream_goes_on() {
        let app = register_send_orders(Router::new(), || async {
            EventStream::iter([invalid().into(), OrdersMessage::from(Order::example())])
        })
        .layer(Extension(SseConfig::default().validate(false)));
        let mut events = listen_for_orders(app.clone());
        let error = events.next().await.unwrap().unwrap_err();
        assert!(matches!(error.kind(), ListenErrorKind::Invalid { .. }), "{error}");
        assert_eq!(error.violations().unwrap().iter().next().unwrap().pointer(), "/lines");
        assert!(events.next().await.unwrap().is_ok());

        let mut events = listen_for_orders(ListenOptions::from(app).validate(false));
        assert_eq!(events.next().await.unwrap().unwrap().message, invalid().into());
    }

    #[tokio::test]
    async fn headers_reach_the_handler() {
        let app = register_send_orders(Router::new(), |headers: OrderPlacedHeaders| async move {
            assert_eq!((headers.x_page, headers.x_dry_run), (Some(7), None));
            let order = Order { note: Some(Some(headers.x_tenant)), ..Order::example() };
            EventStream::iter([OrdersMessage::from(order)])
        });
        let headers = OrderPlacedHeaders { x_page: Some(7), ..OrderPlacedHeaders::new("acme") };
        let mut events = listen_for_orders(ListenOptions::from(app.clone()).message_headers(&headers));
        let OrdersMessage::OrderPlaced(order) = events.next().await.unwrap().unwrap().message else {
            panic!("another message")
        };
        assert_eq!(order.note, Some(Some("acme".to_owned())));

        let error = listen_for_orders(app).next().await.unwrap().unwrap_err();
        assert!(error.to_string().contains("400"), "{error}");
    }
}
