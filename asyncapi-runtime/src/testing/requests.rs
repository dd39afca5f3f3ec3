//! [`ReceivedRequest`], and the list that the servers of the test kit keep of them.

use std::io;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, Uri};
use tokio::sync::Notify;
use tokio::time::{Instant, timeout};

use super::DAY;

/// A request as a server of the test kit received it.
#[derive(Clone, Debug)]
pub struct ReceivedRequest {
    request: Arc<http::Request<Bytes>>,
    at: Duration,
}

impl ReceivedRequest {
    /// The method.
    pub fn method(&self) -> &Method {
        self.request.method()
    }

    /// The URI: absolute in the process, path and query over a socket.
    pub fn uri(&self) -> &Uri {
        self.request.uri()
    }

    /// All headers.
    pub fn headers(&self) -> &HeaderMap {
        self.request.headers()
    }

    /// The value of a header, the first one of several; `None` if there is none, or if it is no UTF-8.
    pub fn header(&self, name: &str) -> Option<&str> {
        std::str::from_utf8(self.headers().get(name)?.as_bytes()).ok()
    }

    /// The `Last-Event-ID` header: where the client wants to go on (C-12).
    pub fn last_event_id(&self) -> Option<&str> {
        self.header("last-event-id")
    }

    /// The body; empty for most requests.
    pub fn body(&self) -> &Bytes {
        self.request.body()
    }

    /// When it came: how much time of tokio's clock had passed since the server was made.
    pub fn at(&self) -> Duration {
        self.at
    }

    /// How much time of tokio's clock had passed since an earlier request: what a listener waited. Zero if the other
    /// one was later.
    pub fn since(&self, earlier: &Self) -> Duration {
        self.at.saturating_sub(earlier.at)
    }
}

/// The requests of a server, in order.
#[derive(Debug)]
pub(super) struct Requests {
    start: Instant,
    list: Mutex<Vec<ReceivedRequest>>,
    arrived: Notify,
}

impl Requests {
    pub(super) fn new() -> Self {
        Self { start: Instant::now(), list: Mutex::default(), arrived: Notify::new() }
    }

    pub(super) fn add(&self, request: http::Request<Bytes>) -> ReceivedRequest {
        let at = Instant::now().saturating_duration_since(self.start);
        let request = ReceivedRequest { request: Arc::new(request), at };
        self.list().push(request.clone());
        self.arrived.notify_waiters();
        request
    }

    pub(super) fn all(&self) -> Vec<ReceivedRequest> {
        self.list().clone()
    }

    /// Waits for the request with this index.
    pub(super) async fn get(&self, index: usize) -> io::Result<ReceivedRequest> {
        loop {
            let mut arrived = pin!(self.arrived.notified());
            // Listen first, look then: it may come in between.
            arrived.as_mut().enable();
            if let Some(request) = self.list().get(index) {
                return Ok(request.clone());
            }
            timeout(DAY, arrived).await.map_err(|_| {
                let problem = format!(
                    "there were {} requests in a day, and none with index {index}: is the listener polled?",
                    self.list().len()
                );
                io::Error::new(io::ErrorKind::TimedOut, problem)
            })?;
        }
    }

    fn list(&self) -> MutexGuard<'_, Vec<ReceivedRequest>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
