//! [`StallTimeout`]: ends the connection of a client that has stopped to read.

use std::cell::Cell;
use std::fmt;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::task;
use tokio::time::{Instant, Sleep, sleep};

/// Up to how many bytes several slices are copied together.
const SMALL: usize = 1024;

/// A connection that fails with [`TimedOut`](io::ErrorKind::TimedOut) when nothing of what is to be written could be for
/// so long.
///
/// While a client does not read, its connection's buffers fill up, and the server neither writes to it nor asks its
/// stream for more. It takes no more memory then, but it keeps its place and its socket for as long as it likes: nothing
/// that is above the connection can tell it from a client without news. This can: a write, a flush or a shutdown that has
/// waited that long without any progress fails, and so the connection ends. Over HTTP/1.1 its stream then ends with
/// [`CloseReason::Stalled`](super::CloseReason::Stalled).
///
/// What counts is that the system takes bytes, not that the client has read them. An idle stream is never cut: its
/// heartbeats are written at once. A client that reads slowly is not cut either, as long as in that time it reads enough
/// for the system to take more, which is about a third of the socket's send buffer. On Linux that buffer grows up to 4 MB:
/// an endless stream that is read at 64 KiB a second goes on with a time-out of 30 s, one that is read at 48 KiB a second
/// does not. With a smaller send buffer a slower client is slow enough, and less of what it gets is stale.
///
/// With HTTP/2 it cuts a client that does not read its connection. A client that reads the connection and gives one of
/// its streams no room (flow control) holds back nothing but that stream, and is not cut.
///
/// It costs nothing until a write has to wait: the timer is made then. It needs tokio's timer.
///
/// With `axum::serve` it comes from a `StallTimeoutListener` (feature `serve`), elsewhere
/// it wraps the accepted socket, below TLS where there is any:
///
/// ```
/// use asyncapi_runtime::server::StallTimeout;
/// use tokio::net::TcpStream;
///
/// fn accepted(socket: TcpStream) -> StallTimeout<TcpStream> {
///     StallTimeout::new(socket, StallTimeout::DEFAULT)
/// }
/// ```
pub struct StallTimeout<Io> {
    io: Io,
    after: Duration,
    /// Runs while something waits to be written; kept to be set again.
    timer: Option<Pin<Box<Sleep>>>,
    waiting: Option<Waits>,
}

/// What waits.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Waits {
    /// For room; a flush that has nothing to do changes nothing of it.
    Write,
    Flush,
}

impl StallTimeout<()> {
    /// The time that suits production: 30 s. Longer than a lost packet takes to be sent again, or a phone to change its
    /// network.
    pub const DEFAULT: Duration = Duration::from_secs(30);
}

impl<Io> StallTimeout<Io> {
    /// Lets a write wait for at most `after` without any progress.
    pub fn new(io: Io, after: Duration) -> Self {
        Self { io, after, timer: None, waiting: None }
    }

    /// The connection inside.
    pub fn get_ref(&self) -> &Io {
        &self.io
    }

    /// The connection inside, to set its options.
    pub fn get_mut(&mut self) -> &mut Io {
        &mut self.io
    }

    /// The connection inside, without its time-out.
    pub fn into_inner(self) -> Io {
        self.io
    }

    /// What a write gives, or the failure when it has waited too long.
    fn watch<T>(
        &mut self,
        what: Waits,
        written: Poll<io::Result<T>>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            if what == Waits::Write || self.waiting == Some(Waits::Flush) {
                self.waiting = None;
            }
            return written;
        }
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(self.after)));
        if self.waiting.is_none() {
            self.waiting = Some(what);
            let now = Instant::now();
            // A time past what the clock can hold is as good as none.
            if let Some(at) = now.checked_add(self.after) {
                timer.as_mut().reset(at);
            }
        }
        if timer.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        tracing::debug!(after = ?self.after, "a client does not read: its connection is cut");
        STALLED.set(task::try_id());
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client does not read")))
    }
}

impl<Io: AsyncRead + Unpin> AsyncRead for StallTimeout<Io> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_read(context, buffer)
    }
}

impl<Io: AsyncWrite + Unpin> AsyncWrite for StallTimeout<Io> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.io).poll_write(context, bytes);
        self.watch(Waits::Write, written, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let length: usize = slices.iter().map(|slice| slice.len()).sum();
        let written = if length <= SMALL {
            // An event is three slices of hyper's: to copy them together costs less than a `writev` of them.
            let mut together = [0; SMALL];
            let mut rest = &mut together[..];
            for slice in slices {
                let (start, behind) = rest.split_at_mut(slice.len());
                start.copy_from_slice(slice);
                rest = behind;
            }
            Pin::new(&mut self.io).poll_write(context, &together[..length])
        } else {
            Pin::new(&mut self.io).poll_write_vectored(context, slices)
        };
        self.watch(Waits::Write, written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.io).poll_flush(context);
        self.watch(Waits::Flush, flushed, context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.io).poll_shutdown(context);
        self.watch(Waits::Flush, shut, context)
    }
}

impl<Io: fmt::Debug> fmt::Debug for StallTimeout<Io> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StallTimeout")
            .field("io", &self.io)
            .field("after", &self.after)
            .field("waiting", &self.waiting)
            .finish_non_exhaustive()
    }
}

thread_local! {
    /// The task in which a connection of this thread was last cut. A server drops a connection that failed, and with it
    /// the body, in the same poll of the connection's own task, so this tells the body why.
    static STALLED: Cell<Option<task::Id>> = const { Cell::new(None) };
}

/// Whether the connection whose body is being dropped was cut, for HTTP/1.1: with HTTP/2 bodies have other tasks. It is
/// told once: a connection has one body at a time.
pub(super) fn was_cut() -> bool {
    let Some(stalled) = STALLED.get() else { return false };
    let here = task::try_id() == Some(stalled);
    if here {
        STALLED.set(None);
    }
    here
}
