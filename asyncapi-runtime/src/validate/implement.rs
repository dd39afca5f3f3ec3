//! [`Validate`] for the types that generated ones are made of.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Number, Value};

use super::Validate;
use super::at::At;
use super::shown::NotFinite;
use super::violations::{Limit, Violations};

macro_rules! nothing_to_check {
    ($($type:ty),*) => {$(
        impl Validate for $type {
            #[inline]
            fn check(&self, _: &At<'_>, _: &mut Violations) {}
        }
    )*};
}

nothing_to_check!((), bool, i8, i16, i32, i64, u8, u16, u32, u64, str, String, Number, Value, Map<String, Value>);

impl Validate for f64 {
    #[inline]
    fn check(&self, at: &At<'_>, out: &mut Violations) {
        if !self.is_finite() {
            not_finite(*self, at, out);
        }
    }
}

impl Validate for f32 {
    #[inline]
    fn check(&self, at: &At<'_>, out: &mut Violations) {
        f64::from(*self).check(at, out);
    }
}

#[cold]
fn not_finite(value: f64, at: &At<'_>, out: &mut Violations) {
    out.report(at, "type", Limit::Text("\"number\""), &NotFinite(value));
}

impl<T: Validate + ?Sized> Validate for Box<T> {
    #[inline]
    fn check(&self, at: &At<'_>, out: &mut Violations) {
        (**self).check(at, out);
    }
}

impl<T: Validate> Validate for Option<T> {
    #[inline]
    fn check(&self, at: &At<'_>, out: &mut Violations) {
        if let Some(value) = self {
            value.check(at, out);
        }
    }
}

impl<T: Validate> Validate for [T] {
    #[inline]
    fn check(&self, at: &At<'_>, out: &mut Violations) {
        for (index, item) in self.iter().enumerate() {
            item.check(&at.item(index), out);
        }
    }
}

impl<T: Validate> Validate for Vec<T> {
    #[inline]
    fn check(&self, at: &At<'_>, out: &mut Violations) {
        self.as_slice().check(at, out);
    }
}

impl<T: Validate> Validate for BTreeSet<T> {
    #[inline]
    fn check(&self, at: &At<'_>, out: &mut Violations) {
        for (index, item) in self.iter().enumerate() {
            item.check(&at.item(index), out);
        }
    }
}

impl<T: Validate> Validate for BTreeMap<String, T> {
    #[inline]
    fn check(&self, at: &At<'_>, out: &mut Violations) {
        for (name, value) in self {
            value.check(&at.property(name), out);
        }
    }
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),+))*) => {$(
        impl<$($name: Validate),+> Validate for ($($name,)+) {
            #[inline]
            fn check(&self, at: &At<'_>, out: &mut Violations) {
                $(self.$index.check(&at.item($index), out);)+
            }
        }
    )*};
}

tuples! {
    (A 0)
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pointers(value: &impl Validate) -> Vec<String> {
        match value.validate() {
            Ok(()) => Vec::new(),
            Err(violations) => violations.iter().map(|violation| violation.pointer().to_owned()).collect(),
        }
    }

    #[test]
    fn plain_values_have_nothing_to_check() {
        assert!(().validate().is_ok());
        assert!(true.validate().is_ok());
        assert!(String::new().validate().is_ok());
        assert!(u64::MAX.validate().is_ok());
        assert!(json!({ "a": [1e308] }).validate().is_ok());
        assert!(Map::new().validate().is_ok());
    }

    #[test]
    fn json_has_only_finite_numbers() {
        assert!(f64::MAX.validate().is_ok());
        for (number, text) in [(f64::NAN, "NaN"), (f64::INFINITY, "inf"), (f64::NEG_INFINITY, "-inf")] {
            let violations = number.validate().unwrap_err();
            let violation = violations.iter().next().unwrap();
            assert_eq!((violation.keyword(), violation.limit()), ("type", "\"number\""));
            assert_eq!((violation.pointer(), violation.value()), ("", text));
            assert_eq!(violations.to_string(), format!("{text} is not of the type \"number\""));
        }
        assert_eq!(pointers(&f32::NAN), [""]);
        assert!(f32::MAX.validate().is_ok());
    }

    #[test]
    fn containers_check_what_they_hold() {
        const NAN: f64 = f64::NAN;
        assert_eq!(pointers(&Some(NAN)), [""]);
        assert_eq!(pointers(&None::<f64>), [""; 0]);
        assert_eq!(pointers(&Box::new(NAN)), [""]);
        assert_eq!(pointers(&vec![1.0, NAN, NAN]), ["/1", "/2"]);
        assert_eq!(pointers(&BTreeMap::from([("a/b".to_owned(), vec![NAN])])), ["/a~1b/0"]);
        assert_eq!(pointers(&BTreeSet::from([1, 2])), [""; 0]);
        assert_eq!(pointers(&(NAN,)), ["/0"]);
        assert_eq!(pointers(&(1, NAN, "a".to_owned(), 1, 1, (), 1, Some(NAN))), ["/1", "/7"]);
    }
}
