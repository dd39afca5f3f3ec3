//! [`Gap`]: events that a subscriber did not get, and cannot.

use std::fmt;

use bytes::Bytes;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use crate::sse::EventWriter;

/// What the event is called where nothing else is set.
pub(crate) const GAP_EVENT: &str = "gap";

/// Events that a client did not get, and cannot any more (rule S-11). It is told, so that it can load the present state
/// anew instead of going on as if nothing was missing.
///
/// A [`Hub`](crate::Hub) tells it by itself, a handler with [`EventSender::gap`](crate::EventSender::gap). On the wire it
/// is an event of its own, before the events that follow it: its name is
/// [`SseConfig::gap_event`](crate::server::SseConfig::gap_event), `gap` by default, it has no id, and its data is
/// `{"reason":"expired","last_event_id":"k3v9.17"}`. Our own client makes it an item of the kind
/// [`Gap`](crate::client::ListenErrorKind::Gap).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Gap {
    /// Why.
    pub reason: GapReason,
    /// The id of the last event before the gap, where it is known: what the client sent, or was last sent.
    pub last_event_id: Option<String>,
}

/// Why events are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GapReason {
    /// The server does not have them any more. What it still has follows.
    Expired,
    /// The server does not know the id after which the client wants to go on: it is from before a restart, or from
    /// elsewhere. Of a hub what is published from now on follows.
    Unknown,
    /// The client was too far behind, and goes on with the newest events.
    Lagged,
}

impl Gap {
    pub(crate) fn new(reason: GapReason, last_event_id: Option<&str>) -> Self {
        Self { reason, last_event_id: last_event_id.map(str::to_owned) }
    }

    /// The gap of an event's data, if it is one.
    pub(crate) fn parse(data: &str) -> Option<Self> {
        let data: Value = serde_json::from_str(data).ok()?;
        let reason = GapReason::of(data.get("reason")?.as_str()?)?;
        Some(Self::new(reason, data.get("last_event_id").and_then(Value::as_str)))
    }

    /// Tells a client of the channel, in an event with this name.
    #[cold]
    pub(crate) fn told(&self, channel: &'static str, events: &[&str], name: &str) -> Bytes {
        if events.contains(&name) {
            tracing::warn!(
                channel,
                gap_event = %name,
                "a message of the channel has the name of the gap event: clients take one for the other"
            );
        }
        tracing::debug!(channel, gap = %self, "a client is told of a gap");
        self.event(name)
    }

    /// The event with this name; with none it would be a message.
    fn event(&self, name: &str) -> Bytes {
        let name = if name.is_empty() { GAP_EVENT } else { name };
        let mut event = EventWriter::new();
        if let Err(error) = event.name(name) {
            tracing::error!(%error, "the gap event is called `gap`");
            let _ = event.name(GAP_EVENT);
        }
        // It is text only.
        let _ = event.json(&Data(self));
        event.finish()
    }
}

impl GapReason {
    const ALL: [Self; 3] = [Self::Expired, Self::Unknown, Self::Lagged];

    fn as_str(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Unknown => "unknown",
            Self::Lagged => "lagged",
        }
    }

    fn of(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

/// The data of a gap's event.
struct Data<'a>(&'a Gap);

impl Serialize for Data<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut data = serializer.serialize_map(None)?;
        data.serialize_entry("reason", self.0.reason.as_str())?;
        if let Some(id) = &self.0.last_event_id {
            data.serialize_entry("last_event_id", id)?;
        }
        data.end()
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "events are missing")?;
        if let Some(id) = &self.last_event_id {
            write!(f, " after {id:?}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl fmt::Display for GapReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Expired => "the server does not have them any more",
            Self::Unknown => "the server does not know that id",
            Self::Lagged => "the client was too far behind",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s11_a_gap_is_an_event_of_its_own_without_an_id() {
        let gap = Gap::new(GapReason::Expired, Some("a\"\n.1"));
        let event = gap.event("lost");
        assert_eq!(event, "event: lost\ndata: {\"reason\":\"expired\",\"last_event_id\":\"a\\\"\\n.1\"}\n\n");
        assert_eq!(Gap::parse(r#"{"reason":"expired","last_event_id":"a\"\n.1"}"#), Some(gap));
        let gap = Gap::new(GapReason::Lagged, None);
        // No name would make it a message.
        for name in ["a\nb", ""] {
            assert_eq!(gap.event(name), "event: gap\ndata: {\"reason\":\"lagged\"}\n\n");
        }
    }

    #[test]
    fn other_data_is_no_gap() {
        assert_eq!(Gap::parse(r#"{"reason":"unknown"}"#), Some(Gap::new(GapReason::Unknown, None)));
        for data in ["", "1", "{}", r#"{"reason":"bored"}"#, r#"{"reason":1}"#] {
            assert_eq!(Gap::parse(data), None, "{data}");
        }
    }
}
