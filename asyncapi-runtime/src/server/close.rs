//! How a connection ends, and what runs then.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread;

use super::hooks::guarded;

/// Why a stream ended; what an `on_close` hook is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CloseReason {
    /// The client went away: it closed the connection, or the connection broke.
    ClientGone,
    /// The client did not read for as long as a [`StallTimeout`](super::StallTimeout) allows, and its connection was cut.
    /// Told of HTTP/1.1 connections that have a task of their own, as those of `axum::serve` have; with HTTP/2 it is
    /// [`ClientGone`](Self::ClientGone).
    Stalled,
    /// All was sent: the handler returned and no [`EventSender`](super::EventSender) is left, or its stream
    /// ended.
    HandlerDone,
    /// The handler returned an error or panicked.
    HandlerFailed,
    /// The server is stopping: see [`Shutdown`](super::Shutdown).
    Shutdown,
    /// The client was too far behind: see [`SlowConsumer`](super::SlowConsumer).
    Lagged,
    /// What let the client in has expired: see [`ExpiresAt`](super::ExpiresAt).
    Expired,
    /// The stream was open as long as one may be: see [`SseConfig::max_lifetime`](super::SseConfig::max_lifetime).
    Lifetime,
}

pub(crate) type Hook = Box<dyn FnOnce(CloseReason) + Send>;

/// Runs every hook, also after one that panics: a hook runs while a connection is dropped, perhaps because its
/// handler panics, and a second panic then would abort the process.
pub(crate) fn run(hooks: impl IntoIterator<Item = Hook>, reason: CloseReason) {
    for hook in hooks {
        guarded("on_close", || hook(reason));
    }
}

/// The panic of code that something must follow, whatever it does.
#[must_use]
pub(crate) struct Caught(Option<Box<dyn Any + Send>>);

/// Runs what drops a handler or its like: that is not our code, and may panic.
pub(crate) fn caught(run: impl FnOnce()) -> Caught {
    Caught(catch_unwind(AssertUnwindSafe(run)).err())
}

impl Caught {
    /// Panics as the code did; not while another panic is on its way, which would abort the process.
    pub(crate) fn resume(self) {
        if let Some(panic) = self.0.filter(|_| !thread::panicking()) {
            resume_unwind(panic);
        }
    }
}
