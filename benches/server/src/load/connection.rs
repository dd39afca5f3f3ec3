//! One connection: its request, its head, and what is counted of its body.

use std::io::{self, Read as _, Write as _};

use memchr::memmem;
use mio::net::TcpStream;

use super::check::Check;
use crate::tick;

#[derive(Debug)]
pub(super) struct Connection {
    pub(super) stream: TcpStream,
    pub(super) state: State,
    /// Read what comes; a subscriber that never reads does not.
    pub(super) reads: bool,
    /// Blank lines, each the end of an event.
    pub(super) blocks: u64,
    head: Vec<u8>,
    /// Whether the body's last byte so far is an LF.
    after_lf: bool,
    pub(super) check: Option<Box<Check>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Connecting,
    /// The request is sent.
    Waiting,
    Open,
    Closed,
}

/// What a read came to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Progress {
    pub(super) blocks: u64,
    pub(super) opened: bool,
    pub(super) closed: bool,
}

impl Connection {
    pub(super) fn new(stream: TcpStream, reads: bool, check: Option<Box<Check>>) -> Self {
        let head = Vec::new();
        Self { stream, state: State::Connecting, reads, blocks: 0, head, after_lf: false, check }
    }

    /// Sends the request, once the socket is connected.
    pub(super) fn send(&mut self) -> io::Result<()> {
        self.stream.set_nodelay(true)?;
        let last_id = self.check.as_ref().map_or("", |check| &check.last_id);
        let last = if last_id.is_empty() { String::new() } else { format!("last-event-id: {last_id}\r\n") };
        let request =
            format!("GET /ticks HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n{last}\r\n");
        // It fits into any socket's buffer.
        if self.stream.write(request.as_bytes())? < request.len() {
            return Err(io::ErrorKind::WriteZero.into());
        }
        self.state = State::Waiting;
        Ok(())
    }

    /// Reads what is there, all of it, or all up to the end of the connection.
    pub(super) fn read(
        &mut self,
        buffer: &mut [u8],
        to_end: bool,
        mut latencies: Option<&mut Vec<f64>>,
    ) -> Result<Progress, String> {
        let mut progress = Progress::default();
        loop {
            let read = match self.stream.read(buffer) {
                Ok(0) => {
                    progress.closed = true;
                    break;
                }
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(_) => {
                    progress.closed = true;
                    break;
                }
            };
            let bytes = &buffer[..read];
            if self.state == State::Waiting {
                self.head.extend_from_slice(bytes);
                let Some(end) = memmem::find(&self.head, b"\r\n\r\n") else { continue };
                let head = std::mem::take(&mut self.head);
                if !head.starts_with(b"HTTP/1.1 200") {
                    return Err(String::from_utf8_lossy(&head).lines().next().unwrap_or_default().to_owned());
                }
                self.state = State::Open;
                progress.opened = true;
                progress.blocks += self.body(&head[end + 4..], None);
            } else {
                progress.blocks += self.body(bytes, latencies.as_deref_mut());
            }
            // Less than there was room for: nothing is left, and the next readiness is announced.
            if read < buffer.len() && !to_end {
                break;
            }
        }
        if progress.closed {
            self.state = State::Closed;
        }
        self.blocks += progress.blocks;
        Ok(progress)
    }

    fn body(&mut self, bytes: &[u8], latencies: Option<&mut Vec<f64>>) -> u64 {
        if let Some(latencies) = latencies {
            let now = tick::now();
            latencies.extend(published(bytes).map(|at| super::numbers::float(now.saturating_sub(at)) / 1e3));
        }
        if let Some(check) = &mut self.check {
            check.feed(bytes);
        }
        // The framing of the chunks has CRLFs, which do not make two LFs.
        let mut blocks = memmem::find_iter(bytes, b"\n\n").count() as u64;
        if self.after_lf && bytes.first() == Some(&b'\n') {
            blocks += 1;
        }
        self.after_lf = bytes.last().map_or(self.after_lf, |last| *last == b'\n');
        blocks
    }
}

/// When the events that lie in these bytes as a whole were published.
fn published(bytes: &[u8]) -> impl Iterator<Item = u64> {
    memmem::find_iter(bytes, b"\"at\":").filter_map(|at| {
        let digits = &bytes[at + 5..];
        let end = digits.iter().position(|byte| !byte.is_ascii_digit())?;
        std::str::from_utf8(&digits[..end]).ok()?.parse().ok()
    })
}
