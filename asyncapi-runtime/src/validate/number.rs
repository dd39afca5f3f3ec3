//! Numbers: compared without rounding, and the keywords `minimum`, `maximum` and those that exclude the limit.

use std::cmp::Ordering;
use std::fmt;

use serde_json::Number;

use super::at::At;
use super::decimal::is_multiple;
use super::instance::Instance;
use super::shown::Shown;
use super::violations::{Limit, Violations};

/// A number of JSON. Equality and order are those of the numbers, not of how they are stored: `1` is `1.0`.
#[derive(Clone, Copy, Debug)]
pub enum Num {
    /// An integer.
    I(i64),
    /// An integer.
    U(u64),
    /// Any number.
    F(f64),
}

/// 2⁶³ and 2⁶⁴, which are `f64` without rounding.
const I64_END: f64 = 9_223_372_036_854_775_808.0;
const U64_END: f64 = 18_446_744_073_709_551_616.0;

impl Num {
    /// The number that the JSON of an `f32` has: that is the shortest decimal which reads as the `f32`, and not
    /// its exact value, so that `0.1` is not more than `0.1`.
    #[inline]
    pub(super) fn single(number: f32) -> Self {
        if number.fract() == 0.0 {
            Self::F(f64::from(number))
        } else {
            Self::F(super::decimal::single(number))
        }
    }

    #[inline]
    pub(super) fn of(number: &Number) -> Option<Self> {
        if let Some(number) = number.as_i64() {
            Some(Self::I(number))
        } else if let Some(number) = number.as_u64() {
            Some(Self::U(number))
        } else {
            number.as_f64().map(Self::F)
        }
    }

    /// The integer, where the number is one and has the size of one.
    pub(super) fn integer(self) -> Option<i128> {
        match self {
            Num::I(number) => Some(number.into()),
            Num::U(number) => Some(number.into()),
            #[allow(clippy::cast_possible_truncation, reason = "it is in the range, and whole")]
            Num::F(number) => {
                let whole = number.fract() == 0.0 && (-I64_END..U64_END).contains(&number);
                whole.then_some(number as i128)
            }
        }
    }

    /// The nearest `f64`.
    #[allow(clippy::cast_precision_loss, reason = "as it says")]
    pub(super) fn nearest(self) -> f64 {
        match self {
            Num::I(number) => number as f64,
            Num::U(number) => number as f64,
            Num::F(number) => number,
        }
    }

    /// The order; `None` where one of them is not a number. Both stored alike is what happens, the rest is not
    /// inlined.
    #[inline]
    fn order(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Num::I(one), Num::I(other)) => Some(one.cmp(&other)),
            (Num::U(one), Num::U(other)) => Some(one.cmp(&other)),
            (Num::F(one), Num::F(other)) => one.partial_cmp(&other),
            (one, other) => mixed_order(one, other),
        }
    }

    /// As the value or the limit of a violation.
    pub(super) fn as_shown(&self) -> &dyn Shown {
        match self {
            Num::I(number) => number,
            Num::U(number) => number,
            Num::F(number) => number,
        }
    }
}

/// As JSON.
impl fmt::Display for Num {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.as_shown().shown())
    }
}

impl PartialEq for Num {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.order(*other) == Some(Ordering::Equal)
    }
}

fn mixed_order(one: Num, other: Num) -> Option<Ordering> {
    match (one.integer(), other.integer()) {
        (Some(one), Some(other)) => Some(one.cmp(&other)),
        // One of them is a fraction, or beyond all integers.
        (Some(one), None) => integer_order(one, other.nearest()),
        (None, Some(other)) => integer_order(other, one.nearest()).map(Ordering::reverse),
        (None, None) => one.nearest().partial_cmp(&other.nearest()),
    }
}

/// The order of an integer and a number that is not one of them.
fn integer_order(integer: i128, number: f64) -> Option<Ordering> {
    if number.is_nan() {
        None
    } else if number >= U64_END {
        Some(Ordering::Less)
    } else if number < -I64_END {
        Some(Ordering::Greater)
    } else {
        #[allow(clippy::cast_possible_truncation, reason = "it is in the range")]
        let floor = number.floor() as i128;
        // A fraction is above the integer below it.
        Some(if integer <= floor { Ordering::Less } else { Ordering::Greater })
    }
}

/// A keyword that holds for what is no number, and for `NaN`, which [`Validate`](super::Validate) reports.
macro_rules! limits {
    ($($(#[$doc:meta])* $name:ident, $keyword:literal, $violates:pat => )*) => {$(
        $(#[$doc])*
        #[inline]
        pub fn $name<V: Instance + ?Sized>(value: &V, limit: Num, at: &At<'_>, out: &mut Violations) {
            if let Some(number) = value.as_num() {
                if matches!(number.order(limit), $violates) {
                    report(at, $keyword, number, limit, out);
                }
            }
        }
    )*};
}

limits! {
    /// The keyword `minimum`.
    minimum, "minimum", Some(Ordering::Less) =>
    /// The keyword `maximum`.
    maximum, "maximum", Some(Ordering::Greater) =>
    /// The keyword `exclusiveMinimum`.
    exclusive_minimum, "exclusiveMinimum", Some(Ordering::Less | Ordering::Equal) =>
    /// The keyword `exclusiveMaximum`.
    exclusive_maximum, "exclusiveMaximum", Some(Ordering::Greater | Ordering::Equal) =>
}

/// The keyword `multipleOf`.
#[inline]
pub fn multiple_of<V: Instance + ?Sized>(value: &V, limit: Num, at: &At<'_>, out: &mut Violations) {
    if let Some(number) = value.as_num() {
        if !is_multiple(number, limit) {
            report(at, "multipleOf", number, limit, out);
        }
    }
}

#[cold]
fn report(at: &At<'_>, keyword: &'static str, number: Num, limit: Num, out: &mut Violations) {
    out.report(at, keyword, Limit::Shown(&limit), number.as_shown());
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::validate::testing::{fine, one, told};

    /// From the least to the greatest.
    const ORDERED: [Num; 14] = [
        Num::F(f64::NEG_INFINITY),
        Num::F(-1e308),
        Num::I(i64::MIN),
        Num::F(-9_223_372_036_854_774_784.0),
        Num::F(-1.5),
        Num::I(-1),
        Num::F(0.5),
        Num::U(1),
        Num::F(1.5),
        Num::F(9_007_199_254_740_992.0),
        Num::I(9_007_199_254_740_993),
        Num::I(i64::MAX),
        Num::U(u64::MAX),
        Num::F(U64_END),
    ];

    #[test]
    fn the_order_is_exact() {
        for (index, one) in ORDERED.iter().enumerate() {
            for (other_index, other) in ORDERED.iter().enumerate() {
                assert_eq!(one.order(*other), Some(index.cmp(&other_index)), "{one:?}, {other:?}");
            }
            assert_eq!(one.order(Num::F(f64::NAN)), None);
            assert_eq!(Num::F(f64::NAN).order(*one), None);
        }
        assert_eq!(Num::U(1 << 63), Num::F(I64_END));
        assert_eq!(Num::I(i64::MIN), Num::F(-I64_END));
        assert_eq!(Num::I(1), Num::U(1));
        assert_eq!(Num::F(-0.0), Num::U(0));
        assert_ne!(Num::U(u64::MAX), Num::I(-1));
    }

    #[test]
    fn limits_hold_or_not() {
        let around = |limit: Num| {
            [1, 2, 3].map(|number: i64| {
                let mut out = Violations::default();
                let at = At::ROOT;
                minimum(&number, limit, &at, &mut out);
                let count = |out: &Violations| out.len();
                let least = count(&out);
                exclusive_minimum(&json!(number), limit, &at, &mut out);
                let above = count(&out) - least;
                maximum(&f64::from(i32::try_from(number).unwrap()), limit, &at, &mut out);
                let most = count(&out) - least - above;
                exclusive_maximum(&u64::try_from(number).unwrap(), limit, &at, &mut out);
                (least, above, most, count(&out) - least - above - most)
            })
        };
        for limit in [Num::I(2), Num::U(2), Num::F(2.0)] {
            assert_eq!(around(limit), [(1, 1, 0, 0), (0, 1, 0, 1), (0, 0, 1, 1)]);
        }
        assert_eq!(around(Num::F(2.5)), [(1, 1, 0, 0), (1, 1, 0, 0), (0, 0, 1, 1)]);
    }

    #[test]
    fn other_types_are_ignored() {
        for value in [json!(null), json!(true), json!("1"), json!([1]), json!({})] {
            assert!(fine(|at, out| minimum(&value, Num::I(9), at, out)));
            assert!(fine(|at, out| maximum(&value, Num::I(-9), at, out)));
            assert!(fine(|at, out| exclusive_minimum(&value, Num::I(9), at, out)));
            assert!(fine(|at, out| exclusive_maximum(&value, Num::I(-9), at, out)));
            assert!(fine(|at, out| multiple_of(&value, Num::I(9), at, out)));
        }
        assert!(fine(|at, out| minimum("1", Num::I(9), at, out)));
        assert!(fine(|at, out| minimum(&false, Num::I(9), at, out)));
        assert!(fine(|at, out| minimum(&f64::NAN, Num::I(9), at, out)));
        assert!(fine(|at, out| minimum(&None::<i64>, Num::I(9), at, out)));
    }

    #[test]
    fn an_f32_is_the_decimal_that_json_has() {
        let limit = Num::F(0.1);
        assert!(fine(|at, out| maximum(&0.1_f32, limit, at, out)));
        assert!(fine(|at, out| minimum(&0.1_f32, limit, at, out)));
        assert!(fine(|at, out| multiple_of(&0.3_f32, limit, at, out)));
        assert_eq!(told(|at, out| maximum(&0.2_f32, limit, at, out)), ["0.2 is more than the maximum 0.1"]);
        assert!(fine(|at, out| maximum(&f32::MAX, Num::F(f64::from(f32::MAX)), at, out)));
    }

    #[test]
    fn violations_quote_number_and_limit() {
        assert_eq!(told(|at, out| minimum(&1, Num::I(2), at, out)), ["1 is less than the minimum 2"]);
        assert_eq!(
            told(|at, out| maximum(&1e300, Num::I(2), at, out)),
            ["1e+300 is more than the maximum 2"]
        );
        assert_eq!(
            told(|at, out| exclusive_minimum(&2, Num::F(2.0), at, out)),
            ["2 is not more than the exclusiveMinimum 2.0"]
        );
        assert_eq!(
            told(|at, out| exclusive_maximum(&json!(2.5), Num::F(2.5), at, out)),
            ["2.5 is not less than the exclusiveMaximum 2.5"]
        );
        assert_eq!(
            told(|at, out| multiple_of(&u64::MAX, Num::I(2), at, out)),
            ["18446744073709551615 is not a multiple of 2"]
        );
        for (keyword, check) in [
            ("minimum", minimum as fn(&i64, _, &At<'_>, &mut _)),
            ("exclusiveMinimum", exclusive_minimum),
            ("multipleOf", multiple_of),
        ] {
            assert_eq!(one(|at, out| check(&1, Num::U(2), at, out)), (keyword.into(), "2".into()));
        }
        assert_eq!(one(|at, out| maximum(&3, Num::U(2), at, out)), ("maximum".into(), "2".into()));
        assert_eq!(
            one(|at, out| exclusive_maximum(&3, Num::U(2), at, out)),
            ("exclusiveMaximum".into(), "2".into())
        );
    }
}
