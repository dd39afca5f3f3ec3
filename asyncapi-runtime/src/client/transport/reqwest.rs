//! [`ReqwestTransport`]: a client of reqwest as transport.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt as _;
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Request};

#[cfg(feature = "http2")]
use super::http2;
use super::{BodyStream, BoxError, ResponseFuture, Transport, TransportError};

/// For ever, as far as timers reach.
const NO_TIMEOUT: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// A client of reqwest: for programs that have one already, with its proxies, certificates, resolvers and pool.
///
/// [`Default`] makes a client that suits a listener, and [`client_builder`](Self::client_builder) the builder of one,
/// to add to. Such a client takes proxies from the environment (`HTTPS_PROXY`, …). TLS
/// and its certificates are the features of reqwest that the program turns on; without any, an `https://` URL is a
/// fatal error. HTTP/2 comes with the feature `http2` of this crate, or of reqwest: over TLS as the server chooses,
/// in plain text with a client whose builder says `http2_prior_knowledge()`.
///
/// A client that was made for other requests should have one setting, and may have a few others:
///
/// ```
/// use asyncapi_runtime::ListenOptions;
/// use asyncapi_runtime::client::ReqwestTransport;
///
/// let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
/// let options = ListenOptions::new("https://example.com").transport(ReqwestTransport::new(client));
/// # Ok::<(), reqwest::Error>(())
/// ```
///
/// - `redirect(Policy::none())`: the listener follows redirects by its own rules (C-07 to C-09). A client that
///   follows them by itself, as reqwest does by default, sends all headers along but `Authorization`, `Cookie` and a
///   few others, also those that were marked as sensitive; and errors name the first URL, not the one that answered. It
///   works otherwise, with a warning in the log (`tracing`) for each redirect.
/// - `timeout(…)` does not count: it would end every stream after that time. The listener's own
///   [idle timeout](crate::ListenOptions::idle_timeout) sees to servers that fall silent.
/// - `read_timeout(…)` counts, and has to be longer than the server's heartbeats are apart.
/// - `http2_keep_alive_interval(…)` tells a dead HTTP/2 connection from a silent one; without it a listener may be
///   given the dead one again.
/// - `default_headers(…)` are sent where the listener does not set the same one, to every server that it is redirected
///   to: credentials belong into [`ListenOptions`](crate::ListenOptions), which keeps them to their origin.
/// - A cookie store sends cookies from one request to the next; nothing else does (C-27).
///
/// Errors show neither the URL's query nor its credentials.
#[derive(Clone)]
pub struct ReqwestTransport {
    /// Or why there is none.
    client: Result<Client, Arc<str>>,
}

impl ReqwestTransport {
    /// Sends requests through this client.
    pub fn new(client: Client) -> Self {
        Self { client: Ok(client) }
    }

    /// A builder of clients that suit a listener, to add to: no redirects, no timeouts, no compression, and
    /// connections that are shared and watched as those of `HyperTransport` are.
    ///
    /// ```
    /// use asyncapi_runtime::client::ReqwestTransport;
    ///
    /// let client = ReqwestTransport::client_builder().no_proxy().user_agent("orders/1.0").build()?;
    /// let transport = ReqwestTransport::new(client);
    /// # Ok::<(), reqwest::Error>(())
    /// ```
    pub fn client_builder() -> ClientBuilder {
        let builder = Client::builder()
            .redirect(Policy::none())
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate()
            .tcp_nodelay(true);
        #[cfg(feature = "http2")]
        let builder = builder
            .pool_max_idle_per_host(1)
            .pool_idle_timeout(None)
            .http2_initial_stream_window_size(http2::STREAM_WINDOW)
            .http2_initial_connection_window_size(http2::CONNECTION_WINDOW)
            .http2_keep_alive_interval(http2::PING_AFTER)
            .http2_keep_alive_timeout(http2::PING_TIMEOUT);
        #[cfg(not(feature = "http2"))]
        let builder = builder.pool_max_idle_per_host(0);
        builder
    }
}

/// With a client of [`client_builder`](Self::client_builder). If there can be none, because reqwest finds no root
/// certificates for instance, each request is a fatal error that says so.
///
/// # Panics
/// Where reqwest does: with its feature `rustls-no-provider` if the program has installed no provider.
impl Default for ReqwestTransport {
    fn default() -> Self {
        let client = Self::client_builder().build();
        Self { client: client.map_err(|error| TransportError::fatal(error).to_string().into()) }
    }
}

impl From<Client> for ReqwestTransport {
    fn from(client: Client) -> Self {
        Self::new(client)
    }
}

/// Shows nothing of the client: it may hold credentials of proxies.
impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport").finish_non_exhaustive()
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: http::Request<Bytes>) -> ResponseFuture {
        let client = self.client.clone();
        Box::pin(async move {
            let client = client.map_err(|problem| TransportError::fatal(&*problem))?;
            let mut request = Request::try_from(request).map_err(|error| failed(error, false))?;
            // A request without a body must not say that it has an empty one.
            if request.body().is_some_and(|body| body.as_bytes() == Some(b"")) {
                *request.body_mut() = None;
            }
            *request.timeout_mut() = Some(NO_TIMEOUT);
            let url = request.url().clone();
            let response =
                client.execute(request).await.map_err(|error| failed(error, url.scheme() == "https"))?;
            if *response.url() != url {
                tracing::warn!(
                    "the client of reqwest follows redirects by itself: `redirect(Policy::none())` leaves them to \
                     the listener, which keeps credentials to their origin"
                );
            }
            let response: http::Response<reqwest::Body> = response.into();
            Ok(response.map(|body| {
                let body = body.map_err(|error| BoxError::from(error.without_url()));
                Box::pin(body.into_data_stream()) as BodyStream
            }))
        })
    }
}

/// What an error of reqwest is to the listener. Its URL is taken out: the query may hold a token.
fn failed(error: reqwest::Error, https: bool) -> TransportError {
    let error = error.without_url();
    if https && error.is_connect() && lacks_tls(&error) {
        return TransportError::fatal(
            "https needs TLS, and reqwest has none: turn on one of its TLS features, such as `rustls` or \
             `native-tls`",
        );
    }
    // The builder's errors are about the request; too many redirects are a circle, or an end that is none.
    if error.is_builder() || error.is_redirect() {
        TransportError::fatal(error)
    } else {
        TransportError::retryable(error)
    }
}

/// Whether the connector that has no TLS refused an https URL. It has no type for that, only a text.
fn lacks_tls(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if error.to_string().contains("scheme is not http") {
            return true;
        }
        cause = error.source();
    }
    false
}
