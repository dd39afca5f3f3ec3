//! Requests and answers (rules C-01 to C-09, C-19 and C-20).

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use super::case::{Case, all, data};
use super::server::Server;
use super::service::Service;

#[tokio::test]
async fn c_01_the_request_where_nothing_is_set() {
    let service = Arc::new(Service::start());
    let case = Case::new(&service).await;
    let asked = case.server.asked().await;
    assert_eq!((asked.method.as_str(), asked.target.as_str()), ("GET", "/streams/7?filter=a%20b"));
    assert_eq!(asked.header("accept").as_deref(), Some("text/event-stream"));
    assert_eq!(asked.header("cache-control").as_deref(), Some("no-cache"));
    assert_eq!(asked.header("last-event-id"), None);
    assert_eq!((asked.header("content-length"), asked.body.as_str()), (None, ""));
}

#[tokio::test]
async fn c_19_headers_method_and_body_go_with_every_request() {
    let service = Arc::new(Service::start());
    let body = r#"{"hello": "world"}"#;
    all(["POST", "REPORT", "QUERY"].map(|method| {
        let service = Arc::clone(&service);
        let params = json!({
            "initialDelayMs": 0,
            "headers": { "content-type": "application/json; charset=utf-8", "header-name-1": "value-1" },
            "method": method,
            "body": body,
        });
        let case = async move {
            let mut case = Case::with(&service, params).await;
            for _ in 0..2 {
                let asked = case.server.asked().await;
                assert_eq!((asked.method.as_str(), asked.body.as_str()), (method, body));
                assert_eq!(asked.header("content-type").as_deref(), Some("application/json; charset=utf-8"));
                assert_eq!(asked.header("header-name-1").as_deref(), Some("value-1"));
                assert_eq!(asked.header("accept").as_deref(), Some("text/event-stream"));
                asked.open().await.end().await;
                case.error().await;
            }
        };
        (method.to_owned(), case)
    }))
    .await;
}

#[tokio::test]
async fn c_20_the_first_request_resumes() {
    let service = Arc::new(Service::start());
    let case = Case::with(&service, json!({ "lastEventId": "abc" })).await;
    assert_eq!(case.server.asked().await.header("last-event-id").as_deref(), Some("abc"));
    // An empty id is none (C-12).
    let case = Case::with(&service, json!({ "lastEventId": "" })).await;
    assert_eq!(case.server.asked().await.header("last-event-id"), None);
}

#[tokio::test]
async fn c_06_no_content_ends_the_stream_without_an_error() {
    let service = Arc::new(Service::start());
    let mut case = Case::new(&service).await;
    case.server.asked().await.answer("204 No Content", "").await;
    case.server.not_asked(Duration::from_secs(1)).await;
    case.callbacks.none().await;
    // After a stream too.
    let mut case = Case::new(&service).await;
    case.server.open().await.end().await;
    case.error().await;
    case.server.asked().await.answer("204 No Content", "").await;
    case.server.not_asked(Duration::from_secs(1)).await;
    case.callbacks.none().await;
}

#[tokio::test]
async fn c_07_c_09_redirects_are_followed_each_time_anew() {
    let service = Arc::new(Service::start());
    all([
        "301 Moved Permanently",
        "302 Found",
        "303 See Other",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ]
    .map(|status| {
        let service = Arc::clone(&service);
        let case = async move {
            let target = Server::new().await;
            let headers = json!({ "authorization": "Bearer secret", "x-tenant": "7" });
            let params = json!({ "initialDelayMs": 0, "headers": headers });
            let mut case = Case::with(&service, params).await;
            let location = format!("location: {}\r\n", target.url("/elsewhere"));
            for _ in 0..2 {
                let asked = case.server.asked().await;
                assert_eq!(asked.header("authorization").as_deref(), Some("Bearer secret"));
                asked.answer(status, &location).await;
                let asked = target.asked().await;
                assert_eq!(asked.target, "/elsewhere");
                assert_eq!(asked.header("authorization"), None);
                assert_eq!(asked.header("x-tenant").as_deref(), Some("7"));
                let mut stream = asked.open().await;
                stream.send("data: hello\n\n").await;
                case.reports([data("hello")]).await;
                stream.end().await;
                case.error().await;
            }
        };
        (status.to_owned(), case)
    }))
    .await;
}

#[tokio::test]
async fn c_07_c_19_a_redirect_keeps_method_and_body_or_makes_it_a_get() {
    let service = Arc::new(Service::start());
    let rows = [("301 Moved", "GET"), ("303 See Other", "GET"), ("307 Moved", "POST"), ("308 Moved", "POST")];
    all(rows.map(|(status, method)| {
        let service = Arc::clone(&service);
        let case = async move {
            let case = Case::with(&service, json!({ "method": "POST", "body": "hello" })).await;
            let asked = case.server.asked().await;
            assert_eq!((asked.method.as_str(), asked.body.as_str()), ("POST", "hello"));
            asked.answer(status, "location: other\r\n").await;
            let asked = case.server.asked().await;
            let body = if method == "GET" { "" } else { "hello" };
            let request = (asked.method.as_str(), asked.target.as_str(), asked.body.as_str());
            assert_eq!(request, (method, "/streams/other", body));
        };
        (status.to_owned(), case)
    }))
    .await;
}

#[tokio::test]
async fn c_04_c_05_c_08_an_answer_that_is_no_stream_is_one_error_and_the_end() {
    let service = Arc::new(Service::start());
    let rows = [
        ("301 Moved Permanently", "", "Location"),
        ("301 Moved Permanently", "location:\r\n", "Location"),
        ("301 Moved Permanently", "location: \r\n", "Location"),
        ("307 Temporary Redirect", "", "Location"),
        ("307 Temporary Redirect", "location:\r\n", "Location"),
        ("307 Temporary Redirect", "location: mailto:a@b\r\n", "Location"),
        ("200 OK", "content-type: text/plain\r\n", "text/plain"),
        ("200 OK", "", "content type"),
        ("401 Unauthorized", "", "401"),
        ("500 Internal Server Error", "content-type: text/event-stream\r\n", "500"),
    ];
    all(rows.map(|(status, headers, about)| {
        let service = Arc::clone(&service);
        let case = async move {
            let mut case = Case::new(&service).await;
            case.server.asked().await.answer(status, headers).await;
            let error = case.error().await;
            assert!(error.contains(about), "{error}");
            case.server.not_asked(Duration::from_secs(1)).await;
            case.callbacks.none().await;
        };
        (format!("{status} {headers:?}"), case)
    }))
    .await;
}

#[tokio::test]
async fn c_08_a_circle_of_redirects_is_an_error() {
    let service = Arc::new(Service::start());
    let mut case = Case::new(&service).await;
    let circle = async {
        loop {
            case.server.asked().await.answer("302 Found", "location: /again\r\n").await;
        }
    };
    let report = tokio::select! {
        report = case.callbacks.next() => report,
        () = circle => unreachable!("it has no end"),
    };
    assert_eq!(report["kind"], "error", "{report}");
}
