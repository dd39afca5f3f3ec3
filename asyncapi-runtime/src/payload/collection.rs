//! Arrays and maps of what another adapter reads.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::adapter::{Adapter, Seed};
use super::place::{in_item, in_property};

/// What the length that data claims to have may reserve at once, in bytes: as much as serde allows it.
const RESERVED: usize = 1024 * 1024;

/// An array.
#[derive(Debug)]
pub struct ListOf<A>(PhantomData<A>);

impl<'de, A: Adapter<'de>> Adapter<'de> for ListOf<A> {
    type Value = Vec<A::Value>;

    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(ListVisitor::<A>(PhantomData))
    }
}

struct ListVisitor<A>(PhantomData<A>);

impl<'de, A: Adapter<'de>> Visitor<'de> for ListVisitor<A> {
    type Value = Vec<A::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut items: S) -> Result<Self::Value, S::Error> {
        let most = RESERVED / size_of::<A::Value>().max(1);
        let mut list = Vec::with_capacity(items.size_hint().unwrap_or(0).min(most));
        loop {
            match items.next_element_seed(Seed::<A>::new()) {
                Ok(Some(item)) => list.push(item),
                Ok(None) => return Ok(list),
                Err(error) => return Err(in_item(list.len(), &error)),
            }
        }
    }
}

/// Any object. `Map` itself takes null for an empty one where it is read from a `Value`.
#[derive(Debug)]
pub struct AnyObject;

impl<'de> Adapter<'de> for AnyObject {
    type Value = Map<String, Value>;

    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(AnyObjectVisitor)
    }
}

struct AnyObjectVisitor;

impl<'de> Visitor<'de> for AnyObjectVisitor {
    type Value = Map<String, Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut entries: M) -> Result<Self::Value, M::Error> {
        let mut map = Map::new();
        while let Some((name, value)) = entries.next_entry()? {
            map.insert(name, value);
        }
        Ok(map)
    }
}

/// An array without duplicates.
#[derive(Debug)]
pub struct SetOf<A>(PhantomData<A>);

impl<'de, A: Adapter<'de, Value: Ord>> Adapter<'de> for SetOf<A> {
    type Value = BTreeSet<A::Value>;

    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(SetVisitor::<A>(PhantomData))
    }
}

struct SetVisitor<A>(PhantomData<A>);

impl<'de, A: Adapter<'de, Value: Ord>> Visitor<'de> for SetVisitor<A> {
    type Value = BTreeSet<A::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array without duplicates")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut items: S) -> Result<Self::Value, S::Error> {
        let mut set = BTreeSet::new();
        loop {
            match items.next_element_seed(Seed::<A>::new()) {
                Ok(Some(item)) => {
                    let index = set.len();
                    if !set.insert(item) {
                        return Err(in_item(index, &de::Error::custom("duplicate item")));
                    }
                }
                Ok(None) => return Ok(set),
                Err(error) => return Err(in_item(set.len(), &error)),
            }
        }
    }
}

/// An object with any names.
#[derive(Debug)]
pub struct MapOf<A>(PhantomData<A>);

impl<'de, A: Adapter<'de>> Adapter<'de> for MapOf<A> {
    type Value = BTreeMap<String, A::Value>;

    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(MapVisitor::<A>(PhantomData))
    }
}

struct MapVisitor<A>(PhantomData<A>);

impl<'de, A: Adapter<'de>> Visitor<'de> for MapVisitor<A> {
    type Value = BTreeMap<String, A::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut entries: M) -> Result<Self::Value, M::Error> {
        let mut map = BTreeMap::new();
        while let Some(name) = entries.next_key::<String>()? {
            match entries.next_value_seed(Seed::<A>::new()) {
                Ok(value) => map.insert(name, value),
                Err(error) => return Err(in_property(&name, &error)),
            };
        }
        Ok(map)
    }
}
