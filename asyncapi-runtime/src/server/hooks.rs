//! The hooks of a [`SseConfig`](super::SseConfig): what runs when a stream opens, and when it ends.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::{CloseReason, Connection};

type OnOpen = Arc<dyn Fn(&Connection) + Send + Sync>;
type OnClose = Arc<dyn Fn(&Connection, CloseReason) + Send + Sync>;

#[derive(Clone, Default)]
pub(super) struct Hooks {
    pub(super) open: Option<OnOpen>,
    pub(super) close: Option<OnClose>,
}

impl Hooks {
    pub(super) fn opened(&self, connection: &Connection) {
        if let Some(hook) = &self.open {
            guarded("on_open", || hook(connection));
        }
    }

    pub(super) fn closed(&self, connection: &Connection, reason: CloseReason) {
        if let Some(hook) = &self.close {
            guarded("on_close", || hook(connection, reason));
        }
    }
}

/// Runs a hook; a panic of it is logged. A connection may be dropped because its handler panics, and a second panic then
/// would abort the process.
pub(super) fn guarded(name: &str, hook: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(hook)).is_err() {
        tracing::error!("an {name} hook panicked");
    }
}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hooks")
            .field("open", &self.open.is_some())
            .field("close", &self.close.is_some())
            .finish()
    }
}
