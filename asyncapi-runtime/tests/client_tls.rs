//! The default transport over TLS, against a server with certificates of the test's own.
#![cfg(feature = "rustls")]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]

mod client_support;
#[path = "transport_support/tls.rs"]
mod tls_support;
mod transport_support;

use std::sync::atomic::{AtomicU32, Ordering};

use asyncapi_runtime::ListenOptions;
use asyncapi_runtime::client::{HyperTransport, ListenError, Listener, TransportError};
use client_support::{error, event, listen, short};
use http::Version;
use tls_support::Authority;
use tokio::process::Command;
use transport_support::{Server, within};

const H1: &[&str] = &["http/1.1"];
const BOTH: &[&str] = &["h2", "http/1.1"];

fn url(server: &Server) -> String {
    format!("https://localhost:{}", server.port())
}

fn trusting(authority: &Authority) -> HyperTransport {
    HyperTransport::new().root_certificates(authority.pem.as_bytes()).unwrap()
}

async fn first_error(mut listener: Listener<u32>) -> ListenError {
    error(within(listener.next()).await)
}

#[tokio::test]
async fn c_01_c_12_https_reads_a_stream_and_resumes_it() {
    let authority = Authority::new();
    let server = Server::new(authority.server("localhost", H1)).await;
    let mut listener = listen(ListenOptions::new(url(&server)).transport(trusting(&authority)).bearer("t"));
    let serving = async {
        let asked = server.asked().await;
        assert_eq!((asked.version, asked.header("last-event-id")), (Version::HTTP_11, "-"));
        assert_eq!(asked.header("authorization"), "Bearer t");
        asked.open().send("id: 7\ndata: 1\n\n");
        let asked = server.asked().await;
        assert_eq!(asked.header("last-event-id"), "7");
        asked.open().send("data: 2\n\n");
    };
    let listening = async {
        assert_eq!(event(listener.next().await).message, 1);
        assert_eq!(short(&error(listener.next().await)), "ended");
        assert_eq!(event(listener.next().await).message, 2);
    };
    within(async { tokio::join!(serving, listening) }).await;
    // Nothing is set for the whole program.
    assert!(rustls::crypto::CryptoProvider::get_default().is_none());
}

#[tokio::test]
async fn c_15_dropping_a_listener_closes_the_tls_connection() {
    let authority = Authority::new();
    for offered in [H1, BOTH] {
        let server = Server::new(authority.server("localhost", offered)).await;
        let mut listener = listen(ListenOptions::new(url(&server)).transport(trusting(&authority)));
        let serving = async {
            let events = server.asked().await.open();
            events.send("data: 1\n\n");
            events
        };
        let (events, first) = tokio::join!(serving, within(listener.next()));
        assert_eq!(event(first).message, 1);
        drop(listener);
        events.gone().await;
        // It was the only user of its transport, which is gone with it: so are the connections.
        within(async {
            while server.open_connections() > 0 {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }
}

#[tokio::test]
async fn the_server_chooses_the_protocol() {
    let authority = Authority::new();
    let http2 = cfg!(feature = "http2");
    for (offered, version) in [
        (BOTH, if http2 { Version::HTTP_2 } else { Version::HTTP_11 }),
        (H1, Version::HTTP_11),
        (&[], Version::HTTP_11),
    ] {
        let server = Server::new(authority.server("localhost", offered)).await;
        let mut listener = listen(ListenOptions::new(url(&server)).transport(trusting(&authority)));
        let asked = tokio::select! {
            asked = server.asked() => asked,
            item = listener.next() => panic!("{item:?}"),
        };
        assert_eq!(asked.version, version, "{offered:?}");
    }
}

#[tokio::test]
async fn c_11_a_certificate_that_is_not_trusted_is_tried_again_and_says_why() {
    let (authority, other) = (Authority::new(), Authority::new());
    for (server, expected) in [
        (other.server("localhost", BOTH), ["UnknownIssuer", "HyperTransport::root_certificates"]),
        (authority.server("elsewhere", BOTH), ["is not accepted", "elsewhere"]),
        (authority.server_until("localhost", BOTH, 2000), ["is not accepted", "expired"]),
    ] {
        let server = Server::new(server).await;
        let options = ListenOptions::new(format!("{}?token=secret", url(&server)));
        let error = first_error(listen(options.transport(trusting(&authority)).bearer("secret"))).await;
        assert!(error.reconnects_in().is_some(), "a certificate is renewed some day: {error}");
        let text = error.to_string();
        assert!(expected.iter().all(|part| text.contains(part)), "{text}");
        assert!(!text.contains("secret") && !format!("{error:?}").contains("secret"), "{error:?}");
        assert!(!server.was_asked(), "nothing is sent before the certificate is accepted");
    }
}

#[tokio::test]
async fn c_11_a_server_without_tls_says_so() {
    let authority = Authority::new();
    let server = Server::plain().await;
    let error = first_error(listen(ListenOptions::new(url(&server)).transport(trusting(&authority)))).await;
    assert!(error.to_string().contains("does not speak TLS"), "{error}");
    assert!(error.reconnects_in().is_some());
}

#[tokio::test]
async fn c_09_credentials_do_not_follow_a_redirect_from_https_to_http() {
    let authority = Authority::new();
    let secure = Server::new(authority.server("localhost", BOTH)).await;
    let plain = Server::plain().await;
    let location = format!("http://localhost:{}/there", plain.port());
    let options = ListenOptions::new(url(&secure)).transport(trusting(&authority));
    let mut listener = listen(options.bearer("t").header("cookie", "c").header("x-tenant", "7"));
    let serving = async {
        let asked = secure.asked().await;
        assert_eq!((asked.header("authorization"), asked.header("cookie")), ("Bearer t", "c"));
        asked.redirect(&location);
        let asked = plain.asked().await;
        assert_eq!((asked.header("authorization"), asked.header("cookie")), ("-", "-"));
        assert_eq!((asked.uri.path(), asked.header("x-tenant")), ("/there", "7"));
        asked.open().send("data: 1\n\n");
    };
    let ((), item) = within(async { tokio::join!(serving, listener.next()) }).await;
    assert_eq!(event(item).message, 1);
}

#[tokio::test]
async fn several_authorities_are_added_in_one_text_or_one_by_one() {
    let (first, second) = (Authority::new(), Authority::new());
    let together = format!("{}\nsome text\n{}", first.pem, second.pem);
    let by_one = trusting(&first).root_certificates(second.pem.as_bytes()).unwrap();
    for transport in [HyperTransport::new().root_certificates(together.as_bytes()).unwrap(), by_one] {
        for authority in [&first, &second] {
            let server = Server::new(authority.server("127.0.0.1", BOTH)).await;
            let url = format!("https://127.0.0.1:{}", server.port());
            let mut listener = listen(ListenOptions::new(url).transport(transport.clone()));
            tokio::select! {
                _ = server.asked() => {}
                item = listener.next() => panic!("{item:?}"),
            }
        }
    }
}

#[test]
fn roots_that_are_none_are_an_error() {
    let error: TransportError = HyperTransport::new().root_certificates(b"no PEM").unwrap_err();
    assert!(error.is_fatal() && error.to_string().contains("no root certificate"), "{error}");
}

/// What the default transport gives in a process whose platform trusts these roots.
async fn with_platform(roots: &str, url: String) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let file = std::env::temp_dir().join(format!("asyncapi-roots-{}-{number}.pem", std::process::id()));
    std::fs::write(&file, roots).unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--ignored", "--nocapture"])
        .env("SSL_CERT_FILE", &file)
        .env_remove("SSL_CERT_DIR")
        .env("CHILD_LISTENS_TO", url)
        .output();
    let output = within(output).await.unwrap();
    std::fs::remove_file(&file).unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test]
#[ignore = "the tests below run it, in a process of its own"]
async fn child() {
    let Ok(url) = std::env::var("CHILD_LISTENS_TO") else { return };
    match within(listen(url).next()).await.unwrap() {
        Ok(event) => println!("message {}", event.message),
        Err(error) => println!("{error}"),
    }
}

#[tokio::test]
async fn the_certificates_of_the_platform_are_trusted() {
    let authority = Authority::new();
    let server = Server::new(authority.server("localhost", BOTH)).await;
    let serving = async {
        let events = server.asked().await.open();
        events.send("data: 1\n\n");
        events.gone().await;
    };
    let ((), text) = tokio::join!(serving, with_platform(&authority.pem, url(&server)));
    assert!(text.contains("message 1"), "{text}");
}

#[tokio::test]
async fn a_platform_without_certificates_is_a_fatal_error_that_says_what_to_do() {
    let text = with_platform("", "https://localhost:1".to_owned()).await;
    assert!(text.contains("ca-certificates") && text.contains("; the stream ends"), "{text}");
}
