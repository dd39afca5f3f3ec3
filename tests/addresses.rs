//! Addresses that axum does not route as they are written: parameters within a segment, hyphens in names, characters
//! that a URL encodes; and AsyncAPI 2.x addresses without a leading slash, with typed parameters.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]
#![deny(warnings, missing_docs, unsafe_code)]

use asyncapi_runtime::{EventSender, EventStream, asyncapi};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use futures_util::stream;
use tower_service::Service;

asyncapi!("specs/addresses.yaml");

mod legacy {
    asyncapi_runtime::asyncapi!("specs/legacy.yaml");
}

async fn status(app: &Router, path: &str) -> StatusCode {
    let request = Request::get(path).body(Body::empty()).unwrap();
    app.clone().call(request).await.unwrap().status()
}

fn files() -> Router {
    register_send_file(Router::new(), |parameters: FileParameters, events: EventSender<String>| async move {
        let FileParameters { name, kind, user_id } = parameters;
        events.send(format!("{name} {kind} {user_id}")).await
    })
}

#[tokio::test]
async fn parameters_within_a_segment() {
    for (name, user_id) in [("report", "7"), ("a b", "x/y"), ("ø", "1.0")] {
        let parameters = FileParameters { name: name.into(), kind: FileKind::Json, user_id: user_id.into() };
        let mut events = listen_for_file(parameters, files());
        assert_eq!(events.next().await.unwrap().unwrap().message, format!("{name} json {user_id}"));
    }
}

/// The texts of a segment and the values of an enum are part of the address, also where the handler does not look.
#[tokio::test]
async fn a_path_of_another_address_is_not_served() {
    let blind = register_send_file(Router::new(), || async { EventStream::new(stream::pending::<String>()) });
    for app in [files(), blind] {
        assert_eq!(status(&app, "/files/report.json/v7").await, StatusCode::OK);
        assert_eq!(status(&app, "/files/report.json/w7").await, StatusCode::NOT_FOUND);
        assert_eq!(status(&app, "/files/report/v7").await, StatusCode::NOT_FOUND);
        assert_eq!(status(&app, "/files/report.txt/v7").await, StatusCode::BAD_REQUEST);
        assert_eq!(status(&app, "/files/.json/v7").await, StatusCode::BAD_REQUEST);
    }
}

#[tokio::test]
async fn literals_that_a_url_encodes() {
    let app =
        register_send_spaced(Router::new(), |p: SpacedParameters, events: EventSender<String>| async move {
            events.send(p.x).await
        });
    assert_eq!(status(&app, "/a%20b/%C3%B8/1").await, StatusCode::OK);
    let mut events = listen_for_spaced(SpacedParameters { x: "æ".into() }, app);
    assert_eq!(events.next().await.unwrap().unwrap().message, "æ");
}

#[tokio::test]
async fn the_root() {
    let app = register_send_ping(Router::new(), |events: EventSender<String>| async move {
        events.send(String::from("one\ntwo")).await
    });
    assert_eq!(listen_for_ping(app).next().await.unwrap().unwrap().message, "one\ntwo");
}

#[tokio::test]
async fn typed_parameters_of_2x() {
    use legacy::{
        EventsTenantRoomsRoomSinceMessage as Message, EventsTenantRoomsRoomSinceParameters as Parameters,
        EventsTenantRoomsRoomSinceTenant as Tenant, Person,
    };
    let app = legacy::register_send_events_tenant_rooms_room_since(
        Router::new(),
        |parameters: Parameters, events: EventSender<Message>| async move {
            let name = format!("{} {} {}", parameters.tenant, parameters.room + 1, parameters.since);
            events.send(Message::Entered(Person { name })).await
        },
    );
    assert_eq!(status(&app, "/events/acme/rooms/x/1.5").await, StatusCode::BAD_REQUEST);
    assert_eq!(status(&app, "/events/initech/rooms/1/1.5").await, StatusCode::BAD_REQUEST);
    let parameters = Parameters { tenant: Tenant::Umbrella, room: 41, since: 1.5 };
    let event =
        legacy::listen_for_events_tenant_rooms_room_since(parameters, app).next().await.unwrap().unwrap();
    assert_eq!(event.message, Message::Entered(Person { name: "umbrella 42 1.5".into() }));
    assert_eq!(event.name.as_deref(), Some("entered"));
}
