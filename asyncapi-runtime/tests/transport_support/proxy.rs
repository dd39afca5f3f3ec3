//! A network between client and server that can go dead.

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Passes connections on to a server.
pub(crate) struct Proxy {
    pub(crate) port: u16,
    dead: watch::Sender<()>,
}

impl Proxy {
    pub(crate) async fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let own = listener.local_addr().unwrap().port();
        let dead = watch::Sender::new(());
        let signal = dead.clone();
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let mut server = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
                client.set_nodelay(true).unwrap();
                server.set_nodelay(true).unwrap();
                let mut dead = signal.subscribe();
                tokio::spawn(async move {
                    tokio::select! {
                        _ = copy_bidirectional(&mut client, &mut server) => {}
                        // Both sockets stay open, and nobody reads them.
                        _ = dead.changed() => std::future::pending().await,
                    }
                });
            }
        });
        Self { port: own, dead }
    }

    /// From now on nothing passes on the connections that there are.
    pub(crate) fn go_dead(&self) {
        self.dead.send_replace(());
    }
}
