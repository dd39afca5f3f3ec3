//! [`Outbox`]: what a test has told a [`ChannelServer`](super::ChannelServer) to do, for the connection to take.

use std::collections::VecDeque;
use std::io;
use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::timeout;

use super::DAY;
use crate::Event;
use crate::hub::GapReason;

/// What the server is to do next.
pub(super) enum Action<M> {
    Send(Event<M>),
    Gap(GapReason),
    Break,
    End,
    Close,
}

pub(super) struct Outbox<M> {
    state: Mutex<State<M>>,
    changed: Notify,
}

struct State<M> {
    actions: VecDeque<Action<M>>,
    /// The number of the last connection; 0 before the first.
    connection: u64,
    connected: bool,
    /// The last connection that ended with a break.
    broken: u64,
    /// The connection's waker, when it asked for an event and there was none.
    waiting: Option<Waker>,
    /// How long connections have waited since the last action.
    waited: Duration,
    stage: Stage,
}

/// How far the server is from its end.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Open,
    /// Nothing more is accepted; what was accepted still goes out.
    Closing,
    /// All went out: the next request is to be told that there is no more.
    Done,
    Told,
}

impl<M> Outbox<M> {
    pub(super) fn new() -> Self {
        let state = State {
            actions: VecDeque::new(),
            connection: 0,
            connected: false,
            broken: 0,
            waiting: None,
            waited: Duration::ZERO,
            stage: Stage::Open,
        };
        Self { state: Mutex::new(state), changed: Notify::new() }
    }

    /// Whether the action was taken: not after a `Close`.
    pub(super) fn push(&self, action: Action<M>) -> bool {
        let waiting = {
            let mut state = self.state();
            if state.stage > Stage::Open {
                return false;
            }
            if let Action::Close = action {
                state.stage = Stage::Closing;
            }
            state.actions.push_back(action);
            state.waiting.take()
        };
        if let Some(waker) = waiting {
            waker.wake();
        }
        true
    }

    /// The number of a new connection; `None` when there is no more.
    pub(super) fn connect(&self) -> Option<u64> {
        let (number, before) = {
            let mut state = self.state();
            if matches!(state.actions.front(), Some(Action::Close)) {
                state.stage = Stage::Done;
            }
            if state.stage >= Stage::Done {
                state.stage = Stage::Told;
                (None, None)
            } else {
                state.connection += 1;
                state.connected = true;
                (Some(state.connection), state.waiting.take())
            }
        };
        // The connection before this one sees that it is not the last any more.
        if let Some(waker) = before {
            waker.wake();
        }
        self.changed.notify_waiters();
        number
    }

    pub(super) fn disconnected(&self, number: u64) {
        let mut state = self.state();
        if state.connection == number {
            state.connected = false;
            state.waiting = None;
        }
        drop(state);
        self.changed.notify_waiters();
    }

    /// The next event of a connection; `None` when it is to end.
    pub(super) fn poll_event(&self, number: u64, context: &Context<'_>) -> Poll<Option<Event<M>>> {
        let mut state = self.state();
        if state.connection != number {
            return Poll::Ready(None);
        }
        if !state.actions.is_empty() {
            state.waited = Duration::ZERO;
        }
        let is_gap = matches!(state.actions.front(), Some(Action::Gap(_)));
        // It is no event of the handler's: `gap` takes it.
        let next = if is_gap { None } else { state.actions.pop_front() };
        match next {
            Some(Action::Send(event)) => return Poll::Ready(Some(event)),
            Some(Action::Break) => state.broken = number,
            Some(Action::End | Action::Gap(_)) => {}
            Some(Action::Close) => state.stage = Stage::Done,
            None => {
                state.waiting = Some(context.waker().clone());
                drop(state);
                self.changed.notify_waiters();
                return Poll::Pending;
            }
        }
        Poll::Ready(None)
    }

    /// The gap that the connection is to tell of now.
    pub(super) fn gap(&self, number: u64) -> Option<GapReason> {
        let mut state = self.state();
        let Some(&Action::Gap(reason)) = state.actions.front() else { return None };
        if state.connection != number {
            return None;
        }
        state.actions.pop_front();
        // The listener has it to take first.
        let waiting = state.waiting.take();
        drop(state);
        drop(waiting);
        Some(reason)
    }

    pub(super) fn is_broken(&self, number: u64) -> bool {
        self.state().broken == number
    }

    pub(super) fn is_connected(&self) -> bool {
        self.state().connected
    }

    /// A connection has waited this much longer; returns how long all have since the last action. It counts over
    /// connections: a listener that gives up and comes again waits on.
    pub(super) fn waited(&self, more: Duration) -> Duration {
        let mut state = self.state();
        state.waited = state.waited.saturating_add(more);
        state.waited
    }

    /// The test is at a dead end: nothing more is accepted or sent.
    pub(super) fn give_up(&self) {
        self.state().stage = Stage::Done;
    }

    pub(super) async fn settled(&self) -> io::Result<()> {
        loop {
            let mut changed = pin!(self.changed.notified());
            // Listen first, look then: it may come in between.
            changed.as_mut().enable();
            if self.state().is_settled() {
                return Ok(());
            }
            timeout(DAY, changed).await.map_err(|_| {
                let problem = "the listener did not take what was sent for a day, or asks for no more: is it polled, \
                               or has it ended?";
                io::Error::new(io::ErrorKind::TimedOut, problem)
            })?;
        }
    }

    fn state(&self) -> MutexGuard<'_, State<M>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<M> State<M> {
    fn is_settled(&self) -> bool {
        self.stage == Stage::Told || (self.actions.is_empty() && self.waiting.is_some())
    }
}
