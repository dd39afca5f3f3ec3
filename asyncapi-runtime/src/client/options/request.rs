//! What is sent besides headers: method, body, query.

use bytes::Bytes;
use http::Method;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::ListenOptions;

/// All but RFC 3986's unreserved characters.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl ListenOptions {
    /// The method of every request, first and again (C-19): GET by default, as the standard says. After a redirect it
    /// becomes GET where browsers do the same: 303, and 301 or 302 of a POST.
    ///
    /// ```
    /// use asyncapi_runtime::ListenOptions;
    /// use http::Method;
    ///
    /// let options = ListenOptions::new("http://localhost:3000")
    ///     .method(Method::POST)
    ///     .header("content-type", "application/json")
    ///     .body(r#"{"prompt":"hello"}"#);
    /// ```
    pub fn method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// The body of every request, first and again (C-19); empty by default. Its `Content-Type` is a
    /// [`header`](Self::header) like any other.
    ///
    /// As with a browser, a redirect of 307 or 308 takes the body along, also to another origin.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Adds `name=value`, both percent-encoded, to the query of the URL. Messages and `Debug` never show a query.
    pub fn query(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        if !self.query.is_empty() {
            self.query.push('&');
        }
        self.query.extend(utf8_percent_encode(name.as_ref(), QUERY));
        self.query.push('=');
        self.query.extend(utf8_percent_encode(value.as_ref(), QUERY));
        self
    }

    /// Takes out what [`query`](Self::query) has added under a name.
    pub(super) fn remove_query(&mut self, name: &str) {
        let name = utf8_percent_encode(name, QUERY).to_string();
        let is_other = |pair: &&str| pair.split_once('=').is_none_or(|(known, _)| known != name);
        self.query = self.query.split('&').filter(is_other).collect::<Vec<_>>().join("&");
    }
}
