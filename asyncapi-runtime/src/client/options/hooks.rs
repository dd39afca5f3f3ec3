//! What a listener calls: [`ListenOptions::on_open`] and its like.

use std::sync::Arc;

use super::super::hooks::{CloseReason, Opened};
use super::ListenOptions;

/// Functions that are called from where the listener is polled, one at a time, in the order of the wire. They should
/// not take long: no event is delivered meanwhile.
impl ListenOptions {
    /// Calls `hook` each time the server has answered with an event stream, the first time and after each reconnect,
    /// before any event (C-16). A second call of this replaces the hook.
    pub fn on_open(mut self, hook: impl Fn(&Opened) + Send + Sync + 'static) -> Self {
        self.hooks.open = Some(Arc::new(hook));
        self
    }

    /// Calls `hook` once, when the listener has ended, for whatever reason: when it is closed or dropped, and else when
    /// its stream ends, after the last item. A lost connection that is made again is no end but an error item. A second
    /// call of this replaces the hook.
    pub fn on_close(mut self, hook: impl Fn(CloseReason) + Send + Sync + 'static) -> Self {
        self.hooks.close = Some(Arc::new(hook));
        self
    }

    /// Calls `hook` with each comment, heartbeats among them, as soon as its line has ended and before the events after
    /// it (C-23): what follows the colon, without one leading space. A second call of this replaces the hook.
    pub fn on_comment(mut self, hook: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.hooks.comment = Some(Arc::new(hook));
        self
    }
}
