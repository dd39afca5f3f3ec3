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
        out.report(at, keyword, Limit::Text(json.text), shown, format_args!(""));
    }
}

fn is_constant(seen: Seen<'_>, value: &Value) -> bool {
    seen == Seen::from(value)
}

fn is_listed(seen: Seen<'_>, values: &Value) -> bool {
    values.as_array().is_some_and(|values| values.iter().any(|value| seen == Seen::from(value)))
}
