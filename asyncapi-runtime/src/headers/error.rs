//! [`HeaderError`]: a header of a message that cannot be read or written.

use std::fmt;

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};

use super::HeaderKind;
use crate::printable::{Printable, cut};
use crate::{Violation, Violations};

/// What in the name of a header tells that its value is a secret.
const SECRETS: [&str; 10] =
    ["auth", "cookie", "credential", "jwt", "key", "passw", "secret", "session", "signature", "token"];

/// Keywords about several headers whose limit holds names and numbers of the document, and no values.
const LIMITS: [&str; 4] = ["required", "dependencies", "minProperties", "maxProperties"];

/// Why the headers of a message cannot be read from a request, or written into one.
///
/// As a response it is `400 Bad Request` with its text as the body; `500 Internal Server Error` where headers could
/// not be written. The text names the header. It never quotes a value that is marked
/// [sensitive](http::HeaderValue::set_sensitive), or whose header is a credential by its name, such as
/// `Authorization` or `X-Api-Key`; of others it may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderError {
    /// `None` where it is about no single header.
    name: Option<String>,
    /// Quotes no secret: `Debug` shows it.
    problem: String,
    status: StatusCode,
}

impl HeaderError {
    /// A header of a request that cannot be taken. `problem` does not quote the value.
    pub(super) fn read(name: &str, problem: &str) -> Self {
        Self { name: Some(name.to_owned()), problem: problem.to_owned(), status: StatusCode::BAD_REQUEST }
    }

    /// A header of a request whose value is not of the property's type. `problem` may quote the value.
    pub(super) fn misfit(name: &str, problem: &str, headers: &HeaderMap) -> Self {
        if is_secret(name, headers) {
            Self::read(name, "the value is not accepted")
        } else {
            Self::read(name, cut(problem))
        }
    }

    /// Headers that cannot be taken together. `problem` may quote any of the values.
    pub(super) fn together(names: &[(&str, HeaderKind)], problem: &str, headers: &HeaderMap) -> Self {
        let secret = names.iter().any(|(name, _)| is_secret(name, headers));
        let problem = if secret { "they are not accepted" } else { cut(problem) };
        Self { name: None, problem: problem.to_owned(), status: StatusCode::BAD_REQUEST }
    }

    /// A header that cannot be written. `problem` does not quote the value.
    pub(super) fn write(name: Option<&str>, problem: &str) -> Self {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self { name: name.map(str::to_owned), problem: problem.to_owned(), status }
    }

    /// Headers of a request that are not valid.
    pub(super) fn received(violations: &Violations, headers: &HeaderMap) -> Self {
        Self::invalid(violations, headers, StatusCode::BAD_REQUEST)
    }

    /// Headers for a request that are not valid.
    pub(super) fn given(violations: &Violations) -> Self {
        Self::invalid(violations, &HeaderMap::new(), StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Tells the first violation, and how many more there are.
    fn invalid(violations: &Violations, headers: &HeaderMap, status: StatusCode) -> Self {
        let (name, problem) = match violations.iter().next() {
            Some(violation) => describe(violation, headers),
            None => (None, "they are not valid".to_owned()),
        };
        let more = match (violations.len() + violations.omitted()).saturating_sub(1) {
            0 => String::new(),
            1 => "; and 1 more problem".to_owned(),
            more => format!("; and {more} more problems"),
        };
        Self { name, problem: problem + &more, status }
    }

    /// The header's name, where it is about one header.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}

/// The header that a violation is about, and its text.
fn describe(violation: &Violation, headers: &HeaderMap) -> (Option<String>, String) {
    let Some(place) = violation.pointer().strip_prefix('/') else {
        // The value is all headers together, and not to be shown; some limits tell enough without it.
        let (keyword, limit) = (violation.keyword(), violation.limit());
        let limit = if LIMITS.contains(&keyword) { limit } else { "" };
        return (None, format!("`{}` is violated", [keyword, limit].join(" ").trim_end()));
    };
    let (name, within) = match place.find('/') {
        Some(end) => (&place[..end], format!("at `{}`, ", &place[end..])),
        None => (place, String::new()),
    };
    let name = name.replace("~1", "/").replace("~0", "~");
    let problem = if is_secret(&name, headers) {
        format!("`{}` is violated", violation.keyword())
    } else {
        // The text starts with the place, of which the header's name is a part.
        let text = violation.to_string();
        let place = format!("`{}`: ", violation.pointer());
        text.strip_prefix(&place).unwrap_or(&text).to_owned()
    };
    (Some(name), within + &problem)
}

/// Whether the value of a header must not be shown: neither to those who read the log, nor to a client, which does
/// not know the headers that a proxy adds.
fn is_secret(name: &str, headers: &HeaderMap) -> bool {
    let name = name.to_ascii_lowercase();
    SECRETS.iter().any(|secret| name.contains(secret))
        || headers.get_all(&name).iter().any(http::HeaderValue::is_sensitive)
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "header `{}`: {}", Printable(name), Printable(&self.problem)),
            None => write!(f, "headers: {}", Printable(&self.problem)),
        }
    }
}

impl std::error::Error for HeaderError {}

impl IntoResponse for HeaderError {
    fn into_response(self) -> Response {
        (self.status, self.to_string()).into_response()
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;
    use crate::validate::{self, At};

    #[test]
    fn secrets_are_known_by_their_name_or_their_mark() {
        let mut headers = HeaderMap::new();
        let mut pin = HeaderValue::from_static("1234");
        pin.set_sensitive(true);
        headers.insert("x-pin", pin);
        headers.insert("x-page", HeaderValue::from_static("7"));
        for name in ["Authorization", "cookie", "Proxy-Authorization", "X-API-Key", "x-csrf-token", "X-Pin"] {
            assert!(is_secret(name, &headers), "{name}");
        }
        for name in ["x-page", "x-tenant", "", "no name"] {
            assert!(!is_secret(name, &headers), "{name}");
        }
    }

    #[test]
    fn what_concerns_several_headers_quotes_none_of_them() {
        let headers = serde_json::json!({"authorization": "hunter2", "x-page": "hunter2"});
        let mut out = Violations::default();
        validate::required(&headers, &["x-a"], &At::ROOT, &mut out);
        validate::never(&headers, &At::ROOT, &mut out);
        validate::never(&headers, &At::ROOT, &mut out);
        let error = HeaderError::given(&out);
        assert_eq!(error.to_string(), "headers: `required \"x-a\"` is violated; and 2 more problems");
        let mut out = Violations::default();
        validate::never(&headers, &At::ROOT, &mut out);
        let error = HeaderError::given(&out);
        assert_eq!((error.name(), error.to_string().as_str()), (None, "headers: `false` is violated"));
    }

    #[test]
    fn control_characters_are_escaped_and_long_texts_cut() {
        let error = HeaderError::misfit("a\nb", &"\u{1b}x".repeat(500), &HeaderMap::new());
        let text = error.to_string();
        assert!(text.starts_with(r"header `a\nb`: \u{1b}x"), "{text}");
        assert!(text.len() < 2000, "{text}");
    }
}
