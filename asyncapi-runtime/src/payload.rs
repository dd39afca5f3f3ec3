//! How generated payload types are read and written: the parts of serde that would otherwise be generated
//! again for each of them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// A struct of the document, read property by property.
pub trait Object<'de>: Sized {
    /// Its name, for errors.
    const NAME: &'static str;

    /// Reads the properties of one object.
    fn read<A: MapAccess<'de>>(object: ObjectReader<'de, A>) -> Result<Self, A::Error>;
}

/// Reads an [`Object`].
pub fn read_object<'de, T: Object<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    struct ObjectVisitor<T>(PhantomData<T>);

    impl<'de, T: Object<'de>> Visitor<'de> for ObjectVisitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "an object `{}`", T::NAME)
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            T::read(ObjectReader { map, life: PhantomData })
        }
    }

    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

/// The properties of one object, in the order of the data.
#[derive(Debug)]
pub struct ObjectReader<'de, A> {
    map: A,
    life: PhantomData<&'de ()>,
}

impl<'de, A: MapAccess<'de>> ObjectReader<'de, A> {
    /// The name of the next property.
    // Not an iterator: it fails, and its value is read before it goes on.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Result<Option<Cow<'de, str>>, A::Error> {
        self.map.next_key_seed(Name)
    }

    /// Reads the value of the property at hand.
    pub fn read<T: Deserialize<'de>>(&mut self, property: &mut Property<T>) -> Result<(), A::Error> {
        if property.value.is_some() {
            return Err(de::Error::duplicate_field(property.name));
        }
        property.value = Some(self.map.next_value()?);
        Ok(())
    }

    /// Reads the value of a property that the schema does not list into the map of those.
    pub fn keep<T: Deserialize<'de>>(
        &mut self,
        name: &str,
        properties: &mut BTreeMap<String, T>,
    ) -> Result<(), A::Error> {
        properties.insert(name.to_owned(), self.map.next_value()?);
        Ok(())
    }

    /// Skips the value of the property at hand.
    pub fn skip(&mut self) -> Result<(), A::Error> {
        self.map.next_value::<de::IgnoredAny>().map(|_| ())
    }

    /// The error for a property that the schema forbids.
    pub fn unknown(&self, name: &str, known: &'static [&'static str]) -> A::Error {
        de::Error::unknown_field(name, known)
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

/// The place for the value of one property.
#[derive(Debug)]
pub struct Property<T> {
    name: &'static str,
    value: Option<T>,
}

impl<T> Property<T> {
    /// A property that has not been read.
    pub fn new(name: &'static str) -> Self {
        Self { name, value: None }
    }

    /// The value; an error where the data has none.
    pub fn required<E: de::Error>(self) -> Result<T, E> {
        self.value.ok_or_else(|| E::missing_field(self.name))
    }

    /// The value, if the data has one. Never an error: it stands where [`required`](Self::required) does.
    #[allow(clippy::unnecessary_wraps, reason = "stands where `required` does")]
    pub fn optional<E>(self) -> Result<Option<T>, E> {
        Ok(self.value)
    }
}

impl<T> Property<Option<T>> {
    /// The value, if the data has one that is not null. Never an error.
    #[allow(clippy::unnecessary_wraps, reason = "stands where `required` does")]
    pub fn optional_or_null<E>(self) -> Result<Option<T>, E> {
        Ok(self.value.flatten())
    }
}

/// Writes the properties of one object.
#[derive(Debug)]
pub struct ObjectWriter<S: Serializer> {
    map: S::SerializeMap,
}

impl<S: Serializer> ObjectWriter<S> {
    /// Begins the object.
    pub fn new(serializer: S) -> Result<Self, S::Error> {
        // Without a length: that is what properties which may be absent come to, and JSON does not ask.
        Ok(Self { map: serializer.serialize_map(None)? })
    }

    /// Writes a property that is always there.
    pub fn property<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), S::Error> {
        self.map.serialize_entry(name, value)
    }

    /// Writes a property if it has a value.
    pub fn optional<T: Serialize>(&mut self, name: &'static str, value: &Option<T>) -> Result<(), S::Error> {
        match value {
            Some(value) => self.map.serialize_entry(name, value),
            None => Ok(()),
        }
    }

    /// Writes the properties that the schema does not list.
    pub fn additional<T: Serialize>(&mut self, properties: &BTreeMap<String, T>) -> Result<(), S::Error> {
        properties.iter().try_for_each(|(name, value)| self.map.serialize_entry(name, value))
    }

    /// Ends the object.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.map.end()
    }
}

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
        for (at, value) in self.values.iter().enumerate() {
            write!(f, "{}{value:?}", if at == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownValue {}
