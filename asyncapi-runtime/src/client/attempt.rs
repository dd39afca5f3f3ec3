//! [`Attempt`]: what an application is told before each request, and the headers that it answers with (C-28).

use std::pin::Pin;
use std::sync::Arc;

use http::{HeaderMap, StatusCode};

use super::transport::BoxError;

/// One attempt to connect: what [`ListenOptions::headers_with`](super::ListenOptions::headers_with) is told.
#[derive(Clone, Copy, Debug)]
pub struct Attempt {
    number: u64,
    refused: Option<StatusCode>,
}

impl Attempt {
    pub(super) fn new(number: u64, refused: Option<StatusCode>) -> Self {
        Self { number, refused }
    }

    /// How many attempts there were before this one: 0 for the first.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The status of the answer that refused the attempt before this one, such as 401 for a token that has expired.
    /// Only statuses that [`retry_status`](super::ListenOptions::retry_status) lets through are followed by another
    /// attempt.
    pub fn refused(&self) -> Option<StatusCode> {
        self.refused
    }
}

/// The headers of one attempt, once they are known.
type HeadersFuture = Pin<Box<dyn Future<Output = Result<HeaderMap, BoxError>> + Send>>;

/// Makes the headers of each attempt.
pub(super) type AttemptHeaders = Arc<dyn Fn(Attempt) -> HeadersFuture + Send + Sync>;
