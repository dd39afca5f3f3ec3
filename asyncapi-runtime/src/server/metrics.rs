//! What is counted with the feature `metrics`, through the crate [`metrics`](https://docs.rs/metrics): to any recorder
//! that the program installs, such as an exporter for Prometheus.
//!
//! | name | kind | labels | what |
//! |---|---|---|---|
//! | `asyncapi_streams_opened_total` | counter | `channel` | streams that were opened: their first bytes went out |
//! | `asyncapi_streams_closed_total` | counter | `channel`, `reason` | streams that have ended |
//! | `asyncapi_streams_open` | gauge | `channel` | streams that are open now |
//! | `asyncapi_events_total` | counter | `channel` | events written to clients: one that goes to ten clients is ten |
//! | `asyncapi_bytes_total` | counter | `channel` | bytes of these events, without heartbeats and what HTTP adds |
//! | `asyncapi_queue_depth` | histogram | `channel` | at each write of an [`EventSender`](super::EventSender)'s events: how many of them waited in the queue |
//! | `asyncapi_lag_events` | histogram | `channel` | at each write of a [`Hub`](crate::Hub)'s events: how many events the client was behind, as far as one write tells |
//! | `asyncapi_reconnects_total` | counter | `channel` | connections that a client's [`Listener`](crate::Listener) made again, whether they succeeded or not |
//!
//! `channel` is the channel's id: its key in the document. No label has a value that a client chooses.
//!
//! `reason` is a [`CloseReason`]: `client_gone`, `stalled`, `handler_done`, `handler_failed`, `shutdown`, `lagged`, `expired`
//! or `lifetime`.
//!
//! A depth of 1 is an event that goes out at once; one that stays near [`SseConfig::queue`](super::SseConfig::queue) is a
//! client that cannot keep up.
//!
//! A stream asks the recorder for its handles once, when it opens. A recorder that is installed later counts nothing of
//! the streams that are open by then: install it first.

use metrics::{Counter, Gauge, Histogram, Unit, counter, gauge, histogram};

use super::CloseReason;
use super::body::{Backlog, Events};

const OPENED: &str = "asyncapi_streams_opened_total";
const CLOSED: &str = "asyncapi_streams_closed_total";
const OPEN: &str = "asyncapi_streams_open";
const EVENTS: &str = "asyncapi_events_total";
const BYTES: &str = "asyncapi_bytes_total";
const QUEUE: &str = "asyncapi_queue_depth";
const LAG: &str = "asyncapi_lag_events";
const RECONNECTS: &str = "asyncapi_reconnects_total";

/// Gives the installed recorder the units and descriptions of all metrics, for exporters that show them. To be called
/// once, after the recorder is installed; nothing depends on it.
pub fn describe() {
    metrics::describe_counter!(OPENED, Unit::Count, "Event streams that were opened.");
    metrics::describe_counter!(CLOSED, Unit::Count, "Event streams that have ended, by reason.");
    metrics::describe_gauge!(OPEN, Unit::Count, "Event streams that are open.");
    metrics::describe_counter!(EVENTS, Unit::Count, "Events written to clients.");
    metrics::describe_counter!(BYTES, Unit::Bytes, "Bytes of the events written to clients.");
    metrics::describe_histogram!(
        QUEUE,
        Unit::Count,
        "Events that waited in a connection's queue at a write."
    );
    metrics::describe_histogram!(LAG, Unit::Count, "Events that a hub's client was behind at a write.");
    metrics::describe_counter!(RECONNECTS, Unit::Count, "Connections that listeners made again.");
}

/// What is counted of one open stream. The handles are kept: to look one up costs more than to count.
pub(super) struct Counts {
    channel: &'static str,
    open: Gauge,
    events: Counter,
    bytes: Counter,
    backlog: Histogram,
}

impl Counts {
    pub(super) fn opened(channel: &'static str, backlog: Backlog) -> Self {
        let counts = Self {
            channel,
            open: gauge!(OPEN, "channel" => channel),
            events: counter!(EVENTS, "channel" => channel),
            bytes: counter!(BYTES, "channel" => channel),
            backlog: match backlog {
                Backlog::Unknown => Histogram::noop(),
                Backlog::Queue => histogram!(QUEUE, "channel" => channel),
                Backlog::Log => histogram!(LAG, "channel" => channel),
            },
        };
        counter!(OPENED, "channel" => channel).increment(1);
        counts.open.increment(1);
        counts
    }

    pub(super) fn wrote(&self, events: &Events) {
        self.events.increment(events.count as u64);
        self.bytes.increment(events.bytes.len() as u64);
        // No queue is so long that this loses a digit.
        self.backlog.record(u32::try_from(events.waiting).unwrap_or(u32::MAX));
    }

    pub(super) fn closed(self, reason: CloseReason) {
        self.open.decrement(1);
        counter!(CLOSED, "channel" => self.channel, "reason" => label(reason)).increment(1);
    }
}

/// A listener connects again.
pub(crate) fn reconnected(channel: &'static str) {
    counter!(RECONNECTS, "channel" => channel).increment(1);
}

fn label(reason: CloseReason) -> &'static str {
    match reason {
        CloseReason::ClientGone => "client_gone",
        CloseReason::Stalled => "stalled",
        CloseReason::HandlerDone => "handler_done",
        CloseReason::HandlerFailed => "handler_failed",
        CloseReason::Shutdown => "shutdown",
        CloseReason::Lagged => "lagged",
        CloseReason::Expired => "expired",
        CloseReason::Lifetime => "lifetime",
    }
}
