//! Channels written as the macro writes them, a raw client, and a way to call a router without a socket.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;
use std::time::Duration;

use asyncapi_runtime::parameters::{ParameterError, Parameters, PathValues, PathWriter};
use asyncapi_runtime::sse::{DecodeError, EncodeError, EventWriter, RawEvent};
use asyncapi_runtime::{__private, Channel};
use axum::Router;
use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::response::Response;
use bytes::Bytes;
use http::Request;
use http::request::Parts;
use http_body_util::BodyExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tower_service::Service;

/// One message, JSON, no name.
pub(crate) struct Signups;

impl Channel for Signups {
    type Message = serde_json::Value;
    type Parameters = ();
    const ID: &'static str = "userSignups";
    const ADDRESS: &'static str = "user/signedup";
    const ROUTE: &'static str = "/user/signedup";

    fn encode(message: &serde_json::Value, event: &mut EventWriter) -> Result<(), EncodeError> {
        event.json(message)
    }

    fn decode(event: &RawEvent<'_>) -> Result<serde_json::Value, DecodeError> {
        event.json()
    }
}

/// One message, plain text.
pub(crate) struct Lines;

impl Channel for Lines {
    type Message = String;
    type Parameters = ();
    const ID: &'static str = "lines";
    const ADDRESS: &'static str = "lines";
    const ROUTE: &'static str = "/lines";

    fn encode(message: &String, event: &mut EventWriter) -> Result<(), EncodeError> {
        event.text(message);
        Ok(())
    }

    fn decode(event: &RawEvent<'_>) -> Result<String, DecodeError> {
        event.text()
    }
}

/// Two messages and two parameters.
pub(crate) struct Notifications;

pub(crate) enum NotificationsMessage {
    OrderShipped(u64),
    PaymentFailed(String),
}

#[derive(Debug)]
pub(crate) enum Kind {
    Order,
    Payment,
}

pub(crate) struct NotAKind(String);

impl fmt::Display for NotAKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is none of `order`, `payment`", self.0)
    }
}

impl FromStr for Kind {
    type Err = NotAKind;

    fn from_str(value: &str) -> Result<Self, NotAKind> {
        match value {
            "order" => Ok(Self::Order),
            "payment" => Ok(Self::Payment),
            other => Err(NotAKind(other.to_owned())),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Order => "order",
            Self::Payment => "payment",
        })
    }
}

#[derive(Debug)]
pub(crate) struct NotificationsParameters {
    pub(crate) user_id: String,
    pub(crate) kind: Kind,
}

impl Parameters for NotificationsParameters {
    fn from_path(path: &PathValues<'_>) -> Result<Self, ParameterError> {
        Ok(Self { user_id: path.get("userId")?, kind: path.get("kind")? })
    }

    fn write_path(&self, path: &mut PathWriter) {
        path.literal("/events/users/");
        path.parameter("userId", &self.user_id);
        path.literal("/notifications/");
        path.parameter("kind", &self.kind);
    }
}

impl<S: Send + Sync> FromRequestParts<S> for NotificationsParameters {
    type Rejection = ParameterError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ParameterError> {
        __private::extract_parameters(parts, state).await
    }
}

impl Channel for Notifications {
    type Message = NotificationsMessage;
    type Parameters = NotificationsParameters;
    const ID: &'static str = "notifications";
    const ADDRESS: &'static str = "/events/users/{userId}/notifications/{kind}";
    const ROUTE: &'static str = "/events/users/{userId}/notifications/{kind}";

    fn encode(message: &NotificationsMessage, event: &mut EventWriter) -> Result<(), EncodeError> {
        match message {
            NotificationsMessage::OrderShipped(order) => event.name("orderShipped")?.json(order),
            NotificationsMessage::PaymentFailed(why) => event.name("paymentFailed")?.json(why),
        }
    }

    fn decode(event: &RawEvent<'_>) -> Result<NotificationsMessage, DecodeError> {
        match event.name() {
            "orderShipped" => event.json().map(NotificationsMessage::OrderShipped),
            _ => event.json().map(NotificationsMessage::PaymentFailed),
        }
    }
}

/// Fails a test that would hang otherwise. Shorter than a heartbeat, which polls a body that nothing else woke.
pub(crate) async fn within<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(Duration::from_secs(10), future).await.expect("did not come in time")
}

/// Serves `router` as a user would, on a free port.
pub(crate) async fn serve(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    address
}

/// A client that reads bytes and knows of HTTP only the chunks.
pub(crate) struct Raw {
    socket: TcpStream,
    buffer: Vec<u8>,
}

impl Raw {
    pub(crate) async fn get(address: SocketAddr, path: &str) -> Self {
        let mut socket = TcpStream::connect(address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nhost: test\r\n\r\n");
        socket.write_all(request.as_bytes()).await.unwrap();
        Self { socket, buffer: Vec::new() }
    }

    /// The head, its lines sorted but for the first, without the `date`.
    pub(crate) async fn head(&mut self) -> Vec<String> {
        let end = self.find(b"\r\n\r\n").await;
        let head = self.take(end + 4).await;
        let text = String::from_utf8(head[..end].to_vec()).unwrap();
        let mut lines: Vec<String> =
            text.split("\r\n").filter(|line| !line.starts_with("date: ")).map(str::to_owned).collect();
        lines[1..].sort();
        lines
    }

    /// The bytes of the next chunk, that is of one frame of the body; `None` after the last.
    pub(crate) async fn chunk(&mut self) -> Option<String> {
        let end = self.find(b"\r\n").await;
        let line = self.take(end + 2).await;
        let length = usize::from_str_radix(std::str::from_utf8(&line[..end]).unwrap(), 16).unwrap();
        let chunk = self.take(length + 2).await;
        assert_eq!(&chunk[length..], b"\r\n");
        (length > 0).then(|| String::from_utf8(chunk[..length].to_vec()).unwrap())
    }

    /// Everything up to the end of the stream.
    pub(crate) async fn rest(&mut self) -> Vec<String> {
        let mut chunks = Vec::new();
        while let Some(chunk) = self.chunk().await {
            chunks.push(chunk);
        }
        chunks
    }

    async fn find(&mut self, what: &[u8]) -> usize {
        loop {
            if let Some(at) = self.buffer.windows(what.len()).position(|window| window == what) {
                return at;
            }
            self.fill().await;
        }
    }

    async fn take(&mut self, length: usize) -> Vec<u8> {
        while self.buffer.len() < length {
            self.fill().await;
        }
        self.buffer.drain(..length).collect()
    }

    async fn fill(&mut self) {
        let read = within(self.socket.read_buf(&mut self.buffer)).await.unwrap();
        assert_ne!(read, 0, "the connection ended early");
    }
}

/// Calls a router without a socket.
pub(crate) async fn call(router: &Router, path: &str) -> Response {
    send(router, Request::get(path).body(Body::empty()).unwrap()).await
}

pub(crate) async fn send(router: &Router, request: Request<Body>) -> Response {
    router.clone().call(request).await.unwrap()
}

/// The next frame of a body.
pub(crate) async fn frame(body: &mut Body) -> Option<Bytes> {
    body.frame().await.map(|frame| frame.unwrap().into_data().unwrap())
}

/// All of a body's bytes.
pub(crate) async fn text(body: Body) -> String {
    String::from_utf8(within(body.collect()).await.unwrap().to_bytes().to_vec()).unwrap()
}
