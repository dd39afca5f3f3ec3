//! What one line is: a field, a comment, or nothing that matters (rules P-3 and P-4).

use std::time::Duration;

/// A line without its end, split into name and value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A field; `value` is where its value starts in the line.
    Field { field: Field, value: usize },
    /// A comment; its text starts at `text`.
    Comment { text: usize },
    /// A field that the standard does not define.
    Junk,
}

/// The fields that mean something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Data,
    Event,
    Id,
    Retry,
}

/// The name of each field.
const FIELDS: [(Field, &[u8]); 4] =
    [(Field::Data, b"data"), (Field::Event, b"event"), (Field::Id, b"id"), (Field::Retry, b"retry")];

/// The bytes that tell what a line is: the longest name and its colon.
pub(super) const HEAD: usize = 6;

impl Line {
    /// Reads a line that is complete. Names compare exactly (P-4).
    #[inline]
    pub(super) fn read(line: &[u8]) -> Self {
        let field = match line.first() {
            Some(b'd') => Field::Data,
            Some(b'i') => Field::Id,
            Some(b'e') => Field::Event,
            Some(b'r') => Field::Retry,
            Some(b':') => return Self::Comment { text: value_start(line, 0) },
            _ => return Self::Junk,
        };
        let name = FIELDS[field as usize].1;
        match line.strip_prefix(name) {
            Some([]) => Self::Field { field, value: name.len() },
            Some([b':', ..]) => Self::Field { field, value: value_start(line, name.len()) },
            _ => Self::Junk,
        }
    }
}

/// Where the value starts: after the colon and one space, if there is one.
#[inline]
fn value_start(line: &[u8], colon: usize) -> usize {
    colon + 1 + usize::from(line.get(colon + 1) == Some(&b' '))
}

/// What the beginning of a line says about the whole of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Head {
    /// Too short to tell.
    #[default]
    Open,
    /// A field, whatever follows.
    Field,
    /// A comment.
    Comment,
    /// Nothing that matters, whatever follows.
    Junk,
}

impl Head {
    /// Classifies the first bytes of a line whose end is not there yet.
    pub(super) fn of(start: &[u8]) -> Self {
        if start.first() == Some(&b':') {
            return Self::Comment;
        }
        for (_, name) in FIELDS {
            if name.starts_with(start) {
                return Self::Open;
            }
            if start.strip_prefix(name).is_some_and(|rest| rest.starts_with(b":")) {
                return Self::Field;
            }
        }
        Self::Junk
    }
}

/// Reads the value of a `retry` line: ASCII digits only, milliseconds, too large a number is the largest one.
pub(super) fn retry(value: &[u8]) -> Option<Duration> {
    if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let milliseconds = value
        .iter()
        .fold(0_u64, |number, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0')));
    Some(Duration::from_millis(milliseconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p_4_the_table_is_in_the_order_of_the_fields() {
        for (at, (field, name)) in FIELDS.iter().enumerate() {
            assert_eq!(*field as usize, at);
            assert!(name.len() < HEAD);
        }
    }

    #[test]
    fn p_4_the_head_of_a_line_agrees_with_the_line() {
        for line in [
            "data: x", "data", "data:", "dat", "datax:", "Data:", "event: e", "id", "idx", "i", "retry:1",
            ":", "x",
        ] {
            let line = line.as_bytes();
            let whole = Line::read(line);
            for end in 1..=line.len() {
                match Head::of(&line[..end]) {
                    Head::Open => {}
                    Head::Field => assert!(matches!(whole, Line::Field { .. }), "{whole:?}"),
                    Head::Comment => assert!(matches!(whole, Line::Comment { .. }), "{whole:?}"),
                    Head::Junk => assert_eq!(whole, Line::Junk),
                }
            }
        }
    }

    #[test]
    fn p_4_retry_is_digits_only_and_does_not_overflow() {
        assert_eq!(retry(b"0010"), Some(Duration::from_millis(10)));
        assert_eq!(retry(b"99999999999999999999999"), Some(Duration::from_millis(u64::MAX)));
        for bad in ["", " 1", "+1", "-1", "1.0", "1 ", "1000x", "0x10", "\u{661}"] {
            assert_eq!(retry(bad.as_bytes()), None, "{bad:?}");
        }
    }
}
