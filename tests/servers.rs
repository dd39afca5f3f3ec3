//! Servers of the document as base URLs, with their variables.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]
#![deny(warnings, missing_docs, unsafe_code)]

use std::sync::{Arc, Mutex};

use asyncapi_runtime::client::{ListenErrorKind, ResponseFuture, Transport, TransportError};
use asyncapi_runtime::{ListenOptions, Listener};
use axum::body::Bytes;
use axum::http::Request;

/// Nothing but what generated code brings along.
mod v3 {
    #![no_implicit_prelude]

    ::asyncapi_runtime::asyncapi!("specs/servers.yaml");
}

/// AsyncAPI 2.6: servers have URLs.
mod v2 {
    ::asyncapi_runtime::asyncapi!(
        "specs/servers-2x.yaml",
        rename = {
            "#/servers/staging" = "Rehearsal",
            "#/servers/staging/variables/port" = "door",
        },
    );
}

/// Types come from elsewhere; servers belong to the client.
mod client_only {
    #[allow(unused_imports, reason = "only the server is used here")]
    use super::v3::NewsServer;

    ::asyncapi_runtime::asyncapi!("specs/servers.yaml", generate = [client]);
}

use v3::{
    HubServer, LocalServer, NewsEndpoint, ProductionServer, ProductionServerPort, ProductionServerRegion,
    TenantServer, TenantServerTier, listen_for_news,
};

/// A transport that notes what it is asked for, and gives nothing.
#[derive(Clone, Default)]
struct Asked(Arc<Mutex<Vec<String>>>);

impl Transport for Asked {
    fn send(&self, request: Request<Bytes>) -> ResponseFuture {
        let authorization = request.headers().get("authorization").map(|value| value.to_str().unwrap());
        let asked = format!("{} {}", request.uri(), authorization.unwrap_or("-"));
        self.0.lock().unwrap().push(asked);
        Box::pin(async { Err(TransportError::fatal("there is nothing here")) })
    }
}

/// The URL that a listener asks for.
async fn asked(options: impl Into<ListenOptions>) -> Result<String, String> {
    let transport = Asked::default();
    let mut events = listen_for_news(options.into().transport(transport.clone()));
    let error = events.next().await.unwrap().unwrap_err();
    assert!(error.is_fatal() && events.next().await.is_none());
    match error.kind() {
        ListenErrorKind::Options { problem, .. } => {
            assert!(transport.0.lock().unwrap().is_empty());
            Err(problem.clone())
        }
        _ => Ok(transport.0.lock().unwrap().concat()),
    }
}

#[tokio::test]
async fn a_server_is_a_base_url() {
    assert_eq!(asked(LocalServer::new()).await.unwrap(), "http://localhost:3000/news -");
    assert_eq!(
        asked(HubServer::new()).await.unwrap(),
        "https://hub.example.com/.well-known/mercure%20%C3%BC/news -"
    );
    assert_eq!(asked(ProductionServer::new()).await.unwrap(), "https://eu.example.com:443/v1/stream/news -");
    let server = ProductionServer {
        region: ProductionServerRegion::UsEast,
        port: ProductionServerPort::N8443,
        ..Default::default()
    };
    let options = ListenOptions::from(server).bearer("token");
    assert_eq!(asked(options).await.unwrap(), "https://us-east.example.com:8443/v1/stream/news Bearer token");
    // Without a default for every variable there is no `Default`.
    let server = TenantServer::new("acme", TenantServerTier::Paid);
    assert_eq!(asked(server).await.unwrap(), "https://acme.paid.example.com/news -");
    assert_eq!(asked(NewsEndpoint::default()).await.unwrap(), "http://[::1]:3000/news -");
    let elsewhere = NewsEndpoint { self_: "localhost".into() };
    assert_eq!(asked(elsewhere).await.unwrap(), "http://localhost/news -");
}

/// A server is given to the function itself.
#[tokio::test]
async fn a_server_in_place_of_options() {
    let events: Listener<v3::NewsServer> = listen_for_news(ProductionServer::new());
    assert_eq!(events.url().unwrap().to_string(), "https://eu.example.com:443/v1/stream/news");
}

#[test]
fn a_server_shows_its_url() {
    assert_eq!(ProductionServer::new().url(), "https://eu.example.com:443/v1/stream");
    let odd = ProductionServer { base: "a b?".into(), ..ProductionServer::new() };
    assert_eq!(odd.to_string(), "https://eu.example.com:443/a%20b%3F/stream");
    assert_eq!(ProductionServer::default(), ProductionServer::new());
    assert_eq!(ProductionServerRegion::ALL.map(ProductionServerRegion::as_str), ["eu", "us-east"]);
}

/// Whatever a value is, the request goes to the document's host, or nowhere.
#[tokio::test]
async fn c_18_no_value_leads_to_another_host() {
    for value in
        ["evil.com/", "user:secret@evil.com", "evil.com#", "evil.com:80", "a b", "", "[::1]", "x\r\ny", "ø"]
    {
        let problem = asked(TenantServer::new(value, TenantServerTier::Free)).await.unwrap_err();
        assert!(problem.contains("tenant") && !problem.contains("secret"), "{value}: {problem}");
        let text = TenantServer::new(value, TenantServerTier::Free).url();
        let other = asked(text.as_str()).await;
        assert!(
            other.as_ref().map_or(true, |url| url.contains(".free.example.com/news")),
            "{value}: {other:?}"
        );
    }
    for value in ["a b", "..", "a/../../b", "a?b", "%"] {
        let server = ProductionServer { base: value.into(), ..Default::default() };
        let problem = asked(server).await.unwrap_err();
        assert!(problem.contains("production"), "{value}: {problem}");
    }
}

#[test]
fn servers_of_2x() {
    assert_eq!(v2::ProductionServer::new().url(), "https://api.example.com/v2/");
    let first = v2::ProductionServer { version: v2::ProductionServerVersion::N1 };
    assert_eq!(first.url(), "https://api.example.com/v1/");
    assert_eq!(v2::Rehearsal { door: "1".into() }.url(), "https://staging.example.com:1");
    assert_eq!(client_only::ProductionServer::new().url(), ProductionServer::new().url());
}
