//! Keywords that act on one another: what one part of a schema allows and another does not.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]
#![deny(warnings, missing_docs, unsafe_code)]

use asyncapi_runtime::{Validate, asyncapi};
use serde_json::{Value, from_value, json, to_value};

asyncapi!("specs/combinations.yaml");

macro_rules! fits {
    ($ty:ty, $value:expr) => {
        from_value::<$ty>($value).is_ok_and(|value| value.validate().is_ok())
    };
}

/// Which of the values the property `name` may have.
fn allowed(name: &str, values: impl IntoIterator<Item = Value>) -> Vec<bool> {
    values.into_iter().map(|value| fits!(Everything, json!({ name: value }))).collect()
}

#[test]
fn null_is_what_every_part_allows() {
    let a = json!({"k": "A"});
    assert_eq!(allowed("base", [a.clone(), json!(null)]), [true, false]);
    assert_eq!(allowed("flagged", [a.clone(), json!(null)]), [true, true]);
    assert_eq!(allowed("notNull", [json!("a"), json!(null)]), [true, false]);
    assert_eq!(allowed("choice", [a, json!(null)]), [true, false]);
    assert_eq!(allowed("nulls", [json!(null), json!(1)]), [false, false]);
}

#[test]
fn values_that_a_schema_excludes_itself() {
    assert_eq!(allowed("never", [json!(1), json!(2)]), [false, false]);
    assert_eq!(allowed("list", [json!(["b", "a"]), json!(["a", "b"])]), [true, false]);
    assert_eq!(allowed("pair", [json!(["a", "b"]), json!(["a"])]), [false, false]);
    assert_eq!(allowed("twice", [json!("a"), json!(1)]), [true, false]);
    assert!(fits!(Level, json!("high")) && !fits!(Level, json!("highest")));
}

#[test]
fn properties_are_kept_for_those_who_look_at_them() {
    let few = [json!({"k": "A", "x": 1}), json!({"k": "A", "x": 1, "y": 1})];
    assert_eq!(allowed("few", few), [true, false]);
    let without = [json!({"k": "D", "y": 1}), json!({"k": "D", "x": 1})];
    assert_eq!(allowed("without", without), [true, false]);
    let patterns = [json!({"xa": "b", "c": "d"}), json!({"c": "dd"}), json!({"a": "dd"}), json!({"x": 1})];
    assert_eq!(allowed("patterns", patterns), [true, false, true, false]);
}

#[test]
fn a_default_passes_its_own_checks() {
    let value = Everything::default();
    assert_eq!(value.size, EverythingSize::Large(12));
    value.validate().unwrap();
    assert_eq!(to_value(&value).unwrap(), json!({"size": 12}));
}

#[test]
fn names_and_copies() {
    assert_eq!("err".parse::<SCode>().unwrap(), SCode::Err);
    let grown = json!({"children": [{"children": [{}]}], "extra": "a"});
    let typed: Grown = from_value(grown.clone()).unwrap();
    assert_eq!(to_value(&typed).unwrap(), grown);
    assert!(AllMessage::from(typed).validate().is_ok());
}
