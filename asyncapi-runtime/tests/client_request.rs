//! The request and the answer: C-01 to C-09, C-18 to C-20, and what may be shown.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of tests fails the test")]

mod client_support;

use std::time::Duration;

use asyncapi_runtime::ListenOptions;
use asyncapi_runtime::client::{ListenErrorKind, ReadyState};
use asyncapi_runtime::testing::{Script, ScriptedServer};
use client_support::{all, asked, dropped, error, event, listen, urls};

#[tokio::test(start_paused = true)]
async fn c_01_the_first_request() {
    let server = ScriptedServer::new();
    assert_eq!(all(listen(server.options())).await, [""; 0]);
    assert_eq!(urls(&server), ["http://localhost/numbers"]);
    assert_eq!(asked(&server, "accept"), ["text/event-stream"]);
    assert_eq!(asked(&server, "cache-control"), ["no-cache"]);
    assert_eq!(asked(&server, "last-event-id"), ["-"]);
}

#[tokio::test(start_paused = true)]
async fn c_02_c_03_parameters_and_case_of_the_content_type_do_not_count() {
    for content_type in
        ["text/event-stream", "Text/Event-STREAM", "text/event-stream;", "text/event-stream;charset=x"]
    {
        let server = ScriptedServer::new()
            .connection(Script::status(200).header("content-type", content_type).text("data: 1\n\n"));
        assert_eq!(event(listen(server.options()).next().await).message, 1, "{content_type}");
    }
}

#[tokio::test(start_paused = true)]
async fn c_04_another_content_type_is_fatal_and_says_what_came() {
    let html = Script::status(200)
        .header("content-type", "text/html; charset=utf-8")
        .text("<h1>")
        .text("Hello</h1>");
    let server = ScriptedServer::new().connection(html);
    let mut listener = listen(server.options());
    let error = error(listener.next().await);
    assert_eq!(
        error.to_string(),
        "the server answered with content type \"text/html; charset=utf-8\" in place of `text/event-stream`: \
         \"<h1>Hello</h1>\" (http://localhost/numbers); the stream ends"
    );
    assert!(error.is_fatal());
    assert_eq!(listener.ready_state(), ReadyState::Closed);
    assert!(listener.next().await.is_none());
    assert_eq!((server.requests().len(), dropped(&server)), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn c_04_a_compressed_stream_is_fatal_at_once_and_not_silence() {
    let gzip = Script::events().header("content-encoding", "gzip").text(b"\x1f\x8b\x08");
    let server = ScriptedServer::new().connection(gzip);
    let error = error(listen(server.options()).next().await);
    assert_eq!(
        error.to_string(),
        "the server answered with an event stream of content encoding \"gzip\", which is not read and was not asked \
         for (http://localhost/numbers); the stream ends"
    );
    assert!(error.is_fatal());
    assert_eq!((server.requests().len(), dropped(&server)), (1, 1));

    // `none` is no coding: servers send it so that nothing on the way compresses the stream.
    for plain in ["identity", "none", "utf-8"] {
        let server =
            ScriptedServer::new().connection(Script::events().header("content-encoding", plain).event("1"));
        assert_eq!(event(listen(server.options()).next().await).message, 1, "{plain}");
    }
}

#[tokio::test(start_paused = true)]
async fn c_04_no_content_type_is_fatal() {
    let server = ScriptedServer::new().connection(Script::status(200).text("data: 1\n\n"));
    let error = error(listen(server.options()).next().await);
    assert!(
        matches!(error.kind(), ListenErrorKind::ContentType { content_type: None, body, .. } if body == "data: 1\n\n")
    );
}

#[tokio::test(start_paused = true)]
async fn c_05_another_status_is_fatal_and_never_retried() {
    for status in [100, 201, 205, 206, 300, 304, 400, 401, 404, 429, 500, 503] {
        let server = ScriptedServer::new()
            .connection(Script::status(status).header("content-type", "text/event-stream").text("no"));
        let mut listener = listen(server.options());
        let error = error(listener.next().await);
        assert!(error.is_fatal());
        assert!(
            matches!(error.kind(), ListenErrorKind::Status { status: seen, body, .. } if *seen == status && body == "no"),
            "{error}"
        );
        assert!(listener.next().await.is_none());
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn c_04_c_05_of_a_wrong_body_little_is_read_and_not_for_long() {
    let endless = (0..10).fold(Script::status(500), |script, _| script.text("x".repeat(100_000)));
    let silent = Script::status(500).text("start").hang();
    for (script, start) in [(endless, "xxxxx"), (silent, "start")] {
        let before = tokio::time::Instant::now();
        let server = ScriptedServer::new().connection(script);
        let error = error(listen(server.options()).next().await);
        let ListenErrorKind::Status { body, .. } = error.kind() else { panic!("{error}") };
        assert!(body.starts_with(start) && body.len() < 1024, "{body}");
        assert!(before.elapsed() <= Duration::from_secs(2));
        assert_eq!(dropped(&server), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn c_06_204_ends_the_stream_quietly() {
    let server = ScriptedServer::new()
        .connection(Script::events().text("data: 1\n\n"))
        .connection(Script::status(204));
    assert_eq!(all(listen(server.options())).await, ["1#-", "ended"]);
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn c_07_redirects_are_followed_and_the_original_url_is_used_again() {
    for status in [301, 302, 303, 307, 308] {
        let server = ScriptedServer::new()
            .connection(Script::status(status).header("location", "/other?x=1"))
            .connection(Script::status(status).header("location", "there"))
            .connection(Script::events().text("data: 1\n\n"));
        assert_eq!(all(listen(server.options())).await, ["1#-", "ended"]);
        let (first, second, third) =
            ("http://localhost/numbers", "http://localhost/other?x=1", "http://localhost/there");
        assert_eq!(urls(&server), [first, second, third, first]);
    }
}

#[tokio::test(start_paused = true)]
async fn c_07_redirects_are_bounded() {
    let server = ScriptedServer::new()
        .connections((0..20).map(|_| Script::status(302).header("location", "/numbers")));
    let mut listener = listen(server.options());
    let error = error(listener.next().await);
    assert!(matches!(error.kind(), ListenErrorKind::Redirect { .. }) && error.is_fatal(), "{error}");
    assert_eq!(server.requests().len(), 11);
    assert!(listener.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn c_08_a_redirect_that_leads_nowhere_is_fatal() {
    let to = |location| Script::status(301).header("location", location);
    for script in [to(""), Script::status(301), to("ftp://other/"), to("http://")] {
        let server = ScriptedServer::new().connection(script);
        let error = error(listen(server.options()).next().await);
        assert!(matches!(error.kind(), ListenErrorKind::Redirect { .. }) && error.is_fatal(), "{error}");
        assert!(error.to_string().contains("301") && error.to_string().contains("Location"), "{error}");
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn c_09_credentials_stay_with_their_origin() {
    let server = ScriptedServer::new()
        .connection(Script::status(307).header("location", "/same"))
        .connection(Script::status(307).header("location", "http://other/"))
        .connection(Script::status(307).header("location", "http://localhost/back"))
        .connection(Script::events());
    let options =
        server.options().bearer("t").header("cookie", "c=1").header("x-tenant", "7").last_event_id("41");
    assert_eq!(all(listen(options)).await, ["ended"]);
    assert_eq!(asked(&server, "authorization"), ["Bearer t", "Bearer t", "-", "-", "Bearer t"]);
    assert_eq!(asked(&server, "cookie"), ["c=1", "c=1", "-", "-", "c=1"]);
    assert_eq!(asked(&server, "x-tenant"), ["7"; 5]);
    assert_eq!(asked(&server, "last-event-id"), ["41"; 5]);
}

#[tokio::test(start_paused = true)]
async fn c_18_a_bad_url_is_the_only_item_and_nothing_is_sent() {
    for url in ["", "localhost", "/numbers", "ftp://host", "http://h:port", "http://user:secret@"] {
        let server = ScriptedServer::new();
        let mut listener = listen(ListenOptions::new(url).transport(server.clone()));
        let error = error(listener.next().await);
        assert!(
            matches!(error.kind(), ListenErrorKind::Options { .. }) && error.is_fatal(),
            "{url}: {error}"
        );
        assert!(!format!("{error} {error:?}").contains("secret"));
        assert!(listener.next().await.is_none());
        assert_eq!((server.requests().len(), listener.ready_state()), (0, ReadyState::Closed));
        assert_eq!(listener.url(), None);
    }
}

#[tokio::test(start_paused = true)]
async fn c_18_a_bad_header_is_the_only_item() {
    let options = || ListenOptions::new("http://localhost").transport(ScriptedServer::new());
    for options in [
        options().header("a b", "secret"),
        options().header("a", "secret\n"),
        options().bearer("secret\n"),
        options().header("last-event-id", "secret"),
    ] {
        let mut listener = listen(options);
        let error = error(listener.next().await);
        assert!(error.is_fatal() && !format!("{error} {error:?}").contains("secret"), "{error}");
        assert!(listener.next().await.is_none());
    }
}

#[tokio::test(start_paused = true)]
async fn c_19_headers_go_with_every_request() {
    let server = ScriptedServer::new().connection(Script::events()).connection(Script::refused());
    let options =
        server.options().header("x-tenant", "7").header("accept", "text/event-stream, */*").bearer("t");
    assert_eq!(all(listen(options)).await, ["ended", "network"]);
    assert_eq!(asked(&server, "x-tenant"), ["7"; 3]);
    assert_eq!(asked(&server, "authorization"), ["Bearer t"; 3]);
    assert_eq!(asked(&server, "accept"), ["text/event-stream, */*"; 3]);
}

#[tokio::test(start_paused = true)]
async fn c_20_the_first_request_can_resume() {
    let server = ScriptedServer::new().connection(Script::events().text("data: 1\n\n"));
    let listener = listen(server.options().last_event_id("41"));
    assert_eq!(listener.last_event_id(), "41");
    assert_eq!(all(listener).await, ["1#41", "ended"]);
    assert_eq!(asked(&server, "last-event-id"), ["41", "41"]);
}

#[tokio::test(start_paused = true)]
async fn the_base_url_may_have_a_path_a_query_and_credentials() {
    let server = ScriptedServer::new();
    let listener =
        listen(ListenOptions::new("http://user:secret@h:1/api/?key=hidden").transport(server.clone()));
    assert_eq!(listener.url().unwrap(), "http://h:1/api/numbers?key=hidden");
    let shown = format!("{listener:?}");
    assert!(!shown.contains("secret") && !shown.contains("hidden"), "{shown}");
    assert_eq!(all(listener).await, [""; 0]);
    assert_eq!(urls(&server), ["http://h:1/api/numbers?key=hidden"]);
    assert_eq!(asked(&server, "authorization"), ["Basic dXNlcjpzZWNyZXQ="]);
}

#[test]
fn debug_of_the_options_shows_no_credentials() {
    let options = ListenOptions::new("http://user:secret@host/a?token=secret")
        .bearer("secret")
        .header("cookie", "secret")
        .header("x-api-key", "secret");
    let shown = format!("{options:?}");
    assert!(
        !shown.contains("secret") && shown.contains("http://host/a") && shown.contains("x-api-key"),
        "{shown}"
    );
}

#[test]
fn options_come_from_what_names_a_server() {
    for options in [
        ListenOptions::from("http://h"),
        ListenOptions::from("http://h".to_owned()),
        ListenOptions::from(http::Uri::from_static("http://h")),
    ] {
        let listener = listen(options.transport(ScriptedServer::new()));
        assert_eq!(listener.url().unwrap(), "http://h/numbers");
    }
    assert_eq!(listen(axum::Router::new()).url().unwrap(), "http://localhost/numbers");
}

#[tokio::test(start_paused = true)]
async fn c_18_errors_that_stay_are_not_retried() {
    let server = ScriptedServer::new().connection(Script::fatal("no such transport"));
    assert_eq!(all(listen(server.options())).await, ["network!"]);
}
