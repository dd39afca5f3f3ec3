//! [`ListenOptions`]: where to listen, and how.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue, PROXY_AUTHORIZATION};

use super::transport::Transport;
use super::url::Base;
use crate::headers::{self, MessageHeaders};
use crate::sse::Limits;

/// The name of the header that resumes a stream.
pub(super) const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// The idle timeout, where none is set: three heartbeats of a server that keeps this project's default.
const IDLE_TIMEOUT: Duration = Duration::from_secs(45);

/// Headers that are not the application's: the client sets them, or they are the connection's.
const RESERVED: [&str; 15] = [
    "accept",
    "accept-encoding",
    "cache-control",
    "connection",
    "content-length",
    "expect",
    "host",
    "http2-settings",
    "keep-alive",
    "last-event-id",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Where to listen, and how. A base URL is enough: everything else has a default.
///
/// ```
/// use std::time::Duration;
/// use asyncapi_runtime::ListenOptions;
///
/// let options = ListenOptions::new("https://example.com/api")
///     .bearer("a token")
///     .header("x-tenant", "7")
///     .last_event_id("41")
///     .idle_timeout(Some(Duration::from_secs(60)));
/// assert!(!format!("{options:?}").contains("a token"));
/// ```
///
/// The path of the channel is put behind the path of the base URL (with or without a slash at its end). A query
/// of the base URL is kept; `user:password@` in it is sent as `Authorization: Basic`.
///
/// Nothing here fails: a URL or a header that is none is the first and only item of the stream, a
/// [fatal](super::ListenError::is_fatal) error.
#[derive(Clone)]
#[must_use]
pub struct ListenOptions {
    pub(super) base: Result<Base, String>,
    pub(super) transport: Option<Arc<dyn Transport>>,
    pub(super) headers: Result<HeaderMap, String>,
    pub(super) last_event_id: String,
    pub(super) idle_timeout: Option<Duration>,
    pub(super) limits: Limits,
    pub(super) reconnects: Option<u32>,
    pub(super) validate: bool,
    /// What message headers violate: it counts where validation is on.
    pub(super) violated: Option<String>,
}

impl ListenOptions {
    /// Listens below this absolute http(s) URL.
    pub fn new(base: impl AsRef<str>) -> Self {
        Self::with_base(Base::parse(base.as_ref()))
    }

    fn with_base(base: Result<Base, String>) -> Self {
        Self {
            base,
            transport: None,
            headers: Ok(HeaderMap::new()),
            last_event_id: String::new(),
            idle_timeout: Some(IDLE_TIMEOUT),
            limits: Limits::default(),
            reconnects: None,
            validate: true,
            violated: None,
        }
    }

    /// Sends the requests through `transport`; by default through `HyperTransport`, which speaks plain HTTP.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Adds a header to every request, first and again (C-19). An `Accept` or `Cache-Control` replaces the
    /// default one; for `Last-Event-ID` there is [`last_event_id`](Self::last_event_id).
    ///
    /// `Authorization`, `Cookie`, `Proxy-Authorization` and every value marked
    /// [sensitive](HeaderValue::set_sensitive) do not go to another origin when the server redirects (C-09).
    pub fn header<N, V>(mut self, name: N, value: V) -> Self
    where
        HeaderName: TryFrom<N>,
        HeaderValue: TryFrom<V>,
    {
        let header = match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(value)) => Ok((name, value)),
            (Err(_), _) => {
                Err("a header's name is none: it has ASCII letters, digits and `-` only".to_owned())
            }
            (_, Err(_)) => Err("a header's value is none: it has control characters".to_owned()),
        };
        self.add(header);
        self
    }

    /// Sends `Authorization: Bearer` with this token, in place of an `Authorization` set before.
    pub fn bearer(mut self, token: impl AsRef<str>) -> Self {
        if let Ok(headers) = &mut self.headers {
            headers.remove(AUTHORIZATION);
        }
        let value = HeaderValue::try_from(format!("Bearer {}", token.as_ref()));
        self.add(match value {
            Ok(value) => Ok((AUTHORIZATION, value)),
            Err(_) => Err("the bearer token has control characters".to_owned()),
        });
        self
    }

    /// Sends the headers of a message with every request, first and again, each in place of one of the same name that
    /// was set before. They are the struct that the macro generates from a message's `headers`; a handler takes it as
    /// an argument.
    ///
    /// What makes no headers is the stream's first and only item: values that are not valid (unless
    /// [`validate`](Self::validate) is off), values with control characters, and headers that the client itself sets
    /// or that belong to the connection, such as `Accept`, `Last-Event-ID` and `Host`.
    pub fn message_headers(mut self, headers: &impl MessageHeaders) -> Self {
        let (written, violated) = headers::write_unchecked(headers);
        if let Some(error) = violated {
            self.violated.get_or_insert_with(|| error.to_string());
        }
        match written {
            Ok(written) => {
                for name in written.keys() {
                    if RESERVED.contains(&name.as_str()) {
                        let problem =
                            format!("header `{name}`: it is the client's own, and no message sets it");
                        self.add(Err(problem));
                    } else if let Ok(headers) = &mut self.headers {
                        headers.remove(name);
                    }
                }
                for (name, value) in &written {
                    self.add(Ok((name.clone(), value.clone())));
                }
            }
            Err(error) => self.add(Err(error.to_string())),
        }
        self
    }

    fn add(&mut self, header: Result<(HeaderName, HeaderValue), String>) {
        // The first problem is the one that is told.
        let Ok(headers) = &mut self.headers else { return };
        match header {
            Ok((name, _)) if name == LAST_EVENT_ID => {
                self.headers = Err("`Last-Event-ID` is set with `last_event_id`: as a header it would not \
                                    follow the events"
                    .to_owned());
            }
            Ok((name, mut value)) => {
                if is_credential(&name) {
                    value.set_sensitive(true);
                }
                headers.append(name, value);
            }
            Err(problem) => self.headers = Err(problem),
        }
    }

    /// Resumes after this event: the first request's `Last-Event-ID` (C-20). Empty, the default, sends none.
    pub fn last_event_id(mut self, id: impl Into<String>) -> Self {
        self.last_event_id = id.into();
        self
    }

    /// How long nothing may come, not even a heartbeat, until the connection counts as lost (C-21): 45 s by
    /// default, three heartbeats of the server side. `None` waits for ever.
    pub fn idle_timeout(mut self, timeout: Option<Duration>) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// How large lines and events may be (C-24); past that the stream ends with an error.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Whether a lost connection is made again: `true`, the default, without end; with `false` the loss is the
    /// stream's last item.
    pub fn reconnect(mut self, reconnect: bool) -> Self {
        self.reconnects = if reconnect { None } else { Some(0) };
        self
    }

    /// Ends the stream when it is lost once more after this many reconnects without a healthy connection
    /// between them, which is one that was open for 60 s.
    pub fn max_reconnects(mut self, reconnects: u32) -> Self {
        self.reconnects = Some(reconnects);
        self
    }

    /// Whether each message is checked against what the document says beyond its type, such as lengths and ranges:
    /// `true`, the default. A message that is not valid is one error item with its
    /// [violations](super::ListenError::violations); the stream goes on.
    pub fn validate(mut self, validate: bool) -> Self {
        self.validate = validate;
        self
    }
}

/// Whether a header is a credential by its name.
pub(super) fn is_credential(name: &HeaderName) -> bool {
    [AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION].contains(name)
}

impl From<&str> for ListenOptions {
    fn from(base: &str) -> Self {
        Self::new(base)
    }
}

impl From<String> for ListenOptions {
    fn from(base: String) -> Self {
        Self::new(base)
    }
}

impl From<http::Uri> for ListenOptions {
    fn from(base: http::Uri) -> Self {
        Self::with_base(Base::from_uri(base))
    }
}

/// Listens to a router in the process, without a socket; handlers see the host `localhost`.
impl From<axum::Router> for ListenOptions {
    fn from(router: axum::Router) -> Self {
        Self::new("http://localhost").transport(router)
    }
}

/// Shows no credentials: of the URL neither userinfo nor query, of the headers only the names.
impl fmt::Debug for ListenOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers = self.headers.as_ref().map(|headers| headers.keys().collect::<Vec<_>>());
        f.debug_struct("ListenOptions")
            .field("base", &self.base.as_ref().map(Base::shown))
            .field("headers", &headers)
            .field("last_event_id", &self.last_event_id)
            .field("idle_timeout", &self.idle_timeout)
            .field("limits", &self.limits)
            .field("max_reconnects", &self.reconnects)
            .field("validate", &self.validate)
            .finish_non_exhaustive()
    }
}
