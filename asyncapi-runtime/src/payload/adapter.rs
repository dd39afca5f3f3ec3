//! What reads a value when its type alone does not say how.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, Visitor};

/// Reads a value of JSON in a way that its type does not do by itself: the schema's `1.0` is an integer, an array may
/// have to be free of duplicates. Adapters are never values: they are composed as types, such as
/// `ListOf<NullOr<Whole<i64>>>`.
pub trait Adapter<'de> {
    /// What is read.
    type Value;

    /// Reads it.
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self::Value, D::Error>;
}

/// An adapter where serde asks for a seed.
pub(super) struct Seed<A>(PhantomData<A>);

impl<A> Seed<A> {
    pub(super) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, A: Adapter<'de>> DeserializeSeed<'de> for Seed<A> {
    type Value = A::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<A::Value, D::Error> {
        A::read(deserializer)
    }
}

/// As the type itself does it.
#[derive(Debug)]
pub struct Plain<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Adapter<'de> for Plain<T> {
    type Value = T;

    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer)
    }
}

/// A box of what another adapter reads.
#[derive(Debug)]
pub struct BoxOf<A>(PhantomData<A>);

impl<'de, A: Adapter<'de>> Adapter<'de> for BoxOf<A> {
    type Value = Box<A::Value>;

    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self::Value, D::Error> {
        A::read(deserializer).map(Box::new)
    }
}

/// What another adapter reads, or null.
#[derive(Debug)]
pub struct NullOr<A>(PhantomData<A>);

impl<'de, A: Adapter<'de>> Adapter<'de> for NullOr<A> {
    type Value = Option<A::Value>;

    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_option(NullOrVisitor::<A>(PhantomData))
    }
}

struct NullOrVisitor<A>(PhantomData<A>);

impl<'de, A: Adapter<'de>> Visitor<'de> for NullOrVisitor<A> {
    type Value = Option<A::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        A::read(deserializer).map(Some)
    }
}
