//! A server on a socket whose requests a test answers by hand: plain or TLS, HTTP/1.1 or HTTP/2 as the client asks.
#![allow(dead_code, reason = "each test binary uses its part")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a helper of tests fails the test")]

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, Response, StatusCode, Version};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinSet;

/// Fails a test that hangs. Nothing here takes a second.
pub(crate) async fn within<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), work).await.expect("it does not hang")
}

/// What both ends of TLS and plain sockets are.
pub(crate) trait Io: tokio::io::AsyncRead + tokio::io::AsyncWrite + Send + Unpin {}
impl<T: tokio::io::AsyncRead + tokio::io::AsyncWrite + Send + Unpin> Io for T {}
pub(crate) type Connection = Box<dyn Io>;

/// Turns a socket into a connection: TLS, or nothing.
pub(crate) trait Handshake: Send + Sync + 'static {
    fn accept(&self, socket: TcpStream) -> impl Future<Output = Option<Connection>> + Send;
}

/// No TLS.
pub(crate) struct Plain;

impl Handshake for Plain {
    async fn accept(&self, socket: TcpStream) -> Option<Connection> {
        Some(Box::new(socket))
    }
}

/// A server that hands each request to the test.
pub(crate) struct Server {
    address: SocketAddr,
    asked: tokio::sync::Mutex<UnboundedReceiver<Asked>>,
    connections: Arc<AtomicUsize>,
    open: Arc<Mutex<JoinSet<()>>>,
    drain: watch::Sender<()>,
    accepting: tokio::task::JoinHandle<()>,
}

impl Server {
    pub(crate) async fn plain() -> Self {
        Self::new(Plain).await
    }

    pub(crate) async fn new(handshake: impl Handshake) -> Self {
        let (to_test, asked) = unbounded_channel();
        let app = Router::new().fallback(move |request: Request| {
            let to_test = to_test.clone();
            async move {
                let (asked, answer) = Asked::of(request).await;
                to_test.send(asked).unwrap();
                answer.await.unwrap_or_else(|_| StatusCode::NO_CONTENT.into_response_with_body())
            }
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (connections, open) = (Arc::<AtomicUsize>::default(), Arc::<Mutex<JoinSet<()>>>::default());
        let drain = watch::Sender::new(());
        let drains = drain.clone();
        let (count, tasks) = (Arc::clone(&connections), Arc::clone(&open));
        let handshake = Arc::new(handshake);
        let accepting = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                socket.set_nodelay(true).unwrap();
                count.fetch_add(1, Ordering::SeqCst);
                let (app, handshake) = (app.clone(), Arc::clone(&handshake));
                let mut drained = drains.subscribe();
                tasks.lock().unwrap().spawn(async move {
                    let Some(connection) = handshake.accept(socket).await else { return };
                    let server = Builder::new(TokioExecutor::new());
                    let service = TowerToHyperService::new(app);
                    let mut serving = pin!(server.serve_connection(TokioIo::new(connection), service));
                    tokio::select! {
                        _ = serving.as_mut() => return,
                        _ = drained.changed() => serving.as_mut().graceful_shutdown(),
                    }
                    let _ = serving.await;
                });
            }
        });
        Self { address, asked: asked.into(), connections, open, drain, accepting }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// The URL of a plain server.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The next request, whichever connection it comes on.
    pub(crate) async fn asked(&self) -> Asked {
        within(async { self.asked.lock().await.recv().await.unwrap() }).await
    }

    /// Whether a request is waiting that was not asked for.
    pub(crate) fn was_asked(&self) -> bool {
        self.asked.try_lock().unwrap().try_recv().is_ok()
    }

    /// How many connections there were.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// How many of them are open.
    pub(crate) fn open_connections(&self) -> usize {
        let mut open = self.open.lock().unwrap();
        while open.try_join_next().is_some() {}
        open.len()
    }

    /// Lets the requests on all connections come to their end, and takes no more (GOAWAY).
    pub(crate) fn drain_connections(&self) {
        self.drain.send_replace(());
    }

    /// Closes all connections, as a server does that is killed.
    pub(crate) fn kill_connections(&self) {
        self.open.lock().unwrap().abort_all();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

trait IntoBody {
    fn into_response_with_body(self) -> Response<Body>;
}

impl IntoBody for StatusCode {
    fn into_response_with_body(self) -> Response<Body> {
        Response::builder().status(self).body(Body::empty()).unwrap()
    }
}

/// A request that waits for its answer.
pub(crate) struct Asked {
    pub(crate) version: Version,
    pub(crate) uri: http::Uri,
    pub(crate) method: http::Method,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    answer: oneshot::Sender<Response<Body>>,
}

impl Asked {
    async fn of(request: Request) -> (Self, oneshot::Receiver<Response<Body>>) {
        let (answer, answered) = oneshot::channel();
        let (head, body) = request.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let http::request::Parts { version, method, uri, headers, .. } = head;
        (Self { version, uri, method, headers, body, answer }, answered)
    }

    /// The value of a header, `-` if there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("-", |value| value.to_str().unwrap())
    }

    /// Answers with an event stream that the test writes.
    pub(crate) fn open(self) -> Events {
        let (sender, receiver) = unbounded_channel();
        let (gone, gone_receiver) = oneshot::channel();
        let body = EventBody { receiver, _gone: gone };
        let response =
            Response::builder().header("content-type", "text/event-stream").body(Body::from_stream(body));
        self.answer.send(response.unwrap()).unwrap();
        Events { sender, gone: gone_receiver }
    }

    pub(crate) fn redirect(self, location: &str) {
        let response = Response::builder().status(307).header("location", location).body(Body::empty());
        self.answer.send(response.unwrap()).unwrap();
    }

    /// Waits until the client has gone without an answer.
    pub(crate) async fn gone(mut self) {
        within(self.answer.closed()).await;
    }
}

/// An event stream. Dropping it ends the body.
pub(crate) struct Events {
    sender: UnboundedSender<Bytes>,
    gone: oneshot::Receiver<Infallible>,
}

impl Events {
    pub(crate) fn send(&self, bytes: impl AsRef<[u8]>) {
        self.sender.send(Bytes::copy_from_slice(bytes.as_ref())).unwrap();
    }

    /// Waits until the server drops the body, which is when the client has gone.
    pub(crate) async fn gone(self) {
        let Self { sender, gone } = self;
        assert!(within(gone).await.is_err(), "nothing is ever sent");
        drop(sender);
    }

    /// Whether the server still has the body.
    pub(crate) fn is_open(&mut self) -> bool {
        matches!(self.gone.try_recv(), Err(oneshot::error::TryRecvError::Empty))
    }
}

struct EventBody {
    receiver: UnboundedReceiver<Bytes>,
    /// Tells of the drop.
    _gone: oneshot::Sender<Infallible>,
}

impl Stream for EventBody {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.receiver.poll_recv(context).map(|bytes| bytes.map(Ok))
    }
}
