//! [`Unreliable`]: a transport whose connections break anywhere.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use crate::ListenOptions;
use crate::client::{BodyStream, BoxError, ResponseFuture, Transport};

/// How many bytes of a body there are at most, where nothing else is set.
const LONGEST: usize = 1024;

/// A transport that passes requests on to another, and lets each body break at a random byte, in random pieces up to
/// there: inside a line, an id, a character, between CR and LF.
///
/// Around a `Router` it shows whether a handler resumes where its client stopped (see [`LastEventId`]), so that no
/// event is lost and none comes twice. The same seed cuts the same way, for a server that sends the same.
///
/// A clone is the same transport.
///
/// ```
/// use asyncapi_runtime::testing::Unreliable;
/// use asyncapi_runtime::{Event, EventStream, LastEventId, ListenOptions};
/// use axum::Router;
/// # use asyncapi_runtime::sse::{DecodeError, EncodeError, EventWriter, RawEvent};
/// # use asyncapi_runtime::{Channel, Listener, client, server::{Handler, register}};
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
/// # fn register_send_numbers<T>(router: Router, handler: impl Handler<NumbersChannel, T, ()>) -> Router {
/// #     register(router, handler)
/// # }
/// # fn listen_for_numbers(options: impl Into<ListenOptions>) -> Listener<u32> {
/// #     client::listen::<NumbersChannel>((), options.into())
/// # }
///
/// async fn numbers(last: LastEventId) -> EventStream<u32> {
///     let next = last.as_deref().and_then(|id| id.parse().ok()).map_or(0, |last: u32| last + 1);
///     EventStream::iter((next..).map(|number| Event::new(number).with_id(number.to_string())))
/// }
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap().block_on(async {
/// // In a `#[tokio::test(start_paused = true)]`:
/// let app = Unreliable::new(register_send_numbers(Router::new(), numbers), 42);
/// let mut events = listen_for_numbers(&app);
/// let mut expected = 0;
/// while app.cuts() < 100 {
///     if let Some(Ok(event)) = events.next().await {
///         assert_eq!(event.message, expected);
///         expected += 1;
///     }
/// }
/// # });
/// ```
///
/// [`LastEventId`]: crate::LastEventId
pub struct Unreliable<T>(Arc<Inner<T>>);

struct Inner<T> {
    transport: T,
    random: Mutex<fastrand::Rng>,
    longest: usize,
    cuts: AtomicUsize,
}

impl<T: Transport> Unreliable<T> {
    /// Lets each body break within 1024 bytes, as `seed` says.
    pub fn new(transport: T, seed: u64) -> Self {
        Self::within(transport, seed, LONGEST)
    }

    /// Lets each body break within this many bytes; after none at all it may break, too.
    pub fn within(transport: T, seed: u64, bytes: usize) -> Self {
        let random = Mutex::new(fastrand::Rng::with_seed(seed));
        Self(Arc::new(Inner { transport, random, longest: bytes, cuts: AtomicUsize::new(0) }))
    }

    /// How many bodies broke up to now. One that ended before does not count.
    pub fn cuts(&self) -> usize {
        self.0.cuts.load(Ordering::Acquire)
    }

    /// Options for a listener through this transport, with the base URL `http://localhost`.
    pub fn options(&self) -> ListenOptions {
        ListenOptions::new("http://localhost").transport(self.clone())
    }
}

impl<T: Transport> Transport for Unreliable<T> {
    fn send(&self, request: http::Request<Bytes>) -> ResponseFuture {
        let response = self.0.transport.send(request);
        let inner = Arc::clone(&self.0);
        Box::pin(async move {
            let response = response.await?;
            Ok(response.map(|body| Box::pin(Breaking::new(body, inner)) as BodyStream))
        })
    }
}

/// A body that breaks.
struct Breaking<T> {
    body: BodyStream,
    inner: Arc<Inner<T>>,
    random: fastrand::Rng,
    /// What came of the body and did not go out.
    chunk: Bytes,
    /// How many bytes go out until it breaks; `None` when it is over.
    left: Option<usize>,
    longest_piece: usize,
}

impl<T> Breaking<T> {
    fn new(body: BodyStream, inner: Arc<Inner<T>>) -> Self {
        let mut random = inner.random.lock().unwrap_or_else(PoisonError::into_inner).fork();
        let left = Some(random.usize(0..=inner.longest));
        let longest_piece = [1, 5, 64, usize::MAX][random.usize(0..4)];
        Self { body, inner, random, chunk: Bytes::new(), left, longest_piece }
    }
}

impl<T> Stream for Breaking<T>
where
    T: Send + Sync,
{
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let Some(left) = this.left else { return Poll::Ready(None) };
        if left == 0 {
            this.left = None;
            this.inner.cuts.fetch_add(1, Ordering::AcqRel);
            let kind = if this.random.bool() {
                io::ErrorKind::ConnectionReset
            } else {
                io::ErrorKind::UnexpectedEof
            };
            return Poll::Ready(Some(Err(io::Error::new(kind, "the connection was cut").into())));
        }
        while this.chunk.is_empty() {
            match ready!(this.body.as_mut().poll_next(context)) {
                Some(Ok(chunk)) => this.chunk = chunk,
                end => {
                    this.left = None;
                    return Poll::Ready(end);
                }
            }
        }
        let most = this.chunk.len().min(left).min(this.longest_piece);
        let piece = this.chunk.split_to(this.random.usize(1..=most));
        this.left = Some(left - piece.len());
        Poll::Ready(Some(Ok(piece)))
    }
}

impl<T> Clone for Unreliable<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: Transport> From<&Unreliable<T>> for ListenOptions {
    fn from(transport: &Unreliable<T>) -> Self {
        transport.options()
    }
}

impl<T> fmt::Debug for Unreliable<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unreliable").field("cuts", &self.0.cuts).finish_non_exhaustive()
    }
}
