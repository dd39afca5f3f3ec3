//! From the headers of a request to a struct.

use std::borrow::Cow;
use std::fmt;

use http::{HeaderMap, header};
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, Visitor, value::StrDeserializer};
use serde_json::{Number, Value};

use super::{HeaderError, HeaderKind, MessageHeaders};

/// Reads `T`, without validating it.
pub(super) fn read<T: MessageHeaders>(headers: &HeaderMap) -> Result<T, HeaderError> {
    let mut object = Vec::with_capacity(T::NAMES.len());
    for (name, kind) in T::NAMES {
        if let Some(bytes) = value(headers, name) {
            let value = parse(&bytes, *kind).map_err(|problem| HeaderError::read(name, problem))?;
            object.push((*name, value));
        }
    }
    let mut current = None;
    T::deserialize(Headers { object: object.into_iter(), value: None, current: &mut current }).map_err(
        |error| match (error, current) {
            (Misfit::Missing(name), _) => HeaderError::read(name, "it is missing"),
            (Misfit::Other(problem), Some(name)) => HeaderError::misfit(name, &problem, headers),
            (Misfit::Other(problem), None) => HeaderError::together(T::NAMES, &problem, headers),
        },
    )
}

/// The value of a header, `None` where it is not there. Several of one name are one list (RFC 9110, 5.3); those of
/// cookies are joined as the cookies themselves are (RFC 9113, 8.2.3).
fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<Cow<'a, [u8]>> {
    let mut values = headers.get_all(name).iter().map(http::HeaderValue::as_bytes);
    let first = values.next()?;
    let separator: &[u8] = if name.eq_ignore_ascii_case(header::COOKIE.as_str()) { b"; " } else { b", " };
    Some(values.fold(Cow::Borrowed(first), |mut joined, value| {
        joined.to_mut().extend_from_slice(separator);
        joined.to_mut().extend_from_slice(value);
        joined
    }))
}

/// The value as JSON, or why it is none of its kind: a text that does not quote the value.
fn parse(bytes: &[u8], kind: HeaderKind) -> Result<Value, &'static str> {
    let text = std::str::from_utf8(bytes).map_err(|_| "the value is not UTF-8")?;
    // White space around a value is not part of it (RFC 9110, 5.5); a server has removed it already.
    let text = text.trim_matches([' ', '\t']);
    match kind {
        HeaderKind::Text => Ok(Value::from(text)),
        HeaderKind::Integer => integer(text).map(Value::Number).ok_or("the value is no integer"),
        HeaderKind::Number => number(text).map(Value::Number).ok_or("the value is no number"),
        HeaderKind::Boolean => {
            text.parse().map(Value::Bool).map_err(|_| "the value is neither `true` nor `false`")
        }
        HeaderKind::Json => serde_json::from_str(text).map_err(|_| "the value is not JSON"),
    }
}

/// A number as JSON writes it: not `+1`, `01`, `.5` or `NaN`.
fn number(text: &str) -> Option<Number> {
    let number: Number = serde_json::from_str(text).ok()?;
    // What has a fraction is read again: the standard library rounds to the nearest number, `serde_json` nearly so.
    if number.is_f64() { Number::from_f64(text.parse().ok()?) } else { Some(number) }
}

/// An integer as JSON Schema takes it: `1.0` is one.
fn integer(text: &str) -> Option<Number> {
    let number = number(text)?;
    if !number.is_f64() {
        return Some(number);
    }
    let number = number.as_f64()?;
    // Up to here each integer is a number of its own, and one of `i64`.
    #[allow(clippy::cast_possible_truncation, reason = "checked here")]
    (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64).map(Number::from)
}

/// The headers as a map that notes which of them is being read.
struct Headers<'a> {
    object: std::vec::IntoIter<(&'static str, Value)>,
    value: Option<Value>,
    current: &'a mut Option<&'static str>,
}

impl<'de> MapAccess<'de> for Headers<'_> {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Misfit> {
        let Some((name, value)) = self.object.next() else { return Ok(None) };
        self.value = Some(value);
        *self.current = Some(name);
        seed.deserialize(StrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        let value = self.value.take().unwrap_or_default();
        let read = seed.deserialize(value).map_err(|error| Misfit::Other(error.to_string()))?;
        // What fails between two headers is about neither.
        *self.current = None;
        Ok(read)
    }
}

impl<'de> Deserializer<'de> for Headers<'_> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_map(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// Why the headers are not the struct.
#[derive(Debug)]
enum Misfit {
    Missing(&'static str),
    /// May quote the value.
    Other(String),
}

impl de::Error for Misfit {
    fn custom<T: fmt::Display>(problem: T) -> Self {
        Self::Other(problem.to_string())
    }

    fn missing_field(name: &'static str) -> Self {
        Self::Missing(name)
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(name) => write!(f, "`{name}` is missing"),
            Self::Other(problem) => f.write_str(problem),
        }
    }
}

impl std::error::Error for Misfit {}
