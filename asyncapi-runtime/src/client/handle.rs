//! [`ListenHandle`]: a listener that runs by itself and calls back.

use std::time::Duration;

use tokio::task::{JoinHandle, yield_now};

use super::control::{ListenControl, ReadyState};
use super::error::ListenError;
use super::listener::Listener;
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
    control: ListenControl,
}

impl ListenHandle {
    /// Closes the connection and ends the listener: the callback is not called any more (C-15). One call that is
    /// running in another thread at this moment runs to its end.
    pub fn close(&self) {
        self.control.close();
        if let Some(task) = &self.task {
            task.abort();
        }
    }

    /// Drops the connection and makes a new one at once, as [`ListenControl::restart`] (C-22).
    pub fn restart(&self) {
        self.control.restart();
    }

    /// A control that outlives the handle, and can be cloned and handed around.
    pub fn control(&self) -> ListenControl {
        self.control.clone()
    }

    /// What the listener is doing.
    pub fn ready_state(&self) -> ReadyState {
        if self.is_closed() { ReadyState::Closed } else { self.control.ready_state() }
    }

    /// The URL of the requests, as [`Listener::url`].
    pub fn url(&self) -> Option<&http::Uri> {
        self.control.url()
    }

    /// The last event ID string: what the next request sends as `Last-Event-ID`; empty for none.
    pub fn last_event_id(&self) -> String {
        self.control.last_event_id()
    }

    /// The reconnection time, as [`Listener::retry`].
    pub fn retry(&self) -> Duration {
        self.control.retry()
    }

    /// Whether the listener was closed, or ended by itself.
    pub fn is_closed(&self) -> bool {
        self.control.is_told_to_close() || self.task.as_ref().is_none_or(JoinHandle::is_finished)
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
        let control = self.control();
        let own = control.clone();
        let task = tokio::spawn(async move {
            let mut items = 0_u32;
            while let Some(item) = self.next().await {
                // The task may have been aborted while the item was being read.
                if own.is_told_to_close() {
                    break;
                }
                callback(item);
                items = items.wrapping_add(1);
                if items % ITEMS == 0 {
                    yield_now().await;
                }
            }
        });
        ListenHandle { task: Some(task), control }
    }
}
