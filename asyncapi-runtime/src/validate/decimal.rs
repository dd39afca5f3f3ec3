//! Numbers as the decimals that JSON writes: what `multipleOf` is about.

use std::fmt::{self, Write};

use super::number::Num;

/// `digits` × 10^`exponent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Decimal {
    digits: u64,
    exponent: i32,
}

/// Whether `number` is a multiple of `divisor`, sign aside. What is not finite is one of nothing.
pub(super) fn is_multiple(number: Num, divisor: Num) -> bool {
    // There is no remainder of zero, which is no schema, and of -1, of which all are multiples.
    match (number, divisor) {
        (Num::I(number), Num::I(divisor)) => number.checked_rem(divisor).unwrap_or(0) == 0,
        (Num::U(number), Num::U(divisor)) => number.checked_rem(divisor).unwrap_or(0) == 0,
        _ => match (Decimal::of(number), Decimal::of(divisor)) {
            (Some(number), Some(divisor)) => number.is_multiple(divisor),
            _ => false,
        },
    }
}

impl Decimal {
    const ZERO: Self = Self { digits: 0, exponent: 0 };

    /// The number without its sign, if it is finite. Of an `f64` this is the shortest decimal that reads as it,
    /// for that is what the document or the data had, if they had no more digits than an `f64` keeps.
    fn of(number: Num) -> Option<Self> {
        let decimal = match number {
            Num::I(number) => Self { digits: number.unsigned_abs(), exponent: 0 },
            Num::U(number) => Self { digits: number, exponent: 0 },
            Num::F(number) => match short(number.abs()) {
                Some(decimal) => decimal,
                None => shortest(number.abs())?,
            },
        };
        Some(decimal.normal())
    }

    /// Without zeros at the end.
    fn normal(mut self) -> Self {
        if self.digits == 0 {
            return Self::ZERO;
        }
        while self.digits % 10 == 0 {
            self.digits /= 10;
            self.exponent += 1;
        }
        self
    }

    /// Both are normal.
    fn is_multiple(self, divisor: Self) -> bool {
        if self.digits == 0 || divisor.digits == 0 {
            return true;
        }
        // A divisor with more zeros at its end than the number has does not divide it.
        let Ok(shift) = u32::try_from(self.exponent - divisor.exponent) else { return false };
        let modulus = u128::from(divisor.digits);
        u128::from(self.digits) % modulus * power_of_ten(shift, modulus) % modulus == 0
    }
}

/// 10^`exponent` modulo `modulus`, which has no more than 64 bits, as has every factor here.
fn power_of_ten(mut exponent: u32, modulus: u128) -> u128 {
    let (mut power, mut base) = (1 % modulus, 10 % modulus);
    while exponent > 0 {
        if exponent % 2 == 1 {
            power = power * base % modulus;
        }
        base = base * base % modulus;
        exponent /= 2;
    }
    power
}

/// The decimal of a number with a few digits, which is what most numbers have.
///
/// Where `digits` / 10^`places` is the number, it is the number's shortest decimal or that with zeros at its end:
/// no two decimals of up to 15 digits are the same `f64`. The powers are exact, so the division rounds once, as
/// reading the decimal does.
fn short(number: f64) -> Option<Decimal> {
    const POWERS: [(f64, i32); 9] =
        [(1e0, 0), (1e1, 1), (1e2, 2), (1e3, 3), (1e4, 4), (1e5, 5), (1e6, 6), (1e7, 7), (1e8, 8)];
    for (power, places) in POWERS {
        let digits = (number * power).round();
        if digits >= 1e15 {
            return None;
        }
        #[allow(clippy::float_cmp, reason = "exactly this is asked")]
        if digits / power == number {
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "it is in the range"
            )]
            return Some(Decimal { digits: digits as u64, exponent: -places });
        }
    }
    None
}

/// The shortest decimal of any finite number.
fn shortest(number: f64) -> Option<Decimal> {
    if !number.is_finite() {
        return None;
    }
    // The standard library writes the shortest digits: `1.2345e-7`.
    let mut text = Text::default();
    write!(text, "{number:e}").ok()?;
    let (mantissa, exponent) = text.as_str().split_once('e')?;
    let mut exponent: i32 = exponent.parse().ok()?;
    let mut digits: u64 = 0;
    let mut places = false;
    for byte in mantissa.bytes() {
        if byte == b'.' {
            places = true;
        } else {
            digits = digits.checked_mul(10)?.checked_add(u64::from(byte - b'0'))?;
            exponent -= i32::from(places);
        }
    }
    Some(Decimal { digits, exponent })
}

/// The number of the shortest decimal of an `f32`.
pub(super) fn single(number: f32) -> f64 {
    let mut text = Text::default();
    let read = write!(text, "{number:e}").ok().and_then(|()| text.as_str().parse().ok());
    read.unwrap_or_else(|| f64::from(number))
}

/// Room for a float on the stack: 17 digits, two signs, a point, and an exponent of three digits.
#[derive(Default)]
struct Text {
    bytes: [u8; 32],
    len: usize,
}

impl Text {
    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len]).unwrap_or_default()
    }
}

impl Write for Text {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.len + text.len();
        self.bytes.get_mut(self.len..end).ok_or(fmt::Error)?.copy_from_slice(text.as_bytes());
        self.len = end;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn f(number: f64, divisor: f64) -> bool {
        is_multiple(Num::F(number), Num::F(divisor))
    }

    #[test]
    fn decimals_and_not_what_floats_make_of_them() {
        for (number, divisor) in [
            (0.0075, 0.0001),
            (0.3, 0.1),
            (-0.3, 0.1),
            (1.1, 0.1),
            (19.99, 0.01),
            (4.35, 0.01),
            (1e22, 1e-22),
            (1e308, 0.5),
            (5e-324, 5e-324),
            (1e-7, 1e-7),
            (3.3e-7, 1.1e-8),
            (0.0, 0.1),
            (-0.0, 7.0),
            (f64::MAX, 1e-9),
            (123_456_789.012_345_67, 0.000_000_01),
        ] {
            assert!(f(number, divisor), "{number} is a multiple of {divisor}");
        }
        for (number, divisor) in [
            (0.00751, 0.0001),
            (0.35, 0.1),
            (1e308, 0.123_456_789),
            (1e308, 3.0),
            (5e-324, 1e-323),
            (1e-9, 1e-8),
            (10.0, 100.0),
            (0.1, 0.3),
            (f64::MAX, 7.0),
            (1.0, f64::MAX),
            (f64::NAN, 1.0),
            (f64::INFINITY, 1.0),
        ] {
            assert!(!f(number, divisor), "{number} is no multiple of {divisor}");
        }
    }

    #[test]
    fn integers_and_decimals_mix() {
        assert!(is_multiple(Num::I(12_391_239_123), Num::F(1e-8)));
        assert!(is_multiple(Num::I(i64::MIN), Num::F(0.5)));
        assert!(is_multiple(Num::I(i64::MIN), Num::I(-1)));
        assert!(is_multiple(Num::I(i64::MIN), Num::I(1 << 62)));
        assert!(is_multiple(Num::U(u64::MAX), Num::I(5)));
        assert!(!is_multiple(Num::U(u64::MAX), Num::I(7)));
        assert!(is_multiple(Num::U(u64::MAX), Num::U(u64::MAX)));
        assert!(is_multiple(Num::I(7), Num::F(3.5)));
        assert!(!is_multiple(Num::I(8), Num::F(3.5)));
        assert!(is_multiple(Num::F(10.0), Num::I(5)));
        assert!(!is_multiple(Num::F(10.5), Num::I(5)));
        assert!(is_multiple(Num::I(1), Num::I(0)), "not a schema, and no panic");
        assert!(is_multiple(Num::F(1.5), Num::F(0.0)), "not a schema, and no panic");
    }

    #[test]
    fn an_f32_is_its_decimal() {
        assert_eq!(single(0.1).to_string(), "0.1");
        assert_eq!(single(-1.5e-30).to_string(), "-0.0000000000000000000000000000015");
        assert!(single(f32::NAN).is_nan());
        assert!(single(f32::INFINITY).is_infinite());
    }

    proptest! {
        #[test]
        fn as_integers_have_it(number: i64, divisor: i64) {
            let divisible = divisor == 0 || i128::from(number) % i128::from(divisor) == 0;
            prop_assert_eq!(is_multiple(Num::I(number), Num::I(divisor)), divisible);
        }

        #[test]
        fn scaled_by_a_power_of_ten(number in 0_u64..1_000_000, divisor in 1_u64..1000, places in 0_i32..12, more in 0_i32..12) {
            let read = |digits: u64, places| Num::F(format!("{digits}e-{places}").parse().unwrap());
            let scale = 10_u64.pow(more.unsigned_abs());
            let divisible = (number * scale) % divisor == 0;
            prop_assert_eq!(is_multiple(read(number, places), read(divisor, places + more)), divisible);
        }

        #[test]
        fn the_short_way_is_the_long_way(number in 0_u64..10_u64.pow(17), places in -10_i32..20) {
            let number: f64 = format!("{number}e-{places}").replace("--", "").parse().unwrap();
            if let Some(decimal) = short(number) {
                prop_assert_eq!(Some(decimal.normal()), shortest(number).map(Decimal::normal));
            }
        }
    }
}
