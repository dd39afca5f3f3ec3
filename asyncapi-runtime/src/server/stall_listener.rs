//! [`StallTimeoutListener`]: `axum::serve` with a time-out for clients that do not read.

use std::io;
use std::time::Duration;

use axum::serve::Listener;

use super::StallTimeout;

/// A listener for `axum::serve` whose connections have a [`StallTimeout`], over any other one.
///
/// ```no_run
/// use asyncapi_runtime::server::{StallTimeout, StallTimeoutListener};
/// use axum::serve::ListenerExt as _;
/// use tokio::net::TcpListener;
///
/// # async fn f(app: axum::Router) -> std::io::Result<()> {
/// let listener = TcpListener::bind("0.0.0.0:3000").await?.tap_io(|socket| {
///     // An event goes out when it is written, not when the last packet is acknowledged.
///     let _ = socket.set_nodelay(true);
/// });
/// axum::serve(StallTimeoutListener::new(listener, StallTimeout::DEFAULT), app).await
/// # }
/// ```
///
/// A socket's send buffer, which bounds how much a client that does not read is sent, comes from the listening socket:
/// `TcpSocket::set_send_buffer_size`, before it listens.
///
/// The peer's address, for which axum has an extractor, needs a type of one's own here:
///
/// ```
/// use std::net::SocketAddr;
///
/// use asyncapi_runtime::server::StallTimeoutListener;
/// use axum::extract::connect_info::Connected;
/// use axum::serve::IncomingStream;
/// use tokio::net::TcpListener;
///
/// #[derive(Clone)]
/// struct Peer(SocketAddr); // in handlers: `ConnectInfo(Peer(address))`
///
/// impl Connected<IncomingStream<'_, StallTimeoutListener<TcpListener>>> for Peer {
///     fn connect_info(stream: IncomingStream<'_, StallTimeoutListener<TcpListener>>) -> Self {
///         Self(*stream.remote_addr())
///     }
/// }
///
/// # async fn f(listener: StallTimeoutListener<TcpListener>, app: axum::Router) -> std::io::Result<()> {
/// axum::serve(listener, app.into_make_service_with_connect_info::<Peer>()).await
/// # }
/// ```
#[derive(Debug)]
pub struct StallTimeoutListener<L> {
    listener: L,
    after: Duration,
}

impl<L> StallTimeoutListener<L> {
    /// Cuts a connection when nothing of what is to be written could be for `after`; [`StallTimeout::DEFAULT`] suits
    /// production.
    pub fn new(listener: L, after: Duration) -> Self {
        Self { listener, after }
    }
}

impl<L: Listener> Listener for StallTimeoutListener<L> {
    type Io = StallTimeout<L::Io>;
    type Addr = L::Addr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (io, address) = self.listener.accept().await;
        (StallTimeout::new(io, self.after), address)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}
