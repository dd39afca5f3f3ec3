//! The headers of the requests, credentials among them.

use std::sync::Arc;

use http::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue, PROXY_AUTHORIZATION};

use super::super::attempt::Attempt;
use super::super::basic::basic;
use super::super::transport::BoxError;
use super::ListenOptions;
use crate::headers::{self, MessageHeaders};

/// The name of the header that resumes a stream.
pub(in super::super) const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// Why the application does not set it as a header.
pub(in super::super) const OWN_ID: &str =
    "`Last-Event-ID` is set with `last_event_id`: as a header it would not follow the events";

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

/// Where an API key is sent: `in` of the document's `httpApiKey` security scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiKeyPlace {
    /// In a header of its own.
    Header,
    /// In the query of the URL, where proxies and servers may log it.
    Query,
    /// In a cookie.
    Cookie,
}

impl ListenOptions {
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
        let value = HeaderValue::try_from(format!("Bearer {}", token.as_ref()));
        self.authorize(value.map_err(|_| "the bearer token has control characters".to_owned()));
        self
    }

    /// Sends `Authorization: Basic` with these credentials (RFC 7617), in place of an `Authorization` set before. A user
    /// name with a colon cannot be sent: it would be read as a shorter one.
    pub fn basic(mut self, user: impl AsRef<str>, password: impl AsRef<str>) -> Self {
        let (user, password) = (user.as_ref(), password.as_ref());
        self.authorize(if user.contains(':') {
            Err("the user name for `Authorization: Basic` has a colon".to_owned())
        } else {
            Ok(basic(user.as_bytes(), password.as_bytes()))
        });
        self
    }

    /// Sends an API key under this name, in place of one sent there before. As a header or a cookie it counts as a
    /// credential: it does not go to another origin when the server redirects (C-09), and is never shown.
    ///
    /// ```
    /// use asyncapi_runtime::ListenOptions;
    /// use asyncapi_runtime::client::ApiKeyPlace;
    ///
    /// let options = ListenOptions::new("https://example.com").api_key(ApiKeyPlace::Header, "x-api-key", "s3cret");
    /// assert!(!format!("{options:?}").contains("s3cret"));
    /// ```
    pub fn api_key(mut self, place: ApiKeyPlace, name: &str, key: &str) -> Self {
        match place {
            ApiKeyPlace::Query => {
                self.remove_query(name);
                self.query(name, key)
            }
            ApiKeyPlace::Header => {
                let header = match (HeaderName::try_from(name), HeaderValue::try_from(key)) {
                    (Ok(name), Ok(mut value)) => {
                        value.set_sensitive(true);
                        Ok((name, value))
                    }
                    (Err(_), _) => Err(format!("`{name}` is no name of a header")),
                    (_, Err(_)) => Err("the API key has control characters".to_owned()),
                };
                if let (Ok(headers), Ok((name, _))) = (&mut self.headers, &header) {
                    headers.remove(name);
                }
                self.add(header);
                self
            }
            ApiKeyPlace::Cookie => {
                self.add_cookie(name, key);
                self
            }
        }
    }

    /// Makes more headers for every attempt, first and again (C-28): a token that is refreshed, say. They take the place
    /// of headers of the same name. An error is an item of the stream; the listener waits and tries again.
    ///
    /// ```
    /// use asyncapi_runtime::{ListenOptions, client};
    /// use http::{HeaderMap, StatusCode, header::AUTHORIZATION};
    ///
    /// # async fn fresh_token() -> Result<String, std::io::Error> { Ok(String::new()) }
    /// # async fn kept_token() -> Result<String, std::io::Error> { Ok(String::new()) }
    /// let options = ListenOptions::new("https://example.com")
    ///     .retry_status(|status| client::is_transient(status) || status == StatusCode::UNAUTHORIZED)
    ///     .headers_with(|attempt| async move {
    ///         let expired = attempt.refused() == Some(StatusCode::UNAUTHORIZED);
    ///         let token = if expired { fresh_token().await? } else { kept_token().await? };
    ///         Ok(HeaderMap::from_iter([(AUTHORIZATION, format!("Bearer {token}").parse()?)]))
    ///     });
    /// ```
    ///
    /// It has as long as the [idle timeout](Self::idle_timeout). `Last-Event-ID` among the headers is a fatal error.
    /// A token in a header of another name than those of [`header`](Self::header) is to be marked as
    /// [sensitive](HeaderValue::set_sensitive): it would go along when the server redirects to another origin (C-09).
    pub fn headers_with<F, R>(mut self, headers: F) -> Self
    where
        F: Fn(Attempt) -> R + Send + Sync + 'static,
        R: Future<Output = Result<HeaderMap, BoxError>> + Send + 'static,
    {
        self.attempt_headers = Some(Arc::new(move |attempt| Box::pin(headers(attempt))));
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

    fn authorize(&mut self, value: Result<HeaderValue, String>) {
        if let Ok(headers) = &mut self.headers {
            headers.remove(AUTHORIZATION);
        }
        self.add(value.map(|value| (AUTHORIZATION, value)));
    }

    /// Adds to the one `Cookie` header that a request may have (RFC 6265, 5.4).
    fn add_cookie(&mut self, name: &str, value: &str) {
        // RFC 6265, 4.1.1: what a server may set, a client may send.
        let is_octet = |byte: u8| byte.is_ascii_graphic() && !b"\",;\\".contains(&byte);
        let is_name = |byte: u8| is_octet(byte) && byte != b'=';
        if name.is_empty() || !name.bytes().all(is_name) || !value.bytes().all(is_octet) {
            return self.add(Err("the API key or its name cannot be a cookie".to_owned()));
        }
        let Ok(headers) = &mut self.headers else { return };
        let others: Vec<_> = headers.get_all(COOKIE).iter().map(HeaderValue::as_bytes).collect();
        let others = others.join(&b';');
        headers.remove(COOKIE);
        let other = |cookie: &&[u8]| {
            let named = cookie.strip_prefix(name.as_bytes()).is_some_and(|rest| rest.first() == Some(&b'='));
            !cookie.is_empty() && !named
        };
        let mut cookies: Vec<&[u8]> =
            others.split(|byte| *byte == b';').map(<[u8]>::trim_ascii).filter(other).collect();
        let own = format!("{name}={value}");
        cookies.push(own.as_bytes());
        let value = HeaderValue::from_bytes(&cookies.join(&b"; "[..]));
        self.add(value.map(|value| (COOKIE, value)).map_err(|_| "the API key cannot be a cookie".to_owned()));
    }

    fn add(&mut self, header: Result<(HeaderName, HeaderValue), String>) {
        // The first problem is the one that is told.
        let Ok(headers) = &mut self.headers else { return };
        match header {
            Ok((name, _)) if name == LAST_EVENT_ID => self.headers = Err(OWN_ID.to_owned()),
            Ok((name, mut value)) => {
                mark(&name, &mut value);
                headers.append(name, value);
            }
            Err(problem) => self.headers = Err(problem),
        }
    }
}

/// Whether a header is a credential by its name.
pub(in super::super) fn is_credential(name: &HeaderName) -> bool {
    [AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION].contains(name)
}

/// Marks a credential as one.
pub(in super::super) fn mark(name: &HeaderName, value: &mut HeaderValue) {
    if is_credential(name) {
        value.set_sensitive(true);
    }
}
