//! [`Hub`]: typed publish and subscribe for a channel.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::scratch::{Scratch, topic_of};
use super::{EventId, EventLog, MemoryLog, PublishError, Subscribe};
use crate::{Channel, LastEventId};

/// Publish and subscribe for the channel `C`: what is published reaches every client that listens with the same
/// parameters, and clients that come back get what they missed.
///
/// A clone of it is the same hub. A clone is also a [handler](crate::server::Handler): register it, and the channel is
/// served.
///
/// ```
/// use asyncapi_runtime::{Hub, ListenOptions};
/// # use asyncapi_runtime::{Channel, Listener, client, server::{Handler, register}};
/// # use asyncapi_runtime::parameters::{ParameterError, Parameters, PathValues, PathWriter};
/// # use asyncapi_runtime::sse::{DecodeError, EncodeError, EventWriter, RawEvent};
/// # use axum::Router;
/// # struct NotificationsChannel;
/// # struct NotificationsParameters { user_id: String }
/// # impl Parameters for NotificationsParameters {
/// #     fn from_path(path: &PathValues<'_>) -> Result<Self, ParameterError> { Ok(Self { user_id: path.get("userId")? }) }
/// #     fn write_path(&self, path: &mut PathWriter) {
/// #         path.literal("/users/");
/// #         path.parameter("userId", &self.user_id);
/// #     }
/// # }
/// # impl Channel for NotificationsChannel {
/// #     type Message = String;
/// #     type Parameters = NotificationsParameters;
/// #     const ID: &'static str = "notifications";
/// #     const ADDRESS: &'static str = "users/{userId}";
/// #     const ROUTE: &'static str = "/users/{userId}";
/// #     fn encode(message: &String, event: &mut EventWriter) -> Result<(), EncodeError> { event.json(message) }
/// #     fn decode(event: &RawEvent<'_>) -> Result<String, DecodeError> { event.json() }
/// # }
/// # fn register_send_notifications<T>(router: Router, handler: impl Handler<NotificationsChannel, T, ()>) -> Router {
/// #     register(router, handler)
/// # }
/// # fn listen_for_notifications(parameters: NotificationsParameters, options: impl Into<ListenOptions>) -> Listener<String> {
/// #     client::listen::<NotificationsChannel>(parameters, options.into())
/// # }
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// let hub = Hub::<NotificationsChannel>::new();
/// let app = register_send_notifications(Router::new(), hub.clone());
/// # let ann = || NotificationsParameters { user_id: "ann".to_owned() };
///
/// // Anywhere in the program:
/// let first = hub.publish(&ann(), "your order is shipped").await?;
/// let second = hub.publish(&ann(), "your order is there").await?;
///
/// // A client that has the first event gets the second.
/// let mut events = listen_for_notifications(ann(), ListenOptions::from(app).last_event_id(first.as_str()));
/// let event = events.next().await.unwrap()?;
/// assert_eq!(event.message, "your order is there");
/// assert_eq!(event.id.as_deref(), Some(second.as_str()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # What clients get
///
/// - A client without a cursor gets what is published from then on.
/// - One with a [`LastEventId`] gets everything after that event, once and in order (rule S-10). Where that cannot be,
///   because the log has dropped it, or does not know the id, it first gets a [gap event](super::Gap) (rule S-11).
/// - One that reads more slowly than events come is disconnected, and resumes, or is dealt with as
///   [`SseConfig::slow_consumer`](crate::server::SseConfig::slow_consumer) says. It slows down nobody else.
///
/// Clients with other parameters get nothing of it: the topic of an event is the path of the channel with the
/// parameters filled in.
///
/// An event is written once, whatever the number of its subscribers, and all of them share its bytes.
///
/// # A handler around it
///
/// A pull handler that checks something first returns the stream that it [subscribes](Self::subscribe) to.
///
/// A hub serves its own channel only:
///
/// ```compile_fail,E0277
/// # use asyncapi_runtime::{Channel, Hub, server::register};
/// fn app<News: Channel, Weather: Channel>(weather: Hub<Weather>) -> axum::Router {
///     register::<News, _, _, _>(axum::Router::new(), weather)
/// }
/// ```
///
/// # Its log
///
/// The events are kept in an [`EventLog`]: in the memory of the process ([`MemoryLog`]), or in what
/// [`with_log`](Self::with_log) is given, such as a store that several processes share.
pub struct Hub<C: Channel, L: EventLog = MemoryLog> {
    log: Arc<L>,
    validate: bool,
    channel: PhantomData<fn() -> C>,
}

impl<C: Channel> Hub<C> {
    /// A hub in the memory of the process, with the default settings of [`MemoryLog`].
    pub fn new() -> Self {
        Self::with_log(MemoryLog::new())
    }
}

impl<C: Channel, L: EventLog> Hub<C, L> {
    /// A hub on this log.
    ///
    /// Hubs of several channels may share one (it is an `Arc` of a log then), where no path of one is a path of another: with
    /// `users/all` and `users/{id}`, what is published for the id `all` would reach the clients of the first.
    pub fn with_log(log: L) -> Self {
        Self { log: Arc::new(log), validate: true, channel: PhantomData }
    }

    /// Whether each message is checked against what the document says beyond the types before it is published: `true` by
    /// default. It is a setting of this clone and those made of it; that of
    /// [`SseConfig`](crate::server::SseConfig::validate) is for other handlers, as a hub's clients share what is checked once.
    #[must_use]
    pub fn validate(mut self, validate: bool) -> Self {
        self.validate = validate;
        self
    }

    /// The log.
    pub fn log(&self) -> &L {
        &self.log
    }

    /// Publishes a message to those who listen with these parameters, and returns the id of its event.
    ///
    /// The message is written at once, and appended to the log when the future is awaited. It is then on its way to all
    /// clients, and those who come back get it; that a client has received it nobody knows. A hub without clients is
    /// none to care about: the log keeps the event for those who come.
    ///
    /// # Errors
    /// [`PublishError::Invalid`] when the message is not what the document says, [`PublishError::Encode`] when it cannot
    /// be written, [`PublishError::Parameters`] when the parameters make no path (a value is empty): nothing is published then.
    /// [`PublishError::Log`] when the log failed.
    pub fn publish(
        &self,
        parameters: &C::Parameters,
        message: impl Into<C::Message>,
    ) -> impl Future<Output = Result<EventId, PublishError>> + Send {
        let encoded = Scratch::encode::<C>(parameters, &message.into(), self.validate);
        async move {
            let scratch = encoded?;
            let appended = self.log.append(scratch.topic::<C>(), scratch.lines()).await;
            scratch.give_back();
            appended.map_err(PublishError::Log)
        }
    }

    /// Subscribes to what is published with these parameters: after an event (a [`LastEventId`] or an
    /// [`EventId`]), or with `None` from now on.
    ///
    /// What it returns is an [`EventStream`](crate::EventStream) for a pull handler, and, awaited, a stream of events in
    /// the process:
    ///
    /// ```
    /// use asyncapi_runtime::{EventStream, Hub, LastEventId};
    /// use axum::{extract::State, http::StatusCode};
    /// # use asyncapi_runtime::Channel;
    /// # use asyncapi_runtime::sse::{DecodeError, EncodeError, EventWriter, RawEvent};
    /// # struct NewsChannel;
    /// # impl Channel for NewsChannel {
    /// #     type Message = String;
    /// #     type Parameters = ();
    /// #     const ID: &'static str = "news";
    /// #     const ADDRESS: &'static str = "news";
    /// #     const ROUTE: &'static str = "/news";
    /// #     fn encode(message: &String, event: &mut EventWriter) -> Result<(), EncodeError> { event.json(message) }
    /// #     fn decode(event: &RawEvent<'_>) -> Result<String, DecodeError> { event.json() }
    /// # }
    /// # struct User { subscribed: bool }
    /// # impl<S: Sync> axum::extract::FromRequestParts<S> for User {
    /// #     type Rejection = StatusCode;
    /// #     async fn from_request_parts(_: &mut http::request::Parts, _: &S) -> Result<Self, StatusCode> { Ok(Self { subscribed: true }) }
    /// # }
    ///
    /// async fn news(
    ///     user: User,
    ///     State(hub): State<Hub<NewsChannel>>,
    ///     last: LastEventId,
    /// ) -> Result<EventStream<String>, StatusCode> {
    ///     if !user.subscribed {
    ///         return Err(StatusCode::PAYMENT_REQUIRED);
    ///     }
    ///     Ok(hub.subscribe(&(), last).into())
    /// }
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// # let hub = Hub::<NewsChannel>::new();
    /// # let _: axum::Router = asyncapi_runtime::server::register::<NewsChannel, _, _, _>(axum::Router::new(), news).with_state(hub.clone());
    /// let mut events = hub.subscribe(&(), None).await?;
    /// hub.publish(&(), "hello").await?;
    /// assert_eq!(events.next().await.unwrap()?.message, "hello");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn subscribe(&self, parameters: &C::Parameters, after: impl Into<LastEventId>) -> Subscribe<C, L> {
        Subscribe::new(Arc::clone(&self.log), topic_of::<C>(parameters), after.into())
    }

    pub(super) fn shared_log(&self) -> &Arc<L> {
        &self.log
    }
}

impl<C: Channel> Default for Hub<C> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C: Channel, L: EventLog> Clone for Hub<C, L> {
    fn clone(&self) -> Self {
        Self { log: Arc::clone(&self.log), validate: self.validate, channel: PhantomData }
    }
}

impl<C: Channel, L: EventLog + fmt::Debug> fmt::Debug for Hub<C, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hub").field("channel", &C::ID).field("log", &self.log).finish_non_exhaustive()
    }
}
