//! [`PublishError`] and [`SubscribeError`].

use std::error::Error;
use std::fmt;

use axum::response::{IntoResponse, Response};
use http::StatusCode;

use super::{Gap, LogError};
use crate::parameters::ParameterError;
use crate::printable::OneLine;
use crate::server::unavailable;
use crate::sse::{DecodeError, EncodeError};
use crate::{SendError, Violations};

/// Why a message was not published.
///
/// As a response it is 503 with `Retry-After` where the log failed, what a [`ParameterError`] is, and else 500; the cause
/// is logged.
#[derive(Debug)]
#[non_exhaustive]
pub enum PublishError {
    /// The message is not what the document says. It is checked unless [`Hub::validate`](super::Hub::validate) is off.
    Invalid(Violations),
    /// The message cannot be written.
    Encode(EncodeError),
    /// The parameters make no path: a value is empty.
    Parameters(ParameterError),
    /// The log failed. The event may have been appended or not.
    Log(LogError),
}

impl PublishError {
    /// What the message violates, if that is why it was not published.
    pub fn violations(&self) -> Option<&Violations> {
        match self {
            Self::Invalid(violations) => Some(violations),
            Self::Encode(_) | Self::Parameters(_) | Self::Log(_) => None,
        }
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(violations) => {
                write!(f, "the event is not published, its message is not valid: {}", OneLine(violations))
            }
            Self::Encode(error) => write!(f, "the event cannot be published: {error}"),
            Self::Parameters(error) => write!(f, "the event has no topic: {error}"),
            Self::Log(error) => write!(f, "{error}"),
        }
    }
}

impl Error for PublishError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(match self {
            Self::Invalid(violations) => violations,
            Self::Encode(error) => error,
            Self::Parameters(error) => error,
            Self::Log(error) => error,
        })
    }
}

impl IntoResponse for PublishError {
    fn into_response(self) -> Response {
        match self {
            Self::Invalid(violations) => SendError::Invalid(violations).into_response(),
            Self::Encode(error) => SendError::Encode(error).into_response(),
            Self::Parameters(error) => error.into_response(),
            Self::Log(error) => log_failed(&error),
        }
    }
}

/// What goes wrong with a subscription in the process.
#[derive(Debug)]
#[non_exhaustive]
pub enum SubscribeError {
    /// The parameters make no path: a value is empty.
    Parameters(ParameterError),
    /// The log failed. The subscription is over.
    Log(LogError),
    /// The subscriber was too far behind, and its policy is
    /// [`Disconnect`](crate::server::SlowConsumer::Disconnect). The subscription is over; another one after the last
    /// event's id goes on with what was missed.
    Lagged,
    /// Events are missing. The subscription goes on.
    Gap(Gap),
    /// An event is no message of the channel. The subscription goes on.
    Message(DecodeError),
}

impl SubscribeError {
    /// Whether the subscription is over.
    pub fn is_fatal(&self) -> bool {
        match self {
            Self::Parameters(_) | Self::Log(_) | Self::Lagged => true,
            Self::Gap(_) | Self::Message(_) => false,
        }
    }
}

impl fmt::Display for SubscribeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameters(error) => write!(f, "there is no topic: {error}"),
            Self::Log(error) => write!(f, "{error}"),
            Self::Lagged => f.write_str("the subscriber was too far behind"),
            Self::Gap(gap) => write!(f, "{gap}"),
            Self::Message(error) => write!(f, "an event is no message of the channel: {error}"),
        }
    }
}

impl Error for SubscribeError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Parameters(error) => Some(error),
            Self::Log(error) => Some(error),
            Self::Message(error) => Some(error),
            Self::Lagged | Self::Gap(_) => None,
        }
    }
}

/// As [`PublishError`].
impl IntoResponse for SubscribeError {
    fn into_response(self) -> Response {
        match self {
            Self::Parameters(error) => error.into_response(),
            Self::Log(error) => log_failed(&error),
            Self::Lagged | Self::Gap(_) | Self::Message(_) => {
                tracing::error!(error = %self, "a subscription failed");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

/// The answer where a log failed: its cause is for the server's log, not for the client.
pub(super) fn log_failed(error: &LogError) -> Response {
    tracing::error!(%error, "a request is answered with 503");
    unavailable("the events cannot be reached")
}
