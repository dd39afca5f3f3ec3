//! [`Handlers`]: a function for each message of a channel, the typed `addEventListener`.

use std::fmt;

use super::error::ListenError;
use super::handle::ListenHandle;
use super::listener::Listener;
use crate::Event;

/// Takes an event if it is its own, else gives it back.
type Handler<M> = Box<dyn FnMut(Event<M>) -> Result<(), Event<M>> + Send>;

/// What to call with the events of a channel whose messages are `M`: a function for each message, as
/// `addEventListener` of a browser's `EventSource` has one for each event name.
///
/// The macro generates a struct for each channel, with a method for each of its messages, which becomes this one:
/// that struct is what programs name. Written by hand it serves a [`Channel`](crate::Channel) written by hand.
///
/// * A message for which there are several handlers goes to the one that was added **last**: a typed message is moved
///   into its handler. (`EventSource` would call them all.)
/// * A message for which there is none goes to [`on_other`](Self::on_other), which ignores it unless it is set.
/// * Errors go to [`on_error`](Self::on_error), which logs them with `tracing::warn!` unless it is set.
///
/// ```
/// use asyncapi_runtime::Event;
/// use asyncapi_runtime::client::Handlers;
///
/// enum Message {
///     Text(String),
///     Number(u32),
/// }
///
/// let handlers = Handlers::new()
///     .on(
///         |message| match message {
///             Message::Text(text) => Ok(text),
///             other => Err(other),
///         },
///         |event: Event<String>| println!("{}", event.message),
///     )
///     .on_other(|event| {
///         if let Message::Number(number) = event.message {
///             println!("a number, {number}");
///         }
///     })
///     .on_error(|error| eprintln!("{error}"));
/// # let _ = handlers;
/// ```
#[must_use = "handlers do nothing unless a listener is given them with `dispatch`"]
pub struct Handlers<M> {
    messages: Vec<Handler<M>>,
    other: Option<Box<dyn FnMut(Event<M>) + Send>>,
    error: Option<Box<dyn FnMut(ListenError) + Send>>,
}

impl<M> Handlers<M> {
    /// No handlers: messages are ignored, errors are logged.
    pub fn new() -> Self {
        Self { messages: Vec::new(), other: None, error: None }
    }

    /// Calls `handler` with the messages that `pick` takes, each with its event's id and name.
    ///
    /// `pick` gives a message that is not its own back as the error. Handlers are asked from the last added to the
    /// first, until one takes the message.
    pub fn on<T>(
        mut self,
        mut pick: impl FnMut(M) -> Result<T, M> + Send + 'static,
        mut handler: impl FnMut(Event<T>) + Send + 'static,
    ) -> Self {
        self.messages.push(Box::new(move |event| {
            let mut picked = None;
            let event = event.map(|message| picked = Some(pick(message)));
            match picked {
                Some(Err(message)) => return Err(event.map(|()| message)),
                Some(Ok(message)) => handler(event.map(|()| message)),
                None => {}
            }
            Ok(())
        }));
        self
    }

    /// Calls `handler` with every message that no other handler takes, in place of one set before. They are ignored by
    /// default, as an `EventSource` ignores events that nobody listens to.
    ///
    /// An event that is no message of the channel is an error, not one of these.
    pub fn on_other(mut self, handler: impl FnMut(Event<M>) + Send + 'static) -> Self {
        self.other = Some(Box::new(handler));
        self
    }

    /// Calls `handler` with every error, in place of one set before: lost connections, events that cannot be read, and
    /// the [fatal](ListenError::is_fatal) error that ends the stream. They are logged with `tracing::warn!` by default.
    pub fn on_error(mut self, handler: impl FnMut(ListenError) + Send + 'static) -> Self {
        self.error = Some(Box::new(handler));
        self
    }

    /// Calls the handler that an item of the stream is for: what [`Listener::dispatch`] does with each, for programs
    /// that poll the stream themselves.
    pub fn handle(&mut self, item: Result<Event<M>, ListenError>) {
        match item {
            Ok(event) => self.event(event),
            Err(error) => {
                if let Some(handler) = &mut self.error {
                    handler(error);
                } else {
                    tracing::warn!(%error, "an error that no handler takes");
                }
            }
        }
    }

    fn event(&mut self, mut event: Event<M>) {
        for handler in self.messages.iter_mut().rev() {
            match handler(event) {
                Ok(()) => return,
                Err(back) => event = back,
            }
        }
        if let Some(handler) = &mut self.other {
            handler(event);
        }
    }
}

impl<M> Default for Handlers<M> {
    fn default() -> Self {
        Self::new()
    }
}

impl<M> fmt::Debug for Handlers<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handlers")
            .field("messages", &self.messages.len())
            .field("other", &self.other.is_some())
            .field("error", &self.error.is_some())
            .finish()
    }
}

impl<M: Send + 'static> Listener<M> {
    /// Listens in a task of its own, and calls the handler of each message: the form of a browser's
    /// `addEventListener`. [`for_each`](Self::for_each) has one function for everything.
    ///
    /// The listener ends when the handle is closed or dropped, or when the stream ends.
    ///
    /// ```no_run
    /// use asyncapi_runtime::Event;
    /// use asyncapi_runtime::client::{Handlers, Listener};
    ///
    /// # async fn f(events: Listener<String>) {
    /// // A generated struct, such as `NotificationsHandlers`, has `on_order_shipped` in place of `on`.
    /// let handlers = Handlers::new()
    ///     .on(Ok, |event: Event<String>| println!("{}", event.message))
    ///     .on_error(|error| eprintln!("{error}"));
    /// let mut handle = events.dispatch(handlers);
    /// handle.closed().await;
    /// # }
    /// ```
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn dispatch(self, handlers: impl Into<Handlers<M>>) -> ListenHandle {
        let mut handlers = handlers.into();
        self.for_each(move |item| handlers.handle(item))
    }
}
