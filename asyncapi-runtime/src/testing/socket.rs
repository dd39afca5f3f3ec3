//! [`Socket`]: a scripted server over TCP, byte by byte as the script says.

use std::future::poll_fn;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderMap, StatusCode};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::sleep;

use super::read::read_request;
use super::script::{Head, Script, Step};
use super::{DAY, ScriptedServer};
use crate::ListenOptions;

/// The socket of a [`ScriptedServer`], as [`serve`](ScriptedServer::serve) opens it: HTTP/1.1 on a port of 127.0.0.1.
/// Dropping it closes the port and all of its connections.
///
/// Each connection carries one request. The head goes out in one write with `Transfer-Encoding: chunked` and
/// `Connection: close`, every piece of text as a chunk in a write of its own; with [`Script::raw`] every byte is the
/// script's.
///
/// ```
/// use asyncapi_runtime::testing::{Script, ScriptedServer};
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
/// let server = ScriptedServer::new()
///     .connection(Script::raw().text(head).text("9\r\ndata: 1\n").cut())
///     .connection(Script::events().event("1"));
/// let socket = server.serve().await?;
/// // … point a client at `socket.url()`.
/// # let _ = socket.url();
/// # Ok::<(), std::io::Error>(())
/// # }).unwrap();
/// ```
#[derive(Debug)]
#[must_use = "dropping the socket closes it"]
pub struct Socket {
    address: SocketAddr,
    task: AbortHandle,
}

impl Socket {
    pub(super) async fn bind(server: ScriptedServer) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(async move {
            // Dropped with this task, and its tasks with it.
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let server = server.clone();
                connections.spawn(async move {
                    if let Err(error) = connection(stream, &server).await {
                        tracing::debug!(%error, "a scripted connection ended before its script");
                    }
                });
                while connections.try_join_next().is_some() {}
            }
        });
        Ok(Self { address, task: task.abort_handle() })
    }

    /// The base URL, such as `http://127.0.0.1:41234`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The base URL as options, with the default transport.
impl From<&Socket> for ListenOptions {
    fn from(socket: &Socket) -> Self {
        Self::new(socket.url())
    }
}

/// How a connection ends.
enum End {
    Fin,
    Reset,
}

/// Reads a request and answers it by its script.
async fn connection(mut stream: TcpStream, server: &ScriptedServer) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let request = read_request(&mut stream).await?;
    let (script, _open) = server.answer(request);
    let (mut reader, mut writer) = stream.into_split();
    let end = {
        // A client that leaves ends the connection, also while the script waits.
        let (mut play, mut gone) = (pin!(play(script, &mut writer)), pin!(gone(&mut reader)));
        poll_fn(|context| match play.as_mut().poll(context) {
            Poll::Ready(end) => Poll::Ready(end),
            Poll::Pending => gone.as_mut().poll(context).map(Ok),
        })
        .await?
    };
    match end {
        End::Fin => writer.shutdown().await,
        End::Reset => {
            reset(writer.as_ref())?;
            // Its drop would send a FIN first.
            writer.forget();
            Ok(())
        }
    }
}

/// Makes the drop of the stream a RST.
#[allow(
    deprecated,
    reason = "the successor needs a newer tokio; a drop without time to linger does not block"
)]
fn reset(stream: &TcpStream) -> io::Result<()> {
    stream.set_linger(Some(Duration::ZERO))
}

/// Is ready when the client has closed its side.
async fn gone(reader: &mut OwnedReadHalf) -> End {
    let mut ignored = [0; 256];
    while reader.read(&mut ignored).await.is_ok_and(|read| read > 0) {}
    End::Fin
}

async fn play(script: Script, writer: &mut OwnedWriteHalf) -> io::Result<End> {
    if let Some(problem) = script.problem {
        let body = format!("HTTP/1.1 500 Script\r\nconnection: close\r\n\r\n{problem}");
        writer.write_all(body.as_bytes()).await?;
        return Ok(End::Fin);
    }
    if !script.head_after.is_zero() {
        sleep(script.head_after).await;
    }
    let chunked = match script.head {
        Head::Refused | Head::Fatal(_) => return Ok(End::Reset),
        Head::Silent => {
            sleep(DAY).await;
            return Ok(End::Reset);
        }
        Head::Raw => false,
        Head::Response(status, headers) => {
            let chunked = !is_framed(status, &headers);
            writer.write_all(&head(status, &headers, chunked)).await?;
            chunked
        }
    };
    for step in script.steps {
        match step {
            Step::Bytes(bytes) if chunked => writer.write_all(&chunk(&bytes)).await?,
            Step::Bytes(bytes) => writer.write_all(&bytes).await?,
            Step::Pause(time) => sleep(time).await,
            Step::Cut => return Ok(End::Fin),
            Step::Reset => return Ok(End::Reset),
            Step::Hang => {
                sleep(DAY).await;
                return Ok(End::Reset);
            }
        }
    }
    if chunked {
        writer.write_all(b"0\r\n\r\n").await?;
    }
    Ok(End::Fin)
}

/// Whether the length of the body is known without chunks: the script's own header says it, or there is no body.
fn is_framed(status: StatusCode, headers: &HeaderMap) -> bool {
    status.is_informational()
        || matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED)
        || headers.contains_key(CONTENT_LENGTH)
        || headers.contains_key(TRANSFER_ENCODING)
}

fn head(status: StatusCode, headers: &HeaderMap, chunked: bool) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status}\r\n").into_bytes();
    for (name, value) in headers {
        for part in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
            head.extend_from_slice(part);
        }
    }
    if chunked {
        head.extend_from_slice(b"transfer-encoding: chunked\r\n");
    }
    head.extend_from_slice(b"connection: close\r\n\r\n");
    head
}

/// A chunk of a chunked body; nothing for no bytes, since a chunk of none ends the body.
fn chunk(bytes: &[u8]) -> Vec<u8> {
    if bytes.is_empty() {
        return Vec::new();
    }
    [format!("{:X}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}
