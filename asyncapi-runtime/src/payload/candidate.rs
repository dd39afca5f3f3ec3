//! What a variant of a union is read from.

use std::marker::PhantomData;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::{Error, Map, Value};

use super::adapter::Adapter;

/// A value that a variant is to be read from.
///
/// The properties of an object come out of it in another order: those with arrays and objects last. What tells one
/// variant from another is a string or a number, mostly, and a variant that does not have it is not to be found out
/// only when all that is inside has been read.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a>(&'a Value);

impl<'a> Candidate<'a> {
    /// Of this value.
    pub fn new(value: &'a Value) -> Self {
        Self(value)
    }

    /// The same, read by an adapter.
    pub fn by<B>(self) -> CandidateBy<'a, B> {
        CandidateBy(self, PhantomData)
    }

    /// Reads it.
    pub fn read<T: Deserialize<'a>>(self) -> Result<T, Error> {
        T::deserialize(self)
    }
}

/// A [`Candidate`] that an adapter reads.
#[derive(Debug)]
pub struct CandidateBy<'a, B>(Candidate<'a>, PhantomData<B>);

impl<'a, B: Adapter<'a>> CandidateBy<'a, B> {
    /// Reads it.
    pub fn read(self) -> Result<B::Value, Error> {
        B::read(self.0)
    }
}

/// What is not about properties is what `serde_json` does.
macro_rules! delegate {
    ($($method:ident($($argument:ident: $type:ty),*))*) => {$(
        fn $method<V: Visitor<'a>>(self, $($argument: $type,)* visitor: V) -> Result<V::Value, Error> {
            self.0.$method($($argument,)* visitor)
        }
    )*};
}

impl<'a> Deserializer<'a> for Candidate<'a> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Object(map) => visitor.visit_map(NestedLast::new(map)),
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_map<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_any(visitor)
    }

    fn deserialize_struct<V: Visitor<'a>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_any(visitor)
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'a>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    delegate! {
        deserialize_bool() deserialize_i8() deserialize_i16() deserialize_i32() deserialize_i64() deserialize_i128()
        deserialize_u8() deserialize_u16() deserialize_u32() deserialize_u64() deserialize_u128()
        deserialize_f32() deserialize_f64() deserialize_char() deserialize_str() deserialize_string()
        deserialize_bytes() deserialize_byte_buf() deserialize_unit() deserialize_seq() deserialize_identifier()
        deserialize_ignored_any() deserialize_unit_struct(name: &'static str) deserialize_tuple(length: usize)
        deserialize_tuple_struct(name: &'static str, length: usize)
        deserialize_enum(name: &'static str, variants: &'static [&'static str])
    }
}

/// The properties of an object, those with arrays and objects last.
struct NestedLast<'a> {
    map: &'a Map<String, Value>,
    entries: serde_json::map::Iter<'a>,
    nested: bool,
    value: &'a Value,
}

impl<'a> NestedLast<'a> {
    fn new(map: &'a Map<String, Value>) -> Self {
        Self { map, entries: map.iter(), nested: false, value: &Value::Null }
    }

    fn next(&mut self) -> Option<(&'a String, &'a Value)> {
        let nested = self.nested;
        let found =
            self.entries.find(|(_, value)| matches!(value, Value::Array(_) | Value::Object(_)) == nested);
        if found.is_some() || nested {
            return found;
        }
        self.nested = true;
        self.entries = self.map.iter();
        self.next()
    }
}

impl<'a> MapAccess<'a> for NestedLast<'a> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'a>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some((name, value)) = self.next() else { return Ok(None) };
        self.value = value;
        seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(self.value)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.map.len())
    }
}
