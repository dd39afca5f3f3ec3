//! [`HyperTransport`]: HTTP/1.1, TLS and HTTP/2 through hyper-util.

use std::fmt;
#[cfg(feature = "rustls")]
use std::sync::Arc;

use bytes::Bytes;
use http::uri::Scheme;
use http_body::Body;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Builder, Client, Error};
use hyper_util::rt::TokioExecutor;
#[cfg(feature = "http2")]
use hyper_util::rt::TokioTimer;
#[cfg(feature = "rustls")]
use {hyper_rustls::HttpsConnector, hyper_rustls::HttpsConnectorBuilder, tokio::sync::OnceCell};

#[cfg(feature = "http2")]
use super::http2;
#[cfg(feature = "rustls")]
use super::tls::{Trust, explain};
use super::{BodyStream, BoxError, ResponseFuture, Transport, TransportError};

type Plain = Client<HttpConnector, Full<Bytes>>;
#[cfg(feature = "rustls")]
type Tls = Client<HttpsConnector<HttpConnector>, Full<Bytes>>;

/// HTTP over TCP: the default transport.
///
/// | features | `http://` | `https://` |
/// |---|---|---|
/// | `hyper` | HTTP/1.1 | a fatal error |
/// | `rustls` | HTTP/1.1 | HTTP/1.1 |
/// | `http2` | HTTP/1.1, or HTTP/2 by prior knowledge | a fatal error |
/// | `rustls` and `http2` | HTTP/1.1, or HTTP/2 by prior knowledge | HTTP/2 or HTTP/1.1, as the server chooses (ALPN) |
///
/// With HTTP/1.1 each stream has a connection of its own, closed when the body is dropped. With HTTP/2 all streams of
/// one transport and its clones to one server share a connection, and dropping a body resets its stream only. A
/// listener that is given no transport makes one for itself; listeners that are to share get clones of one:
///
/// ```
/// use asyncapi_runtime::ListenOptions;
/// use asyncapi_runtime::client::HyperTransport;
///
/// let transport = HyperTransport::new();
/// let orders = ListenOptions::new("https://example.com").transport(transport.clone());
/// let prices = ListenOptions::new("https://example.com").transport(transport);
/// ```
///
/// The clones belong to one tokio runtime: a shared connection ends with the runtime that opened it.
///
/// # TLS
///
/// The certificates that the platform trusts are trusted, and those that were
#[cfg_attr(feature = "rustls", doc = "[added](Self::root_certificates);")]
#[cfg_attr(not(feature = "rustls"), doc = "added;")]
/// `SSL_CERT_FILE` and `SSL_CERT_DIR` name others in place of the platform's. They are read when the first https
/// request is sent, once in a process. The cryptography is that of the program's default
/// `rustls::crypto::CryptoProvider` if one is installed, and else ring; none is installed here.
///
/// A certificate that is not accepted is an error that says why. It is tried again like every failure to connect, since
/// certificates are renewed; the request, with its credentials, is sent only after the check.
#[derive(Clone)]
pub struct HyperTransport {
    plain: Plain,
    #[cfg(feature = "rustls")]
    trust: Trust,
    /// Made when it is first needed: it reads files.
    #[cfg(feature = "rustls")]
    tls: Arc<OnceCell<Tls>>,
    #[cfg(feature = "http2")]
    http2_only: bool,
}

impl HyperTransport {
    /// A transport without connections yet.
    pub fn new() -> Self {
        Self {
            // A stream holds its connection until it is cancelled: there is nothing to pool.
            plain: builder(0).build(connector()),
            #[cfg(feature = "rustls")]
            trust: Trust::default(),
            #[cfg(feature = "rustls")]
            tls: Arc::default(),
            #[cfg(feature = "http2")]
            http2_only: false,
        }
    }

    /// Trusts these root certificates too: one or several in PEM, as `-----BEGIN CERTIFICATE-----` texts. For servers
    /// whose certificates come from a private authority, or from a test.
    ///
    /// The result shares no connections with what it was made of.
    ///
    /// ```no_run
    /// use asyncapi_runtime::client::HyperTransport;
    ///
    /// let transport = HyperTransport::new().root_certificates(&std::fs::read("authority.pem")?)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the text is no PEM, holds no certificate, or one that cannot be read: a
    /// [fatal](TransportError::is_fatal) error.
    #[cfg(feature = "rustls")]
    pub fn root_certificates(mut self, pem: &[u8]) -> Result<Self, TransportError> {
        self.trust.add(pem)?;
        self.tls = Arc::default();
        Ok(self)
    }

    /// Speaks HTTP/2 only, also in plain text, where a server cannot be asked whether it does ("prior knowledge",
    /// RFC 9113 section 3.3). With TLS this is not needed, and refuses servers that speak HTTP/1.1 only.
    ///
    /// The result shares no connections with what it was made of.
    ///
    /// ```
    /// use asyncapi_runtime::ListenOptions;
    /// use asyncapi_runtime::client::HyperTransport;
    ///
    /// let transport = HyperTransport::new().http2_prior_knowledge();
    /// let options = ListenOptions::new("http://service.internal").transport(transport);
    /// ```
    #[cfg(feature = "http2")]
    #[must_use]
    pub fn http2_prior_knowledge(mut self) -> Self {
        self.http2_only = true;
        self.plain = builder(1).http2_only(true).build(connector());
        #[cfg(feature = "rustls")]
        {
            self.tls = Arc::default();
        }
        self
    }

    /// The client for https, which is made here if it is not there yet.
    #[cfg(feature = "rustls")]
    async fn tls(&self) -> Result<Tls, TransportError> {
        let make = || async {
            let config = self.trust.config().await?;
            let mut connector = connector();
            connector.enforce_http(false);
            let https = HttpsConnectorBuilder::new().with_tls_config(config).https_only();
            #[cfg(feature = "http2")]
            let client = if self.http2_only {
                builder(1).http2_only(true).build(https.enable_http2().wrap_connector(connector))
            } else {
                builder(1).build(https.enable_all_versions().wrap_connector(connector))
            };
            #[cfg(not(feature = "http2"))]
            let client = builder(0).build(https.enable_http1().wrap_connector(connector));
            Ok(client)
        };
        self.tls.get_or_try_init(make).await.cloned()
    }
}

/// A connector that sends small requests at once.
fn connector() -> HttpConnector {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    connector
}

/// A builder of clients that keep this many connections to a server for later requests: 1 is what it takes to share
/// an HTTP/2 connection, and lets HTTP/1.1 use one again whose body was read to its end.
fn builder(kept: usize) -> Builder {
    let mut builder = Client::builder(TokioExecutor::new());
    // Streams do not show in the pool: with a time limit, a connection that is in use would not be found any more.
    builder.pool_max_idle_per_host(kept).pool_idle_timeout(None);
    #[cfg(feature = "http2")]
    builder
        .timer(TokioTimer::new())
        .http2_initial_stream_window_size(http2::STREAM_WINDOW)
        .http2_initial_connection_window_size(http2::CONNECTION_WINDOW)
        .http2_keep_alive_interval(http2::PING_AFTER)
        .http2_keep_alive_timeout(http2::PING_TIMEOUT);
    builder
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
        let request = request.map(Full::new);
        if request.uri().scheme() != Some(&Scheme::HTTPS) {
            return Box::pin(answer(self.plain.request(request)));
        }
        #[cfg(feature = "rustls")]
        {
            let transport = self.clone();
            Box::pin(async move { answer(transport.tls().await?.request(request)).await })
        }
        #[cfg(not(feature = "rustls"))]
        {
            let error = "https needs a TLS transport: turn on the feature `rustls` of asyncapi-runtime for the \
                         default one, or give `ListenOptions` another one with `transport`, such as \
                         `ReqwestTransport` (feature `reqwest`)";
            Box::pin(async move { Err(TransportError::fatal(error)) })
        }
    }
}

async fn answer<B>(
    response: impl Future<Output = Result<http::Response<B>, Error>>,
) -> Result<http::Response<BodyStream>, TransportError>
where
    B: Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    let response = response.await.map_err(|error| {
        let error = BoxError::from(error);
        #[cfg(feature = "rustls")]
        let error = explain(error);
        TransportError::retryable(error)
    })?;
    Ok(response.map(|body| Box::pin(body.map_err(Into::into).into_data_stream()) as BodyStream))
}
