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
    out.report(at, keyword, Limit::Format(format_args!("{limit}")), number.as_shown(), format_args!(""));
}
