//! [`ReadyState`], and the cell that shares it with a handle.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// What a listener is doing (C-16): the `readyState` of a browser's `EventSource`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadyState {
    /// There is no connection: it is being made, or the listener waits to make it again.
    Connecting,
    /// The server answered with an event stream.
    Open,
    /// The listener was closed, the server said that there is no more (204), or there was a fatal error.
    Closed,
}

/// A state that several can see.
#[derive(Clone, Debug, Default)]
pub(super) struct SharedState(Arc<AtomicU8>);

impl SharedState {
    pub(super) fn set(&self, state: ReadyState) {
        self.0.store(state as u8, Ordering::Release);
    }

    pub(super) fn get(&self) -> ReadyState {
        match self.0.load(Ordering::Acquire) {
            0 => ReadyState::Connecting,
            1 => ReadyState::Open,
            _ => ReadyState::Closed,
        }
    }
}
