//! URLs: the base that a listener is given, the channel's path below it, and what of a URL may be shown.

use http::uri::{Authority, PathAndQuery, Scheme};
use http::{HeaderValue, Uri};

use super::basic::userinfo;

/// An absolute http(s) URL without credentials.
#[derive(Clone)]
pub(super) struct Base {
    pub(super) uri: Uri,
    /// The `Authorization` that the URL's credentials stand for.
    pub(super) authorization: Option<HeaderValue>,
}

impl Base {
    /// Reads a base URL. The error does not repeat it: it may hold a password.
    pub(super) fn parse(url: &str) -> Result<Self, String> {
        let uri = url
            .parse()
            .map_err(|error: http::uri::InvalidUri| format!("the base URL is not one: {error}"))?;
        Self::from_uri(uri)
    }

    /// Checks that the URL is absolute and http(s), and takes its credentials out.
    pub(super) fn from_uri(uri: Uri) -> Result<Self, String> {
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
            return Err("the base URL is not absolute: it starts with `http://` or `https://`".to_owned());
        };
        if *scheme != Scheme::HTTP && *scheme != Scheme::HTTPS {
            return Err(format!("the base URL is neither http nor https but `{scheme}`"));
        }
        let (credentials, host) = match authority.as_str().rsplit_once('@') {
            Some((credentials, host)) => (Some(credentials), host),
            None => (None, authority.as_str()),
        };
        let host: Authority = host.parse().map_err(|_| "the base URL has no host".to_owned())?;
        // `http` itself lets a port through that is no number, or a number with a sign.
        let port = host.as_str().strip_prefix(host.host()).and_then(|rest| rest.strip_prefix(':'));
        let is_port = |port: &str| !port.starts_with('+') && host.port_u16().is_some();
        if host.host().is_empty() || !port.map_or(host.as_str() == host.host(), is_port) {
            return Err("the base URL has no host, or a port that is no number".to_owned());
        }
        // Empty ones are none (Fetch, "includes credentials").
        let authorization = credentials.filter(|userinfo| !matches!(*userinfo, "" | ":")).map(userinfo);
        let mut parts = uri.into_parts();
        parts.authority = Some(host);
        // `http` lets UTF-8 through, which is none of a request's.
        if let Some(path) = parts.path_and_query.take_if(|path| !path.as_str().is_ascii()) {
            let path = encoded(path.as_str().as_bytes()).parse();
            parts.path_and_query = Some(path.map_err(|error| format!("the base URL is not one: {error}"))?);
        }
        let uri = Uri::from_parts(parts).map_err(|error| format!("the base URL is not one: {error}"))?;
        Ok(Self { uri, authorization })
    }

    /// The URL of `path` below this one; a query of the base is kept. An empty path is this very URL.
    pub(super) fn join(&self, path: &str) -> Result<Uri, String> {
        if path.is_empty() {
            return Ok(self.uri.clone());
        }
        let prefix = self.uri.path().trim_end_matches('/');
        let path = path.strip_prefix('/').unwrap_or(path);
        let query = self.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        with_path(&self.uri, &format!("{prefix}/{path}{query}"))
            .map_err(|error| format!("`{prefix}/{path}` is no path of a URL: {error}"))
    }

    pub(super) fn shown(&self) -> String {
        shown(&self.uri)
    }
}

/// A URL with more in its query.
pub(super) fn with_query(url: Uri, more: &str) -> Result<Uri, String> {
    if more.is_empty() {
        return Ok(url);
    }
    let query = url.query().filter(|query| !query.is_empty());
    let query = query.map_or_else(|| more.to_owned(), |query| format!("{query}&{more}"));
    with_path(&url, &format!("{}?{query}", url.path()))
        .map_err(|error| format!("the query is none of a URL: {error}"))
}

/// A URL as messages show it: without credentials and query, which may hold tokens.
pub(super) fn shown(uri: &Uri) -> String {
    let authority = uri.authority().map_or("", Authority::as_str);
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    format!("{}://{host}{}", uri.scheme_str().unwrap_or("http"), uri.path())
}

/// Whether two URLs have the same origin: credentials do not go to another one (C-09).
pub(super) fn same_origin(a: &Uri, b: &Uri) -> bool {
    let port = |uri: &Uri| uri.port_u16().or_else(|| default_port(uri));
    let same_host = a.host().unwrap_or_default().eq_ignore_ascii_case(b.host().unwrap_or_default());
    a.scheme() == b.scheme() && same_host && port(a) == port(b)
}

fn default_port(uri: &Uri) -> Option<u16> {
    match uri.scheme_str() {
        Some("http") => Some(80),
        Some("https") => Some(443),
        _ => None,
    }
}

pub(super) fn with_path(uri: &Uri, path: &str) -> Result<Uri, http::Error> {
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(path.parse::<PathAndQuery>()?);
    Ok(Uri::from_parts(parts)?)
}

/// People put raw UTF-8 into base URLs, servers that and spaces into `Location`; a URL has them percent-encoded.
pub(super) fn encoded(location: &[u8]) -> String {
    let mut text = String::with_capacity(location.len());
    for byte in location.trim_ascii() {
        if byte.is_ascii_graphic() && !b"\"<>`".contains(byte) {
            text.push(char::from(*byte));
        } else {
            text.push_str(percent_encoding::percent_encode_byte(*byte));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(url: &str) -> Base {
        Base::parse(url).unwrap()
    }

    #[test]
    fn the_channel_is_below_the_base() {
        for (url, path, joined) in [
            ("http://h", "/a/b", "http://h/a/b"),
            ("http://h/", "a/b", "http://h/a/b"),
            ("http://h:8080/api", "/a", "http://h:8080/api/a"),
            ("https://h/api/", "/a", "https://h/api/a"),
            ("http://h/api?key=1", "/a", "http://h/api/a?key=1"),
            ("http://[::1]:3000/#fragment", "/a%2Fb", "http://[::1]:3000/a%2Fb"),
            ("HTTP://h/caf\u{e9}?\u{e9}", "/a", "http://h/caf%C3%A9/a?%C3%A9"),
        ] {
            assert_eq!(base(url).join(path).unwrap(), joined);
        }
        assert!(base("http://h").join("/a b").is_err());
        assert_eq!(base("http://h/a/b?c").join("").unwrap(), "http://h/a/b?c");
    }

    #[test]
    fn more_goes_behind_a_query() {
        let with = |url: &str, more| with_query(url.parse().unwrap(), more).unwrap().to_string();
        assert_eq!(with("http://h/a", "b=1"), "http://h/a?b=1");
        assert_eq!(with("http://h/a?", "b=1"), "http://h/a?b=1");
        assert_eq!(with("http://h/a?b=1", "c=2&d"), "http://h/a?b=1&c=2&d");
        assert_eq!(with("http://h/a?b", ""), "http://h/a?b");
    }

    #[test]
    fn c_18_a_bad_base_is_an_error_that_does_not_repeat_it() {
        for url in [
            "",
            "/path",
            "localhost:3000",
            "ftp://h/",
            "http://",
            "http://h:secret",
            "http://h:",
            "http://h:+80",
            "http://h:65536",
            "http://[::1]secret",
            "http://u:secret@",
            "h h",
        ] {
            let error = Base::parse(url).map(|_| ()).unwrap_err();
            assert!(error.contains("base URL") && !error.contains("secret"), "{url}: {error}");
        }
    }

    #[test]
    fn credentials_of_the_url_become_a_header() {
        let base = base("http://Aladdin:open%20sesame@h:1/a?token=t");
        assert_eq!(base.authorization.as_ref().unwrap(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert_eq!(base.join("/b").unwrap(), "http://h:1/a/b?token=t");
        assert_eq!(base.shown(), "http://h:1/a");
        for none in ["http://h", "http://@h", "http://:@h"] {
            assert_eq!(self::base(none).authorization, None, "{none}");
        }
        assert_eq!(self::base("http://u@h").authorization.unwrap(), "Basic dTo=");
    }

    #[test]
    fn c_09_origins() {
        let same = |a: &str, b: &str| same_origin(&a.parse().unwrap(), &b.parse().unwrap());
        assert!(same("http://h/a", "http://H:80/b"));
        assert!(same("https://h:443/", "https://h/"));
        assert!(!same("http://h/", "https://h/"));
        assert!(!same("http://h/", "http://h:81/"));
        assert!(!same("http://h/", "http://i/"));
    }
}
