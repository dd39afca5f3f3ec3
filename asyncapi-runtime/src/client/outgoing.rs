//! [`Outgoing`]: one request, and what a redirect makes of it (C-07, C-09).

use bytes::Bytes;
use http::header::{
    CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_LOCATION, CONTENT_TYPE, HOST, HeaderMap,
    HeaderValue,
};
use http::{Method, Request, StatusCode, Uri};

use super::options::is_credential;
use super::url;

/// One request: redirects change it.
pub(super) struct Outgoing {
    pub(super) method: Method,
    pub(super) url: Uri,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Outgoing {
    pub(super) fn request(&self) -> Request<Bytes> {
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
    pub(super) fn follow(&mut self, status: StatusCode, target: Uri) {
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

pub(super) fn is_redirect(status: StatusCode) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

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
