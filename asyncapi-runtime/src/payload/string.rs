//! Strings with a set of values.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{self, Deserializer, Visitor};

/// Reads a string enum by its `FromStr`.
pub fn read_from_str<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: FromStr<Err: fmt::Display>,
    D: Deserializer<'de>,
{
    struct FromStrVisitor<T>(PhantomData<T>);

    impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for FromStrVisitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(E::custom)
        }
    }

    deserializer.deserialize_str(FromStrVisitor(PhantomData))
}

/// A text that is none of the values of a string enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownValue {
    text: String,
    values: &'static [&'static str],
}

impl UnknownValue {
    /// The error for `text` where `values` are all there are.
    pub fn new(text: &str, values: &'static [&'static str]) -> Self {
        Self { text: text.to_owned(), values }
    }

    /// The values that there are, in the order of the document.
    pub fn values(&self) -> &'static [&'static str] {
        self.values
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is none of ", self.text)?;
        list(f, self.values)
    }
}

/// Writes the values that there are.
pub(super) fn list(f: &mut fmt::Formatter<'_>, values: &[&str]) -> fmt::Result {
    for (at, value) in values.iter().enumerate() {
        write!(f, "{}{value:?}", if at == 0 { "" } else { ", " })?;
    }
    Ok(())
}

impl std::error::Error for UnknownValue {}
