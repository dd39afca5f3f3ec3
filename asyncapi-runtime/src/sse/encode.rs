//! Writing one event: fields in the order `id`, `event`, `data`, one buffer, no panic on any text.

use std::fmt;
use std::ops::Range;
use std::time::Duration;

use bytes::Bytes;
use memchr::{memchr2, memchr3};
use serde::Serialize;
use serde_json::Value;

/// Writes one event block of the `text/event-stream` format (WHATWG HTML 9.2.5).
///
/// ```
/// use asyncapi_runtime::sse::EventWriter;
///
/// let mut event = EventWriter::new();
/// event.id("7")?.name("greeting")?.text("hello\nworld");
/// assert_eq!(event.finish(), "id: 7\nevent: greeting\ndata: hello\ndata: world\n\n");
/// # Ok::<(), asyncapi_runtime::sse::EncodeError>(())
/// ```
#[derive(Debug, Default)]
pub struct EventWriter {
    buffer: Vec<u8>,
    /// Where the id is, as soon as one is written; an empty place says that another writes it.
    id: Option<Range<usize>>,
    named: bool,
    timed: bool,
}

impl EventWriter {
    /// A writer with nothing in it.
    pub fn new() -> Self {
        Self { buffer: Vec::with_capacity(128), ..Self::default() }
    }

    /// Writes an `id:` line, unless one was written before: an id given with the event goes before the one that the
    /// channel takes from the message. In a [`Hub`](crate::Hub) neither is written, as its log numbers the events.
    ///
    /// # Errors
    /// When `id` has a CR, LF or NUL, which the format cannot carry (rule S-05).
    pub fn id(&mut self, id: &str) -> Result<&mut Self, EncodeError> {
        if self.id.is_none() {
            self.line("id", id)?;
            let end = self.buffer.len() - 1;
            self.id = Some(end - id.len()..end);
        }
        Ok(self)
    }

    /// Writes an `id:` line with a value of the message, a string or an integer, unless one was [written](Self::id)
    /// before. `None` and null write no line.
    ///
    /// ```
    /// use asyncapi_runtime::sse::EventWriter;
    ///
    /// let mut event = EventWriter::new();
    /// event.id_of(&Some(7))?.text("seven");
    /// assert_eq!(event.finish(), "id: 7\ndata: seven\n\n");
    /// # Ok::<(), asyncapi_runtime::sse::EncodeError>(())
    /// ```
    ///
    /// # Errors
    /// When `value` is neither in JSON, or is a string with a CR, LF or NUL (rule S-05).
    pub fn id_of<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<&mut Self, EncodeError> {
        if self.id.is_some() {
            return Ok(self);
        }
        match serde_json::to_value(value).map_err(EncodeError::json)? {
            Value::Null => Ok(self),
            Value::String(id) => self.id(&id),
            Value::Number(id) if id.is_i64() || id.is_u64() => self.id(&id.to_string()),
            other => Err(EncodeError { kind: Kind::Id { found: other.to_string() } }),
        }
    }

    /// As [`id_of`](Self::id_of), with the value at a JSON pointer in `value`, if there is one: for generated code, where
    /// `value` is of a type of the user's.
    ///
    /// # Errors
    /// Those of [`id_of`](Self::id_of).
    #[doc(hidden)]
    pub fn id_within<T: Serialize + ?Sized>(
        &mut self,
        value: &T,
        pointer: &str,
    ) -> Result<&mut Self, EncodeError> {
        if self.id.is_some() {
            return Ok(self);
        }
        let value = serde_json::to_value(value).map_err(EncodeError::json)?;
        self.id_of(&value.pointer(pointer))
    }

    /// Writes an `event:` line, unless one was written before: a name given with the event goes before the
    /// one that the channel gives.
    ///
    /// # Errors
    /// When `name` has a CR, LF or NUL, which the format cannot carry (rule S-05).
    pub fn name(&mut self, name: &str) -> Result<&mut Self, EncodeError> {
        if !self.named {
            self.line("event", name)?;
            self.named = true;
        }
        Ok(self)
    }

    /// Writes a `retry:` line: the client's reconnection time, in whole milliseconds; unless one was written before: that
    /// of the event goes before that of the channel. What is longer than 24 days becomes 24 days (2 147 483 647 ms): the
    /// timers of JavaScript cannot wait longer, and do not wait at all then.
    ///
    /// It belongs in a block that carries data (rule S-07): some clients deliver an empty message otherwise.
    pub fn retry(&mut self, time: Duration) -> &mut Self {
        if !self.timed {
            self.buffer
                .extend_from_slice(format!("retry: {}\n", time.min(LONGEST_RETRY).as_millis()).as_bytes());
            self.timed = true;
        }
        self
    }

    /// Writes `value` as one `data:` line of JSON.
    ///
    /// # Errors
    /// When `value` cannot be serialised; the writer is then of no use any more.
    pub fn json<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
        self.buffer.extend_from_slice(b"data: ");
        let start = self.buffer.len();
        serde_json::to_writer(&mut self.buffer, value).map_err(EncodeError::json)?;
        // Only text that was JSON before (`RawValue`) can hold a line break, and only where JSON allows white
        // space: inside a string it is escaped.
        let mut rest = &mut self.buffer[start..];
        while let Some(at) = memchr2(b'\r', b'\n', rest) {
            rest[at] = b' ';
            rest = &mut rest[at + 1..];
        }
        self.buffer.push(b'\n');
        Ok(())
    }

    /// Writes `text` as it is: every CRLF, LF or CR ends a `data:` line (rule S-04). Empty text is an empty
    /// `data:` line, which a client receives as an event with empty data.
    pub fn text(&mut self, text: &str) {
        let mut rest = text.as_bytes();
        loop {
            let end = memchr2(b'\r', b'\n', rest);
            self.data_line(&rest[..end.unwrap_or(rest.len())]);
            let Some(end) = end else { return };
            let width = if rest[end..].starts_with(b"\r\n") { 2 } else { 1 };
            rest = &rest[end + width..];
        }
    }

    /// Writes the text that `value` is in JSON, without its quotes: for strings with a type of their own, such as a
    /// constant.
    ///
    /// # Errors
    /// When `value` is no string in JSON.
    pub fn text_of<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
        match serde_json::to_value(value).map_err(EncodeError::json)? {
            Value::String(text) => {
                self.text(&text);
                Ok(())
            }
            other => Err(EncodeError { kind: Kind::Text { found: other.to_string() } }),
        }
    }

    /// Ends the block and returns its bytes, ready to be shared by every subscriber.
    pub fn finish(mut self) -> Bytes {
        self.buffer.push(b'\n');
        Bytes::from(self.buffer)
    }

    /// Forgets what was written, and keeps the memory.
    pub(crate) fn clear(&mut self) {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        *self = Self { buffer, ..Self::default() };
    }

    /// From now on ids are not written: another numbers the event.
    pub(crate) fn leave_out_id(&mut self) {
        self.id = Some(0..0);
    }

    /// The id that was written.
    pub(crate) fn written_id(&self) -> Option<&str> {
        let id = self.buffer.get(self.id.clone()?)?;
        std::str::from_utf8(id).ok()
    }

    /// The lines written so far.
    pub(crate) fn lines(&self) -> &[u8] {
        &self.buffer
    }

    /// How many bytes there is memory for.
    pub(crate) fn capacity(&self) -> usize {
        self.buffer.capacity()
    }

    fn data_line(&mut self, line: &[u8]) {
        self.buffer.extend_from_slice(if line.is_empty() { b"data:" } else { b"data: " });
        self.buffer.extend_from_slice(line);
        self.buffer.push(b'\n');
    }

    fn line(&mut self, field: &'static str, value: &str) -> Result<(), EncodeError> {
        if memchr3(b'\r', b'\n', 0, value.as_bytes()).is_some() {
            return Err(EncodeError { kind: Kind::Field { field } });
        }
        self.buffer.reserve(field.len() + value.len() + 3);
        self.buffer.extend_from_slice(field.as_bytes());
        self.buffer.extend_from_slice(b": ");
        self.buffer.extend_from_slice(value.as_bytes());
        self.buffer.push(b'\n');
        Ok(())
    }
}

/// The longest time that the timers of JavaScript can wait: 24 days.
pub(crate) const LONGEST_RETRY: Duration = Duration::from_millis((1 << 31) - 1);

/// Why an event could not be written.
#[derive(Debug)]
pub struct EncodeError {
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Json(serde_json::Error),
    Field { field: &'static str },
    Text { found: String },
    Id { found: String },
}

impl EncodeError {
    fn json(error: serde_json::Error) -> Self {
        Self { kind: Kind::Json(error) }
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Json(error) => write!(f, "the message cannot be written as JSON: {error}"),
            Kind::Field { field } => {
                write!(f, "the `{field}` of an event cannot hold a line break or a NUL character")
            }
            Kind::Text { found } => write!(f, "the message is sent as text, but it is {found}"),
            Kind::Id { found } => {
                write!(
                    f,
                    "the `id` of an event is a string or an integer, but what the message has is {found}"
                )
            }
        }
    }
}

impl std::error::Error for EncodeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            Kind::Json(error) => Some(error),
            Kind::Field { .. } | Kind::Text { .. } | Kind::Id { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde_json::json;
    use serde_json::value::RawValue;

    use super::*;

    fn text(text: &str) -> Bytes {
        let mut event = EventWriter::new();
        event.text(text);
        event.finish()
    }

    #[test]
    fn s04_every_end_of_line_ends_a_data_line() {
        for (input, expected) in [
            ("", "data:\n\n"),
            ("a", "data: a\n\n"),
            (" a", "data:  a\n\n"),
            (":a", "data: :a\n\n"),
            ("a\nb", "data: a\ndata: b\n\n"),
            ("a\rb", "data: a\ndata: b\n\n"),
            ("a\r\nb", "data: a\ndata: b\n\n"),
            ("a\n\rb", "data: a\ndata:\ndata: b\n\n"),
            ("a\r\r\nb", "data: a\ndata:\ndata: b\n\n"),
            ("a\n", "data: a\ndata:\n\n"),
            ("\r\n", "data:\ndata:\n\n"),
            ("a\0\u{2028}\u{85}\u{feff}b", "data: a\0\u{2028}\u{85}\u{feff}b\n\n"),
        ] {
            assert_eq!(text(input), expected, "{input:?}");
        }
    }

    #[test]
    fn s05_what_a_line_cannot_hold_is_an_error() {
        for bad in ["\n", "\r", "\0", "a\nb", "a\r\n", "a\rb", "a\0b", "x\n\ndata: injected"] {
            let mut event = EventWriter::new();
            assert!(event.id(bad).unwrap_err().to_string().contains("`id`"), "{bad:?}");
            assert!(event.name(bad).unwrap_err().to_string().contains("`event`"), "{bad:?}");
            // Nothing of it was written.
            event.text("x");
            assert_eq!(event.finish(), "data: x\n\n");
        }
    }

    #[test]
    fn s05_any_other_text_is_an_id_and_a_name() {
        let mut event = EventWriter::new();
        event.id(" é:\u{2028}\u{85}").unwrap().name("").unwrap().text("x");
        assert_eq!(event.finish(), "id:  é:\u{2028}\u{85}\nevent: \ndata: x\n\n");
    }

    #[test]
    fn the_first_name_counts() {
        let mut event = EventWriter::new();
        event.name("event's").unwrap().name("channel's").unwrap().text("x");
        assert_eq!(event.finish(), "event: event's\ndata: x\n\n");
    }

    #[test]
    fn the_first_id_and_the_first_time_count() {
        let mut event = EventWriter::new();
        event.id("event's").unwrap().id_of("channel's").unwrap().id("no").unwrap();
        event.retry(Duration::from_secs(1)).retry(Duration::from_secs(2)).text("x");
        assert_eq!(event.written_id(), Some("event's"));
        assert_eq!(event.finish(), "id: event's\nretry: 1000\ndata: x\n\n");
    }

    #[test]
    fn ids_are_left_out_where_another_writes_them() {
        let mut event = EventWriter::new();
        event.id("a").unwrap().text("x");
        event.clear();
        event.leave_out_id();
        // What could not be written is no error, either.
        event.id("a\n").unwrap().id_of(&true).unwrap().text("y");
        assert_eq!(event.finish(), "data: y\n\n");
    }

    #[test]
    fn an_id_of_a_message_is_a_string_or_an_integer() {
        for (value, line) in [
            (json!("a b"), "id: a b\n"),
            (json!(""), "id: \n"),
            (json!(u64::MAX), "id: 18446744073709551615\n"),
            (json!(i64::MIN), "id: -9223372036854775808\n"),
            (json!(null), ""),
        ] {
            let mut event = EventWriter::new();
            event.id_of(&value).unwrap().text("x");
            assert_eq!(event.finish(), format!("{line}data: x\n\n"), "{value}");
        }
        for value in [json!(1.5), json!(true), json!([1]), json!({"a": 1})] {
            let error = EventWriter::new().id_of(&value).unwrap_err().to_string();
            assert!(error.contains("`id`") && error.ends_with(&value.to_string()), "{error}");
        }
        let error = EventWriter::new().id_of("a\nb").unwrap_err();
        assert!(error.to_string().contains("line break"), "S-05: {error}");
    }

    #[test]
    fn s07_retry_is_a_line_of_the_block_in_milliseconds() {
        let mut event = EventWriter::new();
        event.retry(Duration::from_micros(2_500_900)).text("x");
        assert_eq!(event.finish(), "retry: 2500\ndata: x\n\n");
        for (time, written) in [(Duration::MAX, 2_147_483_647_u32), (Duration::from_nanos(1), 0)] {
            let mut event = EventWriter::new();
            event.retry(time).text("x");
            assert_eq!(event.finish(), format!("retry: {written}\ndata: x\n\n"));
        }
    }

    #[test]
    fn s04_json_is_one_line_also_when_it_was_json_before() {
        let mut event = EventWriter::new();
        event.json("a\r\nb").unwrap();
        assert_eq!(event.finish(), "data: \"a\\r\\nb\"\n\n");

        let raw: Box<RawValue> = serde_json::from_str("{\r\n \"a\": [1,\n2]\r}").unwrap();
        let mut event = EventWriter::new();
        event.json(&raw).unwrap();
        assert_eq!(event.finish(), "data: {   \"a\": [1, 2] }\n\n");
    }

    #[test]
    fn s05_what_is_not_json_is_an_error() {
        let error = EventWriter::new().json(&BTreeMap::from([(vec![1], 2)])).unwrap_err();
        assert!(error.to_string().starts_with("the message cannot be written as JSON: "), "{error}");
        assert!(std::error::Error::source(&error).is_some());
    }

    proptest! {
        #[test]
        fn s04_text_comes_back_with_its_ends_of_line_made_lf(input in "([a: é]|\r|\n|\r\n|\\PC){0,40}") {
            let bytes = text(&input);
            let block = std::str::from_utf8(&bytes).unwrap().strip_suffix("\n\n").unwrap();
            let lines: Vec<&str> = block
                .split('\n')
                .map(|line| {
                    let value = line.strip_prefix("data:").unwrap();
                    value.strip_prefix(' ').unwrap_or(value)
                })
                .collect();
            prop_assert_eq!(lines.join("\n"), input.replace("\r\n", "\n").replace('\r', "\n"));
        }
    }
}
