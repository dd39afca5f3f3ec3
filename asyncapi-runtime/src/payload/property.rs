//! The value of a property, while its object is read.

use serde::de;

/// The place for the value of one property. Its methods are called as the words of `__asyncapi_object!` are; all of
/// them are results, as one of them is.
#[derive(Debug)]
pub struct Property<T> {
    pub(super) name: &'static str,
    pub(super) value: Option<T>,
}

#[allow(clippy::unnecessary_wraps, reason = "the words of the macro stand in for each other")]
impl<T> Property<T> {
    /// A property that has not been read.
    pub fn new(name: &'static str) -> Self {
        Self { name, value: None }
    }

    /// The value; an error where the data has none.
    pub fn required<E: de::Error>(self) -> Result<T, E> {
        self.value.ok_or_else(|| E::missing_field(self.name))
    }

    /// The value, if the data has one.
    pub fn optional<E>(self) -> Result<Option<T>, E> {
        Ok(self.value)
    }

    /// The value, or that of the schema where the data has none.
    pub fn defaulted<E>(self, default: impl FnOnce() -> T) -> Result<T, E> {
        Ok(self.value.unwrap_or_else(default))
    }
}
