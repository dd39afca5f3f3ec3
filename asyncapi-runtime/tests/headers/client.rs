//! A client sends the headers whenever it connects.

use asyncapi_runtime::client::ListenErrorKind;
use asyncapi_runtime::server::{SseConfig, register};
use asyncapi_runtime::{EventStream, ListenOptions};
use axum::Router;

use crate::client_support::{Numbers, all, asked, error, event, listen};
use crate::support::{Any, SignupHeaders, full, tenant};
use asyncapi_runtime::testing::{Script, ScriptedServer};

#[tokio::test(start_paused = true)]
async fn they_go_from_a_client_to_a_handler() {
    for sent in [full(), tenant("ab")] {
        let expected = sent.clone();
        let app = register::<Numbers, _, _, _>(Router::new(), move |headers: SignupHeaders| async move {
            assert_eq!(headers, expected);
            EventStream::iter([1])
        });
        let options = ListenOptions::from(app).message_headers(&sent);
        assert_eq!(event(listen(options).next().await).message, 1);
    }
}

#[cfg(feature = "hyper")]
#[tokio::test]
async fn they_go_through_a_socket() {
    let app = register::<Numbers, _, _, _>(Router::new(), |headers: SignupHeaders| async move {
        EventStream::iter([u32::from(headers == full())])
    });
    let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", socket.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(socket, app).await.unwrap() });
    let options = ListenOptions::new(url).message_headers(&full());
    assert_eq!(event(listen(options).next().await).message, 1);
}

#[tokio::test(start_paused = true)]
async fn without_them_the_server_s_answer_says_which() {
    let app =
        register::<Numbers, _, _, _>(Router::new(), |_: SignupHeaders| async { EventStream::iter([1]) });
    let error = error(listen(app).next().await);
    let ListenErrorKind::Status { status, body, .. } = error.kind() else { panic!("{error}") };
    assert_eq!((status.as_u16(), body.as_str()), (400, "header `X-Tenant`: it is missing"));
}

#[tokio::test(start_paused = true)]
async fn c_19_they_go_with_every_request() {
    let server = ScriptedServer::new().connection(Script::events()).connection(Script::refused());
    let options = server.options().message_headers(&tenant("ab")).last_event_id("41");
    assert_eq!(all(listen(options)).await, ["ended", "network"]);
    assert_eq!(asked(&server, "x-tenant"), ["ab"; 3]);
    assert_eq!(asked(&server, "accept"), ["text/event-stream"; 3]);
    assert_eq!(asked(&server, "last-event-id"), ["41"; 3]);
}

#[tokio::test(start_paused = true)]
async fn they_take_the_place_of_what_was_set_before() {
    let server = ScriptedServer::new().connection(Script::events());
    let headers = |secret: &str| {
        let mut headers = Any::of("Authorization", secret);
        headers.0.insert("x-tenant".to_owned(), "cd".into());
        headers
    };
    let options = server
        .options()
        .bearer("t")
        .header("X-Tenant", "ab")
        .message_headers(&headers("first"))
        .message_headers(&headers("second"));
    assert!(!format!("{options:?}").contains("second"), "{options:?}");
    assert_eq!(all(listen(options)).await, ["ended"]);
    assert_eq!(asked(&server, "authorization"), ["second"; 2]);
    assert_eq!(asked(&server, "x-tenant"), ["cd"; 2]);
}

#[tokio::test(start_paused = true)]
async fn c_18_a_value_that_a_header_cannot_hold_is_the_only_item() {
    for (headers, named) in [
        (Any::of("text", "secret\r\nx-evil: 1"), "header `text`: the value has control characters"),
        (Any::of("x-other", "secret\n\ndata: evil"), "header `x-other`: the value has control characters"),
        (Any::of("a\r\nb", "secret"), r"header `a\r\nb`: the name is none"),
        (Any::of("Accept", "secret"), "header `accept`: it is the client's own"),
        (Any::of("cache-control", "secret"), "header `cache-control`: it is the client's own"),
        (Any::of("LAST-EVENT-ID", "secret"), "header `last-event-id`: it is the client's own"),
        (Any::of("host", "secret"), "header `host`: it is the client's own"),
        (Any::of("Content-Length", 7), "header `content-length`: it is the client's own"),
        (Any::of("transfer-encoding", "chunked"), "header `transfer-encoding`: it is the client's own"),
    ] {
        let server = ScriptedServer::new().connection(Script::events());
        let mut listener = listen(server.options().message_headers(&headers).header("x-later", "1"));
        let error = error(listener.next().await);
        assert!(matches!(error.kind(), ListenErrorKind::Options { .. }) && error.is_fatal(), "{error}");
        assert!(error.to_string().starts_with(named), "{error}");
        assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
        assert!(listener.next().await.is_none() && server.requests().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn headers_that_are_not_valid_are_the_only_item_unless_validation_is_off() {
    let server = ScriptedServer::new().connection(Script::events());
    for options in [
        server.options().message_headers(&tenant("a")),
        server.options().validate(false).message_headers(&tenant("a")).validate(true),
    ] {
        let error = error(listen(options).next().await);
        assert!(
            error.is_fatal() && error.to_string().starts_with("header `X-Tenant`: \"a\" is shorter"),
            "{error}"
        );
        assert!(server.requests().is_empty());
    }
    let off = server.options().message_headers(&tenant("a")).validate(false);
    assert_eq!(all(listen(off)).await, ["ended"]);
    assert_eq!(asked(&server, "x-tenant"), ["a"; 2]);
}

#[tokio::test(start_paused = true)]
async fn both_sides_have_the_switch() {
    let app = |validate| {
        register::<Numbers, _, _, _>(Router::new(), |_: SignupHeaders| async { EventStream::iter([1]) })
            .layer(SseConfig::new().validate(validate).into_layer())
    };
    let first = async |app: Router| {
        let options = ListenOptions::from(app).validate(false).message_headers(&tenant("a"));
        listen(options).next().await.unwrap().is_ok()
    };
    assert!(first(app(false)).await);
    assert!(!first(app(true)).await);
}

#[test]
fn debug_of_the_options_shows_their_names_and_no_values() {
    let options = ListenOptions::new("http://h").message_headers(&Any::of("X-Tenant", "secret"));
    let shown = format!("{options:?}");
    assert!(shown.contains("x-tenant") && !shown.contains("secret"), "{shown}");
}
