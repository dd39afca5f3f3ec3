//! The keyword `type`, for values whose Rust type does not tell it.

use std::fmt;

use serde_json::{Number, Value};

use super::at::At;
use super::violations::{Limit, Violations};

/// A set of JSON types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Types(u8);

const NAMES: [&str; 7] = ["null", "boolean", "integer", "number", "string", "array", "object"];

impl Types {
    /// `null`
    pub const NULL: Self = Self(1);
    /// `boolean`
    pub const BOOLEAN: Self = Self(1 << 1);
    /// `integer`: `1.0` is one.
    pub const INTEGER: Self = Self(1 << 2);
    /// `number`
    pub const NUMBER: Self = Self(1 << 3);
    /// `string`
    pub const STRING: Self = Self(1 << 4);
    /// `array`
    pub const ARRAY: Self = Self(1 << 5);
    /// `object`
    pub const OBJECT: Self = Self(1 << 6);

    /// Either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(number) if is_integer(number) => Self::INTEGER.or(Self::NUMBER),
            Value::Number(_) => Self::NUMBER,
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
        }
    }
}

fn is_integer(number: &Number) -> bool {
    !number.is_f64() || number.as_f64().is_some_and(|number| number.fract() == 0.0)
}

/// As the keyword has it: one name, or an array of them.
impl fmt::Display for Types {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names = (0..).zip(NAMES).filter(|(bit, _)| self.meets(Self(1 << bit))).map(|(_, name)| name);
        if self.0.is_power_of_two() {
            return names.try_for_each(|name| write!(f, "\"{name}\""));
        }
        f.write_str("[")?;
        for (index, name) in names.enumerate() {
            write!(f, "{}\"{name}\"", if index == 0 { "" } else { "," })?;
        }
        f.write_str("]")
    }
}

/// The keyword `type`.
#[inline]
pub fn is_type(value: &Value, types: Types, at: &At<'_>, out: &mut Violations) {
    if !types.meets(Types::of(value)) {
        report(value, types, at, out);
    }
}

#[cold]
fn report(value: &Value, types: Types, at: &At<'_>, out: &mut Violations) {
    out.report(at, "type", Limit::Shown(&types), value);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::validate::testing::{fine, one, told};

    #[test]
    fn each_value_has_its_type() {
        const ALL: [Types; 7] = [
            Types::NULL,
            Types::BOOLEAN,
            Types::INTEGER,
            Types::NUMBER,
            Types::STRING,
            Types::ARRAY,
            Types::OBJECT,
        ];
        for (value, names) in [
            (json!(null), "null"),
            (json!(false), "boolean"),
            (json!(-1), "integer number"),
            (json!(u64::MAX), "integer number"),
            (json!(1.0), "integer number"),
            (json!(1e300), "integer number"),
            (json!(1.5), "number"),
            (json!("1"), "string"),
            (json!([]), "array"),
            (json!({}), "object"),
        ] {
            let of: Vec<_> = ALL
                .iter()
                .zip(NAMES)
                .filter(|(types, _)| fine(|at, out| is_type(&value, **types, at, out)))
                .map(|(_, name)| name)
                .collect();
            assert_eq!(of.join(" "), names, "{value}");
        }
    }

    #[test]
    fn violations_say_what_was_asked_for() {
        let types = Types::NULL.or(Types::STRING);
        assert!(fine(|at, out| is_type(&json!(null), types, at, out)));
        assert_eq!(
            told(|at, out| is_type(&json!(1.5), types, at, out)),
            [r#"1.5 is not of the type ["null","string"]"#]
        );
        assert_eq!(
            one(|at, out| is_type(&json!("a"), Types::INTEGER, at, out)),
            ("type".into(), "\"integer\"".into())
        );
    }
}
