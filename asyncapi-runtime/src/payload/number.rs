//! Numbers as JSON Schema has them: 1, 1.0 and 1e0 are one value.

use serde_json::{Number, Value};

/// The integer that a floating point number is, if it is one that `i128` holds: well beyond what JSON is read into.
pub(super) fn integer(number: f64) -> Option<i128> {
    // 2^127 itself is out; the negative bound is in.
    let in_range = (-170_141_183_460_469_231_731_687_303_715_884_105_728.0
        ..170_141_183_460_469_231_731_687_303_715_884_105_728.0)
        .contains(&number);
    #[allow(clippy::cast_possible_truncation, reason = "it is in range and has no fraction")]
    (in_range && number.fract() == 0.0).then_some(number as i128)
}

/// Equality of JSON: numbers by value, objects without order.
pub(super) fn json_equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || numbers_equal(a, b),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| json_equal(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| json_equal(a, b)))
        }
        (a, b) => a == b,
    }
}

fn numbers_equal(a: &Number, b: &Number) -> bool {
    match (as_integer(a), as_integer(b)) {
        (Some(a), Some(b)) => a == b,
        (None, None) => a.as_f64() == b.as_f64(),
        _ => false,
    }
}

fn as_integer(number: &Number) -> Option<i128> {
    number
        .as_i64()
        .map(i128::from)
        .or_else(|| number.as_u64().map(i128::from))
        .or_else(|| number.as_f64().and_then(integer))
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
