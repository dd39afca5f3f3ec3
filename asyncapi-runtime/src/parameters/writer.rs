//! [`PathWriter`]: what a client writes parameters into.

use std::fmt::{self, Display, Write as _};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::ParameterError;

/// All but RFC 3986's unreserved characters.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// All that a path cannot hold as it is (RFC 3986, 3.3). `%` stays: an address may be written encoded.
const LITERAL: &AsciiSet = &VALUE
    .remove(b'/')
    .remove(b'%')
    .remove(b':')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// Collects the path of an address, percent-encoding what is put into it.
///
/// ```
/// use asyncapi_runtime::parameters::PathWriter;
///
/// let mut path = PathWriter::new();
/// path.literal("/users/");
/// path.parameter("userId", "a/b c");
/// path.literal("/events");
/// assert_eq!(path.finish()?, "/users/a%2Fb%20c/events");
/// # Ok::<(), asyncapi_runtime::ParameterError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct PathWriter {
    path: String,
    error: Option<ParameterError>,
}

impl PathWriter {
    /// A writer with nothing in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes a part of the address that is not a parameter. Characters that a path cannot hold are encoded,
    /// `/` and `%` are not.
    pub fn literal(&mut self, text: &str) {
        self.path.extend(utf8_percent_encode(text, LITERAL));
    }

    /// Writes the value of the parameter called `name`: everything but letters, digits and `-._~` is encoded.
    ///
    /// An empty value is none, so [`finish`](Self::finish) will return an error. A value of `.` or
    /// `..` is written `%2E` or `%2E%2E`; mind that URL parsers, browsers' among them, take these for dot
    /// segments and remove them.
    pub fn parameter(&mut self, name: &str, value: &(impl Display + ?Sized)) {
        let start = self.path.len();
        // It fails only where the value's own `Display` does.
        let _ = write!(Encoding(&mut self.path), "{value}");
        let dots = match self.path.get(start..) {
            None | Some("") => {
                self.error.get_or_insert_with(|| ParameterError::empty(name));
                return;
            }
            Some(".") => "%2E",
            Some("..") => "%2E%2E",
            Some(_) => return,
        };
        self.path.truncate(start);
        self.path.push_str(dots);
    }

    /// The path written so far.
    ///
    /// # Errors
    /// When the value of a parameter was empty; the error is about the first such parameter.
    pub fn finish(self) -> Result<String, ParameterError> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(self.path),
        }
    }

    /// Forgets what was written, and keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.path.clear();
        self.error = None;
    }

    /// Whether there is a path: else the error of [`finish`](Self::finish).
    pub(crate) fn check(&mut self) -> Result<(), ParameterError> {
        self.error.take().map_or(Ok(()), Err)
    }

    /// The path written so far.
    pub(crate) fn as_str(&self) -> &str {
        &self.path
    }

    /// How many bytes there is memory for.
    pub(crate) fn capacity(&self) -> usize {
        self.path.capacity()
    }
}

/// Percent-encodes what is written, without memory in between.
struct Encoding<'a>(&'a mut String);

impl fmt::Write for Encoding<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.extend(utf8_percent_encode(text, VALUE));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(value: &str) -> Result<String, ParameterError> {
        let mut path = PathWriter::new();
        path.literal("/a/");
        path.parameter("id", value);
        path.literal("/b");
        path.finish()
    }

    #[test]
    fn a_value_never_leaves_its_segment() {
        assert_eq!(path("x/../y?q=1#f").unwrap(), "/a/x%2F..%2Fy%3Fq%3D1%23f/b");
        assert_eq!(path("%2F").unwrap(), "/a/%252F/b");
        assert_eq!(path(".").unwrap(), "/a/%2E/b");
        assert_eq!(path("..").unwrap(), "/a/%2E%2E/b");
    }

    #[test]
    fn unreserved_characters_stay_and_all_others_are_encoded() {
        assert_eq!(path("aZ09-._~").unwrap(), "/a/aZ09-._~/b");
        assert_eq!(path("é +:@\n\0").unwrap(), "/a/%C3%A9%20%2B%3A%40%0A%00/b");
    }

    #[test]
    fn an_empty_value_is_an_error_that_names_the_parameter() {
        assert_eq!(path("").unwrap_err().name(), Some("id"));
    }

    #[test]
    fn a_literal_keeps_what_a_path_may_hold() {
        let mut path = PathWriter::new();
        path.literal("/a:b@c/ü d%20e");
        assert_eq!(path.finish().unwrap(), "/a:b@c/%C3%BC%20d%20e");
    }
}
