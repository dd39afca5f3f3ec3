//! [`Parsed`]: what a parser gives.

use std::time::Duration;

/// One thing a stream says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Parsed<'a> {
    /// An event.
    Event {
        /// The `event` field; empty if there is none, for which a browser says `message`.
        name: &'a str,
        /// The `data` lines, joined by LF.
        data: &'a str,
        /// The last event ID string: the event's own, or that of an event before it.
        last_event_id: &'a str,
    },
    /// A new reconnection time.
    Retry(Duration),
    /// A comment: what follows the colon, without one leading space.
    Comment(&'a str),
}
