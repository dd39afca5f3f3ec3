//! Writing objects.

use std::collections::BTreeMap;

use serde::ser::{Serialize, SerializeMap, Serializer};

/// Writes the properties of one object. Its methods are called as the words of `__asyncapi_object!` are.
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
    pub fn required<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), S::Error> {
        self.map.serialize_entry(name, value)
    }

    /// Writes a property that is always there, whether or not it has the value that it has without being there.
    pub fn defaulted<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), S::Error> {
        self.required(name, value)
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
