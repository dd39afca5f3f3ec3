//! Arrays of a fixed length: tuples of adapters.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserializer, IgnoredAny, SeqAccess, Visitor};

use super::adapter::{Adapter, Seed};
use super::place::in_item;

struct TupleVisitor<T>(usize, PhantomData<T>);

impl<T> TupleVisitor<T> {
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an array of {} item{}", self.0, if self.0 == 1 { "" } else { "s" })
    }
}

/// The rest of the array, which has to be empty.
fn end<'de, S: SeqAccess<'de>>(
    items: &mut S,
    length: usize,
    expected: &dyn de::Expected,
) -> Result<(), S::Error> {
    let mut rest = 0;
    while items.next_element::<IgnoredAny>()?.is_some() {
        rest += 1;
    }
    if rest == 0 { Ok(()) } else { Err(de::Error::invalid_length(length + rest, expected)) }
}

macro_rules! tuples {
    ($($length:literal ($($item:ident $index:tt),*))*) => {$(
        impl<'de, $($item: Adapter<'de>),*> Adapter<'de> for ($($item,)*) {
            type Value = ($($item::Value,)*);

            fn read<De: Deserializer<'de>>(deserializer: De) -> Result<Self::Value, De::Error> {
                deserializer.deserialize_seq(TupleVisitor::<Self>($length, PhantomData))
            }
        }

        impl<'de, $($item: Adapter<'de>),*> Visitor<'de> for TupleVisitor<($($item,)*)> {
            type Value = ($($item::Value,)*);

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.describe(f)
            }

            fn visit_seq<S: SeqAccess<'de>>(self, mut items: S) -> Result<Self::Value, S::Error> {
                let value = ($(
                    match items.next_element_seed(Seed::<$item>::new()) {
                        Ok(Some(item)) => item,
                        Ok(None) => return Err(de::Error::invalid_length($index, &self)),
                        Err(error) => return Err(in_item($index, &error)),
                    },
                )*);
                end(&mut items, $length, &self)?;
                Ok(value)
            }
        }
    )*};
}

tuples! {
    1 (A 0)
    2 (A 0, B 1)
    3 (A 0, B 1, C 2)
    4 (A 0, B 1, C 2, D 3)
    5 (A 0, B 1, C 2, D 3, E 4)
    6 (A 0, B 1, C 2, D 3, E 4, F 5)
    7 (A 0, B 1, C 2, D 3, E 4, F 5, G 6)
    8 (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7)
}
