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
pub type BodyStream = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

/// What a [`Transport`] returns: the response once its head is there. Dropping it cancels the request.
pub type ResponseFuture =
    Pin<Box<dyn Future<Output = Result<http::Response<BodyStream>, TransportError>> + Send>>;

/// Sends one request and returns the response, with a body that is read as it arrives.
///
/// An [`axum::Router`] is a transport: it answers in the process, without a socket. With the feature `hyper`
/// (on by default) `HyperTransport` speaks plain HTTP, and is what a listener uses if it is given none. Anything
/// else, TLS for instance, is an implementation of this trait:
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
/// The listener follows redirects and decides about reconnecting; a transport does neither.
pub trait Transport: Send + Sync + 'static {
    /// Sends `request`, whose URI is absolute.
    ///
    /// # Errors
    /// The future's error says whether it is worth to [try again](TransportError::retryable) or
    /// [not](TransportError::fatal). A status is no error: the listener reads it.
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
