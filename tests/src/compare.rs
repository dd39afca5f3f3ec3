//! What became of JSON on its way through a type and back.

use serde_json::{Map, Value};

/// The difference between what was decoded and what it was encoded to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    /// Members that appeared: defaults.
    pub added: Vec<String>,
    /// Members that are gone: properties that the document does not declare.
    pub lost: Vec<String>,
    /// Numbers that kept the precision of 32 bits: of a property with `format: float`.
    pub rounded: Vec<String>,
    /// Values that became others.
    pub changed: Vec<String>,
}

/// Compares JSON texts; numbers by their value.
///
/// # Panics
/// When one of them is no JSON.
pub fn difference(before: &str, after: &str) -> Difference {
    let parse = |text: &str| serde_json::from_str(text).expect("JSON");
    let mut difference = Difference::default();
    difference.values(&parse(before), &parse(after), "");
    difference
}

impl Difference {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.rounded.is_empty() && self.lost.is_empty() && self.changed.is_empty()
    }

    fn values(&mut self, before: &Value, after: &Value, at: &str) {
        match (before, after) {
            (Value::Object(before), Value::Object(after)) => self.objects(before, after, at),
            (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
                for (index, (before, after)) in before.iter().zip(after).enumerate() {
                    self.values(before, after, &format!("{at}/{index}"));
                }
            }
            (Value::Number(before), Value::Number(after)) if before.as_f64() == after.as_f64() => {}
            (Value::Number(_), Value::Number(_)) if single(before) == single(after) => {
                self.rounded.push(format!("{at}: {before} to {after}"));
            }
            _ if before == after => {}
            _ => self.changed.push(format!("{at}: {before} to {after}")),
        }
    }

    fn objects(&mut self, before: &Map<String, Value>, after: &Map<String, Value>, at: &str) {
        for (name, value) in before {
            let at = format!("{at}/{name}");
            match after.get(name) {
                Some(after) => self.values(value, after, &at),
                None => self.lost.push(at),
            }
        }
        let added = after.keys().filter(|name| !before.contains_key(*name));
        self.added.extend(added.map(|name| format!("{at}/{name}")));
    }
}

#[allow(clippy::cast_possible_truncation, reason = "that is the question")]
fn single(value: &Value) -> Option<f32> {
    value.as_f64().map(|number| number as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences() {
        assert!(difference(r#"{"a": [1.0, {"b": null}]}"#, r#"{"a":[1,{"b":null}]}"#).is_empty());
        let other = difference(r#"{"a": 1, "b": [{"x": 1}]}"#, r#"{"b": [{"y": 1}], "a": "1"}"#);
        assert_eq!(other.added, ["/b/0/y"]);
        assert_eq!(other.lost, ["/b/0/x"]);
        assert_eq!(other.changed, ["/a: 1 to \"1\""]);
        assert_eq!(difference("[1]", "[1,2]").changed.len(), 1);
        assert_eq!(difference("83143568.03894043", "83143570.0").rounded.len(), 1);
    }
}
