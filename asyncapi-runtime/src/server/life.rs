//! [`Life`]: when a stream gets a heartbeat, and when it ends by itself. One timer for all of it.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use pin_project_lite::pin_project;
use tokio::time::{Instant, Sleep, sleep_until};

use super::CloseReason;
use super::connection::Opening;
use super::shutdown::{Drain, Open};
use crate::sse::LONGEST_RETRY;

/// A longer lifetime is as good as none, and a fraction of it would not be a time.
const LONGEST: Duration = Duration::from_secs(60 * 60 * 24 * 365 * 100);

pin_project! {
    pub(super) struct Life {
        heartbeat: Option<Duration>,
        // When something was last written, or a little earlier.
        written: Instant,
        // Apart: most streams have none, and each has room for what is here.
        extra: Option<Box<Extra>>,
        shutdown: Option<Open>,
        drain: Option<Box<Drain>>,
        #[pin]
        timer: Option<Sleep>,
    }
}

/// What is not said of most streams.
struct Extra {
    /// When the stream ends by itself.
    lifetime: Option<Instant>,
    expires: Option<Instant>,
    /// The reconnection time that the client is still to be told.
    retry: Option<Duration>,
}

/// What it is time for.
pub(super) enum Due {
    Heartbeat,
    End(CloseReason),
}

impl Life {
    pub(super) fn new(opening: &mut Opening) -> Self {
        let now = Instant::now();
        // Those that began together do not end together: the lifetime is 80 to 100 % of what is set.
        let lifetime = opening
            .config
            .max_lifetime
            .and_then(|most| now.checked_add(most.min(LONGEST).mul_f64(fastrand::f64().mul_add(0.2, 0.8))));
        let extra = Extra { lifetime, expires: opening.expires, retry: opening.config.reconnection_time };
        let is_some = extra.lifetime.is_some() || extra.expires.is_some() || extra.retry.is_some();
        Self {
            heartbeat: opening.config.heartbeat.filter(|every| !every.is_zero()),
            written: now,
            extra: is_some.then(|| Box::new(extra)),
            shutdown: opening.admitted.as_mut().and_then(|admitted| admitted.shutdown.take()),
            drain: None,
            timer: None,
        }
    }

    /// Events are written now, or the first comment. Others may have got the same: the heartbeats that follow are not all
    /// due at once.
    pub(super) fn wrote(self: Pin<&mut Self>) {
        let this = self.project();
        let now = Instant::now();
        let early = this.heartbeat.unwrap_or_default().mul_f64(0.2 * fastrand::f64());
        *this.written = now.checked_sub(early).unwrap_or(now);
    }

    /// A heartbeat is written now.
    pub(super) fn beat(self: Pin<&mut Self>) {
        *self.project().written = Instant::now();
    }

    /// Adds the reconnection time to what is written first, and to all that is written while the server shuts down (rules
    /// S-07, S-15). An event's own comes after it, and counts.
    pub(super) fn dress(self: Pin<&mut Self>, events: Bytes) -> Bytes {
        let this = self.project();
        let first = this.extra.as_mut().and_then(|extra| extra.retry.take());
        let Some(time) = this.drain.as_ref().map(|drain| drain.retry).or(first) else { return events };
        let retry = format!("retry: {}\n", time.min(LONGEST_RETRY).as_millis());
        let mut dressed = BytesMut::with_capacity(retry.len() + events.len());
        dressed.extend_from_slice(retry.as_bytes());
        dressed.extend_from_slice(&events);
        dressed.freeze()
    }

    /// Ready when it is time for something.
    pub(super) fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Due> {
        let mut this = self.project();
        if this.drain.is_none() {
            if let Some(drain) = this.shutdown.as_mut().and_then(|shutdown| shutdown.poll(context)) {
                *this.drain = Some(Box::new(drain));
                this.timer.set(None);
            }
        }
        loop {
            if let Some(timer) = this.timer.as_mut().as_pin_mut() {
                ready!(timer.poll(context));
            }
            // Expiry is first: where several have passed, it is the one that lets nothing more out.
            let own = this.extra.as_deref();
            let ends = [
                (own.and_then(|own| own.expires), CloseReason::Expired),
                (own.and_then(|own| own.lifetime), CloseReason::Lifetime),
                (this.drain.as_ref().map(|drain| drain.at), CloseReason::Shutdown),
            ];
            let heartbeat = this.heartbeat.and_then(|every| this.written.checked_add(every));
            let Some(next) = ends.iter().filter_map(|(at, _)| *at).chain(heartbeat).min() else {
                return Poll::Pending;
            };
            let now = Instant::now();
            let passed = ends.iter().find(|(at, _)| at.is_some_and(|at| at <= now));
            if let Some((_, reason)) = passed {
                return Poll::Ready(Due::End(*reason));
            }
            if heartbeat.is_some_and(|at| at <= now) {
                return Poll::Ready(Due::Heartbeat);
            }
            // The timer is not set anew at every write: it is early, and never late by more than a heartbeat may be early.
            match this.timer.as_mut().as_pin_mut() {
                Some(timer) => timer.reset(next),
                None => this.timer.set(Some(sleep_until(next))),
            }
        }
    }
}
