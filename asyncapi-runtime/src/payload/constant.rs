//! Schemas with one value.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{self, Serialize, Serializer};
use serde_json::Value;

use crate::validate::json_equal;

/// The value of a constant.
#[derive(Clone, Copy, Debug)]
pub enum Constant {
    /// A string.
    Text(&'static str),
    /// Any other JSON, as its text.
    Json(&'static str),
}

impl Constant {
    /// Writes the value.
    pub fn write<S: Serializer>(self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Json(text) => parse(text).map_err(ser::Error::custom)?.serialize(serializer),
        }
    }

    /// Reads the value, which is all that `stands_for` is made of.
    pub fn read<'de, T, D: Deserializer<'de>>(self, deserializer: D, stands_for: T) -> Result<T, D::Error> {
        // Also for a string: what is found instead of it is to be told the same way, whatever it is.
        deserializer.deserialize_any(self).map(|()| stands_for)
    }

    fn compare<E: de::Error>(self, found: &Value) -> Result<(), E> {
        let equal = match self {
            Self::Text(text) => found.as_str() == Some(text),
            Self::Json(text) => json_equal(&parse(text).map_err(E::custom)?, found),
        };
        if equal { Ok(()) } else { Err(self.mismatch(found)) }
    }

    #[cold]
    fn mismatch<E: de::Error>(self, found: &Value) -> E {
        let found = match found {
            Value::Array(_) => "an array".to_owned(),
            Value::Object(_) => "an object".to_owned(),
            // Data decides how long this is.
            Value::String(text) if text.chars().nth(LONGEST_TEXT).is_some() => {
                format!("{:?}…", text.chars().take(LONGEST_TEXT).collect::<String>())
            }
            scalar => scalar.to_string(),
        };
        E::custom(format_args!("expected {self}, found {found}"))
    }
}

const LONGEST_TEXT: usize = 120;

fn parse(text: &str) -> Result<Value, serde_json::Error> {
    serde_json::from_str(text)
}

impl fmt::Display for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "the constant {}", Value::from(*text)),
            Self::Json(text) => write!(f, "the constant {text}"),
        }
    }
}

impl<'de> Visitor<'de> for Constant {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        match self {
            Self::Text(expected) if expected == text => Ok(()),
            _ => self.compare(&Value::from(text)),
        }
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<(), E> {
        self.compare(&Value::from(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<(), E> {
        self.compare(&Value::from(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<(), E> {
        self.compare(&Value::from(value))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<(), E> {
        self.compare(&Value::from(value))
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        self.compare(&Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<(), A::Error> {
        self.compare(&Value::deserialize(SeqAccessDeserializer::new(items))?)
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<(), A::Error> {
        self.compare(&Value::deserialize(MapAccessDeserializer::new(entries))?)
    }
}
