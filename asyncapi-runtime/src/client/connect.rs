//! One attempt to connect: the request, its redirects, and whether the answer is an event stream (C-01 to C-09).

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_LOCATION,
    CONTENT_TYPE, HOST, HeaderMap, HeaderValue, LOCATION,
};
use http::{Method, Request, Response, StatusCode, Uri};
use tokio::task::yield_now;
use tokio::time::timeout;

use super::attempt::{Attempt, AttemptHeaders};
use super::error::{ListenErrorKind, excerpt};
use super::hooks::Opened;
use super::options::{LAST_EVENT_ID, OWN_ID, is_credential, mark};
use super::refusal::retry_after;
use super::transport::{BodyStream, Transport};
use super::url;

/// How many redirects one attempt follows.
const REDIRECTS: usize = 10;
/// How much of an answer that is no event stream is read, for the error.
const BODY_START: usize = 512;
/// How long that may take.
const BODY_TIME: Duration = Duration::from_secs(1);
/// A longer id is not sent: servers refuse requests with large heads, and the stream could not go on.
const LONGEST_ID: usize = 4096;

/// What every attempt needs.
pub(super) struct Connector {
    pub(super) transport: Arc<dyn Transport>,
    pub(super) url: Uri,
    pub(super) method: Method,
    pub(super) body: Bytes,
    pub(super) headers: HeaderMap,
    /// Makes more headers for each attempt (C-28).
    pub(super) attempt_headers: Option<AttemptHeaders>,
    pub(super) idle_timeout: Option<Duration>,
}

/// What an attempt came to.
pub(super) enum Connected {
    /// An event stream.
    Open(Opened, BodyStream),
    /// 204: there is no more (C-06).
    NoContent,
}

/// Why an attempt came to nothing.
pub(super) struct Failure {
    pub(super) kind: ListenErrorKind,
    /// The URL that answered, as it may be shown.
    pub(super) url: String,
    pub(super) fatal: bool,
}

/// One request: redirects change it.
struct Outgoing {
    method: Method,
    url: Uri,
    headers: HeaderMap,
    body: Bytes,
}

impl Connector {
    /// Sends the request, to the original URL each time (C-07), and judges the answer.
    pub(super) async fn connect(
        self: Arc<Self>,
        attempt: Attempt,
        last_event_id: String,
    ) -> Result<Connected, Failure> {
        let mut outgoing = Outgoing {
            method: self.method.clone(),
            url: self.url.clone(),
            headers: self.headers(attempt, &last_event_id).await?,
            body: self.body.clone(),
        };
        let mut redirects = 0;
        loop {
            let response = self.send(&outgoing).await?;
            let status = response.status();
            let shown = url::shown(&outgoing.url);
            if !is_redirect(status) {
                return judge(response, outgoing.url).await.map_err(|kind| Failure {
                    kind,
                    url: shown,
                    fatal: true,
                });
            }
            redirects += 1;
            let target = match response.headers().get(LOCATION) {
                _ if redirects > REDIRECTS => {
                    Err(format!("that was one redirect more than the {REDIRECTS} allowed"))
                }
                Some(location) => url::resolve(&outgoing.url, location.as_bytes()),
                None => Err("without a Location header".to_owned()),
            };
            let target = target.map_err(|problem| Failure {
                kind: ListenErrorKind::Redirect { status, problem },
                url: shown,
                fatal: true,
            })?;
            outgoing.follow(status, target);
        }
    }

    /// The headers of an attempt: the options' ones, then those made for it, then the last event ID.
    async fn headers(&self, attempt: Attempt, last_event_id: &str) -> Result<HeaderMap, Failure> {
        let mut headers = self.headers.clone();
        if let Some(make) = &self.attempt_headers {
            let made = within(self.idle_timeout, make(attempt))
                .await
                .unwrap_or_else(|after| Err(format!("they took longer than {after:?}").into()));
            // The application may have closed the listener meanwhile, which looks for that when it has to wait (C-15).
            yield_now().await;
            let made = made.map_err(|error| self.failed(ListenErrorKind::Headers(error), false))?;
            replace(&mut headers, made)
                .map_err(|problem| self.failed(ListenErrorKind::Options { problem }, true))?;
        }
        headers.entry(ACCEPT).or_insert(HeaderValue::from_static("text/event-stream"));
        headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
        if let Some(id) = sendable(last_event_id) {
            headers.insert(LAST_EVENT_ID, id);
        }
        Ok(headers)
    }

    async fn send(&self, outgoing: &Outgoing) -> Result<Response<BodyStream>, Failure> {
        let response = self.transport.send(outgoing.request());
        let failed = |kind, fatal| Failure { kind, url: url::shown(&outgoing.url), fatal };
        match within(self.idle_timeout, response).await {
            Ok(response) => response.map_err(|error| {
                let fatal = error.is_fatal();
                failed(ListenErrorKind::Transport(error), fatal)
            }),
            Err(after) => Err(failed(ListenErrorKind::Idle { after }, false)),
        }
    }

    fn failed(&self, kind: ListenErrorKind, fatal: bool) -> Failure {
        Failure { kind, url: url::shown(&self.url), fatal }
    }
}

/// Waits at most so long; the error is that time.
async fn within<F: Future>(limit: Option<Duration>, future: F) -> Result<F::Output, Duration> {
    match limit {
        None => Ok(future.await),
        Some(limit) => timeout(limit, future).await.map_err(|_| limit),
    }
}

impl Outgoing {
    fn request(&self) -> Request<Bytes> {
        let mut request = Request::new(self.body.clone());
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = self.url.clone();
        *request.headers_mut() = self.headers.clone();
        // Without it some servers wait for the body, or answer 411 (Fetch, "HTTP-network-or-cache fetch").
        if self.body.is_empty() && [Method::POST, Method::PUT].contains(&self.method) {
            request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        request
    }

    /// Makes it the request that a redirect asks for (Fetch, "HTTP-redirect fetch").
    fn follow(&mut self, status: StatusCode, target: Uri) {
        let becomes_get = match status {
            StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND => self.method == Method::POST,
            StatusCode::SEE_OTHER => self.method != Method::GET && self.method != Method::HEAD,
            _ => false,
        };
        if becomes_get {
            self.method = Method::GET;
            self.body = Bytes::new();
            // Those of Fetch, and the length, which a browser sets itself.
            for header in [CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_LOCATION, CONTENT_TYPE]
            {
                self.headers.remove(header);
            }
        }
        if !url::same_origin(&self.url, &target) {
            drop_credentials(&mut self.headers);
        }
        self.url = target;
    }
}

/// Puts headers in place of those of the same name.
fn replace(headers: &mut HeaderMap, by: HeaderMap) -> Result<(), String> {
    for name in by.keys() {
        if name == LAST_EVENT_ID {
            return Err(OWN_ID.to_owned());
        }
        headers.remove(name);
    }
    let mut name = None;
    for (next, mut value) in by {
        name = next.or(name);
        if let Some(name) = &name {
            mark(name, &mut value);
            headers.append(name, value);
        }
    }
    Ok(())
}

/// The id as a header: its UTF-8 bytes (C-12). `None` for no id, and for one that a header cannot hold.
fn sendable(id: &str) -> Option<HeaderValue> {
    if id.is_empty() || id.len() > LONGEST_ID {
        return None;
    }
    HeaderValue::from_bytes(id.as_bytes()).ok()
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// Credentials belong to the origin that they were given for (C-09); they do not come back either if a later
/// redirect returns there.
fn drop_credentials(headers: &mut HeaderMap) {
    let names: Vec<_> = headers
        .iter()
        .filter(|(name, value)| value.is_sensitive() || is_credential(name) || **name == HOST)
        .map(|(name, _)| name.clone())
        .collect();
    for name in names {
        headers.remove(name);
    }
}

/// Whether the answer is an event stream.
async fn judge(response: Response<BodyStream>, url: Uri) -> Result<Connected, ListenErrorKind> {
    let (head, body) = response.into_parts();
    if head.status == StatusCode::NO_CONTENT {
        return Ok(Connected::NoContent);
    }
    // Of several headers the last one counts (Fetch, "extract a MIME type").
    let content_type = head.headers.get_all(CONTENT_TYPE).iter().next_back().cloned();
    if head.status == StatusCode::OK && content_type.as_ref().is_some_and(is_event_stream) {
        return Ok(Connected::Open(Opened::new(url, head.headers), body));
    }
    let retry_after = retry_after(&head.headers, SystemTime::now());
    let content_type = content_type.map(|value| excerpt(value.as_bytes()));
    let body = body_start(body).await;
    Err(if head.status == StatusCode::OK {
        ListenErrorKind::ContentType { content_type, body }
    } else {
        ListenErrorKind::Status { status: head.status, content_type, body, retry_after }
    })
}

/// Compares the MIME essence: parameters do not count, nor does case (C-02, C-03).
fn is_event_stream(content_type: &HeaderValue) -> bool {
    let essence = content_type.as_bytes().split(|byte| *byte == b';').next().unwrap_or_default();
    essence.trim_ascii().eq_ignore_ascii_case(b"text/event-stream")
}

/// Reads the start of a body; what goes wrong with it does not matter any more.
async fn body_start(mut body: BodyStream) -> String {
    let mut start = Vec::new();
    let read = async {
        while let Some(Ok(chunk)) = std::future::poll_fn(|context| body.as_mut().poll_next(context)).await {
            start.extend_from_slice(&chunk[..chunk.len().min(BODY_START - start.len())]);
            if start.len() == BODY_START {
                break;
            }
        }
    };
    let _ = timeout(BODY_TIME, read).await;
    excerpt(&start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c_02_c_03_the_essence_is_compared() {
        for good in [
            "text/event-stream",
            "TEXT/Event-Stream",
            "text/event-stream;",
            "text/event-stream; charset=utf-8",
            " text/event-stream ;charset=windows-1251",
        ] {
            assert!(is_event_stream(&HeaderValue::from_static(good)), "{good}");
        }
        for bad in
            ["", "text/plain", "text/event-streams", "text/event", "text/x; text/event-stream", "bogus"]
        {
            assert!(!is_event_stream(&HeaderValue::from_static(bad)), "{bad}");
        }
    }

    #[test]
    fn c_12_an_id_is_sent_as_its_bytes_or_not_at_all() {
        assert_eq!(sendable("7").unwrap(), "7");
        assert_eq!(sendable("\u{2026}").unwrap().as_bytes(), "\u{2026}".as_bytes());
        for id in ["", "a\u{1}b", "a\u{7f}", &"x".repeat(LONGEST_ID + 1)] {
            assert_eq!(sendable(id), None, "{id:?}");
        }
    }

    #[test]
    fn c_09_credentials_are_dropped_and_nothing_else() {
        let mut headers = HeaderMap::new();
        let mut key = HeaderValue::from_static("k");
        key.set_sensitive(true);
        headers.append("x-key", key);
        for name in ["authorization", "cookie", "proxy-authorization", "host", "x-tenant", "accept"] {
            headers.append(name, HeaderValue::from_static("v"));
        }
        drop_credentials(&mut headers);
        let mut left: Vec<_> = headers.keys().map(http::HeaderName::as_str).collect();
        left.sort_unstable();
        assert_eq!(left, ["accept", "x-tenant"]);
    }
}
