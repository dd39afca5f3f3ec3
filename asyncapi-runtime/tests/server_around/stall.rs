//! The time-out of a connection whose peer does not read, over a pipe with a small buffer and a paused clock.

use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use asyncapi_runtime::server::StallTimeout;
use tokio::io::{AsyncReadExt, AsyncWrite, AsyncWriteExt, duplex};
use tokio::time::{Instant, sleep};

const AFTER: Duration = Duration::from_secs(30);

#[tokio::test(start_paused = true)]
async fn s12_a_write_that_makes_no_progress_fails() {
    let (server, _client) = duplex(16);
    let mut server = StallTimeout::new(server, AFTER);
    server.write_all(&[0; 16]).await.unwrap();
    let start = Instant::now();
    let error = server.write_all(b"one too many").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TimedOut);
    assert!(start.elapsed() >= AFTER && start.elapsed() < AFTER + Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_reads_slowly_is_not_cut() {
    let (server, mut client) = duplex(16);
    let mut server = StallTimeout::new(server, AFTER);
    let writes = tokio::spawn(async move {
        server.write_all(&[7; 100]).await?;
        server.shutdown().await
    });
    let mut read = Vec::new();
    while client.read_buf(&mut read).await.unwrap() > 0 {
        sleep(Duration::from_secs(29)).await;
    }
    assert_eq!(read, [7; 100]);
    writes.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_time_counts_from_where_the_peer_stopped() {
    let (server, mut client) = duplex(16);
    let mut server = StallTimeout::new(server, AFTER);
    let start = Instant::now();
    let writes = tokio::spawn(async move { server.write_all(&[7; 100]).await });
    for _ in 0..3 {
        sleep(Duration::from_secs(20)).await;
        client.read_exact(&mut [0; 8]).await.unwrap();
    }
    assert_eq!(writes.await.unwrap().unwrap_err().kind(), ErrorKind::TimedOut);
    assert_eq!(start.elapsed().as_secs(), 60 + AFTER.as_secs());
}

#[tokio::test(start_paused = true)]
async fn a_silent_connection_is_not_cut() {
    let (server, mut client) = duplex(16);
    let mut server = StallTimeout::new(server, AFTER);
    for _ in 0..3 {
        sleep(AFTER * 10).await;
        server.write_all(b":\n").await.unwrap();
        server.flush().await.unwrap();
    }
    client.write_all(b"ask").await.unwrap();
    let mut asked = [0; 3];
    server.read_exact(&mut asked).await.unwrap();
    assert_eq!(&asked, b"ask");
}

#[tokio::test(start_paused = true)]
async fn a_time_out_without_end_is_none() {
    let (server, mut client) = duplex(16);
    let mut server = StallTimeout::new(server, Duration::MAX);
    let writes = tokio::spawn(async move { server.write_all(&[7; 100]).await });
    sleep(Duration::from_secs(3600)).await;
    client.read_exact(&mut [0; 100]).await.unwrap();
    writes.await.unwrap().unwrap();
}

/// A connection that never has room, whose flush has nothing to do, or waits too.
struct Full {
    flushes: bool,
    slices: usize,
}

impl AsyncWrite for Full {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, _: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Pending
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.slices = slices.len();
        Poll::Pending
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.flushes { Poll::Ready(Ok(())) } else { Poll::Pending }
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Pending
    }
}

#[tokio::test(start_paused = true)]
async fn a_flush_with_nothing_to_do_is_no_progress() {
    let mut server = StallTimeout::new(Full { flushes: true, slices: 0 }, AFTER);
    let start = Instant::now();
    let failed = std::future::poll_fn(|context| {
        let written = Pin::new(&mut server).poll_write(context, b"x");
        assert!(Pin::new(&mut server).poll_flush(context).is_ready());
        written
    });
    // Woken in between, as by what the client sends.
    let woken = async {
        let mut failed = std::pin::pin!(failed);
        loop {
            if let Ok(failed) = tokio::time::timeout(Duration::from_secs(7), &mut failed).await {
                return failed;
            }
        }
    };
    assert_eq!(woken.await.unwrap_err().kind(), ErrorKind::TimedOut);
    assert_eq!(start.elapsed().as_secs(), AFTER.as_secs());
}

#[tokio::test(start_paused = true)]
async fn flushes_shutdowns_and_vectored_writes_are_watched_too() {
    let mut server = StallTimeout::new(Full { flushes: false, slices: 0 }, AFTER);
    assert_eq!(server.flush().await.unwrap_err().kind(), ErrorKind::TimedOut);
    let mut server = StallTimeout::new(Full { flushes: false, slices: 0 }, AFTER);
    assert_eq!(server.shutdown().await.unwrap_err().kind(), ErrorKind::TimedOut);
    let mut server = StallTimeout::new(Full { flushes: false, slices: 0 }, AFTER);
    assert!(server.is_write_vectored());
    let large = [0; 1000];
    let slices = [IoSlice::new(&large), IoSlice::new(&large)];
    assert_eq!(server.write_vectored(&slices).await.unwrap_err().kind(), ErrorKind::TimedOut);
    assert_eq!(server.get_ref().slices, 2);
}

#[tokio::test]
async fn small_slices_are_one_write() {
    let (inner, mut client) = duplex(2048);
    let mut server = StallTimeout::new(inner, AFTER);
    let large = [b'x'; 1024];
    for slices in [&[&b"3\r\n"[..], b"abc", b"", b"\r\n"][..], &[], &[b"1", &large]] {
        let slices: Vec<IoSlice<'_>> = slices.iter().map(|slice| IoSlice::new(slice)).collect();
        let all: Vec<u8> = slices.iter().flat_map(|slice| slice.to_vec()).collect();
        let written = server.write_vectored(&slices).await.unwrap();
        let mut read = vec![0; written];
        client.read_exact(&mut read).await.unwrap();
        assert_eq!(read, all[..written]);
    }
}
