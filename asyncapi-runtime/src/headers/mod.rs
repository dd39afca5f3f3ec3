//! [`MessageHeaders`]: the `headers` of a message, as headers of the request by which a client connects.
//!
//! Server-Sent Events have no headers of their own, so what the document says about a message's headers is about
//! the HTTP request: a client sends them with [`ListenOptions::message_headers`](crate::ListenOptions::message_headers),
//! a handler takes them as an argument. Both go through one struct, which the macro generates:
//!
//! ```
//! use asyncapi_runtime::Validate;
//! use asyncapi_runtime::headers::{HeaderKind, MessageHeaders, read_headers, write_headers};
//! use serde_json::{Value, json};
//! # use asyncapi_runtime::{validate::At, Violations};
//! # use serde::{Deserialize, Serialize};
//! # #[derive(Debug, PartialEq, Serialize, Deserialize)]
//! # struct SignupHeaders { #[serde(rename = "x-tenant")] tenant: String, #[serde(rename = "x-page")] page: Option<u32> }
//! # impl Validate for SignupHeaders { fn check(&self, _: &At<'_>, _: &mut Violations) {} }
//!
//! impl MessageHeaders for SignupHeaders {
//!     const NAMES: &'static [(&'static str, HeaderKind)] =
//!         &[("x-tenant", HeaderKind::Text), ("x-page", HeaderKind::Integer)];
//! }
//!
//! let headers = write_headers(&SignupHeaders { tenant: "acme".to_owned(), page: Some(7) })?;
//! assert_eq!(headers["x-page"], "7");
//! assert_eq!(read_headers::<SignupHeaders>(&headers)?.tenant, "acme");
//!
//! let error = read_headers::<SignupHeaders>(&http::HeaderMap::new()).unwrap_err();
//! assert_eq!(error.to_string(), "header `x-tenant`: it is missing");
//! # Ok::<(), asyncapi_runtime::HeaderError>(())
//! ```

mod error;
mod read;
mod write;

use http::HeaderMap;
use http::request::Parts;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use error::HeaderError;

use crate::server::SseConfig;
use crate::{Validate, Violations};

/// The headers of a message: a struct whose properties are headers of the HTTP request.
///
/// The macro implements it, and axum's `FromRequestParts` beside it, so that a handler takes the struct as an
/// argument.
pub trait MessageHeaders: Serialize + DeserializeOwned + Validate {
    /// The properties of the struct as they are serialised, which are the names of the headers, and what their values
    /// are. Upper and lower case is the same to HTTP.
    const NAMES: &'static [(&'static str, HeaderKind)];
}

/// How the value of a header is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HeaderKind {
    /// A string: the header is its UTF-8 text.
    Text,
    /// An integer, in decimal digits.
    Integer,
    /// A number, as in JSON.
    Number,
    /// `true` or `false`.
    Boolean,
    /// Any other type: the header is JSON text.
    Json,
}

/// Reads the headers of a message from those of a request, and validates them.
///
/// A header that is not there is a property that is not there. One that comes several times is taken as one with its
/// values joined by commas, which HTTP holds to be the same (RFC 9110, 5.3).
///
/// # Errors
/// When a header is missing, is not of its type, or is not valid.
pub fn read_headers<T: MessageHeaders>(headers: &HeaderMap) -> Result<T, HeaderError> {
    let read = read::read::<T>(headers)?;
    read.validate().map_err(|violations| HeaderError::received(&violations, headers))?;
    Ok(read)
}

/// Writes the headers of a message, after validating them. What is null or not there is left out.
///
/// # Errors
/// When the headers are not valid, or a header cannot hold its value: one with control characters, such as a line break.
pub fn write_headers<T: MessageHeaders>(headers: &T) -> Result<HeaderMap, HeaderError> {
    headers.validate().map_err(|violations| HeaderError::given(&violations))?;
    write::write(headers)
}

/// Reads `T` from a request; what generated `FromRequestParts` implementations call.
///
/// # Errors
/// As [`read_headers`]; violations only where [`SseConfig::validate`] is on.
#[allow(clippy::unused_async, reason = "stands where an extractor awaits")]
pub async fn extract_headers<T: MessageHeaders, S: Send + Sync>(
    parts: &mut Parts,
    _state: &S,
) -> Result<T, HeaderError> {
    if SseConfig::of(&parts.extensions).validate {
        read_headers(&parts.headers)
    } else {
        read::read(&parts.headers)
    }
}

/// Writes the headers, and says what they violate: the client's switch may still come.
pub(crate) fn write_unchecked<T: MessageHeaders>(
    headers: &T,
) -> (Result<HeaderMap, HeaderError>, Option<HeaderError>) {
    let violated = headers.validate().err().map(|violations: Violations| HeaderError::given(&violations));
    (write::write(headers), violated)
}
