//! Reading objects.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, Visitor};

use super::adapter::{Adapter, Plain, Seed};
use super::place::in_property;
use super::property::Property;

/// A type of the document that is read property by property.
pub trait Object<'de>: Sized {
    /// Its name, for errors.
    const NAME: &'static str;

    /// Reads the properties of one object.
    fn read<A: MapAccess<'de>>(object: ObjectReader<'de, A>) -> Result<Self, A::Error>;
}

impl<'de, T: Object<'de>> Object<'de> for Box<T> {
    const NAME: &'static str = T::NAME;

    fn read<A: MapAccess<'de>>(object: ObjectReader<'de, A>) -> Result<Self, A::Error> {
        T::read(object).map(Box::new)
    }
}

/// Reads an [`Object`].
#[inline]
pub fn read_object<'de, T: Object<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    struct ObjectVisitor<T>(PhantomData<T>);

    impl<'de, T: Object<'de>> Visitor<'de> for ObjectVisitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "an object `{}`", T::NAME)
        }

        #[inline]
        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            T::read(ObjectReader::new(map))
        }
    }

    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

/// The properties of one object, in the order of the data.
#[derive(Debug)]
pub struct ObjectReader<'de, A> {
    pub(super) map: A,
    life: PhantomData<&'de ()>,
}

// The methods after those of reading are called as the words of `__asyncapi_object!` are: `ignore`, `reject`, `keep`.
impl<'de, A: MapAccess<'de>> ObjectReader<'de, A> {
    pub(super) fn new(map: A) -> Self {
        Self { map, life: PhantomData }
    }

    /// The name of the next property.
    // Not an iterator: it fails, and its value is read before it goes on.
    #[allow(clippy::should_implement_trait)]
    #[inline]
    pub fn next(&mut self) -> Result<Option<Cow<'de, str>>, A::Error> {
        self.map.next_key_seed(Name)
    }

    /// The same, with values read by an adapter.
    pub fn by<B>(&mut self) -> ObjectReaderBy<'_, 'de, A, B> {
        ObjectReaderBy { object: self, adapter: PhantomData }
    }

    /// Reads the value of the property at hand.
    #[inline]
    pub fn read<T: Deserialize<'de>>(&mut self, property: &mut Property<T>) -> Result<(), A::Error> {
        self.by::<Plain<T>>().read(property)
    }

    /// Skips the value of a property that the schema does not list.
    pub fn ignore(&mut self, _name: &str, _known: &'static [&'static str]) -> Result<(), A::Error> {
        self.map.next_value::<de::IgnoredAny>().map(|_| ())
    }

    /// The error for a property that the schema does not list.
    #[cold]
    pub fn reject(&mut self, name: &str, known: &'static [&'static str]) -> Result<(), A::Error> {
        Err(de::Error::unknown_field(name, known))
    }

    /// Reads the value of a property that the schema does not list into the map of those.
    pub fn keep<T: Deserialize<'de>>(
        &mut self,
        name: &str,
        known: &'static [&'static str],
        properties: &mut BTreeMap<String, T>,
    ) -> Result<(), A::Error> {
        self.by::<Plain<T>>().keep(name, known, properties)
    }
}

/// An [`ObjectReader`] whose values an adapter reads.
#[derive(Debug)]
pub struct ObjectReaderBy<'a, 'de, A, B> {
    object: &'a mut ObjectReader<'de, A>,
    adapter: PhantomData<B>,
}

impl<'de, A: MapAccess<'de>, B: Adapter<'de>> ObjectReaderBy<'_, 'de, A, B> {
    /// Reads the value of the property at hand.
    #[inline]
    pub fn read(self, property: &mut Property<B::Value>) -> Result<(), A::Error> {
        if property.value.is_some() {
            return Err(de::Error::duplicate_field(property.name));
        }
        match self.object.map.next_value_seed(Seed::<B>::new()) {
            Ok(value) => property.value = Some(value),
            Err(error) => return Err(in_property(property.name, &error)),
        }
        Ok(())
    }

    /// Reads the value of a property that the schema does not list into the map of those.
    pub fn keep(
        self,
        name: &str,
        _known: &'static [&'static str],
        properties: &mut BTreeMap<String, B::Value>,
    ) -> Result<(), A::Error> {
        match self.object.map.next_value_seed(Seed::<B>::new()) {
            Ok(value) => properties.insert(name.to_owned(), value),
            Err(error) => return Err(in_property(name, &error)),
        };
        Ok(())
    }
}

/// A property's name: borrowed from the data where it has no escapes.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a property")
    }

    #[inline]
    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_owned()))
    }

    fn visit_string<E>(self, name: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name))
    }
}
