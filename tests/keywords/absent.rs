//! Optional properties, null, defaults and examples.

use std::collections::{BTreeMap, BTreeSet};

use asyncapi_runtime::{Validate, asyncapi};
use serde_json::{Value, from_value, json, to_value};

use crate::support::{fine, refused, violates};

asyncapi!("specs/keywords-absent.yaml");

fn nulls(more: &Value) -> Value {
    let mut all = json!({
        "must": "a", "mustOrNull": null, "mustFlag": null, "mustOneOf": null, "mustEnum": null,
        "mustReference": null,
    });
    all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    all
}

#[test]
fn null_where_it_is_allowed() {
    fine::<Nulls>(&nulls(&json!({})));
    fine::<Nulls>(&nulls(&json!({
        "mustOrNull": "ab", "mustFlag": 1, "mustOneOf": {"x": 1}, "mustEnum": "a", "mustReference": {"x": 1},
    })));
    for name in [
        "mayOrNull",
        "mayFlag",
        "mayOneOf",
        "mayAnyOf",
        "mayConst",
        "mayReference",
        "mayAll",
        "mayUnion",
        "any",
        "onlyNull",
    ] {
        fine::<Nulls>(&nulls(&json!({name: null})));
    }
    fine::<Nulls>(&nulls(&json!({"list": [null, {"x": 1}], "map": {"a": null, "b": 1}})));
    for name in ["must", "may", "list", "map"] {
        refused::<Nulls>(&nulls(&json!({name: null})));
    }
}

#[test]
fn what_is_not_null_has_its_checks() {
    for (more, pointer, keyword) in [
        (json!({"mustOrNull": "a"}), "/mustOrNull", "minLength"),
        (json!({"mustFlag": 0}), "/mustFlag", "minimum"),
        (json!({"mustOneOf": {"x": 6}}), "/mustOneOf/x", "maximum"),
        (json!({"mustReference": {"x": 6}}), "/mustReference/x", "maximum"),
        (json!({"mayOrNull": "a"}), "/mayOrNull", "minLength"),
        (json!({"mayOneOf": {"x": 6}}), "/mayOneOf/x", "maximum"),
        (json!({"mayAnyOf": ["a", ""]}), "/mayAnyOf/1", "minLength"),
        (json!({"mayReference": {"x": 6}}), "/mayReference/x", "maximum"),
        (json!({"mayAll": {"x": 6}}), "/mayAll/x", "maximum"),
        (json!({"list": [null, {"x": 6}]}), "/list/1/x", "maximum"),
        (json!({"map": {"a": 0}}), "/map/a", "minimum"),
        (json!({"onlyNull": 1}), "/onlyNull", "type"),
    ] {
        violates::<Nulls>(&nulls(&more), pointer, keyword);
    }
}

#[test]
fn required_also_where_null_is_allowed() {
    for name in ["must", "mustOrNull", "mustFlag", "mustOneOf", "mustEnum", "mustReference"] {
        let mut value = nulls(&json!({}));
        value.as_object_mut().unwrap().remove(name);
        refused::<Nulls>(&value);
    }
}

#[test]
fn absent_and_null_are_told_apart_where_both_may_be() {
    let absent: Nulls = from_value(nulls(&json!({}))).unwrap();
    assert_eq!((absent.may_or_null, absent.may_flag, absent.may_one_of), (None, None, None));
    assert_eq!((absent.must_or_null, absent.may), (None, None));
    let null: Nulls =
        from_value(nulls(&json!({"mayOrNull": null, "mayFlag": null, "mayOneOf": null, "any": null})))
            .unwrap();
    assert_eq!((null.may_or_null, null.may_flag, null.may_one_of), (Some(None), Some(None), Some(None)));
    assert_eq!(null.any, Some(Value::Null));
    let some: Nulls = from_value(nulls(&json!({"mayOrNull": "ab", "mayUnion": 1, "mayConst": "x"}))).unwrap();
    assert_eq!(some.may_or_null, Some(Some("ab".to_owned())));
    assert_eq!(some.may_union, Some(Some(NullsMayUnion::Integer(1))));
}

fn all_defaults() -> Value {
    json!({
        "string": "a\n\"b\"\\ü", "empty": "", "integer": i64::MIN, "unsigned": u64::MAX, "int32": 7, "number": 2.5,
        "wholeNumber": 3.0, "boolean": true, "enum": "high", "enumReference": "on", "beside": "off", "list": [1, 2],
        "emptyList": [], "set": ["a", "b"], "tuple": [1, "a"], "map": {"a": 1}, "object": {"a": [1, {"b": null}]},
        "struct": {"depth": 2, "name": "none"}, "structAgain": {"a": 1, "b": "z"}, "any": [1, "a"],
        "constant": "on", "union": "auto", "open": "c", "format": "2026-01-31", "orNull": 4,
    })
}

#[test]
fn default_of_every_kind() {
    let read: Defaults = from_value(json!({})).unwrap();
    assert_eq!(read, Defaults::default());
    read.validate().unwrap();
    assert_eq!(to_value(&read).unwrap(), all_defaults());
    assert_eq!((read.tuple, read.map), ((1, "a".to_owned()), BTreeMap::from([("a".to_owned(), 1)])));
    assert_eq!(read.set, BTreeSet::from(["a".to_owned(), "b".to_owned()]));
    assert_eq!(
        (read.r#union, read.open),
        (DefaultsUnion::String("auto".into()), DefaultsOpen::Other("c".into()))
    );
    assert_eq!((read.or_null, read.unsigned), (Some(4), u64::MAX));
}

#[test]
fn default_gives_way_to_a_value() {
    let mut value = all_defaults();
    for (name, other) in [
        ("string", json!("")),
        ("integer", json!(0)),
        ("boolean", json!(false)),
        ("enum", json!("low")),
        ("list", json!([])),
        ("map", json!({})),
        ("struct", json!({"name": "n"})),
        ("any", json!(null)),
        ("union", json!(1)),
        ("orNull", json!(null)),
    ] {
        value[name] = other;
    }
    fine::<Defaults>(&value);
    refused::<Defaults>(&json!({"string": null}));
    refused::<Defaults>(&json!({"list": null}));
    violates::<Defaults>(&json!({"struct": {"depth": 0}}), "/struct/depth", "minimum");
    violates::<Defaults>(&json!({"format": "tomorrow"}), "/format", "format");
}

#[test]
fn default_null() {
    let read: NullDefaults = from_value(json!({})).unwrap();
    assert_eq!(read, NullDefaults::default());
    assert_eq!((&read.string, read.integer, &read.r#struct), (&None::<String>, None::<i64>, &None::<Inner>));
    assert_eq!(
        to_value(read).unwrap(),
        json!({"string": null, "integer": null, "struct": null, "any": null})
    );
    fine::<NullDefaults>(&json!({"string": "a", "integer": 1, "struct": {"x": 1}, "any": 1}));
}

#[test]
fn default_beside_required() {
    refused::<MixedDefaults>(&json!({"id": 1}));
    let new = MixedDefaults::new(1, "b");
    assert_eq!((new.defaulted, &new.may), (3, &None));
    assert_eq!(to_value(new).unwrap(), json!({"id": 1, "must": "b", "defaulted": 3}));
    violates::<MixedDefaults>(&json!({"id": 1, "must": "a", "defaulted": 0}), "/defaulted", "minimum");
}

#[test]
fn new_takes_what_is_required() {
    let new = Constructed::new("n", 1, vec!["t".into()], Level::On, None, Inner::new(2));
    let expected = json!({
        "kind": "constructed", "name": "n", "age": 1, "tags": ["t"], "level": "on", "note": null,
        "inner": {"x": 2}, "size": 1,
    });
    assert_eq!(to_value(new).unwrap(), expected);
    assert_eq!(to_value(AllOptional::default()).unwrap(), json!({}));
}

#[test]
fn examples_are_values() {
    let example = Constructed::example();
    example.validate().unwrap();
    assert_eq!((example.name.as_str(), example.level, example.size), ("N", Level::Off, 1));
    assert_eq!(example.additional_properties["more"], "yes");
}

#[test]
fn null_allowed_by_one_schema_of_two_is_refused() {
    fine::<Narrowed>(&json!({"a": "", "b": null, "c": "d"}));
    refused::<Narrowed>(&json!({"a": null, "c": "d"}));
    refused::<Narrowed>(&json!({"a": "x"}));
    violates::<Narrowed>(&json!({"b": "x", "c": "d"}), "/b", "minLength");
}
