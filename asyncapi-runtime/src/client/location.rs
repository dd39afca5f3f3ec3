//! Where a `Location` header leads (C-07, C-08).

use http::Uri;

use super::url::{Base, encoded, with_path};

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

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
