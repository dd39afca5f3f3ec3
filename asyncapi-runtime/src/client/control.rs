//! [`ListenControl`]: what one may do with a listener from elsewhere, and the state that both share.

use std::fmt;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Waker};
use std::time::Duration;

use http::Uri;

use super::url;

/// What a listener is doing (C-16): the `readyState` of a browser's `EventSource`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadyState {
    /// There is no connection: it is being made, or the listener waits to make it again.
    Connecting,
    /// The server answered with an event stream.
    Open,
    /// The listener was closed, the server said that there is no more (204 or a terminal message), or there was a
    /// fatal error.
    Closed,
}

/// What a control asks of its listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Command {
    None,
    Restart,
    Close,
}

/// Watches and steers a [`Listener`](super::Listener) while something else reads from it:
/// [`Listener::control`](super::Listener::control) gives it, clones are the same control.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// # use asyncapi_runtime::client::{Listener, ReadyState};
/// # fn listen_for_words(router: axum::Router) -> Listener<String> {
/// #     use asyncapi_runtime::{Channel, sse::{EncodeError, EventWriter, RawEvent, DecodeError}};
/// #     struct Words;
/// #     impl Channel for Words {
/// #         type Message = String;
/// #         type Parameters = ();
/// #         const ID: &'static str = "words";
/// #         const ADDRESS: &'static str = "words";
/// #         const ROUTE: &'static str = "/words";
/// #         fn encode(message: &String, event: &mut EventWriter) -> Result<(), EncodeError> { event.text(message); Ok(()) }
/// #         fn decode(event: &RawEvent<'_>) -> Result<String, DecodeError> { event.text() }
/// #     }
/// #     asyncapi_runtime::client::listen::<Words>((), router.into())
/// # }
/// let mut events = listen_for_words(axum::Router::new());
/// let control = events.control();
/// control.close();
/// assert!(events.next().await.is_none());
/// assert_eq!(control.ready_state(), ReadyState::Closed);
/// # });
/// ```
#[derive(Clone)]
pub struct ListenControl {
    shared: Arc<Shared>,
}

impl ListenControl {
    /// Closes the listener: it sends nothing and delivers nothing any more (C-15). Its reader, if one waits, sees the
    /// end of the stream at its next poll, which this wakes it for.
    pub fn close(&self) {
        self.shared.order(Command::Close);
    }

    /// Drops the connection and makes a new one at once, from the last event ID, as if the server had dropped it, but
    /// without an error item and without a wait (C-22). Where the listener waits to connect again, it does so now. It
    /// does nothing once the listener is closed.
    pub fn restart(&self) {
        self.shared.order(Command::Restart);
    }

    /// What the listener is doing, as of its last poll; [`Closed`](ReadyState::Closed) as soon as it is told to close.
    pub fn ready_state(&self) -> ReadyState {
        self.shared.state()
    }

    /// The URL of the requests, as [`Listener::url`](super::Listener::url).
    pub fn url(&self) -> Option<&Uri> {
        self.shared.url.as_ref()
    }

    /// The last event ID string: what the next request sends as `Last-Event-ID`; empty for none.
    pub fn last_event_id(&self) -> String {
        self.shared.watched().last_event_id.clone()
    }

    /// The reconnection time, as [`Listener::retry`](super::Listener::retry).
    pub fn retry(&self) -> Duration {
        self.shared.watched().retry
    }

    pub(super) fn is_told_to_close(&self) -> bool {
        self.shared.is_told_to_close()
    }
}

impl fmt::Debug for ListenControl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListenControl")
            .field("url", &self.url().map(url::shown))
            .field("ready_state", &self.ready_state())
            .finish_non_exhaustive()
    }
}

/// What a listener shares with its controls.
pub(super) struct Shared {
    state: AtomicU8,
    command: AtomicU8,
    url: Option<Uri>,
    watched: Mutex<Watched>,
}

/// What is behind a lock, which the listener takes only when it waits or when there is a control.
struct Watched {
    waker: Waker,
    last_event_id: String,
    retry: Duration,
}

impl Shared {
    pub(super) fn new(url: Option<Uri>) -> Arc<Self> {
        Arc::new(Self {
            state: AtomicU8::new(ReadyState::Connecting as u8),
            command: AtomicU8::new(Command::None as u8),
            url,
            watched: Mutex::new(Watched {
                waker: Waker::noop().clone(),
                last_event_id: String::new(),
                retry: Duration::ZERO,
            }),
        })
    }

    pub(super) fn control(self: &Arc<Self>) -> ListenControl {
        ListenControl { shared: Arc::clone(self) }
    }

    pub(super) fn url(&self) -> Option<&Uri> {
        self.url.as_ref()
    }

    pub(super) fn set_state(&self, state: ReadyState) {
        self.state.store(state as u8, Ordering::Release);
    }

    pub(super) fn state(&self) -> ReadyState {
        match self.state.load(Ordering::Acquire) {
            _ if self.command() == Command::Close => ReadyState::Closed,
            0 => ReadyState::Connecting,
            1 => ReadyState::Open,
            _ => ReadyState::Closed,
        }
    }

    fn order(&self, command: Command) {
        if command == Command::Close {
            self.command.store(command as u8, Ordering::Release);
        } else {
            // A restart does not take back that the listener was closed.
            let (none, command) = (Command::None as u8, command as u8);
            let _ = self.command.compare_exchange(none, command, Ordering::AcqRel, Ordering::Acquire);
        }
        let waker = self.watched().waker.clone();
        waker.wake();
    }

    fn command(&self) -> Command {
        match self.command.load(Ordering::Acquire) {
            0 => Command::None,
            1 => Command::Restart,
            _ => Command::Close,
        }
    }

    /// Whether a control has closed the listener.
    pub(super) fn is_told_to_close(&self) -> bool {
        self.command() == Command::Close
    }

    /// What a control has asked for since the last time. That it is to close stays.
    pub(super) fn take_command(&self) -> Command {
        let command = self.command();
        if command == Command::Restart {
            let (restart, none) = (Command::Restart as u8, Command::None as u8);
            let _ = self.command.compare_exchange(restart, none, Ordering::AcqRel, Ordering::Acquire);
        }
        command
    }

    /// Whether there is a command that the listener has not carried out.
    pub(super) fn is_steered(&self) -> bool {
        self.command() != Command::None
    }

    /// Has the next command wake this task. `false` if there is a command already.
    pub(super) fn watch(&self, context: &Context<'_>) -> bool {
        let mut watched = self.watched();
        if !watched.waker.will_wake(context.waker()) {
            let before = std::mem::replace(&mut watched.waker, context.waker().clone());
            drop(watched);
            // Not under the lock: the last waker of a task drops what the task has, a control that closes for instance.
            drop(before);
        }
        !self.is_steered()
    }

    /// Tells controls what only the listener knows, if there are controls.
    pub(super) fn tell(self: &Arc<Self>, last_event_id: &str, retry: Duration) {
        if Arc::strong_count(self) > 1 {
            let mut watched = self.watched();
            last_event_id.clone_into(&mut watched.last_event_id);
            watched.retry = retry;
        }
    }

    fn watched(&self) -> MutexGuard<'_, Watched> {
        // Nothing under the lock can leave it half written.
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
