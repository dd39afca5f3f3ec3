//! [`ChannelServer`]: a server of one channel that sends what a test tells it to.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::sync::Arc;

use axum::{Extension, Router};
use bytes::Bytes;

use super::ReceivedRequest;
use super::connection::{Connection, Pull, Tell, Watched, no_body};
use super::outbox::{Action, Outbox};
use super::requests::Requests;
use crate::client::{self, BodyStream, ResponseFuture, Transport};
use crate::hub::GapReason;
use crate::server::{Codec, LastEventId, SendError, SseConfig, register};
use crate::{Channel, Event, EventStream, ListenOptions, Listener};

/// A server of the channel `C` in the process, for tests of code that listens: it sends what the test tells it to,
/// and breaks connections when told.
///
/// Events go the way that they go in production: the runtime's server validates and writes them, with heartbeats; the
/// listener parses, decodes and validates them. Only the socket is left out.
///
/// [`send`](Self::send), [`gap`](Self::gap), [`disconnect`](Self::disconnect), [`end`](Self::end) and [`close`](Self::close) take effect
/// in the order of the calls, each when the listener has come so far: none of them waits, and with no listener there
/// yet they wait for one. So a test may first say all that the server does, and then read all that the listener gives.
///
/// It serves one listener at a time: a new connection takes over, and the one before it ends.
///
/// When listeners have waited for a day of tokio's clock and nothing but heartbeats came, on one connection or on many,
/// the last one breaks with an error that says so, and the next request is answered 204: on a paused clock a test that
/// waits for what never comes ends at once.
///
/// A clone is the same server.
///
/// ```
/// use asyncapi_runtime::testing::ChannelServer;
/// use asyncapi_runtime::{Event, ListenError};
/// # use asyncapi_runtime::sse::{DecodeError, EncodeError, EventWriter, RawEvent};
/// # use asyncapi_runtime::{Channel, ListenOptions, Listener, client};
/// # struct NumbersChannel;
/// # impl Channel for NumbersChannel {
/// #     type Message = u32;
/// #     type Parameters = ();
/// #     const ID: &'static str = "numbers";
/// #     const ADDRESS: &'static str = "numbers";
/// #     const ROUTE: &'static str = "/numbers";
/// #     fn encode(message: &u32, event: &mut EventWriter) -> Result<(), EncodeError> { event.json(message) }
/// #     fn decode(event: &RawEvent<'_>) -> Result<u32, DecodeError> { event.json() }
/// # }
/// # fn listen_for_numbers(options: impl Into<ListenOptions>) -> Listener<u32> {
/// #     client::listen::<NumbersChannel>((), options.into())
/// # }
///
/// /// What is to be tested.
/// async fn sum(mut numbers: Listener<u32>) -> u32 {
///     let mut sum = 0;
///     while let Some(item) = numbers.next().await {
///         sum += item.map_or(0, |event| event.message);
///     }
///     sum
/// }
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap().block_on(async {
/// // In a `#[tokio::test(start_paused = true)]`:
/// let server = ChannelServer::<NumbersChannel>::new();
/// server.send(Event::new(1).with_id("7"))?;
/// server.disconnect();
/// server.send(2)?;
/// server.close();
/// assert_eq!(sum(listen_for_numbers(&server)).await, 3);
/// assert_eq!(server.requests()[1].last_event_id(), Some("7"), "it resumed");
/// # Ok::<(), asyncapi_runtime::SendError>(())
/// # }).unwrap();
/// ```
pub struct ChannelServer<C: Channel>(Arc<Inner<C>>);

struct Inner<C: Channel> {
    outbox: Arc<Outbox<C::Message>>,
    requests: Requests,
    codec: Codec<C::Message>,
    gap_event: Cow<'static, str>,
    router: Router,
}

/// Which connection a request is for.
#[derive(Clone, Copy)]
struct Number(u64);

impl<C: Channel> ChannelServer<C> {
    /// A server with the defaults of [`SseConfig`].
    pub fn new() -> Self {
        Self::with_config(SseConfig::default())
    }

    /// A server with these settings: without heartbeats it is a server that falls silent, without validation one that
    /// sends what is not valid.
    pub fn with_config(config: SseConfig) -> Self {
        let outbox = Arc::new(Outbox::new());
        let codec = Codec::of::<C>(&config);
        let events = Arc::clone(&outbox);
        let router = register::<C, _, _, _>(Router::new(), move |Extension(Number(number))| {
            let outbox = Arc::clone(&events);
            async move { EventStream::new(Pull::new(outbox, number)) }
        });
        let gap_event = config.gap_event.clone();
        let router = router.layer(config.into_layer());
        Self(Arc::new(Inner { outbox, requests: Requests::new(), codec, gap_event, router }))
    }

    /// Sends a message, or an [`Event`] with an id or a name of its own.
    ///
    /// # Errors
    /// Those of [`EventSender::send`](crate::EventSender::send), at once: the message is not valid, or cannot be
    /// encoded; [`SendError::Closed`] after [`close`](Self::close). What is not sent has no effect.
    pub fn send(&self, event: impl Into<Event<C::Message>>) -> Result<(), SendError> {
        let event = event.into();
        self.0.codec.encode(&event)?;
        if self.0.outbox.push(Action::Send(event)) { Ok(()) } else { Err(SendError::Closed) }
    }

    /// Tells the listener of a gap, as a [`Hub`](crate::Hub) does, or a handler with
    /// [`EventSender::gap`](crate::EventSender::gap): for tests of what a client does then, such as to load the present state
    /// anew. It names the id that the listener came with, as long as nothing else was sent on the connection.
    ///
    /// ```
    /// # use asyncapi_runtime::sse::{DecodeError, EncodeError, EventWriter, RawEvent};
    /// # use asyncapi_runtime::{Channel, ListenOptions, Listener, client, testing};
    /// # struct NumbersChannel;
    /// # impl Channel for NumbersChannel {
    /// #     type Message = u32;
    /// #     type Parameters = ();
    /// #     const ID: &'static str = "numbers";
    /// #     const ADDRESS: &'static str = "numbers";
    /// #     const ROUTE: &'static str = "/numbers";
    /// #     fn encode(message: &u32, event: &mut EventWriter) -> Result<(), EncodeError> { event.json(message) }
    /// #     fn decode(event: &RawEvent<'_>) -> Result<u32, DecodeError> { event.json() }
    /// # }
    /// use asyncapi_runtime::hub::GapReason;
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap().block_on(async {
    /// let (server, mut numbers) = testing::pair::<NumbersChannel>(());
    /// server.gap(GapReason::Expired);
    /// let error = numbers.next().await.unwrap().unwrap_err();
    /// assert_eq!(error.gap(), Some(GapReason::Expired));
    /// # });
    /// ```
    pub fn gap(&self, reason: GapReason) {
        self.0.outbox.push(Action::Gap(reason));
    }

    /// Breaks the connection: the listener gives an error, waits, and connects again.
    pub fn disconnect(&self) {
        self.0.outbox.push(Action::Break);
    }

    /// Ends the response as a server does whose handler is done: the listener gives an error, waits, and connects
    /// again.
    pub fn end(&self) {
        self.0.outbox.push(Action::End);
    }

    /// Ends the response and answers every later request 204, so that the listener ends (C-06).
    pub fn close(&self) {
        self.0.outbox.push(Action::Close);
    }

    /// Options for a listener to this server, with the base URL `http://localhost`.
    pub fn options(&self) -> ListenOptions {
        ListenOptions::new("http://localhost").transport(self.clone())
    }

    /// The requests up to now.
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.0.requests.all()
    }

    /// Waits for the request with this index; 0 is the first. It is for a listener that runs in another task, or
    /// beside this one in a `join!`: a listener that nobody polls sends nothing.
    ///
    /// # Errors
    /// When it has not come within a day of tokio's clock; on a paused one that is at once when nothing else is left to
    /// happen.
    pub async fn request(&self, index: usize) -> io::Result<ReceivedRequest> {
        self.0.requests.get(index).await
    }

    /// Whether a listener holds a connection.
    pub fn is_connected(&self) -> bool {
        self.0.outbox.is_connected()
    }

    /// Waits until a listener in another task has taken all that was sent and asks for more, so that its callback has
    /// run for the last event; after [`close`](Self::close), until it was told that there is no more.
    ///
    /// A listener that ends by itself, after a terminal message or with
    /// [`reconnect(false)`](ListenOptions::reconnect), asks for nothing more: wait for
    /// [`ListenHandle::closed`](crate::ListenHandle::closed) there.
    ///
    /// # Errors
    /// When it has not come so far within a day of tokio's clock.
    pub async fn settled(&self) -> io::Result<()> {
        self.0.outbox.settled().await
    }
}

/// A [`ChannelServer`] and a listener to it, for these parameters of the channel's address (`()` where it has none).
///
/// For other options there are [`ChannelServer::options`].
///
/// ```
/// # use asyncapi_runtime::sse::{DecodeError, EncodeError, EventWriter, RawEvent};
/// # use asyncapi_runtime::{Channel, ListenOptions, Listener, client};
/// # struct NumbersChannel;
/// # impl Channel for NumbersChannel {
/// #     type Message = u32;
/// #     type Parameters = ();
/// #     const ID: &'static str = "numbers";
/// #     const ADDRESS: &'static str = "numbers";
/// #     const ROUTE: &'static str = "/numbers";
/// #     fn encode(message: &u32, event: &mut EventWriter) -> Result<(), EncodeError> { event.json(message) }
/// #     fn decode(event: &RawEvent<'_>) -> Result<u32, DecodeError> { event.json() }
/// # }
/// use asyncapi_runtime::testing;
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap().block_on(async {
/// let (server, mut numbers) = testing::pair::<NumbersChannel>(());
/// server.send(7).unwrap();
/// assert_eq!(numbers.next().await.unwrap().unwrap().message, 7);
/// # });
/// ```
pub fn pair<C: Channel>(parameters: C::Parameters) -> (ChannelServer<C>, Listener<C::Message>) {
    let server = ChannelServer::new();
    let listener = client::listen::<C>(parameters, server.options());
    (server, listener)
}

impl<C: Channel> Transport for ChannelServer<C> {
    fn send(&self, mut request: http::Request<Bytes>) -> ResponseFuture {
        self.0.requests.add(request.clone());
        let Some(number) = self.0.outbox.connect() else {
            return Box::pin(async {
                let mut response = http::Response::new(no_body());
                *response.status_mut() = http::StatusCode::NO_CONTENT;
                Ok(response)
            });
        };
        request.extensions_mut().insert(Number(number));
        let (parts, body) = request.into_parts();
        let last_event_id = LastEventId::of(&parts).into_inner();
        let request = http::Request::from_parts(parts, body);
        let gap_event = self.0.gap_event.clone();
        let tell: Tell = Box::new(move |gap| gap.told(C::ID, C::EVENTS, &gap_event));
        let connection = Connection::new(&self.0.outbox, number);
        let response = self.0.router.send(request);
        Box::pin(async move {
            let response = response.await?;
            Ok(response
                .map(|body| Box::pin(Watched::new(body, connection, last_event_id, tell)) as BodyStream))
        })
    }
}

impl<C: Channel> Clone for ChannelServer<C> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<C: Channel> Default for ChannelServer<C> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C: Channel> From<ChannelServer<C>> for ListenOptions {
    fn from(server: ChannelServer<C>) -> Self {
        server.options()
    }
}

impl<C: Channel> From<&ChannelServer<C>> for ListenOptions {
    fn from(server: &ChannelServer<C>) -> Self {
        server.options()
    }
}

impl<C: Channel> fmt::Debug for ChannelServer<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChannelServer")
            .field("channel", &C::ID)
            .field("requests", &self.requests())
            .field("connected", &self.is_connected())
            .finish_non_exhaustive()
    }
}
