//! The reference: a pool of threads that write every event to every socket, and nothing else.
//!
//! No runtime, no HTTP beyond the head. The event is encoded once, with the framing of its chunk; each thread has its
//! share of the sockets.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use asyncapi_bench_server::serve::{self, Options};
use asyncapi_bench_server::tick::{self, Tick};

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-cache\r\n\
    transfer-encoding: chunked\r\n\r\n2\r\n:\n\r\n";

type Sockets = Arc<Mutex<Vec<TcpStream>>>;

/// Reads the request, answers with the head.
fn open(mut stream: TcpStream) -> std::io::Result<TcpStream> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let (mut request, mut part) = (Vec::new(), [0; 1024]);
    while !request.ends_with(b"\r\n\r\n") {
        let read = stream.read(&mut part)?;
        if read == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        request.extend_from_slice(&part[..read]);
    }
    stream.write_all(HEAD)?;
    stream.set_nonblocking(true)?;
    Ok(stream)
}

/// Writes events as they come. Who does not read loses its connection.
fn write(events: &Receiver<Arc<[u8]>>, sockets: &Sockets) {
    for event in events {
        let mut sockets = sockets.lock().expect("no writer panics");
        sockets.retain_mut(|socket| matches!(socket.write(&event), Ok(written) if written == event.len()));
    }
}

fn main() {
    let options = Options::from_arguments();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a socket");
    let mut pool: Vec<(Sender<Arc<[u8]>>, Sockets)> = Vec::new();
    for _ in 0..options.workers {
        let (sender, receiver) = mpsc::channel();
        let sockets = Sockets::default();
        pool.push((sender, sockets.clone()));
        std::thread::spawn(move || write(&receiver, &sockets));
    }
    serve::say(&format!("listening {}", listener.local_addr().expect("an address").port()));
    let shares: Vec<Sockets> = pool.iter().map(|(_, sockets)| sockets.clone()).collect();
    std::thread::spawn(move || {
        for (stream, sockets) in listener.incoming().zip(shares.iter().cycle()) {
            if let Ok(stream) = stream.and_then(open) {
                sockets.lock().expect("no writer panics").push(stream);
            }
        }
    });
    let mut seq = 0;
    serve::commands(|line| {
        let Some(count) = line.strip_prefix("publish ") else { return };
        for _ in 0..count.parse().unwrap_or(0) {
            seq += 1;
            let event = tick::encode(&Tick::new(seq, options.size));
            let mut chunk = format!("{:x}\r\n", event.len()).into_bytes();
            chunk.extend_from_slice(&event);
            chunk.extend_from_slice(b"\r\n");
            let chunk: Arc<[u8]> = chunk.into();
            for (sender, _) in &pool {
                let _ = sender.send(chunk.clone());
            }
        }
    });
}
