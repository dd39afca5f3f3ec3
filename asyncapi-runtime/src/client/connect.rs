//! One attempt to connect: the request, its redirects, and whether the answer is an event stream (C-01 to C-09).

use std::sync::Arc;
use std::time::Duration;

use http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, HOST, HeaderMap, HeaderValue, LOCATION};
use http::{Method, Request, Response, StatusCode, Uri};
use tokio::time::timeout;

use super::error::{ListenErrorKind, excerpt};
use super::options::{LAST_EVENT_ID, is_credential};
use super::transport::{BodyStream, Transport, TransportError};
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
    pub(super) headers: HeaderMap,
    pub(super) idle_timeout: Option<Duration>,
}

/// What an attempt came to.
pub(super) enum Connected {
    /// An event stream.
    Open(BodyStream),
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

impl Connector {
    /// Sends the request, to the original URL each time (C-07), and judges the answer.
    pub(super) async fn connect(self: Arc<Self>, last_event_id: String) -> Result<Connected, Failure> {
        let mut url = self.url.clone();
        let mut headers = self.headers(&last_event_id);
        let mut redirects = 0;
        loop {
            let response = self.send(&url, &headers).await?;
            let status = response.status();
            if !is_redirect(status) {
                return judge(response).await.map_err(|kind| Failure {
                    kind,
                    url: url::shown(&url),
                    fatal: true,
                });
            }
            redirects += 1;
            let target = match response.headers().get(LOCATION) {
                _ if redirects > REDIRECTS => {
                    Err(format!("that was one redirect more than the {REDIRECTS} allowed"))
                }
                Some(location) => url::resolve(&url, location.as_bytes()),
                None => Err("without a Location header".to_owned()),
            };
            let target = target.map_err(|problem| Failure {
                kind: ListenErrorKind::Redirect { status, problem },
                url: url::shown(&url),
                fatal: true,
            })?;
            if !url::same_origin(&url, &target) {
                drop_credentials(&mut headers);
            }
            url = target;
        }
    }

    fn headers(&self, last_event_id: &str) -> HeaderMap {
        let mut headers = self.headers.clone();
        headers.entry(ACCEPT).or_insert(HeaderValue::from_static("text/event-stream"));
        headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
        if let Some(id) = sendable(last_event_id) {
            headers.insert(LAST_EVENT_ID, id);
        }
        headers
    }

    async fn send(&self, url: &Uri, headers: &HeaderMap) -> Result<Response<BodyStream>, Failure> {
        let mut request = Request::new(bytes::Bytes::new());
        *request.method_mut() = Method::GET;
        *request.uri_mut() = url.clone();
        *request.headers_mut() = headers.clone();
        let response = self.transport.send(request);
        let failed = |kind, fatal| Failure { kind, url: url::shown(url), fatal };
        let failed_transport = |error: TransportError| {
            let fatal = error.is_fatal();
            failed(ListenErrorKind::Transport(error), fatal)
        };
        match self.idle_timeout {
            None => response.await.map_err(failed_transport),
            Some(after) => match timeout(after, response).await {
                Ok(response) => response.map_err(failed_transport),
                Err(_) => Err(failed(ListenErrorKind::Idle { after }, false)),
            },
        }
    }
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
async fn judge(response: Response<BodyStream>) -> Result<Connected, ListenErrorKind> {
    let (head, body) = response.into_parts();
    if head.status == StatusCode::NO_CONTENT {
        return Ok(Connected::NoContent);
    }
    // Of several headers the last one counts (Fetch, "extract a MIME type").
    let content_type = head.headers.get_all(CONTENT_TYPE).iter().next_back();
    if head.status == StatusCode::OK && content_type.is_some_and(is_event_stream) {
        return Ok(Connected::Open(body));
    }
    let content_type = content_type.map(|value| excerpt(value.as_bytes()));
    let body = body_start(body).await;
    Err(if head.status == StatusCode::OK {
        ListenErrorKind::ContentType { content_type, body }
    } else {
        ListenErrorKind::Status { status: head.status, content_type, body }
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
