//! [`Event`]: one event of a stream, as a server sends it and a client receives it.

use std::time::Duration;

/// One event of a stream: a message and what Server-Sent Events say about it.
///
/// A client receives it; a server that sets ids or names itself sends it. Where only the message matters
/// a server may pass the message alone, since `Event<M>` is `From<M>`.
///
/// ```
/// use asyncapi_runtime::Event;
///
/// let event = Event::new("hello").with_id("7");
/// assert_eq!(event.id.as_deref(), Some("7"));
/// assert_eq!(Event::from("hello").id, None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<M> {
    /// The typed message.
    pub message: M,
    /// Client: the last event ID string after this event (WHATWG HTML 9.2.6), `None` while it is empty.
    /// Server: the `id:` line to send; with `None` it is what the document takes from the message (`x-sse: {id: …}`), if
    /// it does, else there is no line.
    pub id: Option<String>,
    /// Client: the name in the `event:` line, `None` if the event had none (a browser dispatches it as `message`).
    /// Server: overrides the name the channel gives the message; `None` keeps the channel's choice.
    pub name: Option<String>,
    pub(crate) retry: Option<Duration>,
    pub(crate) raw_data: Option<String>,
}

impl<M> Event<M> {
    /// An event with neither id nor name of its own.
    pub fn new(message: M) -> Self {
        Self { message, id: None, name: None, retry: None, raw_data: None }
    }

    /// Sets the `id:` line: what a client sends back as `Last-Event-ID` when it reconnects. It goes before an id that the
    /// document takes from the message (`x-sse: {id: …}`).
    ///
    /// An id with CR, LF or NUL cannot be sent (rule S-05): sending it returns an error. One that is long (over 128
    /// bytes) or has characters such as `:`, `@` or `ø` makes a page of another origin ask with a preflight before it
    /// resumes, if it listens with `fetch` or its browser asks for an `EventSource` too, as Chromium does not (rule S-06):
    /// it is sent, and logged once as a warning.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Sets the `event:` line, in place of the name that the channel gives the message.
    ///
    /// A name with CR, LF or NUL cannot be sent (rule S-05): sending it returns an error.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Server: sends a `retry:` line with the event: how long the client waits before it connects again when the
    /// stream ends or breaks, in whole milliseconds (rule P-4). It holds for the client's later connections too, until it
    /// gets another one; without any a browser waits about 3 s. More than 24 days none can wait, so a longer time is sent as
    /// that. A client may wait longer than it is told, as ours does when connecting fails again.
    ///
    /// It goes before that of the document (`x-sse: {retry: …}`). While the server [shuts down](crate::Shutdown::retry) the
    /// events have a time already; the event's own, or the document's, counts.
    ///
    /// ```
    /// use std::time::Duration;
    /// use asyncapi_runtime::{Event, EventSender, server::SendError};
    ///
    /// async fn greet(events: EventSender<String>) -> Result<(), SendError> {
    ///     let soon = Duration::from_millis(500);
    ///     events.send(Event::new("hello".to_owned()).with_retry(soon)).await
    /// }
    /// ```
    #[must_use]
    pub fn with_retry(mut self, time: Duration) -> Self {
        self.retry = Some(time);
        self
    }

    /// The same event with another message: everything else is kept.
    pub fn map<N>(self, f: impl FnOnce(M) -> N) -> Event<N> {
        let Self { message, id, name, retry, raw_data } = self;
        Event { message: f(message), id, name, retry, raw_data }
    }

    /// Client: the data that the event came with, its `data:` lines joined by LF, if
    /// [`ListenOptions::raw_data`](crate::ListenOptions::raw_data) is on; else `None`.
    pub fn raw_data(&self) -> Option<&str> {
        self.raw_data.as_deref()
    }
}

impl<M> From<M> for Event<M> {
    fn from(message: M) -> Self {
        Self::new(message)
    }
}
