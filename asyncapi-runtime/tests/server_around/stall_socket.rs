//! The time-out behind `axum::serve`, over sockets with small buffers. The clock is paused: it goes on only when nothing
//! can be read or written any more.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use asyncapi_runtime::EventSender;
use asyncapi_runtime::server::{CloseReason, SendError, SseConfig, StallTimeoutListener, register};
use axum::Router;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Instant, sleep};

use crate::support::{Lines, reasons, within};

const AFTER: Duration = Duration::from_secs(30);
/// The bytes of one event.
const LINE: usize = 4096;

fn serve(app: Router) -> SocketAddr {
    serve_with(app, AFTER)
}

fn serve_with(app: Router, after: Duration) -> SocketAddr {
    let socket = TcpSocket::new_v4().unwrap();
    // What it accepts has it too.
    socket.set_send_buffer_size(64 * 1024).unwrap();
    socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
    let listener = StallTimeoutListener::new(socket.listen(64).unwrap(), after);
    let address = axum::serve::Listener::local_addr(&listener).unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    address
}

async fn get(address: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(64 * 1024).unwrap();
    let mut client = socket.connect(address).await.unwrap();
    client.write_all(b"GET /lines HTTP/1.1\r\nhost: test\r\n\r\n").await.unwrap();
    client
}

/// An endless stream, how many events it sent, and how it ended.
fn endless() -> (Router, Arc<AtomicUsize>, UnboundedReceiver<CloseReason>) {
    let (reason, closes) = reasons();
    let sent = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&sent);
    let handler = move |events: EventSender<String>| {
        let count = Arc::clone(&count);
        async move {
            let line = "x".repeat(LINE);
            while events.send(line.clone()).await.is_ok() {
                count.fetch_add(1, Ordering::Relaxed);
            }
        }
    };
    let config = SseConfig::new().on_close(move |_, why| reason.send(why).unwrap());
    (register::<Lines, _, _, _>(Router::new(), handler).layer(config.into_layer()), sent, closes)
}

#[tokio::test(start_paused = true)]
async fn s12_a_client_that_never_reads_is_cut() {
    let (app, sent, mut closes) = endless();
    let start = Instant::now();
    let mut client = get(serve(app)).await;
    assert_eq!(within(closes.recv()).await, Some(CloseReason::Stalled));
    assert!(start.elapsed() >= AFTER && start.elapsed() < AFTER * 2, "{:?}", start.elapsed());
    // Two kernel buffers, what hyper holds, and the queue.
    let bytes = sent.load(Ordering::Relaxed) * LINE;
    assert!(bytes < 2 * 1024 * 1024, "{bytes} bytes were taken for a client that does not read");
    // Its end comes once, and the socket is closed.
    sleep(AFTER * 10).await;
    assert!(closes.try_recv().is_err());
    let mut rest = Vec::new();
    let end = within(client.read_to_end(&mut rest)).await;
    assert!(end.is_err() || !rest.ends_with(b"0\r\n\r\n"), "the stream has no orderly end");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_reads_slowly_is_not_cut() {
    let (app, _, mut closes) = endless();
    let mut client = get(serve(app)).await;
    let mut chunk = vec![0; 64 * 1024];
    for _ in 0..100 {
        sleep(AFTER / 3).await;
        client.read_exact(&mut chunk).await.unwrap();
    }
    assert!(closes.try_recv().is_err());
    // Nor is another reason given to one that goes away by itself, after one on this thread was cut.
    drop(client);
    assert_eq!(within(closes.recv()).await, Some(CloseReason::ClientGone));
}

#[tokio::test(start_paused = true)]
async fn s12_the_others_go_on_while_one_is_cut() {
    let (app, _, mut closes) = endless();
    let address = serve(app);
    let _stalled = get(address).await;
    let mut reading = get(address).await;
    let mut chunk = vec![0; 64 * 1024];
    let cut = loop {
        tokio::select! {
            biased;
            cut = closes.recv() => break cut,
            () = sleep(Duration::from_secs(1)) => { reading.read_exact(&mut chunk).await.unwrap(); }
        }
    };
    assert_eq!(cut, Some(CloseReason::Stalled));
    for _ in 0..50 {
        reading.read_exact(&mut chunk).await.unwrap();
    }
    drop(reading);
    assert_eq!(within(closes.recv()).await, Some(CloseReason::ClientGone));
}

#[tokio::test(start_paused = true)]
async fn an_idle_stream_is_not_cut_though_nobody_reads_its_heartbeats() {
    let (reason, mut closes) = reasons();
    let handler = |events: EventSender<String>| async move {
        sleep(Duration::from_secs(3600)).await;
        events.send("late".to_owned()).await?;
        Ok::<_, SendError>(())
    };
    let config = SseConfig::new().on_close(move |_, why| reason.send(why).unwrap());
    let app = register::<Lines, _, _, _>(Router::new(), handler).layer(config.into_layer());
    let mut client = get(serve(app)).await;
    assert_eq!(within(closes.recv()).await, Some(CloseReason::HandlerDone));
    let mut received = Vec::new();
    while !received.ends_with(b"0\r\n\r\n") {
        assert_ne!(within(client.read_buf(&mut received)).await.unwrap(), 0);
    }
    let received = String::from_utf8(received).unwrap();
    // The first comment, and one every 15 s, the first of these up to 3 s early.
    let comments = received.matches("\r\n:\n\r\n").count();
    assert!((240..=241).contains(&comments), "{received}");
    assert!(received.contains("data: late\n\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn s12_many_that_never_read_are_all_cut_for_that_reason_once() {
    let (app, _, mut closes) = endless();
    let address = serve_with(app, Duration::from_millis(200));
    let mut clients = Vec::new();
    for _ in 0..40 {
        clients.push(get(address).await);
    }
    for _ in &clients {
        assert_eq!(within(closes.recv()).await, Some(CloseReason::Stalled));
    }
    drop(clients);
    // Those that leave by themselves are told from them, on the same threads.
    let mut leaving = get(address).await;
    leaving.read_exact(&mut [0; 16]).await.unwrap();
    drop(leaving);
    assert_eq!(within(closes.recv()).await, Some(CloseReason::ClientGone));
    assert!(closes.try_recv().is_err());
}
