//! [`EventSender`]: how a push handler sends.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

use super::queue::Queue;
use super::{CloseReason, SendError, SseConfig};
use crate::channel::Check;
use crate::hub::{Gap, GapReason};
use crate::sse::{EncodeError, EventWriter};
use crate::{Channel, Event};

/// Sends the events of one connection. A handler takes it as its last argument.
///
/// It may be cloned and moved into tasks; it stays valid after the handler returned, and the stream stays open
/// as long as one is left. Once the client is gone every send returns [`SendError::Closed`].
///
/// ```
/// use asyncapi_runtime::{Event, EventSender, server::SendError};
///
/// async fn greet(events: EventSender<String>) -> Result<(), SendError> {
///     events.on_close(|reason| println!("closed: {reason:?}"));
///     events.send("hello".to_owned()).await?;
///     events.send(Event::new("world".to_owned()).with_id("2")).await
/// }
/// ```
pub struct EventSender<M> {
    queue: Arc<Queue>,
    codec: Codec<M>,
}

impl<M> EventSender<M> {
    pub(super) fn new(queue: &Arc<Queue>, codec: Codec<M>) -> Self {
        queue.add_sender();
        Self { queue: Arc::clone(queue), codec }
    }

    /// Sends a message, or an [`Event`] with an id or a name of its own. Waits while the connection's
    /// [queue](super::SseConfig::queue) is full.
    ///
    /// It returns when the event is queued, not when the client has it: only a later event's `Last-Event-ID`
    /// tells. Dropping the future before it is ready sends nothing.
    ///
    /// # Errors
    /// [`SendError::Closed`] when the stream has ended, also while waiting. [`SendError::Invalid`] when the message is
    /// not what the document says. [`SendError::Encode`] when the event cannot be written: its message cannot be
    /// serialised, or its id or name has a line break or NUL (rule S-05).
    ///
    /// After the last two the stream goes on. A handler that passes them on with `?` ends it itself:
    ///
    /// ```
    /// # use asyncapi_runtime::{EventSender, server::SendError};
    /// async fn greet(events: EventSender<String>) -> Result<(), SendError> {
    ///     for name in ["Ann", "Bob"] {
    ///         match events.send(format!("hello {name}")).await {
    ///             Err(SendError::Invalid(violations)) => eprintln!("{name} is not greeted: {violations}"),
    ///             sent => sent?,
    ///         }
    ///     }
    ///     Ok(())
    /// }
    /// ```
    pub async fn send(&self, event: impl Into<Event<M>>) -> Result<(), SendError> {
        if self.is_closed() {
            return Err(SendError::Closed);
        }
        let event = self.codec.encode(&event.into())?;
        self.queue.push(event).await
    }

    /// Sends without waiting.
    ///
    /// # Errors
    /// Those of [`send`](Self::send), and [`SendError::Full`] when the queue is full; the event is then lost.
    pub fn try_send(&self, event: impl Into<Event<M>>) -> Result<(), SendError> {
        self.queue.try_push(|| self.codec.encode(&event.into()))
    }

    /// Tells the client that events are missing which it did not get, and cannot any more (rule S-11), before what is sent
    /// from now on: a handler that goes on after a [`LastEventId`](super::LastEventId) says it where it does not know the id,
    /// or does not have any more what came after it. Waits as [`send`](Self::send) does.
    ///
    /// It is an event of its own, as of a [`Hub`](crate::Hub), without an id: see [`Gap`]. Our own client gives it as an
    /// error item ([`ListenError::gap`](crate::ListenError::gap)), a page hears of it with
    /// `addEventListener("gap", …)`. It names the id that the client came with, as long as nothing else was sent.
    ///
    /// ```
    /// use asyncapi_runtime::hub::GapReason;
    /// use asyncapi_runtime::{Event, EventSender, LastEventId, SendError};
    ///
    /// async fn numbers(last: LastEventId, events: EventSender<u64>) -> Result<(), SendError> {
    ///     let after = match last.as_deref().map(str::parse) {
    ///         None => 0,
    ///         Some(Ok(known @ 0..=9)) => known,
    ///         Some(_) => {
    ///             events.gap(GapReason::Unknown).await?;
    ///             0
    ///         }
    ///     };
    ///     for number in after + 1..=9 {
    ///         events.send(Event::new(number).with_id(number.to_string())).await?;
    ///     }
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// [`SendError::Closed`] when the stream has ended, also while waiting.
    pub async fn gap(&self, reason: GapReason) -> Result<(), SendError> {
        let gap = Gap::new(reason, self.queue.last_event_id());
        let Codec { channel, events, .. } = self.codec;
        self.queue.push(gap.told(channel, events, self.queue.gap_event())).await
    }

    /// Whether the stream has ended, so that nothing can be sent any more.
    pub fn is_closed(&self) -> bool {
        self.queue.is_refusing()
    }

    /// Waits until the stream ends: for a task that has nothing to send for a while.
    ///
    /// A handler itself need not wait: its future is dropped when the client goes away.
    pub async fn closed(&self) {
        self.queue.refused().await;
    }

    /// Runs `hook` exactly once, when the stream ends (rule S-13); at once if it has ended.
    ///
    /// A hook runs where the connection is dropped and must not block; a hook with something to wait for spawns
    /// a task. It should not hold an `EventSender` of its connection, which would keep the stream open.
    pub fn on_close(&self, hook: impl FnOnce(CloseReason) + Send + 'static) {
        self.queue.on_close(Box::new(hook));
    }
}

impl<M> Clone for EventSender<M> {
    fn clone(&self) -> Self {
        Self::new(&self.queue, self.codec)
    }
}

impl<M> Drop for EventSender<M> {
    fn drop(&mut self) {
        self.queue.remove_sender();
    }
}

impl<M> fmt::Debug for EventSender<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventSender")
            .field("channel", &self.codec.channel)
            .field("closed", &self.is_closed())
            .finish_non_exhaustive()
    }
}

/// What a connection needs of its [`Channel`], so that types need the message only.
pub(crate) struct Codec<M> {
    pub(super) channel: &'static str,
    /// The names of the channel's events.
    events: &'static [&'static str],
    encode: fn(&M, &mut EventWriter) -> Result<(), EncodeError>,
    /// `None` where validation is off.
    validate: Option<Check<M>>,
}

impl<M> Codec<M> {
    pub(crate) fn of<C: Channel<Message = M>>(config: &SseConfig) -> Self {
        let validate = config.validate.then_some(C::validate as Check<M>);
        Self { channel: C::ID, events: C::EVENTS, encode: C::encode, validate }
    }

    /// The bytes of `event`, if its message is valid: one allocation, which all that comes later shares.
    pub(crate) fn encode(self, event: &Event<M>) -> Result<Bytes, SendError> {
        if let Some(validate) = self.validate {
            validate(&event.message)?;
        }
        let mut writer = EventWriter::new();
        if let Some(id) = &event.id {
            writer.id(id)?;
        }
        if let Some(name) = &event.name {
            writer.name(name)?;
        }
        if let Some(time) = event.retry {
            writer.retry(time);
        }
        (self.encode)(&event.message, &mut writer)?;
        if let Some(id) = writer.written_id().filter(|id| !is_preflight_free(id)) {
            warn_of_preflight(self.channel, id);
        }
        Ok(writer.finish())
    }
}

/// Whether a page of another origin sends `id` back as `Last-Event-ID` without asking first: at most 128 bytes, none of
/// them unsafe in a CORS request header (rule S-06, Fetch "CORS-unsafe request-header byte"). Chromium never asks for an
/// `EventSource`, whatever the id; `fetch` does, and the standard's tests want it of all.
fn is_preflight_free(id: &str) -> bool {
    let is_unsafe =
        |byte: u8| byte.is_ascii_control() || !byte.is_ascii() || b"\"():<>?@[\\]{}".contains(&byte);
    id.len() <= 128 && !id.bytes().any(is_unsafe)
}

/// Such an id still works on one origin, so it is sent; its author is told once.
fn warn_of_preflight(channel: &'static str, id: &str) {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        tracing::warn!(
            channel,
            id,
            "pages of another origin may ask by a preflight before they resume from this event id: keep ids short and plain"
        );
    });
}

impl<M> Clone for Codec<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for Codec<M> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s06_which_ids_a_browser_sends_back_unasked() {
        for id in ["", "7", "1f3a.42", "2026-11-21T10:00"] {
            assert_eq!(is_preflight_free(id), !id.contains(':'), "{id}");
        }
        for id in ["a(b", "a@b", "{}", "ø", "a\tb", &"x".repeat(129)] {
            assert!(!is_preflight_free(id), "{id}");
        }
        assert!(is_preflight_free(&"x".repeat(128)));
    }
}
