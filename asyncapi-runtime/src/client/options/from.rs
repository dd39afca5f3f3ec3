//! What [`ListenOptions`] are made from, and how they are shown.

use std::fmt;

use super::super::url::Base;
use super::ListenOptions;

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

/// Shows no credentials: of the URL neither userinfo nor query, of the headers only the names, of the body its length.
impl fmt::Debug for ListenOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers = self.headers.as_ref().map(|headers| headers.keys().collect::<Vec<_>>());
        f.debug_struct("ListenOptions")
            .field("base", &self.base.as_ref().map(Base::shown))
            .field("method", &self.method)
            .field("headers", &headers)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("last_event_id", &self.last_event_id)
            .field("idle_timeout", &self.idle_timeout)
            .field("limits", &self.limits)
            .field("reconnection_time", &self.reconnection_time)
            .field("max_reconnects", &self.policy.max_reconnects)
            .field("validate", &self.validate)
            .field("raw_data", &self.raw_data)
            .finish_non_exhaustive()
    }
}
