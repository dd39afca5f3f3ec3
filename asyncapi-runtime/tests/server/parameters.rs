//! Parameters of the address, as a request brings them.

use asyncapi_runtime::server::register;
use asyncapi_runtime::{EventStream, LastEventId};
use axum::Router;
use axum::http::StatusCode;
use futures_util::stream;

use crate::support::{Notifications, NotificationsMessage, NotificationsParameters, Raw, call, serve, text};

/// Answers with the parameters, through a channel that takes text.
async fn echo(parameters: NotificationsParameters, last: LastEventId) -> EventStream<NotificationsMessage> {
    let text = format!("{} {:?} {:?}", parameters.user_id, parameters.kind, last.as_deref());
    EventStream::new(stream::iter([NotificationsMessage::PaymentFailed(text)]))
}

fn app() -> Router {
    register::<Notifications, _, _, _>(Router::new(), echo)
}

/// What `echo` got, from a real request.
async fn echoed(app: Router, path: &str) -> String {
    let mut raw = Raw::get(serve(app).await, path).await;
    assert_eq!(raw.head().await[0], "HTTP/1.1 200 OK");
    let chunks = raw.rest().await;
    let data = chunks[1].strip_prefix("event: paymentFailed\ndata: ").unwrap();
    serde_json::from_str(data).unwrap()
}

#[tokio::test]
async fn values_arrive_percent_decoded_once() {
    for (path, user) in [
        ("alice", "alice"),
        ("a.b-c_d~e", "a.b-c_d~e"),
        (".hidden", ".hidden"),
        ("a%2Fb", "a/b"),
        ("%252F", "%2F"),
        ("a%20b+c", "a b+c"),
        ("%C3%A9", "é"),
        ("a%3Fb%23c", "a?b#c"),
    ] {
        let got = echoed(app(), &format!("/events/users/{path}/notifications/order")).await;
        assert_eq!(got, format!("{user} Order None"), "{path}");
    }
}

#[tokio::test]
async fn a_query_string_does_not_touch_the_parameters() {
    let got = echoed(app(), "/events/users/7/notifications/payment?userId=8&last_event_id=a%2Fb").await;
    assert_eq!(got, "7 Payment Some(\"a/b\")");
}

#[tokio::test]
async fn a_prefix_with_parameters_of_its_own_does_no_harm() {
    let nested = Router::new().nest("/api/{tenant}", app());
    assert_eq!(echoed(nested, "/api/t%2F1/events/users/7/notifications/order").await, "7 Order None");
    // The prefix's parameter has the same name as the channel's.
    let nested = Router::new().nest("/of/{kind}", app());
    assert_eq!(echoed(nested, "/of/payment/events/users/7/notifications/order").await, "7 Order None");
}

#[tokio::test]
async fn a_value_that_the_parameter_does_not_accept_is_400_and_says_what_is() {
    let response = call(&app(), "/events/users/7/notifications/x%0D%0A%1By").await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert_eq!(response.headers()["content-type"], "text/plain; charset=utf-8");
    assert_eq!(
        text(response.into_body()).await,
        r"path parameter `kind`: `x\r\n\u{1b}y` is none of `order`, `payment`"
    );
}

#[tokio::test]
async fn a_value_that_is_not_utf8_is_400() {
    let response = call(&app(), "/events/users/%FF/notifications/order").await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    let body = text(response.into_body()).await;
    assert!(body.contains("userId") && body.contains("UTF-8"), "{body}");
}

#[tokio::test]
async fn a_route_without_the_parameter_is_the_program_s_mistake() {
    let app = Router::new().route("/other", axum::routing::get(async |_: NotificationsParameters| {}));
    let response = call(&app, "/other").await;
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert!(text(response.into_body()).await.contains("`userId`"));
}

#[tokio::test]
async fn an_empty_value_is_none() {
    // The router matches an empty segment in the middle of a route, not at its end.
    let response = call(&app(), "/events/users//notifications/order").await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert_eq!(text(response.into_body()).await, "path parameter `userId`: the value is empty");
    let response = call(&app(), "/events/users/7/notifications/").await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
}
