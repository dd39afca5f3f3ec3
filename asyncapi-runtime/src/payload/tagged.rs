//! Unions whose values say in a property which variant they are.

use std::borrow::Cow;
use std::fmt;
use std::vec;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{self, DeserializeSeed, IntoDeserializer, MapAccess};
use serde_json::Value;

use super::object::{Object, ObjectReader};
use super::place::in_property;
use super::string::list;

/// The values of the tag that mean a variant, and what reads it.
type Tagged<'de, A, T> = (
    &'static [&'static str],
    fn(ObjectReader<'de, Resumed<'de, A>>) -> Result<T, <A as MapAccess<'de>>::Error>,
);

impl<'de, A: MapAccess<'de>> ObjectReader<'de, A> {
    /// Reads the variant that the tag asks for. Only what stands before the tag is kept in between.
    pub fn tagged<T: Object<'de>>(
        mut self,
        tag: &'static str,
        variants: &[Tagged<'de, A, T>],
    ) -> Result<T, A::Error> {
        let mut seen = Vec::new();
        let read = loop {
            let Some(name) = self.next()? else {
                return Err(de::Error::custom(Missing { tag, of: T::NAME, known: &known(variants) }));
            };
            if name == tag {
                let text: String = self.map.next_value().map_err(|error| in_property(tag, &error))?;
                let variant = variants.iter().find(|(values, _)| values.contains(&text.as_str()));
                let Some((_, read)) = variant else {
                    let unknown = Unknown { text: &text, of: T::NAME, known: &known(variants) };
                    return Err(in_property(tag, &de::Error::custom(unknown)));
                };
                // The tag is one of the variant's own properties.
                seen.push((name, Value::String(text)));
                break read;
            }
            let value = self.map.next_value().map_err(|error| in_property(&name, &error))?;
            seen.push((name, value));
        };
        read(ObjectReader::new(Resumed { seen: seen.into_iter(), value: None, rest: self.map }))
    }
}

#[cold]
fn known<R>(variants: &[(&'static [&'static str], R)]) -> Vec<&'static str> {
    variants.iter().flat_map(|(values, _)| values.iter().copied()).collect()
}

struct Missing<'a> {
    tag: &'a str,
    of: &'a str,
    known: &'a [&'a str],
}

impl fmt::Display for Missing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "missing field `{}`, which says what a `{}` is: one of ", self.tag, self.of)?;
        list(f, self.known)
    }
}

struct Unknown<'a> {
    text: &'a str,
    of: &'a str,
    known: &'a [&'a str],
}

impl fmt::Display for Unknown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is not a `{}`, which is one of ", self.text, self.of)?;
        list(f, self.known)
    }
}

/// An object of which some properties have been read: those again, then the others.
#[derive(Debug)]
pub struct Resumed<'de, A> {
    seen: vec::IntoIter<(Cow<'de, str>, Value)>,
    /// Of the seen property whose name has been handed out.
    value: Option<Value>,
    rest: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Resumed<'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        let Some((name, value)) = self.seen.next() else {
            return self.rest.next_key_seed(seed);
        };
        self.value = Some(value);
        match name {
            Cow::Borrowed(name) => seed.deserialize(BorrowedStrDeserializer::new(name)),
            Cow::Owned(name) => seed.deserialize(name.into_deserializer()),
        }
        .map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        match self.value.take() {
            Some(value) => seed.deserialize(value).map_err(de::Error::custom),
            None => self.rest.next_value_seed(seed),
        }
    }
}
