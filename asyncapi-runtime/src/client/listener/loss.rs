//! How a listener takes a failure, a loss and its end.

use std::time::Duration;

use tokio::time::sleep;

use super::super::connect::Failure;
use super::super::control::ReadyState;
use super::super::error::{ListenError, ListenErrorKind, Then};
use super::super::hooks::CloseReason;
use super::super::url;
use super::{Listener, Phase};

impl<M> Listener<M> {
    pub(super) fn failed(&mut self, failure: Failure) -> ListenError {
        let mut least = Duration::ZERO;
        let mut fatal = failure.fatal;
        if let ListenErrorKind::Status { status, retry_after, .. } = &failure.kind {
            fatal = !self.policy.statuses.as_ref().is_some_and(|again| again(*status));
            least = retry_after.unwrap_or_default();
            self.refused = Some(*status);
        }
        if fatal {
            self.fail(failure.kind, Some(failure.url))
        } else {
            self.again(failure.kind, Some(failure.url), least)
        }
    }

    /// The connection, if there is one, is over: whether it was a healthy one counts from now on (C-26).
    pub(super) fn left(&mut self) {
        if let Phase::Open(open) = &self.phase {
            let (time, events) = open.life();
            self.backoff.lost(time, events);
        }
    }

    pub(super) fn lost(&mut self, kind: ListenErrorKind) -> ListenError {
        self.left();
        self.again(kind, None, Duration::ZERO)
    }

    /// Waits for the next attempt, unless there were enough of them. `least` comes on top of the wait, so that those
    /// who are all told the same time do not all come at once.
    pub(super) fn again(
        &mut self,
        kind: ListenErrorKind,
        url: Option<String>,
        least: Duration,
    ) -> ListenError {
        if self.policy.max_reconnects.is_some_and(|most| self.backoff.attempts() >= most) {
            return self.fail(kind, url);
        }
        let wait = least + self.backoff.wait(fastrand::f64());
        self.phase = Phase::Waiting(Box::pin(sleep(wait)));
        self.shared.set_state(ReadyState::Connecting);
        self.error(kind, url, Then::Reconnect(wait))
    }

    pub(super) fn fail(&mut self, kind: ListenErrorKind, url: Option<String>) -> ListenError {
        self.end_with_item(CloseReason::Error);
        self.error(kind, url, Then::End)
    }

    pub(super) fn end(&mut self, reason: CloseReason) {
        self.end_with_item(reason);
        self.tell_end();
    }

    /// Ends it, with a last item. The hook is called when that was taken: who is told that it has ended may close it,
    /// and would lose the item.
    pub(super) fn end_with_item(&mut self, reason: CloseReason) {
        self.phase = Phase::Closed;
        self.shared.set_state(ReadyState::Closed);
        self.ended.get_or_insert(reason);
    }

    pub(super) fn tell_end(&mut self) {
        if let Some(reason) = self.ended {
            self.hooks.closed(reason);
        }
    }

    pub(super) fn error(&self, kind: ListenErrorKind, url: Option<String>, then: Then) -> ListenError {
        let url = url.or_else(|| self.shared.url().map(url::shown));
        let error = ListenError::new(kind, url, then);
        tracing::debug!(%error, "the connection is gone");
        error
    }
}
