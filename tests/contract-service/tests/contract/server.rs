//! [`Server`]: the stream server of a case, which writes what it is told to, byte by byte if need be.

use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use super::service::PATIENCE;

/// A server that hands over one request after the other.
pub(crate) struct Server {
    listener: TcpListener,
}

/// A request, to be answered.
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) target: String,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
    socket: TcpStream,
}

/// An answer that is a stream, in chunks: one chunk is one read of the client, whatever TCP makes of it.
pub(crate) struct Open {
    socket: TcpStream,
}

impl Server {
    pub(crate) async fn new() -> Self {
        Self { listener: TcpListener::bind("127.0.0.1:0").await.unwrap() }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.listener.local_addr().unwrap())
    }

    /// The next request.
    pub(crate) async fn asked(&self) -> Asked {
        timeout(PATIENCE, self.accept()).await.expect("a request comes")
    }

    /// Fails if a request comes within this time.
    pub(crate) async fn not_asked(&self, time: Duration) {
        if let Ok(asked) = timeout(time, self.accept()).await {
            panic!("not expected: {} {}", asked.method, asked.target);
        }
    }

    /// The next request, answered with a stream.
    pub(crate) async fn open(&self) -> Open {
        self.asked().await.open().await
    }

    async fn accept(&self) -> Asked {
        let (mut socket, _) = self.listener.accept().await.unwrap();
        socket.set_nodelay(true).unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(socket.read_u8().await.unwrap());
        }
        let head = String::from_utf8(head).unwrap();
        let mut lines = head.trim_end().split("\r\n");
        let mut request = lines.next().unwrap().split(' ').map(str::to_owned);
        let headers = lines.map(|line| line.split_once(": ").unwrap());
        let mut asked = Asked {
            method: request.next().unwrap(),
            target: request.next().unwrap(),
            headers: headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect(),
            body: String::new(),
            socket,
        };
        let mut body = vec![0; asked.header("content-length").map_or(0, |length| length.parse().unwrap())];
        asked.socket.read_exact(&mut body).await.unwrap();
        asked.body = String::from_utf8(body).unwrap();
        asked
    }
}

impl Asked {
    /// The values of a header, joined as if they were one.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let values = self.headers.iter().filter(|(is, _)| is == name).map(|(_, value)| value.as_str());
        let values: Vec<_> = values.collect();
        (!values.is_empty()).then(|| values.join(", "))
    }

    /// Answers with an event stream.
    pub(crate) async fn open(self) -> Open {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n\
                    cache-control: no-cache, no-store, must-revalidate\r\ntransfer-encoding: chunked\r\n\r\n";
        let mut open = Open { socket: self.socket };
        open.write(head.as_bytes()).await;
        open
    }

    /// Answers with this status line and these headers, and no body.
    pub(crate) async fn answer(mut self, status: &str, headers: &str) {
        let head = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n{headers}\r\n");
        self.socket.write_all(head.as_bytes()).await.unwrap();
    }
}

impl Open {
    /// Sends these bytes as one chunk.
    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let bytes = bytes.as_ref();
        let chunk = [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat();
        self.write(&chunk).await;
    }

    /// Sends these bytes in chunks of so many.
    pub(crate) async fn send_in(&mut self, size: usize, bytes: impl AsRef<[u8]>) {
        for chunk in bytes.as_ref().chunks(size) {
            self.send(chunk).await;
        }
    }

    async fn write(&mut self, bytes: &[u8]) {
        timeout(PATIENCE, self.socket.write_all(bytes)).await.expect("the client reads").unwrap();
    }

    /// Ends the body in good order.
    pub(crate) async fn end(mut self) {
        self.write(b"0\r\n\r\n").await;
    }

    /// Breaks the connection in the middle of the body.
    pub(crate) fn cut(self) {
        drop(self);
    }

    /// Waits until the client has gone.
    pub(crate) async fn left(mut self) {
        let mut rest = Bytes::new().to_vec();
        let read = timeout(PATIENCE, self.socket.read_to_end(&mut rest)).await.expect("the client goes");
        // A reset is as good as an end.
        assert_eq!((read.unwrap_or_default(), rest.len()), (0, 0));
    }
}
