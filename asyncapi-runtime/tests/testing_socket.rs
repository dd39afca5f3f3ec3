//! The test kit's `ScriptedServer` over a socket: what arrives, byte by byte, and how connections end.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a helper of tests fails the test"
)]

mod client_support;

use std::io;
use std::time::Duration;

use asyncapi_runtime::testing::{Script, ScriptedServer, Socket};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Sends a request, and reads what comes until the end.
async fn ask(socket: &Socket, request: &str) -> (String, io::Result<()>) {
    let mut stream = TcpStream::connect(socket.address()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut read = Vec::new();
    let end = stream.read_to_end(&mut read).await.map(|_| ());
    (String::from_utf8(read).unwrap(), end)
}

const GET: &str = "GET /numbers?a=1 HTTP/1.1\r\nHost: h\r\nLast-Event-ID: 7\r\n\r\n";

#[tokio::test]
async fn a_script_is_http_in_chunks() {
    let server = ScriptedServer::new()
        .connection(Script::events().text("").text("data: 1\n\n").pause(Duration::from_millis(1)).event("2"))
        .connection(Script::status(204))
        .connection(Script::status(200).header("content-length", "3").text("ab").text("c"))
        .connection(Script::status(99));
    let socket = server.serve().await.unwrap();
    let (answer, end) = ask(&socket, GET).await;
    assert_eq!(
        answer,
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n\
         9\r\ndata: 1\n\n\r\n9\r\ndata: 2\n\n\r\n0\r\n\r\n"
    );
    end.unwrap();
    let request = server.request(0).await.unwrap();
    assert_eq!((request.uri().to_string().as_str(), request.last_event_id()), ("/numbers?a=1", Some("7")));

    let (answer, _) = ask(&socket, "POST / HTTP/1.1\r\ncontent-length: 4\r\n\r\nbody").await;
    assert_eq!(answer, "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n");
    assert_eq!(server.requests()[1].body(), "body");
    let (answer, _) = ask(&socket, GET).await;
    assert_eq!(answer, "HTTP/1.1 200 OK\r\ncontent-length: 3\r\nconnection: close\r\n\r\nabc");
    let (answer, _) = ask(&socket, GET).await;
    assert!(answer.starts_with("HTTP/1.1 500 Script") && answer.ends_with("none: 99"), "{answer}");
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn connections_end_as_the_script_says() {
    let server = ScriptedServer::new()
        .connection(Script::events().text("data: 1\n\n").cut())
        .connection(Script::raw().text("HTTP/1.1 2").cut())
        .connection(Script::raw().text("HTTP/1.1 2"))
        .connection(Script::raw().reset())
        .connection(Script::refused())
        .connection(Script::fatal("as refused"));
    let socket = server.serve().await.unwrap();
    let (answer, end) = ask(&socket, GET).await;
    assert!(answer.ends_with("9\r\ndata: 1\n\n\r\n"), "no last chunk: {answer}");
    end.unwrap();
    for _ in 0..2 {
        let (answer, end) = ask(&socket, GET).await;
        assert_eq!(answer, "HTTP/1.1 2");
        end.unwrap();
    }
    for _ in 0..3 {
        let (answer, end) = ask(&socket, GET).await;
        assert_eq!(answer, "");
        assert_eq!(end.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
    }
}

#[tokio::test]
async fn a_client_that_leaves_ends_its_script() {
    let server = ScriptedServer::new().connection(Script::events().hang()).connection(Script::silent());
    let socket = server.serve().await.unwrap();
    for index in 0..2 {
        let mut stream = TcpStream::connect(socket.address()).await.unwrap();
        stream.write_all(GET.as_bytes()).await.unwrap();
        server.request(index).await.unwrap();
        assert_eq!(server.open(), 1);
        drop(stream);
        let left = async {
            while server.open() > 0 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        timeout(Duration::from_secs(10), left).await.unwrap();
    }
}

#[tokio::test]
async fn dropping_the_socket_closes_all() {
    let server = ScriptedServer::new().connection(Script::events().hang());
    let socket = server.serve().await.unwrap();
    let address = socket.address();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(GET.as_bytes()).await.unwrap();
    server.request(0).await.unwrap();
    drop(socket);
    let mut rest = Vec::new();
    // Ends, with an error or without.
    let _ = timeout(Duration::from_secs(10), stream.read_to_end(&mut rest)).await.unwrap();
    let refused = async {
        while TcpStream::connect(address).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    timeout(Duration::from_secs(10), refused).await.unwrap();
}

#[cfg(feature = "hyper")]
#[tokio::test]
async fn c_10_c_11_a_listener_reads_it_and_resumes() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
    let server = ScriptedServer::new()
        .connection(Script::events().text("retry: 1\nid: 1\nda").text("ta: 1\n\n"))
        .connection(Script::raw().text(head).text("10\r\nid: 2\ndata: 2\n").text("\n\r").cut());
    let socket = server.serve().await.unwrap();
    let items = client_support::all(client_support::listen(&socket)).await;
    assert_eq!(items, ["1#1", "ended", "2#2", "network"]);
    let ids: Vec<_> =
        server.requests().iter().map(|request| request.last_event_id().unwrap_or("-").to_owned()).collect();
    assert_eq!(ids, ["-", "1", "2"]);
}
