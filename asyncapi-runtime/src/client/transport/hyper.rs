//! [`HyperTransport`]: plain HTTP/1.1 through hyper-util.

use std::fmt;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use super::{BodyStream, BoxError, ResponseFuture, Transport, TransportError};

/// Plain HTTP/1.1 over TCP: the default transport.
///
/// Each request has a connection of its own, closed when the body is dropped. An `https://` URL is a fatal error:
/// it needs a transport that speaks TLS.
#[derive(Clone)]
pub struct HyperTransport {
    client: Client<HttpConnector, Full<Bytes>>,
}

impl HyperTransport {
    /// A transport without connections yet.
    pub fn new() -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        // A stream holds its connection until it is cancelled: there is nothing to pool.
        let client = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector);
        Self { client }
    }
}

impl Default for HyperTransport {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for HyperTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HyperTransport").finish_non_exhaustive()
    }
}

impl Transport for HyperTransport {
    fn send(&self, request: http::Request<Bytes>) -> ResponseFuture {
        if request.uri().scheme() == Some(&http::uri::Scheme::HTTPS) {
            let error = "https needs a TLS transport: the default one speaks plain HTTP only; give `ListenOptions` \
                         another one with `transport`";
            return Box::pin(async move { Err(TransportError::fatal(error)) });
        }
        let response = self.client.request(request.map(Full::new));
        Box::pin(async move {
            let response = response.await.map_err(TransportError::retryable)?;
            Ok(response.map(|body| Box::pin(body.map_err(BoxError::from).into_data_stream()) as BodyStream))
        })
    }
}
