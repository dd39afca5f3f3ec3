//! [`Shutdown`]: ends every open stream in order, spread over a window (rule S-15).

use std::fmt;
use std::future::pending;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Waker};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::sse::LONGEST_RETRY;

/// Ends the streams of a server that stops: without it a graceful shutdown waits for clients that never leave.
///
/// It is given to the streams with [`SseConfig::shutdown`](super::SseConfig::shutdown), and to axum with
/// [`started`](Self::started). When it [starts](Self::start),
///
/// 1. new streams are refused with 503 and `Retry-After`;
/// 2. each open stream goes on for a random part of the [window](Self::window), so that clients do not all come back
///    at once. What it sends meanwhile carries a random [`retry`](Self::retry), on a block that carries data, never in
///    one of its own (rule S-07);
/// 3. it then sends what is pending and ends with [`CloseReason::Shutdown`](super::CloseReason::Shutdown). A client that
///    resumes with `Last-Event-ID` loses nothing.
///
/// ```no_run
/// use asyncapi_runtime::Shutdown;
/// use asyncapi_runtime::server::SseConfig;
/// # async fn f(app: axum::Router, listener: tokio::net::TcpListener) -> std::io::Result<()> {
///
/// let shutdown = Shutdown::new();
/// let app = app.layer(SseConfig::new().shutdown(&shutdown).into_layer());
///
/// let signal = shutdown.clone();
/// tokio::spawn(async move {
///     if tokio::signal::ctrl_c().await.is_ok() {
///         signal.start();
///     }
/// });
/// tokio::select! {
///     served = axum::serve(listener, app).with_graceful_shutdown(shutdown.started()) => served,
///     () = shutdown.overdue() => Ok(()), // a client that does not read holds its connection open
/// }
/// # }
/// ```
///
/// A clone is the same token.
#[derive(Clone)]
pub struct Shutdown {
    shared: Arc<Shared>,
    // Apart, so that what each stream holds is small.
    settings: Arc<Settings>,
}

#[derive(Clone, Copy, Debug)]
struct Settings {
    window: Duration,
    deadline: Duration,
    retry: (Duration, Duration),
}

struct Shared {
    started: AtomicBool,
    /// Wakes those who wait for the start or the end.
    changed: Notify,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// When it started.
    since: Option<Instant>,
    /// The wakers of the open streams, each in a slot of its own; an empty slot is in `free`.
    streams: Vec<Option<Waker>>,
    free: Vec<usize>,
}

impl Shutdown {
    /// A shutdown that has not started, with a window of 5 s, a deadline of 30 s and a `retry` between 1 and 10 s.
    pub fn new() -> Self {
        let shared =
            Shared { started: AtomicBool::new(false), changed: Notify::new(), state: Mutex::default() };
        let settings = Settings {
            window: Duration::from_secs(5),
            deadline: Duration::from_secs(30),
            retry: (Duration::from_secs(1), Duration::from_secs(10)),
        };
        Self { shared: Arc::new(shared), settings: Arc::new(settings) }
    }

    /// Over which time the streams end: 5 s by default. Zero ends them all at once.
    #[must_use]
    pub fn window(mut self, window: Duration) -> Self {
        Arc::make_mut(&mut self.settings).window = window;
        self
    }

    /// After which time nobody waits any longer, whether all streams have ended or not: 30 s by default. Only a client
    /// that does not read holds its stream so long. It is when [`overdue`](Self::overdue) is ready, and
    /// [`finished`](Self::finished) at the latest.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        Arc::make_mut(&mut self.settings).deadline = deadline;
        self
    }

    /// Between which reconnection times the clients' lie: 1 s to 10 s by default, 24 days at most, which is what browsers
    /// can wait.
    #[must_use]
    pub fn retry(mut self, times: RangeInclusive<Duration>) -> Self {
        let (least, most) = times.into_inner();
        let (least, most) = (least.min(LONGEST_RETRY), most.min(LONGEST_RETRY));
        Arc::make_mut(&mut self.settings).retry = (least, most.max(least));
        self
    }

    /// Starts it. Only the first call does anything.
    pub fn start(&self) {
        let streams = {
            let mut state = self.state();
            if self.shared.started.swap(true, Ordering::AcqRel) {
                return;
            }
            state.since = Some(Instant::now());
            // Woken outside of the lock, and once: from here on each has a timer of its own.
            state.streams.iter_mut().filter_map(Option::take).collect::<Vec<_>>()
        };
        tracing::info!(open = streams.len(), "shutting down: event streams are being ended");
        for stream in streams {
            stream.wake();
        }
        self.shared.changed.notify_waiters();
    }

    /// Whether it has started.
    pub fn is_started(&self) -> bool {
        self.shared.is_started()
    }

    /// Waits until it starts: what `with_graceful_shutdown` takes.
    pub fn started(&self) -> impl Future<Output = ()> + Send + 'static {
        let shutdown = self.clone();
        async move { shutdown.until(Self::is_started).await }
    }

    /// Waits until it has started and its [deadline](Self::deadline) has passed: when a server ends that still waits for
    /// its connections.
    pub fn overdue(&self) -> impl Future<Output = ()> + Send + 'static {
        let shutdown = self.clone();
        async move {
            shutdown.until(Self::is_started).await;
            match shutdown.latest() {
                Some(deadline) => sleep_until(deadline).await,
                None => pending().await,
            }
            tracing::warn!(open = shutdown.open(), "the deadline of the shutdown has passed");
        }
    }

    /// Waits until it has started and all streams have ended, or its [deadline](Self::deadline) has passed.
    ///
    /// That is at once where no stream is open. Other requests may be under way then, and the end of the last stream on
    /// its way to the client: what `axum::serve` waits for, and [`overdue`](Self::overdue) bounds.
    pub fn finished(&self) -> impl Future<Output = ()> + Send + 'static {
        let shutdown = self.clone();
        async move {
            shutdown.until(Self::is_started).await;
            let ended = shutdown.until(|shutdown| shutdown.open() == 0);
            let Some(deadline) = shutdown.latest() else { return ended.await };
            if timeout_at(deadline, ended).await.is_err() {
                tracing::warn!(open = shutdown.open(), "event streams are still open after the deadline");
            }
        }
    }

    /// The deadline, once it has started.
    fn latest(&self) -> Option<Instant> {
        self.state().since?.checked_add(self.settings.deadline)
    }

    /// How many streams are open.
    pub fn open(&self) -> usize {
        let state = self.state();
        state.streams.len() - state.free.len()
    }

    async fn until(&self, reached: impl Fn(&Self) -> bool) {
        loop {
            // Listen first, look then: `notify_waiters` wakes all who listen, polled or not.
            let changed = self.shared.changed.notified();
            if reached(self) {
                return;
            }
            changed.await;
        }
    }

    /// Adds a stream; `None` if it has started already.
    pub(super) fn open_stream(&self) -> Option<Open> {
        let mut state = self.state();
        if self.is_started() {
            return None;
        }
        let slot = state.free.pop().unwrap_or(state.streams.len());
        if slot == state.streams.len() {
            state.streams.push(None);
        }
        let (shared, settings) = (Arc::clone(&self.shared), Arc::clone(&self.settings));
        Some(Open { shared, settings, slot, watching: None })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state()
    }
}

impl Shared {
    fn is_started(&self) -> bool {
        self.started.load(Ordering::Acquire)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing under the lock can leave it half written.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Shutdown {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Shutdown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shutdown")
            .field("started", &self.is_started())
            .field("open", &self.open())
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// An open stream of a [`Shutdown`].
pub(super) struct Open {
    shared: Arc<Shared>,
    settings: Arc<Settings>,
    slot: usize,
    /// What the start wakes: kept here too, so that the lock is for a stream that is new to its task only.
    watching: Option<Waker>,
}

/// How a stream ends when its server stops.
#[derive(Clone, Copy, Debug)]
pub(super) struct Drain {
    pub(super) at: Instant,
    pub(super) retry: Duration,
}

impl Open {
    /// How to end, once it has started; until then the start wakes this task.
    pub(super) fn poll(&mut self, context: &Context<'_>) -> Option<Drain> {
        if !self.shared.is_started() {
            if self.watching.as_ref().is_some_and(|waker| waker.will_wake(context.waker())) {
                return None;
            }
            let mut state = self.shared.state();
            // The start sets its mark under the lock.
            if !self.shared.is_started() {
                let replaced = state.streams[self.slot].replace(context.waker().clone());
                drop(state);
                // Outside the lock, here and below: the last waker of a task may drop the task, and a stream in it.
                drop((replaced, self.watching.replace(context.waker().clone())));
                return None;
            }
        }
        let (least, most) = self.settings.retry;
        let window = self.settings.window.mul_f64(fastrand::f64());
        let now = Instant::now();
        Some(Drain {
            at: now.checked_add(window).unwrap_or(now),
            retry: least + most.saturating_sub(least).mul_f64(fastrand::f64()),
        })
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let (waker, last) = {
            let mut state = self.shared.state();
            let waker = state.streams[self.slot].take();
            state.free.push(self.slot);
            (waker, state.streams.len() == state.free.len())
        };
        drop(waker);
        if last && self.shared.is_started() {
            self.shared.changed.notify_waiters();
        }
    }
}
