//! A handler takes the headers as an argument; a request without them is answered 400.

use std::net::SocketAddr;

use asyncapi_runtime::server::{SseConfig, register};
use asyncapi_runtime::{EventSender, EventStream};
use axum::Router;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::client_support::Numbers;
use crate::support::SignupHeaders;

fn page(headers: &SignupHeaders) -> u32 {
    headers.page.unwrap_or_default().try_into().unwrap()
}

/// Sends the page.
async fn push(headers: SignupHeaders, events: EventSender<u32>) {
    events.send(page(&headers)).await.unwrap();
}

async fn pull(headers: SignupHeaders) -> EventStream<u32> {
    EventStream::iter([page(&headers)])
}

fn apps() -> [Router; 2] {
    [register::<Numbers, _, _, _>(Router::new(), push), register::<Numbers, _, _, _>(Router::new(), pull)]
}

async fn serve(app: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    address
}

/// What a request with these header lines is answered, byte by byte.
async fn answer(app: Router, headers: &[u8]) -> String {
    let mut socket = TcpStream::connect(serve(app).await).await.unwrap();
    let request = [b"GET /numbers HTTP/1.1\r\nhost: h\r\nconnection: close\r\n", headers, b"\r\n"].concat();
    socket.write_all(&request).await.unwrap();
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).await.unwrap();
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn a_handler_has_the_headers_of_the_request() {
    for app in apps() {
        let answer = answer(app, b"X-TENANT: \xc3\x86r\xc3\xb8\r\nx-page:  7 \r\n").await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.contains("data: 7\n\n"), "{answer}");
    }
}

#[tokio::test]
async fn a_request_without_them_is_400_and_says_which() {
    for (headers, said) in [
        (&b"x-page: 1\r\n"[..], "header `X-Tenant`: it is missing"),
        (b"x-tenant: ab\r\nx-page: seven\r\n", "header `x-page`: the value is no integer"),
        (b"x-tenant: ab\r\nx-page: 101\r\n", "header `x-page`: 101 is more than the maximum 100"),
        (b"x-tenant: ab\xff\r\n", "header `X-Tenant`: the value is not UTF-8"),
        (b"x-tenant: ab\r\nauthorization: hunter2\r\n", "header `Authorization`: `minLength` is violated"),
        (b"x-tenant: ab\r\nauthorization: serde\r\n", "header `Authorization`: the value is not accepted"),
    ] {
        for app in apps() {
            let answer = answer(app, headers).await;
            assert!(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{answer}");
            assert!(answer.contains("\r\ncontent-type: text/plain; charset=utf-8\r\n"), "{answer}");
            assert_eq!(answer.split_once("\r\n\r\n").unwrap().1, said);
        }
    }
}

#[tokio::test]
async fn where_validation_is_off_headers_need_their_types_only() {
    for app in apps() {
        let app = app.layer(SseConfig::new().validate(false).into_layer());
        let sent = answer(app.clone(), b"x-tenant: a\r\nx-page: 101\r\n").await;
        assert!(sent.contains("data: 101\n\n"), "{sent}");
        assert!(answer(app, b"x-page: 101\r\n").await.starts_with("HTTP/1.1 400"));
    }
}
