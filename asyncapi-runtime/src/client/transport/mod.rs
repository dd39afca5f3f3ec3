//! [`Transport`]: how a listener's requests reach a server.

#[cfg(all(feature = "http2", any(feature = "hyper", feature = "reqwest")))]
mod http2;
#[cfg(feature = "hyper")]
mod hyper;
#[cfg(feature = "reqwest")]
mod reqwest;
mod router;
#[cfg(feature = "rustls")]
mod tls;

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use futures_core::Stream;

#[cfg(feature = "hyper")]
pub use self::hyper::HyperTransport;
#[cfg(feature = "reqwest")]
pub use self::reqwest::ReqwestTransport;

/// Any error, as transports and bodies give it.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// The body of a response: its bytes as they arrive. Dropping it cancels the response.
///
/// Chunks may be cut anywhere, also inside of a line or a character, and may be empty. An error, or the end, is a lost
/// connection: the listener connects again, and does not poll the body any more.
pub type BodyStream = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

/// What a [`Transport`] returns: the response once its head is there. Dropping it cancels the request.
pub type ResponseFuture =
    Pin<Box<dyn Future<Output = Result<http::Response<BodyStream>, TransportError>> + Send>>;

/// Sends one request and returns the response, with a body that is read as it arrives.
///
/// These are there:
///
/// | transport | feature | speaks |
/// |---|---|---|
/// | `HyperTransport` | `hyper` (on by default) | HTTP/1.1; https with `rustls`, HTTP/2 with `http2`. What a listener uses that is given none |
/// | `ReqwestTransport` | `reqwest` | what the client of reqwest speaks. The default without `hyper` |
/// | [`axum::Router`] | | to its handlers, in the process, without a socket |
///
/// Anything else is an implementation of this trait:
///
/// ```
/// use asyncapi_runtime::client::{BodyStream, ResponseFuture, Transport, TransportError};
/// use asyncapi_runtime::ListenOptions;
/// use bytes::Bytes;
///
/// /// Adds a header to what another transport sends.
/// struct Traced<T>(T);
///
/// impl<T: Transport> Transport for Traced<T> {
///     fn send(&self, mut request: http::Request<Bytes>) -> ResponseFuture {
///         request.headers_mut().insert("x-trace", http::HeaderValue::from_static("42"));
///         self.0.send(request)
///     }
/// }
///
/// /// Answers every request with one event, then ends the body.
/// struct OneEvent;
///
/// impl Transport for OneEvent {
///     fn send(&self, _: http::Request<Bytes>) -> ResponseFuture {
///         Box::pin(async {
///             let events = futures_util::stream::iter([Ok(Bytes::from_static(b"data: {}\n\n"))]);
///             http::Response::builder()
///                 .header("content-type", "text/event-stream")
///                 .body(Box::pin(events) as BodyStream)
///                 .map_err(TransportError::fatal)
///         })
///     }
/// }
///
/// let options = ListenOptions::new("http://localhost").transport(Traced(OneEvent));
/// ```
///
/// # What an implementation keeps to
///
/// - **The head first.** The future is ready when the response's head is there; it does not wait for the body, whose
///   chunks are passed on as they come. A transport that collects the body never returns: a stream has no end.
/// - **Dropping cancels.** The future and the body may be dropped at any time, when the listener is closed or gives up.
///   That frees the connection (HTTP/1.1) or resets the stream (HTTP/2), so that the server notices. What runs in a
///   task of its own has to be stopped by the drop.
/// - **One request is one request.** Redirects are not followed (C-07 to C-09): a 3xx is a response as any other. The
///   listener follows it, keeps credentials to their origin, and knows the final URL; a transport does not report one.
/// - **Nothing is tried again.** The listener waits as its back-off and the server's `retry:` say.
/// - **No total timeout,** which would end every stream. The listener's
///   [idle timeout](crate::ListenOptions::idle_timeout) drops what is silent for too long, the future as well as the
///   body.
/// - **The headers are sent as they are.** `Host` is the transport's to add. It asks for no compression
///   (`Accept-Encoding`) unless it undoes it, chunk by chunk, and then takes `Content-Encoding` off the response: with it
///   the listener [refuses](super::ListenErrorKind::ContentEncoding) the stream.
/// - **Errors show no secrets.** The URI's query and the headers may hold tokens; the listener writes the URL without
///   its query into each error.
pub trait Transport: Send + Sync + 'static {
    /// Sends `request`, whose URI is absolute (`http` or `https`), and whose body is empty or complete.
    ///
    /// Called for each attempt to connect and for each redirect, from the task that polls the listener, inside of its
    /// tokio runtime; a transport that several listeners share is called from all of them. It returns at once: the
    /// work is the future's.
    ///
    /// # Errors
    /// The future's error says whether it is worth to [try again](TransportError::retryable) (refused, reset, no such
    /// host, a certificate that is not accepted: what time may heal) or [not](TransportError::fatal) (a request that
    /// this transport cannot send, now or later). A status is no error: the listener reads it.
    fn send(&self, request: http::Request<Bytes>) -> ResponseFuture;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: http::Request<Bytes>) -> ResponseFuture {
        (**self).send(request)
    }
}

/// Why a [`Transport`] got no response.
#[derive(Debug)]
pub struct TransportError {
    source: BoxError,
    fatal: bool,
}

impl TransportError {
    /// An error of the network: the listener waits and tries again.
    pub fn retryable(error: impl Into<BoxError>) -> Self {
        Self { source: error.into(), fatal: false }
    }

    /// An error that stays, however often the request is sent: the listener ends with it.
    pub fn fatal(error: impl Into<BoxError>) -> Self {
        Self { source: error.into(), fatal: true }
    }

    /// Whether trying again is of no use.
    pub fn is_fatal(&self) -> bool {
        self.fatal
    }
}

impl fmt::Display for TransportError {
    /// Writes the error and its causes: "client error" alone would help nobody.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.source)?;
        let mut cause = self.source.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}
