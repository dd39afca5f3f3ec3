//! JSON values as `const`, `enum` and `uniqueItems` compare them: `1` is `1.0`, and objects have no order.

use std::any::Any;
use std::hash::{BuildHasher, Hash, Hasher, RandomState};

use serde::Serialize;
use serde_json::{Map, Value};

use super::number::Num;

/// The JSON of a value: null if it has none.
pub fn to_value<T: Serialize + ?Sized>(value: &T) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// A view of a JSON value.
#[derive(Clone, Copy, Debug)]
pub(super) enum Seen<'a> {
    Null,
    Bool(bool),
    Num(Num),
    Text(&'a str),
    List(&'a [Value]),
    Map(&'a Map<String, Value>),
}

impl<'a> From<&'a Value> for Seen<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(number) => Num::of(number).map_or(Self::Null, Self::Num),
            Value::String(text) => Self::Text(text),
            Value::Array(items) => Self::List(items),
            Value::Object(entries) => Self::Map(entries),
        }
    }
}

impl<'a> Seen<'a> {
    /// The view of a value whose type is one of JSON already: others have to become a [`Value`] first.
    pub(super) fn of(value: &'a dyn Any) -> Option<Self> {
        if let Some(value) = value.downcast_ref::<Value>() {
            Some(Self::from(value))
        } else if let Some(text) = value.downcast_ref::<String>() {
            Some(Self::Text(text))
        } else if let Some(number) = value.downcast_ref::<i64>() {
            Some(Self::Num(Num::I(*number)))
        } else if let Some(number) = value.downcast_ref::<f64>() {
            Some(Self::Num(Num::F(*number)))
        } else if let Some(number) = value.downcast_ref::<u64>() {
            Some(Self::Num(Num::U(*number)))
        } else if let Some(number) = value.downcast_ref::<i32>() {
            Some(Self::Num(Num::I((*number).into())))
        } else if let Some(number) = value.downcast_ref::<u32>() {
            Some(Self::Num(Num::U((*number).into())))
        } else if let Some(number) = value.downcast_ref::<f32>() {
            Some(Self::Num(Num::single(*number)))
        } else if let Some(value) = value.downcast_ref::<bool>() {
            Some(Self::Bool(*value))
        } else {
            value.downcast_ref::<Map<String, Value>>().map(Self::Map)
        }
    }

    /// A hash that equal values share.
    pub(super) fn hash(self, state: &RandomState) -> u64 {
        let mut hasher = state.build_hasher();
        match self {
            Seen::Null => 0_u8.hash(&mut hasher),
            Seen::Bool(value) => (1_u8, value).hash(&mut hasher),
            Seen::Num(number) => match number.integer() {
                Some(integer) => (2_u8, integer).hash(&mut hasher),
                None => (3_u8, number.nearest().to_bits()).hash(&mut hasher),
            },
            Seen::Text(text) => (4_u8, text).hash(&mut hasher),
            Seen::List(items) => {
                (5_u8, items.len()).hash(&mut hasher);
                for item in items {
                    hasher.write_u64(Seen::from(item).hash(state));
                }
            }
            Seen::Map(entries) => {
                // The sum, as there is no order.
                let sum = entries.iter().fold(0_u64, |sum, (name, value)| {
                    sum.wrapping_add(state.hash_one((name, Seen::from(value).hash(state))))
                });
                (6_u8, entries.len(), sum).hash(&mut hasher);
            }
        }
        hasher.finish()
    }
}

/// Equality of JSON Schema: numbers by value, objects without order.
pub(crate) fn json_equal(one: &Value, other: &Value) -> bool {
    Seen::from(one) == Seen::from(other)
}

impl PartialEq for Seen<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (*self, *other) {
            (Seen::Null, Seen::Null) => true,
            (Seen::Bool(one), Seen::Bool(other)) => one == other,
            (Seen::Num(one), Seen::Num(other)) => one == other,
            (Seen::Text(one), Seen::Text(other)) => one == other,
            (Seen::List(one), Seen::List(other)) => {
                one.len() == other.len()
                    && one.iter().zip(other).all(|(one, other)| Seen::from(one) == Seen::from(other))
            }
            (Seen::Map(one), Seen::Map(other)) => {
                one.len() == other.len()
                    && one.iter().all(|(name, one)| {
                        other.get(name).is_some_and(|other| Seen::from(one) == Seen::from(other))
                    })
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn equality_is_that_of_json_schema() {
        assert!(json_equal(&json!([1, {"a": 2.0, "b": null}]), &json!([1.0, {"b": null, "a": 2}])));
        assert!(!json_equal(&json!(u64::MAX), &json!(18_446_744_073_709_551_616.0)));
        assert!(!json_equal(&json!(9_007_199_254_740_993_u64), &json!(9_007_199_254_740_992.0)));
        assert!(!json_equal(&json!(0), &json!(false)));
        assert!(!json_equal(&json!([1]), &json!([1, 1])));
        assert!(json_equal(&json!(1e300), &json!(1e300)));
    }
}
