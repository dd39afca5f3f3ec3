//! [`SendError`]: an event that did not go out.

use std::fmt;

use axum::response::{IntoResponse, Response};
use http::StatusCode;

use crate::sse::EncodeError;

/// Why an event was not sent.
///
/// As a response (a handler may return it, with `?` for example, before its stream starts) it is `503 Service
/// Unavailable`, and for an event that cannot be encoded `500 Internal Server Error`, whose cause is logged.
#[derive(Debug)]
#[non_exhaustive]
pub enum SendError {
    /// The stream has ended; most often because its client went away. Nothing can be sent any more.
    Closed,
    /// The connection's queue is full: its client reads more slowly than events come. Only
    /// [`try_send`](super::EventSender::try_send) returns it.
    Full,
    /// The event cannot be written. Others still can.
    Encode(EncodeError),
}

impl SendError {
    /// Whether the stream has ended.
    pub fn is_closed(&self) -> bool {
        matches!(self, Self::Closed)
    }

    /// Whether the connection's queue was full.
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Full)
    }
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed => f.write_str("the event stream is closed"),
            Self::Full => f.write_str("the event stream's queue is full"),
            Self::Encode(error) => write!(f, "the event cannot be sent: {error}"),
        }
    }
}

impl std::error::Error for SendError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Encode(error) => Some(error),
            Self::Closed | Self::Full => None,
        }
    }
}

impl From<EncodeError> for SendError {
    fn from(error: EncodeError) -> Self {
        Self::Encode(error)
    }
}

impl IntoResponse for SendError {
    fn into_response(self) -> Response {
        match self {
            Self::Closed | Self::Full => StatusCode::SERVICE_UNAVAILABLE.into_response(),
            Self::Encode(error) => {
                tracing::error!(%error, "an event cannot be encoded");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}
