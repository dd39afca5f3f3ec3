//! The default transport: hyper over a socket, against scripted bytes.
#![cfg(feature = "hyper")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of tests fails the test")]

mod client_support;

use std::net::SocketAddr;
use std::time::Duration;

use asyncapi_runtime::ListenOptions;
use asyncapi_runtime::client::ListenErrorKind;
use asyncapi_runtime::testing::{Script, ScriptedServer};
use client_support::{error, event, listen};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A server that reads the head of one request and hands over the connection.
struct Server {
    listener: TcpListener,
}

impl Server {
    async fn new() -> Self {
        Self { listener: TcpListener::bind("127.0.0.1:0").await.unwrap() }
    }

    fn url(&self) -> String {
        let address: SocketAddr = self.listener.local_addr().unwrap();
        format!("http://{address}")
    }

    async fn accept(&self) -> (TcpStream, Vec<u8>) {
        let (mut socket, _) = self.listener.accept().await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            assert_ne!(socket.read_buf(&mut head).await.unwrap(), 0);
        }
        (socket, head)
    }

    /// Answers one request with these bytes, one write each, and closes the connection.
    async fn answer(&self, pieces: &[&[u8]]) -> Vec<u8> {
        let (mut socket, head) = self.accept().await;
        socket.set_nodelay(true).unwrap();
        for piece in pieces {
            socket.write_all(piece).await.unwrap();
            tokio::task::yield_now().await;
        }
        head
    }
}

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
const CHUNKED: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

#[tokio::test]
async fn c_01_c_10_c_12_hyper_reads_a_stream_and_resumes_it() {
    let server = Server::new().await;
    let mut listener = listen(server.url());
    let serving = async {
        let first = server
            .answer(&[HEAD, b"\xEF", b"\xBB\xBFid: \xE2\x80", b"\xA6\nda", b"ta: 1\r", b"\n\r", b"\nid: 9\n"])
            .await;
        let second = server.answer(&[HEAD, b"data: 2\n\n"]).await;
        (String::from_utf8(first).unwrap(), String::from_utf8(second).unwrap())
    };
    let listening = async {
        let first = event(listener.next().await);
        assert_eq!((first.message, first.id.as_deref()), (1, Some("\u{2026}")));
        let ended = error(listener.next().await);
        assert!(matches!(ended.kind(), ListenErrorKind::Ended), "{ended}");
        event(listener.next().await)
    };
    let ((first, second), last) = tokio::join!(serving, listening);
    assert_eq!((last.message, last.id.as_deref()), (2, Some("\u{2026}")));
    assert!(first.starts_with("GET /numbers HTTP/1.1\r\n"), "{first}");
    assert!(first.contains("host: 127.0.0.1:") && first.contains("accept: text/event-stream\r\n"), "{first}");
    assert!(!first.contains("last-event-id") && !first.contains("content-length"), "{first}");
    assert!(second.contains("last-event-id: \u{2026}\r\n"), "{second}");
}

#[tokio::test]
async fn c_11_hyper_a_body_that_is_cut_is_a_lost_connection() {
    let server = Server::new().await;
    let mut listener = listen(server.url());
    let serving = async {
        server.answer(&[CHUNKED, b"9\r\ndata: 1\n\n\r\n", b"FF\r\ndata: 2\n\n"]).await;
        server.answer(&[CHUNKED, b"9\r\ndata: 3\n\n\r\n0\r\n\r\n"]).await;
    };
    let listening = async {
        let mut seen = Vec::new();
        while seen.last().is_none_or(|last| last != "3") {
            seen.push(match listener.next().await.unwrap() {
                Ok(event) => event.message.to_string(),
                Err(error) => client_support::short(&error).to_owned(),
            });
        }
        seen
    };
    let ((), seen) = tokio::join!(serving, listening);
    assert_eq!(seen, ["1", "2", "network", "3"]);
}

#[tokio::test]
async fn c_11_hyper_a_refused_connection_says_so() {
    let server = Server::new().await;
    let url = server.url();
    drop(server);
    let error = error(listen(url.as_str()).next().await);
    assert!(!error.is_fatal());
    assert!(error.to_string().contains("refused"), "{error}");
    assert_eq!(error.url().unwrap(), format!("{url}/numbers"));
}

#[tokio::test]
async fn c_11_hyper_an_answer_that_is_no_http_is_a_lost_connection() {
    let server = Server::new().await;
    let mut listener = listen(server.url());
    let (_, item) = tokio::join!(server.answer(&[b"SSH-2.0-x\r\n\r\n"]), listener.next());
    assert_eq!(client_support::short(&error(item)), "network");
}

#[tokio::test]
async fn c_15_hyper_dropping_the_listener_closes_the_connection() {
    let server = Server::new().await;
    let mut listener = listen(server.url());
    let (mut socket, item) = {
        let serving = async {
            let (mut socket, _) = server.accept().await;
            socket.write_all(&[HEAD, b"data: 1\n\n"].concat()).await.unwrap();
            socket
        };
        tokio::join!(serving, listener.next())
    };
    assert_eq!(event(item).message, 1);
    drop(listener);
    // The end of the stream or a reset: whichever, the read returns.
    assert!(matches!(socket.read(&mut [0; 1]).await, Ok(0) | Err(_)));
}

#[tokio::test]
async fn c_15_hyper_dropping_the_listener_closes_a_connection_without_an_answer() {
    let server = Server::new().await;
    let mut listener = listen(server.url());
    let mut socket = tokio::select! {
        (socket, _) = server.accept() => socket,
        _ = listener.next() => panic!("there was no answer"),
    };
    drop(listener);
    assert!(matches!(socket.read(&mut [0; 1]).await, Ok(0) | Err(_)));
}

#[cfg(not(feature = "rustls"))]
#[tokio::test]
async fn c_18_https_is_a_fatal_error_that_says_what_to_do() {
    let error = error(listen("https://localhost").next().await);
    assert!(error.is_fatal());
    let text = error.to_string();
    assert!(["TLS", "`rustls`", "`reqwest`"].iter().all(|part| text.contains(part)), "{text}");
}

#[tokio::test]
async fn c_07_hyper_follows_a_redirect_to_another_server() {
    let (first, second) = (Server::new().await, Server::new().await);
    let location = format!("HTTP/1.1 307 x\r\nlocation: {}/there\r\ncontent-length: 0\r\n\r\n", second.url());
    let mut listener = listen(ListenOptions::new(first.url()).bearer("t"));
    let serving = async {
        let asked = first.answer(&[location.as_bytes()]).await;
        assert!(String::from_utf8(asked).unwrap().contains("authorization: Bearer t"));
        let asked = String::from_utf8(second.answer(&[HEAD, b"data: 1\n\n"]).await).unwrap();
        assert!(asked.starts_with("GET /there ") && !asked.contains("authorization"), "{asked}");
    };
    let ((), item) = tokio::join!(serving, listener.next());
    assert_eq!(event(item).message, 1);
}

/// Reads a stream a thousand times and leaves it at a bad moment each time.
#[tokio::test]
async fn c_15_hyper_a_thousand_restarts_leave_one_connection() {
    let server = ScriptedServer::new().otherwise(|request| {
        let target = |path| Script::status(307).header("location", path);
        let events = Script::events().text("data: 1\n\ndata: 2\n\nda");
        match (request.at().subsec_nanos() % 4, request.uri().path()) {
            // Bodies that are not read to their end.
            (0, "/numbers") => target("/a").header("content-length", "100000").text("x").hang(),
            (1, "/numbers") => target("/a").text("x".repeat(100_000)),
            (2, _) => events.text("ta: 3\n\n".repeat(10_000)),
            _ => events.hang(),
        }
    });
    let socket = server.serve().await.unwrap();
    let mut listener = listen(&socket);
    for _ in 0..1000 {
        assert_eq!(event(listener.next().await).message, 1);
        listener.restart();
    }
    assert_eq!(event(listener.next().await).message, 1);
    let gone = async {
        while server.open() > 1 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), gone).await.expect("the others are closed");
    drop(listener);
}

#[tokio::test]
async fn c_21_hyper_a_slow_reader_of_a_server_with_heartbeats_is_not_idle() {
    let script = (0..40).fold(Script::events(), |script, beat| {
        let script = if beat % 15 == 0 { script.event(beat.to_string()) } else { script };
        script.pause(Duration::from_millis(100)).text(":\n")
    });
    let socket = ScriptedServer::new().connection(script.hang()).serve().await.unwrap();
    let idle = Duration::from_secs(1);
    let mut listener = listen(ListenOptions::from(&socket).idle_timeout(Some(idle)));
    for number in [0, 15, 30] {
        assert_eq!(event(listener.next().await).message, number);
        // Longer than the idle timeout, in which heartbeats come.
        tokio::time::sleep(idle + Duration::from_millis(100)).await;
    }
}
