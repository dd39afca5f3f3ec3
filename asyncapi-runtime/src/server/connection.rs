//! [`Connection`]: what is known of a stream's connection, and how it comes from the request to the body.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use axum::response::{IntoResponse, Response};
use http::header::RETRY_AFTER;
use http::request::Parts;
use http::{Extensions, HeaderValue, StatusCode};
use tokio::time::Instant;
use tracing::Span;

use super::limits::Permit;
use super::observe::span;
use super::shutdown::Open;
use super::{LastEventId, SseConfig};
use crate::Channel;

/// One connection of a channel: what the hooks of [`SseConfig`] are told.
#[derive(Clone, PartialEq, Eq)]
pub struct Connection {
    channel: &'static str,
    path: String,
    last_event_id: LastEventId,
}

impl Connection {
    /// The channel's id: its key in the document.
    pub fn channel(&self) -> &'static str {
        self.channel
    }

    /// The path of the request, percent-encoded as it came, without its query.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Where the client wants to go on.
    pub fn last_event_id(&self) -> &LastEventId {
        &self.last_event_id
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("channel", &self.channel)
            .field("path", &self.path)
            .field("last_event_id", &self.last_event_id.as_deref())
            .finish()
    }
}

/// When a stream ends because what let its client in has expired (a token, a session). A middleware or an extractor
/// puts it into the request's extensions; the stream then ends with
/// [`CloseReason::Expired`](super::CloseReason::Expired), and a client that connects again is asked for its
/// credentials.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use asyncapi_runtime::server::ExpiresAt;
/// use axum::{extract::Request, middleware::Next, response::Response};
///
/// async fn authenticate(mut request: Request, next: Next) -> Response {
///     let left = Duration::from_secs(600); // of the request's token
///     request.extensions_mut().insert(ExpiresAt::after(left));
///     next.run(request).await
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpiresAt(Instant);

impl ExpiresAt {
    /// At this time, such as the `exp` of a token. One that has passed ends the stream at once.
    pub fn at(time: SystemTime) -> Self {
        Self::after(time.duration_since(SystemTime::now()).unwrap_or_default())
    }

    /// When this time has passed.
    pub fn after(time: Duration) -> Self {
        let now = Instant::now();
        // A time past what the clock can hold is as good as none.
        Self(now.checked_add(time).unwrap_or_else(|| now + Duration::from_secs(60 * 60 * 24 * 365 * 30)))
    }

    pub(super) fn instant(self) -> Instant {
        self.0
    }
}

/// A stream that may be opened: counted, and known to the shutdown.
pub(super) struct Admitted {
    pub(super) connection: Connection,
    pub(super) shutdown: Option<Open>,
    /// Held for as long as the stream is open.
    pub(super) _permit: Option<Permit>,
}

/// An [`Admitted`] on its way through a request's extensions. Who takes it first has it; if nobody does, its place is
/// free again when the request is gone.
#[derive(Clone)]
struct Admission(Arc<Mutex<Option<Box<Admitted>>>>);

/// What opens a stream: the settings, the admission, and when it ends at the latest.
pub(crate) struct Opening {
    pub(crate) config: Arc<SseConfig>,
    pub(super) admitted: Option<Box<Admitted>>,
    pub(super) expires: Option<Instant>,
    /// The stream's, for what runs before there is a body too.
    pub(crate) span: Span,
}

/// Lets a request in, or answers it with 503.
#[allow(clippy::result_large_err, reason = "a response goes to axum as it is, as with axum's extractors")]
pub(super) fn admit<C: Channel>(parts: &mut Parts) -> Result<(), Response> {
    let config = SseConfig::of(&parts.extensions);
    let shutdown = match &config.shutdown {
        None => None,
        Some(shutdown) => match shutdown.open_stream() {
            Some(open) => Some(open),
            None => return Err(unavailable("the server is shutting down")),
        },
    };
    let permit = config.limits.admit(C::ID, parts);
    if permit.is_none() {
        tracing::warn!(channel = C::ID, "a stream is refused: as many are open as may be");
    }
    let permit = permit.ok_or_else(|| unavailable("too many streams are open"))?;
    let connection = Connection {
        channel: C::ID,
        path: parts.uri.path().to_owned(),
        last_event_id: LastEventId::of(parts),
    };
    // Boxed: it goes through several futures, which would each have room for it.
    let admitted = Box::new(Admitted { connection, shutdown, _permit: Some(permit) });
    parts.extensions.insert(Admission(Arc::new(Mutex::new(Some(admitted)))));
    Ok(())
}

/// 503 (rule S-09), with a time to wait that spreads those who come back.
pub(crate) fn unavailable(problem: &'static str) -> Response {
    let mut response = (StatusCode::SERVICE_UNAVAILABLE, problem).into_response();
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(fastrand::u16(1..=10)));
    response
}

impl Opening {
    /// What a request brings, after its extractors have run.
    pub(crate) fn of(extensions: &mut Extensions) -> Self {
        let admission: Option<Admission> = extensions.remove();
        let admitted =
            admission.and_then(|admission| admission.0.lock().unwrap_or_else(PoisonError::into_inner).take());
        let expires = extensions.get().copied().map(ExpiresAt::instant);
        let span = admitted.as_ref().map_or_else(Span::none, |admitted| span(&admitted.connection));
        Self { config: SseConfig::of(extensions), admitted, expires, span }
    }

    /// Where the client wants to go on.
    pub(super) fn last_event_id(&self) -> Option<&LastEventId> {
        self.admitted.as_ref().map(|admitted| admitted.connection.last_event_id())
    }
}
