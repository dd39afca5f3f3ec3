//! The message that every server sends.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;

/// How long an event is on the wire by default, from `id:` to its blank line, without the framing of HTTP.
pub const EVENT: usize = 100;

/// The message, as a server that has no generated types writes it.
#[derive(Clone, Debug, Serialize)]
pub struct Tick {
    /// 1, 2, 3…: what is missing or comes twice is seen.
    pub seq: u64,
    /// When it was published, in nanoseconds since the Unix epoch: both processes are on one machine.
    pub at: u64,
    /// What makes the event as long as it is to be.
    pub pad: String,
}

impl Tick {
    /// The message with this number, published now, whose event has so many bytes.
    pub fn new(seq: u64, size: usize) -> Self {
        let at = now();
        let written = format!("id: {seq}\ndata: {{\"seq\":{seq},\"at\":{at},\"pad\":\"\"}}\n\n").len();
        Self { seq, at, pad: "x".repeat(size.saturating_sub(written)) }
    }
}

/// Nanoseconds since the Unix epoch.
pub fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

/// The whole event as it is on the wire, encoded once.
///
/// # Panics
/// Never: the message is JSON.
pub fn encode(tick: &Tick) -> Vec<u8> {
    let mut event = Vec::with_capacity(tick.pad.len() + EVENT);
    event.extend_from_slice(format!("id: {}\ndata: ", tick.seq).as_bytes());
    serde_json::to_writer(&mut event, tick).expect("JSON");
    event.extend_from_slice(b"\n\n");
    event
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_is_as_long_as_it_says() {
        for seq in [1, 10, 999, 1_000_000] {
            assert_eq!(encode(&Tick::new(seq, EVENT)).len(), EVENT);
            assert_eq!(encode(&Tick::new(seq, 1000)).len(), 1000);
        }
    }
}
