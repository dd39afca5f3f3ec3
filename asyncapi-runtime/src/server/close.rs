//! How a connection ends, and what runs then.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Why a stream ended; what an `on_close` hook is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CloseReason {
    /// The client went away: it closed the connection, or the connection broke.
    ClientGone,
    /// All was sent: the handler returned and no [`EventSender`](super::EventSender) is left, or its stream
    /// ended.
    HandlerDone,
    /// The handler returned an error or panicked.
    HandlerFailed,
}

pub(super) type Hook = Box<dyn FnOnce(CloseReason) + Send>;

/// Runs every hook, also after one that panics: a hook runs while a connection is dropped, perhaps because its
/// handler panics, and a second panic then would abort the process.
pub(super) fn run(hooks: impl IntoIterator<Item = Hook>, reason: CloseReason) {
    for hook in hooks {
        if catch_unwind(AssertUnwindSafe(|| hook(reason))).is_err() {
            tracing::error!(?reason, "an on_close hook panicked");
        }
    }
}
