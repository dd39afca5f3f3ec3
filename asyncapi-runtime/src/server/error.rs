//! [`SendError`]: an event that did not go out.

use std::fmt;

use axum::response::{IntoResponse, Response};
use http::StatusCode;

use crate::Violations;
use crate::printable::OneLine;
use crate::sse::EncodeError;

/// Why an event was not sent.
///
/// As a response (a handler may return it, with `?` for example, before its stream starts) it is `503 Service
/// Unavailable`, and for an event that is not valid or cannot be encoded `500 Internal Server Error`, whose cause is
/// logged.
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
    /// The message is not what the document says: it is not sent, others still can be. It is checked unless
    /// [`SseConfig::validate`](super::SseConfig::validate) is off.
    Invalid(Violations),
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

    /// What the message violates, if that is why it was not sent.
    pub fn violations(&self) -> Option<&Violations> {
        match self {
            Self::Invalid(violations) => Some(violations),
            Self::Closed | Self::Full | Self::Encode(_) => None,
        }
    }
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed => f.write_str("the event stream is closed"),
            Self::Full => f.write_str("the event stream's queue is full"),
            Self::Encode(error) => write!(f, "the event cannot be sent: {error}"),
            Self::Invalid(violations) => {
                write!(f, "the event is not sent, its message is not valid: {}", OneLine(violations))
            }
        }
    }
}

impl std::error::Error for SendError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Encode(error) => Some(error),
            Self::Invalid(violations) => Some(violations),
            Self::Closed | Self::Full => None,
        }
    }
}

impl From<EncodeError> for SendError {
    fn from(error: EncodeError) -> Self {
        Self::Encode(error)
    }
}

impl From<Violations> for SendError {
    fn from(violations: Violations) -> Self {
        Self::Invalid(violations)
    }
}

impl IntoResponse for SendError {
    fn into_response(self) -> Response {
        match &self {
            Self::Closed | Self::Full => StatusCode::SERVICE_UNAVAILABLE.into_response(),
            Self::Encode(_) | Self::Invalid(_) => {
                tracing::error!(error = %self, "an event is not sent");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}
