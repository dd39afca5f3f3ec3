//! What the options put into each request, and that credentials are never shown.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]

mod client_support;

use asyncapi_runtime::ListenOptions;
use asyncapi_runtime::client::{ApiKeyPlace, ListenErrorKind};
use asyncapi_runtime::testing::{Script, ScriptedServer};
use axum::Router;
use axum::body::to_bytes;
use axum::extract::Request;
use client_support::{all, asked, error, event, listen, urls};
use http::Method;
use http::header::CONTENT_TYPE;
use std::sync::{Arc, Mutex};

/// A server that notes what it is asked, sends one event, and ends with 204 from the second request on.
fn recorder() -> (Router, Arc<Mutex<Vec<String>>>) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let router = Router::new().fallback(move |request: Request| {
        let log = Arc::clone(&log);
        async move {
            let (head, body) = request.into_parts();
            let body = String::from_utf8(to_bytes(body, 1 << 20).await.unwrap().to_vec()).unwrap();
            let content_type = head.headers.get(CONTENT_TYPE).map_or("-", |value| value.to_str().unwrap());
            let mut log = log.lock().unwrap();
            log.push(format!("{} {} {content_type} {body}", head.method, head.uri));
            let status = if log.len() > 1 { 204 } else { 200 };
            http::Response::builder()
                .status(status)
                .header(CONTENT_TYPE, "text/event-stream")
                .body("data: 1\n\n".to_owned())
                .unwrap()
        }
    });
    (router, seen)
}

#[tokio::test(start_paused = true)]
async fn c_19_method_body_and_query_go_out_with_every_attempt() {
    let (router, seen) = recorder();
    let options = ListenOptions::new("http://localhost/api?a=b")
        .transport(router)
        .method(Method::POST)
        .header("content-type", "application/json")
        .body(r#"{"hello":"world"}"#)
        .query("q", "\u{e9} &=")
        .query("r", "");
    assert_eq!(all(listen(options)).await, ["1#-", "ended"]);
    let request = r#"POST /api/numbers?a=b&q=%C3%A9%20%26%3D&r= application/json {"hello":"world"}"#;
    assert_eq!(*seen.lock().unwrap(), [request, request]);
}

#[tokio::test]
async fn c_19_the_method_may_be_any() {
    let (router, seen) = recorder();
    let options = ListenOptions::from(router).method("REPORT".parse().unwrap()).body("x").reconnect(false);
    assert_eq!(all(listen(options)).await, ["1#-", "ended!"]);
    assert_eq!(*seen.lock().unwrap(), ["REPORT /numbers - x"]);
}

#[tokio::test]
async fn c_19_a_post_without_a_body_says_so() {
    for (method, length) in [("POST", Some("0")), ("PUT", Some("0")), ("GET", None), ("REPORT", None)] {
        let server = ScriptedServer::new().connection(Script::events().event("1"));
        let options = ListenOptions::from(server.clone()).method(method.parse().unwrap());
        assert_eq!(event(listen(options).next().await).message, 1);
        let requests = server.requests();
        let sent = requests[0].headers().get("content-length").map(|value| value.to_str().unwrap());
        assert_eq!(sent, length, "{method}");
    }
}

#[tokio::test]
async fn c_07_a_redirect_changes_the_method_as_in_a_browser() {
    for (method, status, expected) in [
        ("POST", 301, "GET - "),
        ("POST", 302, "GET - "),
        ("POST", 303, "GET - "),
        ("POST", 307, "POST text/plain x"),
        ("POST", 308, "POST text/plain x"),
        ("REPORT", 302, "REPORT text/plain x"),
        ("REPORT", 303, "GET - "),
        ("GET", 303, "GET text/plain x"),
    ] {
        let (router, seen) = recorder();
        let moved =
            move || async move { (http::StatusCode::from_u16(status).unwrap(), [("location", "/b")]) };
        let router = router.route("/numbers", axum::routing::any(moved));
        let options = ListenOptions::from(router)
            .method(method.parse().unwrap())
            .header("content-type", "text/plain")
            .body("x")
            .reconnect(false);
        assert_eq!(all(listen(options)).await, ["1#-", "ended!"]);
        let seen = seen.lock().unwrap().join(";").replace(" /b", "");
        assert_eq!(seen, expected, "{method} {status}");
    }
}

#[tokio::test]
async fn credentials_become_headers_and_the_last_ones_count() {
    let server = ScriptedServer::new().connection(Script::events().text("data: 1\n\n"));
    let options = server
        .options()
        .bearer("first")
        .basic("Aladdin", "open sesame")
        .api_key(ApiKeyPlace::Header, "X-Key", "old")
        .api_key(ApiKeyPlace::Header, "x-key", "new")
        .header("cookie", "a=1; sid=0")
        .api_key(ApiKeyPlace::Cookie, "sid", "s3")
        .api_key(ApiKeyPlace::Query, "token", "t/1");
    assert_eq!(all(listen(options.reconnect(false))).await, ["1#-", "ended!"]);
    assert_eq!(asked(&server, "authorization"), ["Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="]);
    assert_eq!(asked(&server, "x-key"), ["new"]);
    assert_eq!(asked(&server, "cookie"), ["a=1; sid=s3"]);
    assert_eq!(urls(&server), ["http://localhost/numbers?token=t%2F1"]);
}

#[tokio::test]
async fn what_is_no_header_is_the_first_and_fatal_error() {
    let base = || ListenOptions::from(Router::new());
    for (options, part) in [
        (base().basic("a:b", "c"), "colon"),
        (base().bearer("a\nb"), "bearer token"),
        (base().api_key(ApiKeyPlace::Header, "a b", "secret"), "`a b`"),
        (base().api_key(ApiKeyPlace::Header, "a", "secret\n"), "API key"),
        (base().api_key(ApiKeyPlace::Cookie, "a", "secret;"), "cookie"),
        (base().api_key(ApiKeyPlace::Cookie, "a=", "secret"), "cookie"),
        (base().header("last-event-id", "1"), "`last_event_id`"),
    ] {
        let mut listener = listen(options);
        let error = error(listener.next().await);
        assert!(error.is_fatal() && matches!(error.kind(), ListenErrorKind::Options { .. }), "{error}");
        assert!(
            error.to_string().contains(part) && !format!("{error} {error:?}").contains("secret"),
            "{error:?}"
        );
        assert!(listener.next().await.is_none());
    }
}

#[tokio::test(start_paused = true)]
async fn credentials_are_never_shown() {
    let server = ScriptedServer::new()
        .connection(Script::events().text("data: 1\n\ndata: x\n\n"))
        .connection(Script::refused())
        .connection(Script::status(503).header("www-authenticate", "none").text("busy"));
    let options = ListenOptions::new("http://user:hunter2@localhost/?key=hunter2")
        .transport(server)
        .bearer("hunter2")
        .header("cookie", "sid=hunter2")
        .api_key(ApiKeyPlace::Header, "x-key", "hunter2")
        .api_key(ApiKeyPlace::Query, "k", "hunter2")
        .query("q", "hunter2")
        .body("hunter2")
        .headers_with(|_| async {
            Ok(http::HeaderMap::from_iter([(http::header::COOKIE, "sid=hunter2".parse()?)]))
        })
        .on_open(|opened| assert!(!format!("{opened:?}").contains("hunter2")));
    assert!(!format!("{options:?}").contains("hunter2"), "{options:?}");
    let mut listener = listen(options);
    let mut items = 0;
    while let Some(item) = listener.next().await {
        let shown = format!("{item:?} {listener:?} {:?}", listener.control());
        assert!(!shown.contains("hunter2"), "{shown}");
        if let Err(error) = item {
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
        items += 1;
    }
    assert_eq!(items, 5, "an event, a bad one, the end, no connection, the status");
    for url in ["http://user:hunter2@", "http://user:hunter2@h:x/", "ftp://user:hunter2@h/?hunter2"] {
        let mut listener = listen(url);
        let error = error(listener.next().await);
        assert!(!format!("{error} {error:?} {listener:?}").contains("hunter2"), "{error:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn c_07_what_describes_the_body_goes_with_it() {
    for (status, expected) in [(303, ["1", "-"]), (307, ["1", "1"])] {
        let server = ScriptedServer::new().connection(Script::status(status).header("location", "/x"));
        let options = server.options().method(Method::POST).header("content-length", "1").body("x");
        assert_eq!(all(listen(options)).await, [""; 0]);
        assert_eq!(asked(&server, "content-length"), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn c_19_an_api_key_takes_the_place_of_an_earlier_one_and_of_nothing_else() {
    let server = ScriptedServer::new();
    let options = server
        .options()
        .query("a", "1")
        .api_key(ApiKeyPlace::Query, "k", "old")
        .query("kk", "2")
        .api_key(ApiKeyPlace::Query, "k", "new")
        .header("cookie", "a=1; k=old")
        .header("cookie", "b=2")
        .api_key(ApiKeyPlace::Cookie, "k", "old")
        .api_key(ApiKeyPlace::Cookie, "k", "new");
    assert_eq!(all(listen(options)).await, [""; 0]);
    assert_eq!(urls(&server), ["http://localhost/numbers?a=1&kk=2&k=new"]);
    assert_eq!(asked(&server, "cookie"), ["a=1; b=2; k=new"]);
}
