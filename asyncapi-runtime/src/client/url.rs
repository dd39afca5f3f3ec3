//! URLs: the base that a listener is given, the channel's path below it, where a redirect leads, and what of a
//! URL may be shown.

use http::uri::{Authority, PathAndQuery, Scheme};
use http::{HeaderValue, Uri};
use percent_encoding::percent_decode_str;

/// An absolute http(s) URL without credentials.
#[derive(Clone)]
pub(super) struct Base {
    uri: Uri,
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

/// Where a `Location` leads (RFC 3986, section 5.2); the error says why nowhere.
pub(super) fn resolve(from: &Uri, location: &[u8]) -> Result<Uri, String> {
    let location = encoded(location);
    let location = location.split('#').next().unwrap_or_default().trim();
    if location.is_empty() {
        return Err("its Location header is empty".to_owned());
    }
    let invalid = |error: &dyn std::fmt::Display| format!("its Location header is no URL: {error}");
    let scheme = location.find(':').filter(|end| is_scheme(&location[..*end]));
    let uri = if scheme.is_some() {
        location.parse().map_err(|error| invalid(&error))?
    } else if location.starts_with("//") {
        format!("{}:{location}", from.scheme_str().unwrap_or("http"))
            .parse()
            .map_err(|error| invalid(&error))?
    } else {
        let (path, query) = match location.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (location, None),
        };
        let path = match path {
            "" => from.path().to_owned(),
            _ if path.starts_with('/') => without_dots(path),
            _ => {
                let folder = from.path().rsplit_once('/').map_or("", |(folder, _)| folder);
                without_dots(&format!("{folder}/{path}"))
            }
        };
        let query = query.map(|query| format!("?{query}")).unwrap_or_default();
        with_path(from, &format!("{path}{query}")).map_err(|error| invalid(&error))?
    };
    // Credentials in a Location are not used.
    Base::from_uri(uri)
        .map(|base| base.uri)
        .map_err(|error| error.replace("the base URL", "its Location header"))
}

fn with_path(uri: &Uri, path: &str) -> Result<Uri, http::Error> {
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(path.parse::<PathAndQuery>()?);
    Ok(Uri::from_parts(parts)?)
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// People put raw UTF-8 into base URLs, servers that and spaces into `Location`; a URL has them percent-encoded.
fn encoded(location: &[u8]) -> String {
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

/// Removes `.` and `..` segments (RFC 3986, section 5.2.4).
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        match segment {
            "." | ".." => {
                if segment == ".." {
                    kept.pop();
                }
                if last {
                    kept.push("");
                }
            }
            _ => kept.push(segment),
        }
    }
    format!("/{}", kept.join("/"))
}

/// The `Authorization` that a URL's `user:password` stands for.
fn userinfo(userinfo: &str) -> HeaderValue {
    let (user, password) = userinfo.split_once(':').unwrap_or((userinfo, ""));
    let user: Vec<u8> = percent_decode_str(user).collect();
    let password: Vec<u8> = percent_decode_str(password).collect();
    basic(&user, &password)
}

/// `Basic` credentials (RFC 7617).
pub(super) fn basic(user: &[u8], password: &[u8]) -> HeaderValue {
    let credentials = [user, b":", password].concat();
    let mut value = HeaderValue::from_str(&format!("Basic {}", base64(&credentials)))
        .unwrap_or_else(|_| HeaderValue::from_static("Basic"));
    value.set_sensitive(true);
    value
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0_usize, |bits, byte| (bits << 8) | usize::from(*byte))
            << (8 * (3 - group.len()));
        for digit in 0..4 {
            let is_padding = digit > group.len();
            text.push(if is_padding { '=' } else { char::from(DIGITS[(bits >> (18 - 6 * digit)) & 63]) });
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
        for (text, expected) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")]
        {
            assert_eq!(base64(text.as_bytes()), expected);
        }
    }

    #[test]
    fn c_07_a_location_is_resolved() {
        let from = "http://h:1/a/b?q=1".parse().unwrap();
        for (location, expected) in [
            ("https://other/x?y", "https://other/x?y"),
            ("//other:2/x", "http://other:2/x"),
            ("/x", "http://h:1/x"),
            ("/x/../y/./z", "http://h:1/y/z"),
            ("x", "http://h:1/a/x"),
            ("./x?r=2#f", "http://h:1/a/x?r=2"),
            ("../x", "http://h:1/x"),
            ("../../../x/", "http://h:1/x/"),
            ("..", "http://h:1/"),
            ("?r=2", "http://h:1/a/b?r=2"),
            ("x:y/..", "error"),
            (" /caf\u{e9} x ", "http://h:1/caf%C3%A9%20x"),
            ("http://user:secret@other/x", "http://other/x"),
            ("/<a>?\"`", "http://h:1/%3Ca%3E?%22%60"),
        ] {
            let resolved =
                resolve(&from, location.as_bytes()).map_or("error".to_owned(), |uri| uri.to_string());
            assert_eq!(resolved, expected, "{location}");
        }
    }

    #[test]
    fn c_08_a_location_that_leads_nowhere_is_an_error() {
        let from = "http://h/".parse().unwrap();
        for location in ["", " ", "#f", "ftp://h/", "http://", "mailto:a@b"] {
            let error = resolve(&from, location.as_bytes()).unwrap_err();
            assert!(error.starts_with("its Location header"), "{location}: {error}");
        }
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
