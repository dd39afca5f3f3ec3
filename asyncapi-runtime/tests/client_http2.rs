//! HTTP/2 through every transport that speaks it: by prior knowledge, and as the server chooses (ALPN).
#![cfg(all(feature = "http2", any(feature = "hyper", feature = "reqwest")))]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]

mod client_support;
#[path = "transport_support/proxy.rs"]
mod proxy;
#[cfg(feature = "rustls")]
#[path = "transport_support/tls.rs"]
mod tls_support;
mod transport_support;

use std::sync::Arc;
use std::time::Duration;

use asyncapi_runtime::ListenOptions;
#[cfg(feature = "hyper")]
use asyncapi_runtime::client::HyperTransport;
#[cfg(feature = "reqwest")]
use asyncapi_runtime::client::ReqwestTransport;
use asyncapi_runtime::client::{Listener, Transport};
use client_support::{error, event, listen, short};
use futures_util::future::join_all;
use http::{Method, Version};
use proxy::Proxy;
use transport_support::{Asked, Events, Server, within};

/// A transport, and a server that it can talk to.
struct Case {
    scheme: &'static str,
    server: Server,
    transport: Arc<dyn Transport>,
}

impl Case {
    async fn all() -> Vec<Self> {
        vec![
            #[cfg(feature = "hyper")]
            Self::plain(HyperTransport::new().http2_prior_knowledge()).await,
            #[cfg(feature = "reqwest")]
            Self::plain(ReqwestTransport::new(
                ReqwestTransport::client_builder().http2_prior_knowledge().no_proxy().build().unwrap(),
            ))
            .await,
            #[cfg(feature = "rustls")]
            Self::tls().await,
        ]
    }

    async fn plain(transport: impl Transport) -> Self {
        Self { scheme: "http", server: Server::plain().await, transport: Arc::new(transport) }
    }

    #[cfg(feature = "rustls")]
    async fn tls() -> Self {
        let authority = tls_support::Authority::new();
        let server = Server::new(authority.server("localhost", &["h2", "http/1.1"])).await;
        let transport = HyperTransport::new().root_certificates(authority.pem.as_bytes()).unwrap();
        Self { scheme: "https", server, transport: Arc::new(transport) }
    }

    fn options(&self, port: u16) -> ListenOptions {
        ListenOptions::new(format!("{}://localhost:{port}", self.scheme))
            .transport(Arc::clone(&self.transport))
    }

    fn listen(&self) -> Listener<u32> {
        listen(self.options(self.server.port()))
    }

    /// The request that this listener sends.
    async fn asked(&self, listener: &mut Listener<u32>) -> Asked {
        let asked = tokio::select! {
            asked = self.server.asked() => asked,
            item = listener.next() => panic!("there was no answer: {item:?}"),
        };
        assert_eq!(asked.version, Version::HTTP_2);
        asked
    }

    /// A listener that is open, and the server's side of it.
    async fn open(&self) -> (Listener<u32>, Events) {
        let mut listener = self.listen();
        let mut events = self.asked(&mut listener).await.open();
        says(&mut events, &mut listener, 0).await;
        (listener, events)
    }
}

/// Sends a message, and sees it arrive while the body stays open.
async fn says(events: &mut Events, listener: &mut Listener<u32>, message: u32) {
    events.send(format!("id: {message}\ndata: {message}\n\n"));
    assert_eq!(event(within(listener.next()).await).message, message);
    assert!(events.is_open());
}

#[tokio::test]
async fn p_lat_each_event_arrives_when_it_is_sent() {
    for case in Case::all().await {
        let (mut listener, mut events) = case.open().await;
        for message in 1..=5 {
            says(&mut events, &mut listener, message).await;
        }
    }
}

#[tokio::test]
async fn c_01_no_header_of_http_1_is_sent() {
    for case in Case::all().await {
        let asked = case.asked(&mut case.listen()).await;
        assert_eq!(
            (asked.header("accept"), asked.header("cache-control")),
            ("text/event-stream", "no-cache")
        );
        for name in ["connection", "host", "content-length", "transfer-encoding"] {
            assert_eq!(asked.header(name), "-", "{name}");
        }
    }
}

#[tokio::test]
async fn c_15_dropping_a_listener_resets_its_stream_while_others_go_on() {
    for case in Case::all().await {
        let (first, first_events) = case.open().await;
        let (mut second, mut second_events) = case.open().await;
        let mut third = case.listen();
        let unanswered = case.asked(&mut third).await;
        drop(first);
        first_events.gone().await;
        drop(third);
        unanswered.gone().await;
        says(&mut second_events, &mut second, 1).await;
        let (mut fourth, mut fourth_events) = case.open().await;
        says(&mut fourth_events, &mut fourth, 1).await;
        assert_eq!(case.server.connections(), 1, "all share one connection");
    }
}

#[tokio::test]
async fn c_10_c_12_a_stream_that_ends_is_resumed_on_the_same_connection() {
    for case in Case::all().await {
        let (mut other, mut other_events) = case.open().await;
        let (mut listener, mut events) = case.open().await;
        says(&mut events, &mut listener, 7).await;
        drop(events);
        assert_eq!(short(&error(within(listener.next()).await)), "ended");
        let asked = case.asked(&mut listener).await;
        assert_eq!(asked.header("last-event-id"), "7");
        says(&mut asked.open(), &mut listener, 8).await;
        says(&mut other_events, &mut other, 1).await;
        assert_eq!(case.server.connections(), 1);
    }
}

#[tokio::test]
async fn c_11_a_connection_that_breaks_is_made_again_once_for_all_its_streams() {
    for case in Case::all().await {
        let (mut first, _first_events) = case.open().await;
        let (mut second, _second_events) = case.open().await;
        case.server.kill_connections();
        for listener in [&mut first, &mut second] {
            assert_eq!(short(&error(within(listener.next()).await)), "network");
        }
        let mut events = case.asked(&mut first).await.open();
        says(&mut events, &mut first, 1).await;
        let mut events = case.asked(&mut second).await.open();
        says(&mut events, &mut second, 1).await;
        assert_eq!(case.server.connections(), 2);
    }
}

#[tokio::test]
async fn listeners_that_start_at_the_same_time_all_get_a_stream() {
    for case in Case::all().await {
        let mut listeners: Vec<_> = (0..20).map(|_| case.listen()).collect();
        let serving = async {
            let mut all = Vec::new();
            for message in 0..20 {
                let events = case.server.asked().await.open();
                events.send(format!("data: {message}\n\n"));
                all.push(events);
            }
            all
        };
        let listening = join_all(listeners.iter_mut().map(Listener::next));
        let (all, items) = within(async { tokio::join!(serving, listening) }).await;
        let mut messages: Vec<_> = items.into_iter().map(|item| event(item).message).collect();
        messages.sort_unstable();
        assert!(messages.into_iter().eq(0..20));
        // Over TLS each opens one before it knows that it may share; all but one are closed again.
        within(async {
            while case.server.open_connections() != 1 {
                tokio::task::yield_now().await;
            }
        })
        .await;
        drop(all);
    }
}

#[tokio::test]
async fn a_server_that_drains_its_connection_is_reached_by_another_while_streams_go_on() {
    for case in Case::all().await {
        let (mut first, mut first_events) = case.open().await;
        case.server.drain_connections();
        let mut others = Vec::new();
        // The server's word may still be under way.
        while case.server.connections() == 1 {
            others.push(case.open().await);
        }
        says(&mut first_events, &mut first, 1).await;
        for (mut listener, mut events) in others {
            says(&mut events, &mut listener, 1).await;
        }
        assert_eq!(case.server.connections(), 2);
    }
}

#[tokio::test]
async fn c_19_a_body_is_sent_first_and_again() {
    for case in Case::all().await {
        let options = case.options(case.server.port()).method(Method::POST).body("prompt");
        let mut listener = listen(options);
        for _ in 0..2 {
            let asked = case.asked(&mut listener).await;
            assert_eq!((asked.method.clone(), &*asked.body), (Method::POST, b"prompt".as_slice()));
            drop(asked.open());
            assert_eq!(short(&error(within(listener.next()).await)), "ended");
        }
    }
}

#[tokio::test]
async fn c_25_listeners_that_are_not_read_do_not_stop_another_one() {
    /// More than any buffer on the way holds.
    const COMMENTS: usize = 4096;
    let comment = [b":".as_slice(), &[b'x'; 1022], b"\n"].concat();
    for case in Case::all().await {
        let mut unread = Vec::new();
        for _ in 0..4 {
            let (listener, events) = case.open().await;
            (0..COMMENTS).for_each(|_| events.send(&comment));
            events.send("data: 1\n\n");
            unread.push((listener, events));
        }
        let (mut listener, mut events) = case.open().await;
        for message in 1..=100 {
            says(&mut events, &mut listener, message).await;
        }
        for (mut listener, _events) in unread {
            assert_eq!(event(within(listener.next()).await).message, 1, "it was late, not lost");
        }
        assert_eq!(case.server.connections(), 1);
    }
}

#[tokio::test]
async fn c_11_c_21_a_dead_connection_is_not_used_again() {
    for case in Case::all().await {
        let proxy = Proxy::to(case.server.port()).await;
        let mut listener = listen(case.options(proxy.port).idle_timeout(None));
        let mut events = case.asked(&mut listener).await.open();
        says(&mut events, &mut listener, 1).await;
        proxy.go_dead();
        // Nothing happens any more but time.
        tokio::time::pause();
        let start = tokio::time::Instant::now();
        let item = tokio::time::timeout(Duration::from_secs(600), listener.next()).await;
        let error = error(item.expect("somebody notices"));
        assert_eq!(short(&error), "network");
        let after = start.elapsed();
        assert!((Duration::from_secs(20)..Duration::from_secs(45)).contains(&after), "{after:?}: {error}");
        tokio::time::resume();
        let mut events = case.asked(&mut listener).await.open();
        says(&mut events, &mut listener, 2).await;
        assert_eq!(case.server.connections(), 2);
    }
}

/// What was not read of a stream counts against the window of the connection until the stream is reset.
#[tokio::test]
async fn c_15_many_restarts_use_one_connection_and_none_of_its_window() {
    for case in Case::all().await {
        let (mut listener, mut events) = case.open().await;
        let mut gone = Vec::new();
        for message in 1..200 {
            events.send(format!("id: {message}\ndata: {message}\n\n:{}", "x".repeat(200_000)));
            assert_eq!(event(within(listener.next()).await).message, message);
            listener.restart();
            let next = case.asked(&mut listener).await;
            assert_eq!(next.header("last-event-id"), message.to_string());
            gone.push(std::mem::replace(&mut events, next.open()));
        }
        for events in gone {
            events.gone().await;
        }
        says(&mut events, &mut listener, 200).await;
        assert_eq!((case.server.connections(), case.server.open_connections()), (1, 1));
    }
}
