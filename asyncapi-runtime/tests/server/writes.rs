//! How often a connection writes: what is pending goes out in one write, the head at once.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use asyncapi_runtime::server::register;
use asyncapi_runtime::{EventSender, Hub};
use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use tokio::io::{
    AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, DuplexStream, ReadBuf, duplex,
};

use crate::support::{Lines, within};

/// Notes what each write has.
struct Counted {
    inner: DuplexStream,
    writes: Arc<Mutex<Vec<String>>>,
}

impl Counted {
    fn note(&self, parts: &[IoSlice<'_>], written: &Poll<io::Result<usize>>) {
        if matches!(written, Poll::Ready(Ok(_))) {
            let bytes: Vec<u8> = parts.iter().flat_map(|part| part.to_vec()).collect();
            self.writes.lock().unwrap().push(String::from_utf8(bytes).unwrap());
        }
    }
}

impl AsyncRead for Counted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Counted {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(cx, bytes);
        self.note(&[IoSlice::new(bytes)], &written);
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(cx, parts);
        self.note(parts, &written);
        written
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

/// Connects, asks for `/lines`, and gives what the server writes; the client reads all of it.
async fn connect(app: Router) -> Arc<Mutex<Vec<String>>> {
    let (mut client, server) = duplex(1 << 20);
    let writes = Arc::new(Mutex::new(Vec::new()));
    let counted = Counted { inner: server, writes: Arc::clone(&writes) };
    tokio::spawn(async move {
        let service = TowerToHyperService::new(app);
        let _ =
            auto::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(counted), service).await;
    });
    client.write_all(b"GET /lines HTTP/1.1\r\nhost: h\r\n\r\n").await.unwrap();
    tokio::spawn(async move {
        let mut buffer = [0; 4096];
        while client.read(&mut buffer).await.is_ok_and(|read| read > 0) {}
    });
    writes
}

async fn settle() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn s03_the_head_and_the_first_byte_are_one_write_at_once() {
    let app = register::<Lines, _, _, _>(Router::new(), |events: EventSender<String>| async move {
        std::future::pending::<()>().await;
        drop(events);
    });
    let writes = connect(app).await;
    settle().await;
    let writes = writes.lock().unwrap();
    assert_eq!(writes.len(), 1, "{writes:?}");
    assert!(
        writes[0].starts_with("HTTP/1.1 200 OK\r\n") && writes[0].ends_with("\r\n\r\n2\r\n:\n\r\n"),
        "{writes:?}"
    );
}

#[tokio::test]
async fn s08_what_a_handler_sends_at_once_is_one_write() {
    let app = register::<Lines, _, _, _>(Router::new(), |events: EventSender<String>| async move {
        for number in 0..10 {
            events.send(number.to_string()).await.unwrap();
        }
        std::future::pending::<()>().await;
    });
    let writes = connect(app).await;
    settle().await;
    let writes = writes.lock().unwrap();
    assert_eq!(writes.len(), 1, "with the head: {writes:?}");
    assert_eq!(writes[0].matches("data: ").count(), 10, "{writes:?}");
}

#[tokio::test]
async fn s08_a_burst_of_a_hub_is_one_write_for_each_subscriber() {
    let hub = Hub::<Lines>::new();
    let app = register::<Lines, _, _, _>(Router::new(), hub.clone());
    let (first, second) = (connect(app.clone()).await, connect(app).await);
    settle().await;
    for number in 0..16 {
        within(hub.publish(&(), number.to_string())).await.unwrap();
    }
    settle().await;
    for writes in [first, second] {
        let writes = writes.lock().unwrap();
        assert_eq!(writes.len(), 2, "{writes:?}");
        assert_eq!(writes[1].matches("data: ").count(), 16, "{writes:?}");
    }
}
