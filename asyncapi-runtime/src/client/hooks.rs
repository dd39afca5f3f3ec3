//! [`Hooks`]: what a listener calls beside its events.

use std::fmt;
use std::sync::Arc;

use http::{HeaderMap, Uri};

use super::url;

/// The answer that opened a connection: what [`on_open`](super::ListenOptions::on_open) is told.
pub struct Opened {
    url: Uri,
    headers: HeaderMap,
}

impl Opened {
    pub(super) fn new(url: Uri, headers: HeaderMap) -> Self {
        Self { url, headers }
    }

    /// The URL that answered: after redirects the last one, without `user:password@`.
    pub fn url(&self) -> &Uri {
        &self.url
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }
}

/// Shows no query, and the names of the headers only.
impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened")
            .field("url", &url::shown(&self.url))
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .finish()
    }
}

/// Why a listener ended: what [`on_close`](super::ListenOptions::on_close) is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CloseReason {
    /// The application closed or dropped it.
    Closed,
    /// The server answered 204: there is no more (C-06).
    NoContent,
    /// A message arrived that the document calls terminal.
    Terminal,
    /// There was a [fatal](super::ListenError::is_fatal) error, which is the stream's last item.
    Error,
}

type OnOpen = Arc<dyn Fn(&Opened) + Send + Sync>;
type OnClose = Arc<dyn Fn(CloseReason) + Send + Sync>;
type OnComment = Arc<dyn Fn(&str) + Send + Sync>;

/// Functions of the application.
#[derive(Clone, Default)]
pub(super) struct Hooks {
    pub(super) open: Option<OnOpen>,
    pub(super) close: Option<OnClose>,
    pub(super) comment: Option<OnComment>,
}

impl Hooks {
    pub(super) fn opened(&self, opened: &Opened) {
        if let Some(hook) = &self.open {
            hook(opened);
        }
    }

    /// Calls the hook the first time only.
    pub(super) fn closed(&mut self, reason: CloseReason) {
        if let Some(hook) = self.close.take() {
            hook(reason);
        }
    }

    pub(super) fn comment(&self, text: &str) {
        if let Some(hook) = &self.comment {
            hook(text);
        }
    }
}
