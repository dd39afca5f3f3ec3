//! One attempt to connect: the request, its headers and its redirects (C-01, C-07, C-08, C-28).

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CACHE_CONTROL, HeaderMap, HeaderValue, LOCATION};
use http::{Method, Response, Uri};
use tokio::task::yield_now;
use tokio::time::timeout;

use super::answer::judge;
use super::attempt::{Attempt, AttemptHeaders};
use super::error::ListenErrorKind;
use super::hooks::Opened;
use super::location;
use super::options::{LAST_EVENT_ID, OWN_ID, mark};
use super::outgoing::{Outgoing, is_redirect};
use super::transport::{BodyStream, Transport};
use super::url;

/// How many redirects one attempt follows.
const REDIRECTS: usize = 10;
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
                Some(location) => location::resolve(&outgoing.url, location.as_bytes()),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c_12_an_id_is_sent_as_its_bytes_or_not_at_all() {
        assert_eq!(sendable("7").unwrap(), "7");
        assert_eq!(sendable("\u{2026}").unwrap().as_bytes(), "\u{2026}".as_bytes());
        for id in ["", "a\u{1}b", "a\u{7f}", &"x".repeat(LONGEST_ID + 1)] {
            assert_eq!(sendable(id), None, "{id:?}");
        }
    }
}
