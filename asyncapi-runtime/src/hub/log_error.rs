//! [`LogError`]: a log that failed.

use std::error::Error;
use std::fmt;

/// Why an [`EventLog`](super::EventLog) did not do what it was asked for, such as a connection to its store that is gone.
///
/// ```
/// use asyncapi_runtime::hub::LogError;
///
/// let error = LogError::new("the store is read-only");
/// assert_eq!(error.to_string(), "the event log failed: the store is read-only");
/// ```
#[derive(Debug)]
pub struct LogError {
    cause: Box<dyn Error + Send + Sync>,
}

impl LogError {
    /// The failure with this cause: an error, or a text.
    pub fn new(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { cause: cause.into() }
    }
}

impl fmt::Display for LogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the event log failed: {}", self.cause)
    }
}

impl Error for LogError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.cause.as_ref())
    }
}
