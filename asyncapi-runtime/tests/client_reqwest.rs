//! A client of reqwest as transport, against a server on a socket.
#![cfg(feature = "reqwest")]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]

mod client_support;
mod transport_support;

use std::time::Duration;

use asyncapi_runtime::ListenOptions;
use asyncapi_runtime::client::{ListenErrorKind, Listener, ReqwestTransport};
use client_support::{error, event, listen, short};
use http::{Method, Version};
use reqwest::{Client, ClientBuilder};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use transport_support::{Server, within};

/// The default client, whatever proxy the environment names.
fn builder() -> ClientBuilder {
    ReqwestTransport::client_builder().no_proxy()
}

fn options(url: impl AsRef<str>, builder: ClientBuilder) -> ListenOptions {
    ListenOptions::new(url).transport(ReqwestTransport::new(builder.build().unwrap()))
}

fn listener(server: &Server, builder: ClientBuilder) -> Listener<u32> {
    listen(options(server.url(), builder))
}

#[tokio::test]
async fn c_01_c_10_c_12_reqwest_reads_a_stream_and_resumes_it() {
    let server = Server::plain().await;
    let mut listener = listener(&server, builder());
    let serving = async {
        let asked = server.asked().await;
        assert_eq!((asked.version, asked.uri.path()), (Version::HTTP_11, "/numbers"));
        assert_eq!(
            (asked.header("accept"), asked.header("cache-control")),
            ("text/event-stream", "no-cache")
        );
        for name in ["last-event-id", "content-length", "accept-encoding", "user-agent"] {
            assert_eq!(asked.header(name), "-", "{name}");
        }
        asked.open().send("id: \u{2026}\ndata: 1\n\n");
        let asked = server.asked().await;
        assert_eq!(asked.headers["last-event-id"].as_bytes(), "\u{2026}".as_bytes());
        asked.open().send("data: 2\n\n");
    };
    let listening = async {
        assert_eq!(event(listener.next().await).message, 1);
        assert_eq!(short(&error(listener.next().await)), "ended");
        assert_eq!(event(listener.next().await).message, 2);
    };
    within(async { tokio::join!(serving, listening) }).await;
}

#[tokio::test]
async fn p_lat_c_15_events_arrive_at_once_and_dropping_the_listener_closes_the_connection() {
    let server = Server::plain().await;
    let mut listener = listener(&server, builder());
    let (events, first) = tokio::join!(
        async {
            let events = server.asked().await.open();
            events.send("data: 0\n\n");
            events
        },
        within(listener.next())
    );
    assert_eq!(event(first).message, 0);
    for message in 1..=5 {
        events.send(format!("data: {message}\n\n"));
        assert_eq!(event(within(listener.next()).await).message, message);
    }
    drop(listener);
    events.gone().await;
}

#[tokio::test]
async fn c_15_dropping_the_listener_takes_back_a_request_without_an_answer() {
    let server = Server::plain().await;
    let mut listener = listener(&server, builder());
    let asked = tokio::select! {
        asked = server.asked() => asked,
        item = listener.next() => panic!("there was no answer: {item:?}"),
    };
    drop(listener);
    asked.gone().await;
}

#[tokio::test]
async fn c_19_a_body_is_sent_first_and_again_and_an_empty_one_is_none() {
    let server = Server::plain().await;
    for (method, body, length) in [
        (Method::POST, "prompt", "6"),
        (Method::GET, "", "-"),
        (Method::from_bytes(b"REPORT").unwrap(), "x", "1"),
    ] {
        let mut listener = listen(options(server.url(), builder()).method(method.clone()).body(body));
        let serving = async {
            for _ in 0..2 {
                let asked = server.asked().await;
                assert_eq!((&asked.method, &*asked.body), (&method, body.as_bytes()));
                assert_eq!(asked.header("content-length"), length);
                asked.open().send("data: 1\n\n");
            }
        };
        let listening = async {
            assert_eq!(event(listener.next().await).message, 1);
            assert_eq!(short(&error(listener.next().await)), "ended");
            assert_eq!(event(listener.next().await).message, 1);
        };
        within(async { tokio::join!(serving, listening) }).await;
    }
}

#[tokio::test]
async fn c_11_a_refused_connection_is_tried_again_and_shows_no_query() {
    // A port that nobody listens at any more.
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let url = format!("http://{address}?token=secret");
    let error = error(within(listen(options(url, builder())).next()).await);
    assert!(error.reconnects_in().is_some() && error.to_string().contains("refused"), "{error}");
    assert!(!error.to_string().contains("secret") && !format!("{error:?}").contains("secret"), "{error:?}");
}

#[tokio::test]
async fn c_11_a_body_that_is_cut_is_a_lost_connection_and_shows_no_query() {
    let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}?token=secret", server.local_addr().unwrap());
    let mut listener = listen(options(url, builder()));
    let serving = async {
        let (mut socket, _) = server.accept().await.unwrap();
        assert_ne!(socket.read(&mut [0; 2048]).await.unwrap(), 0);
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
        socket.write_all(format!("{head}9\r\ndata: 1\n\n\r\nFF\r\ndata").as_bytes()).await.unwrap();
    };
    let ((), first) = within(async { tokio::join!(serving, listener.next()) }).await;
    assert_eq!(event(first).message, 1);
    let error = error(within(listener.next()).await);
    assert_eq!(short(&error), "network");
    assert!(!error.to_string().contains("secret") && !format!("{error:?}").contains("secret"), "{error:?}");
}

#[tokio::test]
async fn c_18_https_without_tls_is_a_fatal_error_that_says_what_to_do() {
    let error = error(within(listen(options("https://localhost:1?token=secret", builder())).next()).await);
    assert!(error.is_fatal() && error.to_string().contains("turn on one of its TLS features"), "{error}");
    assert!(!format!("{error:?}").contains("secret"), "{error:?}");
}

#[tokio::test]
async fn c_07_c_09_the_listener_follows_redirects() {
    let (first, second) = (Server::plain().await, Server::plain().await);
    let mut listener = listen(options(first.url(), builder()).bearer("t"));
    let serving = async {
        let asked = first.asked().await;
        assert_eq!(asked.header("authorization"), "Bearer t");
        asked.redirect(&format!("{}/there", second.url()));
        let asked = second.asked().await;
        assert_eq!((asked.uri.path(), asked.header("authorization")), ("/there", "-"));
        asked.open().send("data: 1\n\n");
    };
    let ((), item) = within(async { tokio::join!(serving, listener.next()) }).await;
    assert_eq!(event(item).message, 1);
}

#[tokio::test]
async fn a_client_that_follows_redirects_by_itself_works_too() {
    let (first, second) = (Server::plain().await, Server::plain().await);
    let mut listener = listener(&first, Client::builder().no_proxy());
    let serving = async {
        first.asked().await.redirect(&second.url());
        second.asked().await.open().send("data: 1\n\n");
    };
    let ((), item) = within(async { tokio::join!(serving, listener.next()) }).await;
    assert_eq!(event(item).message, 1);
}

#[tokio::test]
async fn c_08_a_circle_that_the_client_follows_by_itself_is_a_fatal_error() {
    let server = Server::plain().await;
    let policy = reqwest::redirect::Policy::limited(2);
    let mut listener = listener(&server, Client::builder().no_proxy().redirect(policy));
    let serving = async {
        for _ in 0..3 {
            server.asked().await.redirect("/again");
        }
    };
    let ((), item) = within(async { tokio::join!(serving, listener.next()) }).await;
    let error = error(item);
    assert!(error.is_fatal() && error.to_string().contains("redirect"), "{error}");
}

#[tokio::test]
async fn a_total_timeout_of_the_client_does_not_end_the_stream() {
    let server = Server::plain().await;
    // So short that every request would fail.
    let mut listener = listener(&server, builder().timeout(Duration::from_nanos(1)));
    let serving = async { server.asked().await.open().send("data: 1\n\n") };
    let ((), item) = within(async { tokio::join!(serving, listener.next()) }).await;
    assert_eq!(event(item).message, 1);
}

#[tokio::test]
async fn c_21_a_read_timeout_of_the_client_is_a_lost_connection() {
    let server = Server::plain().await;
    let mut listener = listener(&server, builder().read_timeout(Duration::from_millis(100)));
    let (_asked, item) = within(async { tokio::join!(server.asked(), listener.next()) }).await;
    let error = error(item);
    assert!(matches!(error.kind(), ListenErrorKind::Transport(_)) && !error.is_fatal(), "{error}");
    assert!(error.to_string().contains("timed out"), "{error}");
}

#[test]
fn debug_shows_nothing_of_the_client() {
    assert_eq!(
        format!("{:?}", ReqwestTransport::from(builder().build().unwrap())),
        "ReqwestTransport { .. }"
    );
}

#[cfg(not(feature = "hyper"))]
#[tokio::test]
async fn without_hyper_it_is_the_default_transport() {
    let error = error(within(listen("http://127.0.0.1:1").next()).await);
    assert_eq!(short(&error), "network");
}
