//! [`ListenError`]: what went wrong, where, and whether the stream goes on.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

use super::transport::{BoxError, TransportError};
use crate::Violations;
use crate::hub::GapReason;
use crate::printable::OneLine;
use crate::sse::{DecodeError, ParseError};

/// How much of a body or of an event's data a message shows, in bytes.
const EXCERPT: usize = 256;

/// An error item of a listener's stream.
///
/// Its text says what happened, where (the URL without credentials and query), and whether the stream goes on.
/// A program asks [`is_fatal`](Self::is_fatal) and [`kind`](Self::kind).
#[derive(Debug)]
pub struct ListenError {
    // Boxed because it travels in a `Result` beside every event.
    inner: Box<Inner>,
}

#[derive(Debug)]
struct Inner {
    kind: ListenErrorKind,
    url: Option<String>,
    then: Then,
}

/// What follows an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// The stream ends.
    End,
    /// The stream goes on with the next event.
    GoOn,
    /// The listener connects again after this time.
    Reconnect(Duration),
}

/// What went wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum ListenErrorKind {
    /// The options or the channel's parameters make no request: a bad base URL, a bad header. Fatal.
    #[non_exhaustive]
    Options {
        /// What is wrong.
        problem: String,
    },
    /// The server answered with a status other than 200 and 204 (C-05). Fatal, unless
    /// [`ListenOptions::retry_status`](super::ListenOptions::retry_status) says that it is tried again.
    #[non_exhaustive]
    Status {
        /// The status.
        status: StatusCode,
        /// The `Content-Type`, if there is one.
        content_type: Option<String>,
        /// The start of the body.
        body: String,
        /// What `Retry-After` asks for, at most an hour.
        retry_after: Option<Duration>,
    },
    /// [`ListenOptions::headers_with`](super::ListenOptions::headers_with) made no headers (C-28). The listener tries
    /// again.
    Headers(BoxError),
    /// The server answered 200 with something other than an event stream (C-04). Fatal.
    #[non_exhaustive]
    ContentType {
        /// The `Content-Type`, if there is one.
        content_type: Option<String>,
        /// The start of the body.
        body: String,
    },
    /// The server answered with a compressed event stream, although nothing was asked for but a plain one. Fatal: what
    /// compresses it would do so again. The [`Transport`](super::Transport) may undo it. An encoding that nobody knows, such
    /// as `none`, is none.
    #[non_exhaustive]
    ContentEncoding {
        /// The `Content-Encoding`.
        content_encoding: String,
    },
    /// A redirect that leads nowhere, or too many of them (C-07, C-08). Fatal.
    #[non_exhaustive]
    Redirect {
        /// The status.
        status: StatusCode,
        /// What is wrong with it.
        problem: String,
    },
    /// There is no connection, or it broke (C-11). Fatal only if the transport says so.
    Transport(TransportError),
    /// The server ended the stream (C-10).
    Ended,
    /// Nothing came for so long that the connection counts as lost (C-21).
    #[non_exhaustive]
    Idle {
        /// The time that passed: the idle timeout.
        after: Duration,
    },
    /// The stream passed a limit (C-24). Fatal: connecting again would bring the same event.
    Limit(ParseError),
    /// The server says that events are missing (rule S-11): what they changed is to be loaded anew. The stream goes on.
    ///
    /// See [`ListenOptions::gap_event`](super::ListenOptions::gap_event).
    #[non_exhaustive]
    Gap {
        /// Why.
        reason: GapReason,
        /// The id of the last event before the gap, as far as the server knows it.
        last_event_id: Option<String>,
    },
    /// One event is not a message of the channel. The stream goes on with the next event.
    #[non_exhaustive]
    Message {
        /// The event's name, if it has one.
        name: Option<String>,
        /// The last event ID string, `None` while it is empty.
        id: Option<String>,
        /// The start of the event's data.
        data: String,
        /// Why it is no message.
        error: DecodeError,
    },
    /// The message of one event is not what the document says beyond its type; checked unless
    /// [`ListenOptions::validate`](super::ListenOptions::validate) is off. The stream goes on with the next event.
    #[non_exhaustive]
    Invalid {
        /// The event's name, if it has one.
        name: Option<String>,
        /// The last event ID string, `None` while it is empty.
        id: Option<String>,
        /// The start of the event's data.
        data: String,
        /// What the message violates.
        violations: Violations,
    },
}

impl ListenError {
    pub(super) fn new(kind: ListenErrorKind, url: Option<String>, then: Then) -> Self {
        Self { inner: Box::new(Inner { kind, url, then }) }
    }

    /// What went wrong.
    pub fn kind(&self) -> &ListenErrorKind {
        &self.inner.kind
    }

    /// Whether this is the last item: the stream ends, nothing is tried again.
    pub fn is_fatal(&self) -> bool {
        self.inner.then == Then::End
    }

    /// After which time the listener connects again; `None` if it does not, since the stream ends or the
    /// connection still stands.
    pub fn reconnects_in(&self) -> Option<Duration> {
        match self.inner.then {
            Then::Reconnect(wait) => Some(wait),
            Then::End | Then::GoOn => None,
        }
    }

    /// The URL of the request, without credentials and query; after redirects the last one. `None` if the
    /// options give no URL.
    pub fn url(&self) -> Option<&str> {
        self.inner.url.as_deref()
    }

    /// Whether one event could not be read because its name is none of the channel's, and its data does not
    /// tell which message it is.
    pub fn is_unknown_event(&self) -> bool {
        matches!(&self.inner.kind, ListenErrorKind::Message { error, .. } if error.is_unknown_event())
    }

    /// Why events are missing, if that is what the server says.
    pub fn gap(&self) -> Option<GapReason> {
        match self.inner.kind {
            ListenErrorKind::Gap { reason, .. } => Some(reason),
            _ => None,
        }
    }

    /// What the message of one event violates, if that is what is wrong.
    pub fn violations(&self) -> Option<&Violations> {
        match &self.inner.kind {
            ListenErrorKind::Invalid { violations, .. } => Some(violations),
            _ => None,
        }
    }
}

impl fmt::Display for ListenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.inner.kind)?;
        if let Some(url) = &self.inner.url {
            write!(f, " ({url})")?;
        }
        match self.inner.then {
            Then::End => write!(f, "; the stream ends"),
            Then::GoOn => write!(f, "; the stream goes on"),
            Then::Reconnect(wait) => write!(f, "; connecting again in {:.1} s", wait.as_secs_f64()),
        }
    }
}

impl fmt::Display for ListenErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Options { problem } => write!(f, "{problem}"),
            Self::Status { status, body, .. } => {
                write!(f, "the server answered {status}")?;
                write_body(f, body)
            }
            Self::ContentType { content_type, body } => {
                write!(f, "the server answered with ")?;
                match content_type {
                    Some(content_type) => write!(f, "content type {content_type:?}")?,
                    None => write!(f, "no content type")?,
                }
                write!(f, " in place of `text/event-stream`")?;
                write_body(f, body)
            }
            Self::ContentEncoding { content_encoding } => write!(
                f,
                "the server answered with an event stream of content encoding {content_encoding:?}, which is not read \
                 and was not asked for"
            ),
            Self::Redirect { status, problem } => write!(f, "the server answered {status}, but {problem}"),
            Self::Headers(error) => write!(f, "the headers of the request could not be made: {error}"),
            Self::Transport(error) => write!(f, "the connection failed: {error}"),
            Self::Ended => write!(f, "the server ended the stream"),
            Self::Idle { after } => write!(f, "nothing came for {:.1} s", after.as_secs_f64()),
            Self::Limit(error) => write!(f, "{error}"),
            Self::Gap { reason, last_event_id } => {
                write!(f, "events are missing")?;
                if let Some(id) = last_event_id {
                    write!(f, " after {:?}", excerpt(id.as_bytes()))?;
                }
                write!(f, ": {reason}")
            }
            Self::Message { name, id, data, error } => {
                write_event(f, name.as_deref(), id.as_deref())?;
                write!(f, " is no message of the channel: {error}; its data: {data:?}")
            }
            Self::Invalid { name, id, violations, .. } => {
                write_event(f, name.as_deref(), id.as_deref())?;
                write!(f, " is not valid: {}", OneLine(violations))
            }
        }
    }
}

fn write_event(f: &mut fmt::Formatter<'_>, name: Option<&str>, id: Option<&str>) -> fmt::Result {
    write!(f, "the event")?;
    if let Some(name) = name {
        write!(f, " {:?}", excerpt(name.as_bytes()))?;
    }
    match id {
        Some(id) => write!(f, " with id {:?}", excerpt(id.as_bytes())),
        None => Ok(()),
    }
}

fn write_body(f: &mut fmt::Formatter<'_>, body: &str) -> fmt::Result {
    if body.is_empty() { Ok(()) } else { write!(f, ": {body:?}") }
}

impl std::error::Error for ListenError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.inner.kind {
            ListenErrorKind::Transport(error) => Some(error),
            ListenErrorKind::Headers(error) => Some(&**error),
            ListenErrorKind::Limit(error) => Some(error),
            ListenErrorKind::Message { error, .. } => Some(error),
            ListenErrorKind::Invalid { violations, .. } => Some(violations),
            _ => None,
        }
    }
}

/// The start of something from the wire, as text.
pub(super) fn excerpt(bytes: &[u8]) -> String {
    if bytes.len() <= EXCERPT {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    // A character that the cut takes apart is left out.
    let cut = &bytes[..EXCERPT];
    let text = String::from_utf8_lossy(cut);
    format!("{}\u{2026}", text.trim_end_matches(char::REPLACEMENT_CHARACTER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_bounded_and_cuts_no_character() {
        assert_eq!(excerpt(b"short \xFF"), "short \u{fffd}");
        let long = excerpt("\u{e9}x".repeat(500).as_bytes());
        assert!(long.len() <= EXCERPT + 3 && !long.contains(char::REPLACEMENT_CHARACTER), "{long}");
        assert!(long.ends_with('\u{2026}'));
    }

    #[test]
    fn the_text_says_what_where_and_whether_it_goes_on() {
        let error = |kind, then| ListenError::new(kind, Some("http://h/a".to_owned()), then).to_string();
        assert_eq!(
            error(ListenErrorKind::Ended, Then::Reconnect(Duration::from_millis(340))),
            "the server ended the stream (http://h/a); connecting again in 0.3 s"
        );
        let kind = ListenErrorKind::Status {
            status: StatusCode::NOT_FOUND,
            content_type: None,
            body: "no\u{1b}[2J such\n".to_owned(),
            retry_after: None,
        };
        assert_eq!(
            error(kind, Then::End),
            r#"the server answered 404 Not Found: "no\u{1b}[2J such\n" (http://h/a); the stream ends"#
        );
    }
}
