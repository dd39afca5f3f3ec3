//! Keywords that list values: `const` and `enum`.

use std::any::Any;
use std::sync::OnceLock;

use serde::Serialize;
use serde_json::Value;

use super::at::At;
use super::json::{Seen, to_value};
use super::shown::Shown;
use super::violations::{Limit, Violations};

/// A value of the document: its JSON, which is read when it is first asked for.
#[derive(Debug)]
pub struct Json {
    text: &'static str,
    value: OnceLock<Value>,
}

impl Json {
    /// The value that `text` is.
    pub const fn new(text: &'static str) -> Self {
        Self { text, value: OnceLock::new() }
    }

    /// The value. The text is the macro's: it always is JSON.
    pub fn value(&self) -> &Value {
        self.value.get_or_init(|| serde_json::from_str(self.text).unwrap_or_default())
    }
}

/// The keyword `const`.
#[inline]
pub fn constant<T: Serialize + 'static>(value: &T, json: &Json, at: &At<'_>, out: &mut Violations) {
    literal(value, value, &|| to_value(value), json, is_constant, ("const", at, out));
}

/// The keyword `enum`; `json` is an array.
#[inline]
pub fn one_of_values<T: Serialize + 'static>(value: &T, json: &Json, at: &At<'_>, out: &mut Violations) {
    literal(value, value, &|| to_value(value), json, is_listed, ("enum", at, out));
}

fn literal(
    value: &dyn Any,
    shown: &dyn Shown,
    to_value: &dyn Fn() -> Value,
    json: &Json,
    holds: fn(Seen<'_>, &Value) -> bool,
    (keyword, at, out): (&'static str, &At<'_>, &mut Violations),
) {
    let holds = match Seen::of(value) {
        Some(seen) => holds(seen, json.value()),
        None => holds(Seen::from(&to_value()), json.value()),
    };
    if !holds {
        out.report(at, keyword, Limit::Text(json.text), shown);
    }
}

fn is_constant(seen: Seen<'_>, value: &Value) -> bool {
    seen == Seen::from(value)
}

fn is_listed(seen: Seen<'_>, values: &Value) -> bool {
    values.as_array().is_some_and(|values| values.iter().any(|value| seen == Seen::from(value)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;
    use crate::validate::testing::{fine, one, told};

    fn is<T: Serialize + 'static>(value: &T, text: &'static str) -> bool {
        fine(|at, out| constant(value, &Json::new(text), at, out))
    }

    #[test]
    fn equality_is_that_of_json() {
        assert!(is(&json!(1.0), "1") && is(&json!(1), "1.0") && is(&json!(-0.0), "0") && is(&1_i64, "1.0"));
        assert!(is(&1.0_f64, "1") && is(&u64::MAX, "18446744073709551615") && is(&0.1_f32, "0.1"));
        assert!(!is(&u64::MAX, "18446744073709551616") && !is(&json!(1), "true") && !is(&json!(0), "false"));
        assert!(is(&json!({ "a": 1, "b": [2.0] }), r#"{ "b": [2], "a": 1.0 }"#));
        assert!(!is(&json!({ "a": 1 }), r#"{ "a": 1, "b": 2 }"#) && !is(&json!({ "a": 1 }), r#"{ "b": 1 }"#));
        assert!(!is(&json!([1, 2]), "[2, 1]") && !is(&json!([1]), "[1, 2]") && is(&json!([]), "[]"));
        assert!(is(&"a".to_owned(), "\"\\u0061\"") && !is(&"a".to_owned(), "\"b\"") && !is(&json!("1"), "1"));
        assert!(
            is(&json!(null), "null") && is(&None::<i64>, "null") && is(&(), "null") && !is(&json!(0), "null")
        );
    }

    #[test]
    fn any_type_is_compared() {
        assert!(is(&true, "true") && is(&7_i32, "7") && is(&7_u32, "7") && is(&7_u64, "7") && is(&7_u8, "7"));
        assert!(is(&serde_json::Map::new(), "{}") && is(&vec!["a"], "[\"a\"]") && is(&Some("a"), "\"a\""));
        assert!(is(&BTreeMap::from([("a", 1)]), r#"{ "a": 1 }"#));
    }

    #[test]
    fn an_enum_has_several() {
        static VALUES: Json = Json::new(r#"["a", 1, null, { "b": [] }]"#);
        for value in [json!("a"), json!(1.0), json!(null), json!({ "b": [] })] {
            assert!(fine(|at, out| one_of_values(&value, &VALUES, at, out)));
        }
        assert!(fine(|at, out| one_of_values(&1_i64, &VALUES, at, out)));
        assert_eq!(
            told(|at, out| one_of_values(&"b".to_owned(), &VALUES, at, out)),
            [r#""b" is none of ["a", 1, null, { "b": [] }]"#]
        );
        assert_eq!(
            one(|at, out| one_of_values(&json!([]), &VALUES, at, out)),
            ("enum".into(), VALUES.text.into())
        );
    }

    #[test]
    fn violations_quote_value_and_constant() {
        let json = Json::new("\"a\"");
        assert_eq!(told(|at, out| constant(&1_i64, &json, at, out)), ["1 is not \"a\""]);
        assert_eq!(one(|at, out| constant(&vec![1], &json, at, out)), ("const".into(), "\"a\"".into()));
    }
}
