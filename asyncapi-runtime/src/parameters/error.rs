//! [`ParameterError`]: a parameter that cannot be read or written.

use std::fmt;

use axum::response::{IntoResponse, Response};
use http::StatusCode;

use crate::printable::Printable;

/// Why the parameters of an address cannot be read from a path, or written into one.
///
/// As a response it is `400 Bad Request` with its text as the body, `404 Not Found` where the path lacks a text of
/// the address, or `500 Internal Server Error` where the route has no such parameter, which is a mistake of the
/// program and not of the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterError {
    /// `None` where `problem` names the parameter itself.
    name: Option<String>,
    problem: String,
    status: StatusCode,
}

impl ParameterError {
    /// A value that the parameter does not accept. `problem` is sent to the client: it should say what is
    /// accepted, as the errors of generated enums do.
    pub fn invalid(name: &str, problem: &(impl fmt::Display + ?Sized)) -> Self {
        Self { name: Some(name.to_owned()), problem: problem.to_string(), status: StatusCode::BAD_REQUEST }
    }

    pub(super) fn empty(name: &str) -> Self {
        Self::invalid(name, "the value is empty")
    }

    pub(super) fn missing(name: &str) -> Self {
        Self {
            name: Some(name.to_owned()),
            problem: "the route does not have it".to_owned(),
            status: StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    pub(super) fn not_found() -> Self {
        Self {
            name: None,
            problem: "the path is not of this address".to_owned(),
            status: StatusCode::NOT_FOUND,
        }
    }

    pub(super) fn unreadable(status: StatusCode, problem: String) -> Self {
        Self { name: None, problem, status }
    }

    /// The parameter's name, where it is known.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}

impl fmt::Display for ParameterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "path parameter `{}`: {}", Printable(name), Printable(&self.problem)),
            None => write!(f, "path parameters: {}", Printable(&self.problem)),
        }
    }
}

impl std::error::Error for ParameterError {}

impl IntoResponse for ParameterError {
    fn into_response(self) -> Response {
        (self.status, self.to_string()).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_escaped() {
        let error = ParameterError::invalid("a\nb", "`x\r\n\u{1b}[31m\u{85}y` is none of: `é`, `b`");
        assert_eq!(
            error.to_string(),
            r"path parameter `a\nb`: `x\r\n\u{1b}[31m\u{85}y` is none of: `é`, `b`"
        );
    }
}
