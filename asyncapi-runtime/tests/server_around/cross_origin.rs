//! Pages of another origin, through the user's own CORS layer (rule S-14).

use asyncapi_runtime::server::register;
use asyncapi_runtime::{EventSender, LastEventId};
use axum::Router;
use axum::body::Body;
use axum::response::Response;
use http::{HeaderName, HeaderValue, Method, Request, StatusCode};
use tower_http::cors::CorsLayer;

use crate::support::{Lines, send, text};

const PAGE: &str = "https://page.example";

fn app() -> Router {
    let cors = CorsLayer::new()
        .allow_origin([HeaderValue::from_static(PAGE)])
        .allow_credentials(true)
        .allow_methods([Method::GET])
        .allow_headers([HeaderName::from_static("last-event-id")]);
    register::<Lines, _, _, _>(Router::new(), |last: LastEventId, events: EventSender<String>| async move {
        events.send(format!("after {:?}", last.as_deref())).await
    })
    .layer(cors)
}

fn request(method: Method, headers: &[(&str, &str)]) -> Request<Body> {
    let mut request = Request::builder().method(method).uri("/lines");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::empty()).unwrap()
}

fn header<'r>(response: &'r Response, name: &str) -> Option<&'r str> {
    response.headers().get(name).map(|value| value.to_str().unwrap())
}

#[tokio::test]
async fn s14_the_preflight_of_a_resume_is_answered() {
    let asked = [
        ("origin", PAGE),
        ("access-control-request-method", "GET"),
        ("access-control-request-headers", "last-event-id"),
    ];
    let response = send(&app(), request(Method::OPTIONS, &asked)).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(header(&response, "access-control-allow-origin"), Some(PAGE));
    assert_eq!(header(&response, "access-control-allow-credentials"), Some("true"));
    assert_eq!(header(&response, "access-control-allow-headers"), Some("last-event-id"));
    assert_eq!(header(&response, "access-control-allow-methods"), Some("GET"));
}

#[tokio::test]
async fn s14_a_page_of_another_origin_resumes() {
    let response = send(&app(), request(Method::GET, &[("origin", PAGE), ("last-event-id", "a.7")])).await;
    assert_eq!(header(&response, "access-control-allow-origin"), Some(PAGE));
    assert_eq!(header(&response, "access-control-allow-credentials"), Some("true"));
    assert_eq!(header(&response, "content-type"), Some("text/event-stream"));
    assert_eq!(text(response.into_body()).await, ":\ndata: after Some(\"a.7\")\n\n");
}

#[tokio::test]
async fn s14_an_origin_that_is_not_allowed_is_not_named() {
    let response = send(&app(), request(Method::GET, &[("origin", "https://evil.example")])).await;
    assert_eq!(header(&response, "access-control-allow-origin"), None);
}
