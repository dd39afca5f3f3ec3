//! Integers as JSON Schema has them.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserializer, Unexpected, Visitor};

use super::adapter::Adapter;
use super::number::integer;

/// An integer that JSON may write with a fraction of zero or an exponent: `1`, `1.0`, `1e3`.
#[derive(Debug)]
pub struct Whole<T>(PhantomData<T>);

/// The integers that fields have.
pub trait WholeNumber: TryFrom<i64> + TryFrom<u64> + TryFrom<i128> {
    /// What to say of a number that is too large or too small.
    const RANGE: &'static str;
}

impl WholeNumber for i32 {
    const RANGE: &'static str = "an integer from -2147483648 to 2147483647";
}

impl WholeNumber for i64 {
    const RANGE: &'static str = "an integer from -9223372036854775808 to 9223372036854775807";
}

impl WholeNumber for u32 {
    const RANGE: &'static str = "an integer from 0 to 4294967295";
}

impl WholeNumber for u64 {
    const RANGE: &'static str = "an integer from 0 to 18446744073709551615";
}

impl<'de, T: WholeNumber> Adapter<'de> for Whole<T> {
    type Value = T;

    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        // Formats that know their types hand over what they have; the width is for those that do not.
        deserializer.deserialize_i64(WholeVisitor(PhantomData))
    }
}

struct WholeVisitor<T>(PhantomData<T>);

impl<T: WholeNumber> Visitor<'_> for WholeVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<T, E> {
        T::try_from(number).map_err(|_| E::invalid_value(Unexpected::Signed(number), &T::RANGE))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<T, E> {
        T::try_from(number).map_err(|_| E::invalid_value(Unexpected::Unsigned(number), &T::RANGE))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<T, E> {
        if number.fract() != 0.0 {
            return Err(E::invalid_value(Unexpected::Float(number), &self));
        }
        integer(number)
            .and_then(|integer| T::try_from(integer).ok())
            .ok_or_else(|| E::invalid_value(Unexpected::Float(number), &T::RANGE))
    }
}
