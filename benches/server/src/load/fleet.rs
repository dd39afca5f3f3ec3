//! All connections to one server, and the loop that reads them.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use socket2::{Domain, SockRef, Socket, Type};

use super::Result;
use super::check::{Check, Seen};
use super::connection::{Connection, State};

/// So many connections are being opened at a time: fewer than a listener's backlog.
const OPENING: usize = 128;
/// How long a server may take for anything.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a subscriber does with its events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Counts them.
    Counts,
    /// Looks at each.
    Checks,
    /// Never reads, and has little room.
    Stalls,
}

/// Connections to a server.
#[derive(Debug)]
pub struct Fleet {
    address: SocketAddr,
    poll: Poll,
    events: Events,
    buffer: Vec<u8>,
    connections: Vec<Connection>,
    opening: usize,
    open: usize,
    blocks: u64,
    /// How long events took, in microseconds, where that is asked for.
    latencies: Option<Vec<f64>>,
}

impl Fleet {
    /// No connection yet.
    pub fn new(port: u16) -> Result<Self> {
        Ok(Self {
            address: (Ipv4Addr::LOCALHOST, port).into(),
            poll: Poll::new().map_err(text)?,
            events: Events::with_capacity(1024),
            buffer: vec![0; 64 * 1024],
            connections: Vec::new(),
            opening: 0,
            open: 0,
            blocks: 0,
            latencies: None,
        })
    }

    /// Opens so many more connections, and waits until all have their heads.
    pub fn connect(&mut self, count: usize, kind: Kind) -> Result<()> {
        let until = self.open + count;
        let (mut left, start) = (count, Instant::now());
        while self.open < until {
            while left > 0 && self.opening < OPENING {
                let check = (kind == Kind::Checks).then(Box::default);
                let connection = self.start(self.connections.len(), kind != Kind::Stalls, check)?;
                self.connections.push(connection);
                left -= 1;
            }
            self.turn(Duration::from_secs(1))?;
            if start.elapsed() > PATIENCE {
                return Err(format!("{} of {until} connections are open after {PATIENCE:?}", self.open));
            }
        }
        Ok(())
    }

    fn start(&mut self, at: usize, reads: bool, check: Option<Box<Check>>) -> Result<Connection> {
        let mut stream = if reads {
            TcpStream::connect(self.address).map_err(text)?
        } else {
            let socket = Socket::new(Domain::IPV4, Type::STREAM, None).map_err(text)?;
            socket.set_recv_buffer_size(4096).map_err(text)?;
            // As over Ethernet: the kernel sizes the server's buffer by it, and would take megabytes on loopback.
            socket.set_tcp_mss(1460).map_err(text)?;
            socket.set_nonblocking(true).map_err(text)?;
            match socket.connect(&self.address.into()) {
                Err(error) if error.raw_os_error() != Some(rustix::io::Errno::INPROGRESS.raw_os_error()) => {
                    return Err(text(error));
                }
                _ => TcpStream::from_std(socket.into()),
            }
        };
        let interest = Interest::READABLE | Interest::WRITABLE;
        self.poll.registry().register(&mut stream, Token(at), interest).map_err(text)?;
        self.opening += 1;
        Ok(Connection::new(stream, reads, check))
    }

    /// Reads what has come, waiting at most this long for something.
    pub fn turn(&mut self, timeout: Duration) -> Result<()> {
        let mut events = std::mem::replace(&mut self.events, Events::with_capacity(0));
        let polled = self.poll.poll(&mut events, Some(timeout));
        if let Err(error) = polled {
            if error.kind() != io::ErrorKind::Interrupted {
                return Err(text(error));
            }
        }
        let mut outcome = Ok(());
        for event in &events {
            let readable = event.is_readable() || event.is_read_closed() || event.is_error();
            let done = self.ready(event.token().0, event.is_writable(), readable, event.is_read_closed());
            outcome = outcome.and(done);
        }
        self.events = events;
        outcome
    }

    fn ready(&mut self, at: usize, writable: bool, readable: bool, read_closed: bool) -> Result<()> {
        let Some(connection) = self.connections.get_mut(at) else { return Ok(()) };
        if connection.state == State::Connecting && writable {
            connection.send().map_err(|error| format!("connection {at}: {error}"))?;
        }
        let counts = match connection.state {
            State::Waiting => true,
            State::Open => connection.reads,
            State::Connecting | State::Closed => false,
        };
        if counts && readable {
            let progress = connection.read(&mut self.buffer, read_closed, self.latencies.as_mut())?;
            self.blocks += progress.blocks;
            if progress.opened {
                self.opening -= 1;
                self.open += 1;
            }
            if progress.closed {
                self.open -= 1;
            }
        }
        Ok(())
    }

    /// Reads until so many events have come in all, over all connections.
    pub fn until_blocks(&mut self, blocks: u64) -> Result<()> {
        let start = Instant::now();
        while self.blocks < blocks {
            self.turn(Duration::from_secs(1))?;
            if start.elapsed() > PATIENCE {
                return Err(format!("{} of {blocks} events have come after {PATIENCE:?}", self.blocks));
            }
        }
        Ok(())
    }

    /// Reads for so long.
    pub fn read_for(&mut self, time: Duration) -> Result<()> {
        let end = Instant::now() + time;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            self.turn(left)?;
        }
    }

    /// Reads until every connection has ended, or the time is over; gives how many have not.
    pub fn until_closed(&mut self, patience: Duration) -> Result<usize> {
        let start = Instant::now();
        while self.open > 0 && start.elapsed() < patience {
            self.turn(Duration::from_millis(100))?;
        }
        Ok(self.open)
    }

    /// Cuts the connection with this number and opens it again, with the last id that came.
    pub fn cut(&mut self, at: usize) -> Result<()> {
        let connection = &mut self.connections[at];
        if connection.state != State::Open {
            return Ok(());
        }
        self.open -= 1;
        let mut check = connection.check.take();
        let reads = connection.reads;
        let _ = self.poll.registry().deregister(&mut connection.stream);
        // A reset, as when a network goes: what the server has sent is thrown away.
        let _ = SockRef::from(&connection.stream).set_linger(Some(Duration::ZERO));
        if let Some(check) = &mut check {
            check.reconnected();
        }
        let connection = self.start(at, reads, check)?;
        self.connections[at] = connection;
        Ok(())
    }

    /// Reads until all connections that are being opened are open.
    pub fn until_open(&mut self) -> Result<()> {
        let start = Instant::now();
        while self.opening > 0 {
            self.turn(Duration::from_millis(100))?;
            if start.elapsed() > PATIENCE {
                return Err(format!("{} connections still have no head", self.opening));
            }
        }
        Ok(())
    }

    /// How many of those that never read were cut off by the server: reading shows it, at last.
    pub fn stalled_and_cut(&mut self) -> Result<(usize, usize)> {
        let (mut stalled, mut cut) = (0, 0);
        for connection in self.connections.iter_mut().filter(|connection| !connection.reads) {
            stalled += 1;
            let end = Instant::now() + Duration::from_millis(50);
            while connection.state != State::Closed && Instant::now() < end {
                connection.read(&mut self.buffer, true, None)?;
            }
            cut += usize::from(connection.state == State::Closed);
        }
        Ok((stalled, cut))
    }

    /// How many connections there are, open or not.
    pub fn len(&self) -> usize {
        self.connections.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.connections.is_empty()
    }

    /// How many are open.
    pub fn open(&self) -> usize {
        self.open
    }

    /// How many events have come, over all connections.
    pub fn blocks(&self) -> u64 {
        self.blocks
    }

    /// How many connections had this many events each, among those that read.
    pub fn with_blocks(&self, blocks: u64) -> usize {
        self.connections.iter().filter(|connection| connection.reads && connection.blocks == blocks).count()
    }

    /// How many subscribers have not seen the event with this number.
    pub fn without(&self, seq: u64) -> usize {
        let checks = self.connections.iter().filter_map(|connection| connection.check.as_ref());
        checks.filter(|check| check.last != Some(seq)).count()
    }

    /// What those that look at every event have seen.
    pub fn seen(&self) -> Seen {
        let mut seen = Seen::default();
        for check in self.connections.iter().filter_map(|connection| connection.check.as_ref()) {
            seen.add(check.seen);
        }
        seen
    }

    /// How many of those that look at every event had a response that ended in order.
    pub fn ended_in_order(&self) -> usize {
        let checks = self.connections.iter().filter_map(|connection| connection.check.as_ref());
        checks.filter(|check| check.ended()).count()
    }

    /// From now on, how long every event takes is kept; gives what was kept so far, in microseconds.
    pub fn latencies(&mut self) -> Vec<f64> {
        self.latencies.replace(Vec::new()).unwrap_or_default()
    }
}

impl Drop for Fleet {
    fn drop(&mut self) {
        // No state remains in the kernel for ports that the next server's clients want.
        for connection in &self.connections {
            let _ = SockRef::from(&connection.stream).set_linger(Some(Duration::ZERO));
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn text(error: io::Error) -> String {
    error.to_string()
}
