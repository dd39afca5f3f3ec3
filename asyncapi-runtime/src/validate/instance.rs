//! What keywords see of a value: a text, a number, an array or an object, or none of these.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Map, Value};

use super::number::Num;

/// A value that may be a text or a number.
pub trait Instance: Serialize {
    /// The text, if it is one.
    #[inline]
    fn as_text(&self) -> Option<&str> {
        None
    }

    /// The number, if it is one.
    #[inline]
    fn as_num(&self) -> Option<Num> {
        None
    }
}

/// A value that may be an array.
pub trait Items {
    /// What the array holds.
    type Item;

    /// The items, if it is an array.
    fn items(&self) -> Option<impl ExactSizeIterator<Item = &Self::Item> + Clone>;
}

/// A value that may be an object.
pub trait Entries {
    /// What the properties hold.
    type Value;

    /// The properties, if it is an object.
    fn entries(&self) -> Option<impl ExactSizeIterator<Item = (&str, &Self::Value)>>;

    /// One property, if it is an object that has it.
    fn entry(&self, name: &str) -> Option<&Self::Value>;
}

/// For types that are never an array, or an object: the keywords ask for an answer all the same.
macro_rules! no_items {
    ($([$($generic:tt)*] $type:ty),* $(,)?) => {$(
        impl<$($generic)*> Items for $type {
            type Item = Value;

            #[inline]
            fn items(&self) -> Option<impl ExactSizeIterator<Item = &Value> + Clone> {
                None::<std::slice::Iter<'_, Value>>
            }
        }
    )*};
}

macro_rules! no_entries {
    ($([$($generic:tt)*] $type:ty),* $(,)?) => {$(
        impl<$($generic)*> Entries for $type {
            type Value = Value;

            #[inline]
            fn entries(&self) -> Option<impl ExactSizeIterator<Item = (&str, &Value)>> {
                None::<std::iter::Empty<(&str, &Value)>>
            }

            #[inline]
            fn entry(&self, _: &str) -> Option<&Value> {
                None
            }
        }
    )*};
}

no_items!([] (), [] bool, [] str, [] String, [] f32, [] f64, [] Map<String, Value>, [T] BTreeMap<String, T>);
no_items!([] i8, [] i16, [] i32, [] i64, [] u8, [] u16, [] u32, [] u64);
no_entries!([] (), [] bool, [] str, [] String, [] f32, [] f64, [T] [T], [T] Vec<T>, [T] BTreeSet<T>);
no_entries!([] i8, [] i16, [] i32, [] i64, [] u8, [] u16, [] u32, [] u64);

impl Instance for () {}
impl Instance for bool {}
impl Instance for Map<String, Value> {}
impl<T: Serialize> Instance for [T] {}
impl<T: Serialize> Instance for Vec<T> {}
impl<T: Serialize> Instance for BTreeSet<T> {}
impl<T: Serialize> Instance for BTreeMap<String, T> {}

impl Instance for str {
    #[inline]
    fn as_text(&self) -> Option<&str> {
        Some(self)
    }
}

impl Instance for String {
    #[inline]
    fn as_text(&self) -> Option<&str> {
        Some(self)
    }
}

macro_rules! numbers {
    ($($variant:ident: $($type:ty),*;)*) => {$($(
        impl Instance for $type {
            #[inline]
            fn as_num(&self) -> Option<Num> {
                Some(Num::$variant((*self).into()))
            }
        }
    )*)*};
}

numbers! {
    I: i8, i16, i32, i64;
    U: u8, u16, u32, u64;
    F: f64;
}

impl Instance for f32 {
    #[inline]
    fn as_num(&self) -> Option<Num> {
        Some(Num::single(*self))
    }
}

impl Instance for Value {
    #[inline]
    fn as_text(&self) -> Option<&str> {
        self.as_str()
    }

    #[inline]
    fn as_num(&self) -> Option<Num> {
        match self {
            Value::Number(number) => Num::of(number),
            _ => None,
        }
    }
}

impl Items for Value {
    type Item = Value;

    #[inline]
    fn items(&self) -> Option<impl ExactSizeIterator<Item = &Value> + Clone> {
        self.as_array().map(|items| items.iter())
    }
}

impl Entries for Value {
    type Value = Value;

    #[inline]
    fn entries(&self) -> Option<impl ExactSizeIterator<Item = (&str, &Value)>> {
        self.as_object().and_then(Entries::entries)
    }

    #[inline]
    fn entry(&self, name: &str) -> Option<&Value> {
        self.as_object()?.get(name)
    }
}

impl Entries for Map<String, Value> {
    type Value = Value;

    #[inline]
    fn entries(&self) -> Option<impl ExactSizeIterator<Item = (&str, &Value)>> {
        Some(self.iter().map(|(name, value)| (name.as_str(), value)))
    }

    #[inline]
    fn entry(&self, name: &str) -> Option<&Value> {
        self.get(name)
    }
}

impl<T> Entries for BTreeMap<String, T> {
    type Value = T;

    #[inline]
    fn entries(&self) -> Option<impl ExactSizeIterator<Item = (&str, &T)>> {
        Some(self.iter().map(|(name, value)| (name.as_str(), value)))
    }

    #[inline]
    fn entry(&self, name: &str) -> Option<&T> {
        self.get(name)
    }
}

impl<T> Items for [T] {
    type Item = T;

    #[inline]
    fn items(&self) -> Option<impl ExactSizeIterator<Item = &T> + Clone> {
        Some(self.iter())
    }
}

impl<T> Items for Vec<T> {
    type Item = T;

    #[inline]
    fn items(&self) -> Option<impl ExactSizeIterator<Item = &T> + Clone> {
        Some(self.iter())
    }
}

impl<T> Items for BTreeSet<T> {
    type Item = T;

    #[inline]
    fn items(&self) -> Option<impl ExactSizeIterator<Item = &T> + Clone> {
        Some(self.iter())
    }
}

impl<T: Instance + ?Sized> Instance for Box<T> {
    #[inline]
    fn as_text(&self) -> Option<&str> {
        (**self).as_text()
    }

    #[inline]
    fn as_num(&self) -> Option<Num> {
        (**self).as_num()
    }
}

impl<T: Items + ?Sized> Items for Box<T> {
    type Item = T::Item;

    #[inline]
    fn items(&self) -> Option<impl ExactSizeIterator<Item = &T::Item> + Clone> {
        (**self).items()
    }
}

impl<T: Entries + ?Sized> Entries for Box<T> {
    type Value = T::Value;

    #[inline]
    fn entries(&self) -> Option<impl ExactSizeIterator<Item = (&str, &T::Value)>> {
        (**self).entries()
    }

    #[inline]
    fn entry(&self, name: &str) -> Option<&T::Value> {
        (**self).entry(name)
    }
}

impl<T: Instance> Instance for Option<T> {
    #[inline]
    fn as_text(&self) -> Option<&str> {
        self.as_ref().and_then(Instance::as_text)
    }

    #[inline]
    fn as_num(&self) -> Option<Num> {
        self.as_ref().and_then(Instance::as_num)
    }
}

impl<T: Items> Items for Option<T> {
    type Item = T::Item;

    #[inline]
    fn items(&self) -> Option<impl ExactSizeIterator<Item = &T::Item> + Clone> {
        self.as_ref().and_then(Items::items)
    }
}

impl<T: Entries> Entries for Option<T> {
    type Value = T::Value;

    #[inline]
    fn entries(&self) -> Option<impl ExactSizeIterator<Item = (&str, &T::Value)>> {
        self.as_ref().and_then(Entries::entries)
    }

    #[inline]
    fn entry(&self, name: &str) -> Option<&T::Value> {
        self.as_ref().and_then(|value| value.entry(name))
    }
}
