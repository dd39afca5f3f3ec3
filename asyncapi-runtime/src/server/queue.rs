//! The bounded queue between the senders of one connection and its response body.
//!
//! Not `tokio::sync::mpsc`: that takes a kilobyte for an idle channel, and it is the queue that knows when a
//! connection ends, so the close hooks belong here as well.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use tokio::sync::{Notify, Semaphore, TryAcquireError};

use super::body::Events;
use super::close::{self, CloseReason, Hook};
use super::{LastEventId, SendError, SseConfig};
use crate::hub::GAP_EVENT;

/// The room for so many events is kept when there are none: a connection that was slow once must not be large for ever.
const KEPT: usize = 16;

pub(super) struct Queue {
    /// Most clients come without an id, and get gaps under their usual name.
    gaps: Option<Box<Gaps>>,
    /// A permit for every event that may still be queued. Closed when nothing more is accepted.
    room: Semaphore,
    refused: Notify,
    state: Mutex<State>,
}

/// What a gap is told with.
struct Gaps {
    event: Cow<'static, str>,
    last_event_id: LastEventId,
}

#[derive(Default)]
struct State {
    events: VecDeque<Bytes>,
    /// The body's waker, while the body waits.
    reader: Option<Waker>,
    senders: usize,
    /// Whether anything was ever queued.
    begun: bool,
    closed: Option<CloseReason>,
    hooks: Vec<Hook>,
}

impl State {
    fn pop(&mut self) -> Option<Events> {
        let waiting = self.events.len();
        let bytes = self.events.pop_front()?;
        if waiting == 1 && self.events.capacity() > KEPT {
            self.events = VecDeque::new();
        }
        Some(Events { bytes, count: 1, waiting })
    }
}

impl Queue {
    pub(super) fn new(config: &SseConfig, last_event_id: Option<&LastEventId>) -> Self {
        let capacity = config.queue.clamp(1, Semaphore::MAX_PERMITS);
        let last_event_id = last_event_id.cloned().unwrap_or_default();
        let usual = config.gap_event == GAP_EVENT && last_event_id.as_deref().is_none();
        let gaps = || Box::new(Gaps { event: config.gap_event.clone(), last_event_id });
        Self {
            gaps: (!usual).then(gaps),
            room: Semaphore::new(capacity),
            refused: Notify::new(),
            state: Mutex::default(),
        }
    }

    /// The name of the event that tells of a gap.
    pub(super) fn gap_event(&self) -> &str {
        self.gaps.as_ref().map_or(GAP_EVENT, |gaps| &gaps.event)
    }

    /// The id after which the client goes on, until something is queued: then its last event is another.
    pub(super) fn last_event_id(&self) -> Option<&str> {
        let gaps = self.gaps.as_ref().filter(|_| !self.state().begun)?;
        gaps.last_event_id.as_deref()
    }

    pub(super) async fn push(&self, event: Bytes) -> Result<(), SendError> {
        let room = self.room.acquire().await.map_err(|_| SendError::Closed)?;
        self.put(event)?;
        room.forget();
        Ok(())
    }

    /// Like [`push`](Self::push) without waiting. `encode` is not called unless there is room.
    pub(super) fn try_push(
        &self,
        encode: impl FnOnce() -> Result<Bytes, SendError>,
    ) -> Result<(), SendError> {
        let room = self.room.try_acquire().map_err(|error| match error {
            TryAcquireError::Closed => SendError::Closed,
            TryAcquireError::NoPermits => SendError::Full,
        })?;
        self.put(encode()?)?;
        room.forget();
        Ok(())
    }

    fn put(&self, event: Bytes) -> Result<(), SendError> {
        let reader = {
            let mut state = self.state();
            if state.closed.is_some() {
                return Err(SendError::Closed);
            }
            state.begun = true;
            state.events.push_back(event);
            state.reader.take()
        };
        wake(reader);
        Ok(())
    }

    /// The next event, if there is one.
    pub(super) fn pop(&self) -> Option<Events> {
        let mut state = self.state();
        // The body is awake: what is sent while it polls its handler need not wake it.
        let reader = state.reader.take();
        let event = state.pop();
        drop(state);
        // Outside the lock, here and below: the last waker of a task may drop the task, and a sender in it.
        drop(reader);
        if event.is_some() {
            self.room.add_permits(1);
        }
        event
    }

    /// The next event, or `None` where none can come: no sender is left or nothing more is accepted. While
    /// `open` there can always come one.
    pub(super) fn poll_pop(&self, cx: &Context<'_>, open: bool) -> Poll<Option<Events>> {
        let mut state = self.state();
        let event = state.pop();
        if event.is_none() {
            if !open && (state.senders == 0 || self.is_refusing()) {
                return Poll::Ready(None);
            }
            let replaced = state.reader.replace(cx.waker().clone());
            drop(state);
            drop(replaced);
            return Poll::Pending;
        }
        drop(state);
        self.room.add_permits(1);
        Poll::Ready(event)
    }

    pub(super) fn is_refusing(&self) -> bool {
        self.room.is_closed()
    }

    pub(super) async fn refused(&self) {
        // Listen first, look then: `refuse` may come in between, and wakes all who listen, polled or not.
        let refused = self.refused.notified();
        if !self.is_refusing() {
            refused.await;
        }
    }

    /// Accepts no more events; those in the queue stay.
    pub(super) fn refuse(&self) {
        self.room.close();
        self.refused.notify_waiters();
    }

    /// Ends the connection: drops what is queued and runs the hooks. Only the first call does anything.
    pub(super) fn close(&self, reason: CloseReason) {
        self.refuse();
        let (reader, events, hooks) = {
            let mut state = self.state();
            if state.closed.is_some() {
                return;
            }
            state.closed = Some(reason);
            (state.reader.take(), mem::take(&mut state.events), mem::take(&mut state.hooks))
        };
        drop((reader, events));
        close::run(hooks, reason);
    }

    pub(super) fn on_close(&self, hook: Hook) {
        let mut state = self.state();
        match state.closed {
            None => state.hooks.push(hook),
            Some(reason) => {
                drop(state);
                close::run([hook], reason);
            }
        }
    }

    pub(super) fn add_sender(&self) {
        self.state().senders += 1;
    }

    pub(super) fn remove_sender(&self) {
        let reader = {
            let mut state = self.state();
            state.senders -= 1;
            if state.senders == 0 { state.reader.take() } else { None }
        };
        wake(reader);
    }

    /// Nothing that can panic runs under the lock, so a poisoned one holds a sound state.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Wakes outside the lock: the body may run at once on another thread.
fn wake(reader: Option<Waker>) {
    if let Some(reader) = reader {
        reader.wake();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_queue_takes_no_memory_for_what_was_in_it() {
        let queue = Queue::new(&SseConfig::new().queue(10_000), None);
        for _ in 0..2 {
            for _ in 0..10_000 {
                queue.try_push(|| Ok(Bytes::from_static(b"x"))).unwrap();
            }
            assert!(queue.try_push(|| Ok(Bytes::new())).is_err());
            for waiting in (1..=10_000).rev() {
                assert_eq!(queue.pop().unwrap().waiting, waiting);
            }
            assert!(queue.state().events.capacity() <= KEPT);
        }
    }
}
