//! What a scalar without quotes means: the core schema of YAML 1.2 (section 10.3.2), no more. `on`, `no` and
//! dates stay strings.

use super::node::Value;

/// The value of a plain scalar.
pub(super) fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => number(text).unwrap_or_else(|| Value::String(text.to_owned())),
    }
}

/// The value of a scalar with one of the core schema's tags, or `None` where the text does not fit the tag.
pub(super) fn tagged(suffix: &str, text: &str) -> Option<Value> {
    match (suffix, plain(text)) {
        ("str", _) => Some(Value::String(text.to_owned())),
        ("null", value @ Value::Null)
        | ("bool", value @ Value::Bool(_))
        | ("int", value @ Value::Int(_))
        // An integer is a fine float; both are JSON numbers.
        | ("float", value @ (Value::Float(_) | Value::Int(_))) => Some(value),
        _ => None,
    }
}

fn number(text: &str) -> Option<Value> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8);
    }
    match unsigned {
        ".inf" | ".Inf" | ".INF" if text.starts_with('-') => return Some(Value::Float(f64::NEG_INFINITY)),
        ".inf" | ".Inf" | ".INF" => return Some(Value::Float(f64::INFINITY)),
        ".nan" | ".NaN" | ".NAN" if text == unsigned => return Some(Value::Float(f64::NAN)),
        _ => {}
    }
    if unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(match text.parse() {
            Ok(value) => Value::Int(value),
            Err(_) => Value::Float(text.parse().ok()?),
        });
    }
    is_float(unsigned).then(|| text.parse().ok().map(Value::Float)).flatten()
}

fn radix(digits: &str, radix: u32) -> Option<Value> {
    let valid = !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
    valid.then(|| i128::from_str_radix(digits, radix).ok().map(Value::Int)).flatten()
}

/// `( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
fn is_float(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa_fits = match mantissa.split_once('.') {
        Some((whole, fraction)) => {
            digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty())
        }
        None => !mantissa.is_empty() && digits(mantissa),
    };
    let exponent_fits = exponent.is_none_or(|exponent| {
        let unsigned = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !unsigned.is_empty() && digits(unsigned)
    });
    mantissa_fits && exponent_fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn core_schema() {
        let string = |text: &str| Value::String(text.to_owned());
        for text in [
            "on",
            "no",
            "yes",
            "off",
            "y",
            "2024-01-01",
            "1:30",
            "0b1",
            "1_000",
            "1e",
            ".",
            "+",
            "0x",
            "1.2.3",
        ] {
            assert_eq!(plain(text), string(text), "{text}");
        }
        assert_eq!(plain("~"), Value::Null);
        assert_eq!(plain("True"), Value::Bool(true));
        assert_eq!(plain("-12"), Value::Int(-12));
        assert_eq!(plain("+12"), Value::Int(12));
        assert_eq!(plain("012"), Value::Int(12));
        assert_eq!(plain("0x1F"), Value::Int(31));
        assert_eq!(plain("0o17"), Value::Int(15));
        assert_eq!(plain("18446744073709551615"), Value::Int(i128::from(u64::MAX)));
        assert_eq!(plain("1."), Value::Float(1.0));
        assert_eq!(plain(".5e-1"), Value::Float(0.05));
        assert_eq!(plain("-.inf"), Value::Float(f64::NEG_INFINITY));
        assert!(matches!(plain(".nan"), Value::Float(value) if value.is_nan()));
    }

    #[test]
    fn tags_bind() {
        assert_eq!(tagged("str", "1"), Some(Value::String("1".into())));
        assert_eq!(tagged("int", "1"), Some(Value::Int(1)));
        assert_eq!(tagged("int", "one"), None);
    }
}
