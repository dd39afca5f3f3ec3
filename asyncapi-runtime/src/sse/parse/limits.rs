//! [`Limits`] and [`ParseError`]: how much memory one event may take (rule P-MAX).

use std::fmt;

/// How large the lines and events of a stream may be: what keeps a server from filling the client's memory.
///
/// Both default to 16 MiB, far above what servers send in one event and far below what a process has.
///
/// ```
/// use asyncapi_runtime::sse::Limits;
///
/// let limits = Limits::default().with_event(64 * 1024);
/// assert_eq!(limits.event, 65_536);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The most bytes a `data`, `event`, `id` or `retry` line may have, its name included and its end not.
    /// Lines of other names are skipped without being stored and have no limit; a comment is cut at it.
    pub line: usize,
    /// The most bytes the data of one event may have: its `data` lines joined by LF.
    pub event: usize,
}

impl Limits {
    /// None at all: for what the process itself wrote.
    pub(crate) fn none() -> Self {
        Self { line: usize::MAX, event: usize::MAX }
    }

    /// Sets the limit of a line, in bytes.
    #[must_use]
    pub fn with_line(mut self, bytes: usize) -> Self {
        self.line = bytes;
        self
    }

    /// Sets the limit of an event's data, in bytes.
    #[must_use]
    pub fn with_event(mut self, bytes: usize) -> Self {
        self.event = bytes;
        self
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { line: 16 << 20, event: 16 << 20 }
    }
}

/// A stream that goes past its [`Limits`]. It ends the stream: what follows cannot be told apart any more, and
/// asking the server again would bring the same event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseError {
    /// A line is longer than [`Limits::line`].
    LineTooLong {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The data of an event is longer than [`Limits::event`].
    EventTooLong {
        /// The limit, in bytes.
        limit: usize,
    },
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LineTooLong { limit } => write!(f, "a line is longer than the limit of {limit} bytes"),
            Self::EventTooLong { limit } => {
                write!(f, "an event's data is longer than the limit of {limit} bytes")
            }
        }
    }
}

impl std::error::Error for ParseError {}
