//! [`ListenHandle`]: a listener that runs by itself and calls back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::task::{JoinHandle, yield_now};

use super::error::ListenError;
use super::listener::Listener;
use super::state::{ReadyState, SharedState};
use crate::Event;

/// After how many items in a row the task gives way to others.
const ITEMS: u32 = 64;

/// A listener that runs in a task of its own: what [`Listener::for_each`] returns.
///
/// Dropping it closes the listener, so it has to be kept for as long as events are wanted.
#[must_use = "dropping the handle closes the listener"]
#[derive(Debug)]
pub struct ListenHandle {
    /// `None` once its end was seen.
    task: Option<JoinHandle<()>>,
    closed: Arc<AtomicBool>,
    state: SharedState,
}

impl ListenHandle {
    /// Closes the connection and ends the listener: the callback is not called any more (C-15). One call that is
    /// running in another thread at this moment runs to its end.
    pub fn close(&self) {
        self.closed.store(true, Ordering::Release);
        if let Some(task) = &self.task {
            task.abort();
        }
    }

    /// What the listener is doing.
    pub fn ready_state(&self) -> ReadyState {
        if self.is_closed() { ReadyState::Closed } else { self.state.get() }
    }

    /// Whether the listener was closed, or ended by itself.
    pub fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire) || self.task.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Waits until the listener has ended: by itself (after a fatal error, or when the server says that there is
    /// no more), or closed.
    ///
    /// # Panics
    /// With the callback's panic, if it panicked.
    pub async fn closed(&mut self) {
        let Some(task) = &mut self.task else { return };
        let ended = task.await;
        self.task = None;
        if let Err(error) = ended {
            if error.is_panic() {
                std::panic::resume_unwind(error.into_panic());
            }
        }
    }
}

impl Drop for ListenHandle {
    fn drop(&mut self) {
        self.close();
    }
}

impl<M: Send + 'static> Listener<M> {
    /// Listens in a task of its own, and calls `callback` with each item, one after the other.
    ///
    /// The listener ends when the handle is closed or dropped, or when the stream ends.
    ///
    /// ```no_run
    /// # async fn f(events: asyncapi_runtime::client::Listener<String>) {
    /// let handle = events.for_each(|event| match event {
    ///     Ok(event) => println!("{}", event.message),
    ///     Err(error) => eprintln!("{error}"),
    /// });
    /// tokio::time::sleep(std::time::Duration::from_secs(60)).await;
    /// handle.close();
    /// # }
    /// ```
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn for_each<F>(mut self, mut callback: F) -> ListenHandle
    where
        F: FnMut(Result<Event<M>, ListenError>) + Send + 'static,
    {
        let state = self.shared_state();
        let closed = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&closed);
        let task = tokio::spawn(async move {
            let mut items = 0_u32;
            while let Some(item) = self.next().await {
                // The task may have been aborted while the item was being read.
                if stop.load(Ordering::Acquire) {
                    break;
                }
                callback(item);
                items = items.wrapping_add(1);
                if items % ITEMS == 0 {
                    yield_now().await;
                }
            }
        });
        ListenHandle { task: Some(task), closed, state }
    }
}
