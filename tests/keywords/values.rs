//! `type`, `const` and `enum`.

use std::collections::BTreeSet;

use asyncapi_runtime::asyncapi;
use serde_json::{Value, from_str, from_value, json, to_string, to_value};

use crate::support::{fine, refused, violates};

asyncapi!("specs/keywords-values.yaml");

#[test]
fn type_integer() {
    for value in [json!(1), json!(-1), json!(1.0), json!(1e3), json!(i64::MIN), json!(i64::MAX)] {
        fine::<Numbers>(&json!({"integer": value}));
    }
    for value in [json!(1.5), json!("1"), json!(true), json!(null), json!(1e300)] {
        refused::<Numbers>(&json!({"integer": value}));
    }
    let read: Numbers = from_str(r#"{"integer": 1.0, "items": [1e2, 2.0], "values": {"a": -1.0}}"#).unwrap();
    assert_eq!((read.integer, read.items, read.values.unwrap()["a"]), (Some(1), Some(vec![100, 2]), -1));
}

#[test]
fn type_integer_by_bounds_and_format() {
    fine::<Numbers>(&json!({"unsigned": u64::MAX, "positive": 1, "uint32": u32::MAX, "int32": i32::MIN}));
    for (name, value) in [
        ("unsigned", json!(-1)),
        ("positive", json!(-1)),
        ("int32", json!(1_i64 << 31)),
        ("uint32", json!(1_i64 << 32)),
        ("uint32", json!(-1)),
    ] {
        refused::<Numbers>(&json!({name: value}));
    }
    let types = Numbers { unsigned: Some(0_u64), positive: Some(0_u64), ..Numbers::default() };
    let types = Numbers { int32: Some(0_i32), uint32: Some(0_u32), float: Some(0_f32), ..types };
    assert_eq!(to_value(types).unwrap()["unsigned"], 0);
}

#[test]
fn type_number() {
    fine::<Numbers>(&json!({"number": 1, "both": 0.5, "float": 1.5, "untyped": "a"}));
    fine::<Numbers>(&json!({"both": 7, "narrowed": 5.0}));
    refused::<Numbers>(&json!({"number": "1"}));
    refused::<Numbers>(&json!({"narrowed": 4.5}));
    violates::<Numbers>(&json!({"narrowed": 6}), "/narrowed", "maximum");
}

#[test]
fn minimum_is_exact() {
    fine::<Numbers>(&json!({"large": 9_007_199_254_740_993_u64}));
    violates::<Numbers>(&json!({"large": 9_007_199_254_740_992_u64}), "/large", "minimum");
    violates::<Numbers>(&json!({"untyped": -2}), "/untyped", "minimum");
}

#[test]
fn exclusive_bounds_beside_others() {
    fine::<Numbers>(&json!({"exclusive": 1.5}));
    violates::<Numbers>(&json!({"exclusive": 1}), "/exclusive", "exclusiveMinimum");
    violates::<Numbers>(&json!({"exclusive": 2}), "/exclusive", "exclusiveMaximum");
}

#[test]
fn multiple_of_decimals() {
    for value in [json!(0), json!(0.0075), json!(1), json!(-12.3456), json!(1e20)] {
        fine::<Numbers>(&json!({"decimal": value}));
    }
    violates::<Numbers>(&json!({"decimal": 0.00075}), "/decimal", "multipleOf");
    fine::<Numbers>(&json!({"halves": 3}));
    violates::<Numbers>(&json!({"halves": 4}), "/halves", "multipleOf");
    violates::<Numbers>(&json!({"untyped": 0.25}), "/untyped", "multipleOf");
}

#[test]
fn const_of_every_type() {
    let all = json!({
        "string": "a\"b\\c", "integer": 1, "negative": -5, "float": 1.5, "whole": 2, "boolean": false,
        "null": null, "list": [1, "a", null], "object": {"a": {"b": [true]}}, "empty": "", "stringOrNull": "x",
        "narrowed": "only", "ofType": 3,
    });
    fine::<Constants>(&all);
    fine::<Constants>(&json!({}));
    for (name, value) in [
        ("string", json!("ab")),
        ("integer", json!(2)),
        ("integer", json!("1")),
        ("integer", json!(true)),
        ("negative", json!(5)),
        ("float", json!(1)),
        ("whole", json!(3)),
        ("boolean", json!(0)),
        ("boolean", json!(null)),
        ("empty", json!(" ")),
        ("stringOrNull", json!(null)),
        ("narrowed", json!("other")),
        ("ofType", json!(3.5)),
    ] {
        refused::<Constants>(&json!({name: value}));
    }
    violates::<Constants>(&json!({"null": 0}), "/null", "const");
    violates::<Constants>(&json!({"null": false}), "/null", "const");
    violates::<Constants>(&json!({"list": [1, "a"]}), "/list", "const");
    violates::<Constants>(&json!({"list": "a"}), "/list", "const");
    violates::<Constants>(&json!({"object": {"a": {"b": [1]}}}), "/object", "const");
    for value in [json!(1.0), json!(1)] {
        fine::<Constants>(&json!({"integer": value}));
    }
    fine::<Constants>(&json!({"list": [1.0, "a", null], "whole": 2.0, "ofType": 3.0}));
}

#[test]
fn const_of_two_values_allows_none() {
    for value in [json!("a"), json!("b"), json!("c"), json!(1)] {
        let fate = crate::support::fate::<Constants>(&json!({"impossible": value}));
        assert_ne!(fate, crate::support::Fate::Fine, "{value}");
    }
}

#[test]
fn const_is_a_unit_type() {
    assert_eq!(ConstantsString::VALUE, "a\"b\\c");
    assert_eq!(
        (ConstantsString.to_string().as_str(), ConstantsInteger.to_string().as_str()),
        ("a\"b\\c", "1")
    );
    assert!("a\"b\\c".parse::<ConstantsString>().is_ok() && "x".parse::<ConstantsString>().is_err());
    assert_eq!(to_string(&(ConstantsFloat, ConstantsBoolean, ConstantsEmpty)).unwrap(), r#"[1.5,false,""]"#);
}

#[test]
fn enum_of_strings() {
    fine::<Enums>(&json!({"strings": "b", "defaulted": "low"}));
    refused::<Enums>(&json!({"strings": "c", "defaulted": "low"}));
    refused::<Enums>(&json!({"strings": null, "defaulted": "low"}));
    assert_eq!(Enums::default().defaulted, EnumsDefaulted::High);
    assert_eq!(EnumsStrings::ALL.map(|value| value.to_string()), ["a", "b"]);
    assert_eq!("b".parse::<EnumsStrings>().unwrap(), EnumsStrings::B);
    assert!("c".parse::<EnumsStrings>().is_err());
}

#[test]
fn enum_with_null() {
    fine::<Enums>(&json!({"withNull": null, "typedWithNull": null, "defaulted": "low"}));
    fine::<Enums>(&json!({"withNull": "a", "typedWithNull": "b", "defaulted": "low"}));
    refused::<Enums>(&json!({"nullExcluded": null}));
    refused::<Enums>(&json!({"partly": null}));
    refused::<Enums>(&json!({"withNull": "b"}));
    let read: Enums = from_value(json!({"withNull": null})).unwrap();
    assert_eq!((read.with_null, read.typed_with_null), (Some(None), None));
}

fn of(name: &str, value: &Value) -> Value {
    json!({name: value, "defaulted": "low"})
}

#[test]
fn enum_of_other_types() {
    for (name, good, bad) in [
        ("numbers", json!([1, 1.0, 2.5]), json!([2, "1", true])),
        ("integers", json!([1, 3]), json!([4])),
        ("booleans", json!([true]), json!([false])),
        ("mixed", json!([1, "a", null, true, [1], {"k": 1}]), json!([0, "b", false, [], {"k": 2}, {}])),
        ("mixedTyped", json!(["a", 1]), json!(["b", 2])),
        ("lists", json!([[], [1.0], [1, 2]]), json!([[2], [1, 2, 3]])),
        ("objects", json!([{"a": 1}, {}]), json!([{"a": 2}, {"b": 1}])),
        ("struct", json!([{"a": 1}, {"a": 2, "b": 3}]), json!([{}, {"a": 2}, {"a": 1, "b": 3}])),
        ("numberOfType", json!([0.5, 1]), json!([0.25])),
    ] {
        for good in good.as_array().unwrap() {
            fine::<Enums>(&of(name, good));
        }
        for bad in bad.as_array().unwrap() {
            violates::<Enums>(&of(name, bad), &format!("/{name}"), "enum");
        }
    }
    refused::<Enums>(&of("integers", &json!(1.5)));
    refused::<Enums>(&of("lists", &json!({})));
    refused::<Enums>(&of("booleans", &json!(1)));
}

#[test]
fn enum_beside_other_keywords() {
    fine::<Enums>(&of("limited", &json!("bb")));
    violates::<Enums>(&of("limited", &json!("ccc")), "/limited", "maxLength");
    refused::<Enums>(&of("limited", &json!("dd")));
    for good in ["b", "c"] {
        fine::<Enums>(&of("narrowed", &json!(good)));
    }
    for bad in ["a", "d", "e"] {
        let fate = crate::support::fate::<Enums>(&of("narrowed", &json!(bad)));
        assert_ne!(fate, crate::support::Fate::Fine, "{bad}");
    }
    fine::<Enums>(&of("partly", &json!("a")));
    refused::<Enums>(&of("partly", &json!(1)));
}

#[test]
fn enum_of_odd_strings() {
    for value in ["", " ", "+1", "-1", "1", "Self", "é", "\n", "\""] {
        fine::<Enums>(&of("odd", &json!(value)));
    }
    refused::<Enums>(&of("odd", &json!("self")));
}

#[test]
fn type_of_every_kind() {
    fine::<Types>(&json!({
        "string": "", "boolean": false, "null": null, "array": [1, "a"], "object": {"a": null}, "any": null,
        "anything": 1, "onlyOne": "a", "nullableObject": null, "nullableArray": null, "booleanOrNull": null,
        "several": null, "all": null,
    }));
    fine::<Types>(&json!({"nullableObject": {}, "nullableArray": [], "several": true, "all": {"a": [1.5]}}));
    for (name, value) in [
        ("string", json!(1)),
        ("string", json!(null)),
        ("boolean", json!("true")),
        ("boolean", json!(0)),
        ("array", json!({})),
        ("array", json!(null)),
        ("object", json!([])),
        ("object", json!(null)),
        ("onlyOne", json!(null)),
        ("nullableObject", json!([])),
        ("nullableArray", json!({})),
        ("several", json!(1)),
    ] {
        refused::<Types>(&json!({name: value}));
    }
    violates::<Types>(&json!({"null": 1}), "/null", "type");
}

#[test]
fn extensible_enum() {
    fine::<Open>(&json!({"level": "low", "short": "a", "other": "b", "orNull": null, "list": ["a", "b"]}));
    fine::<Open>(&json!({"level": "other", "short": "xy", "other": "z", "orNull": "z", "list": []}));
    violates::<Open>(&json!({"level": "low", "short": "long", "other": "b"}), "/short", "maxLength");
    refused::<Open>(&json!({"level": 1}));
    refused::<Open>(&json!({"level": "low", "list": ["a", "a"]}));
    let open = Open::new(OpenLevel::from("middle"));
    assert_eq!((open.level.as_str(), &open.other), ("middle", &OpenOther::B));
    assert_eq!("low".parse::<OpenLevel>().unwrap(), OpenLevel::Low);
    assert_eq!(OpenLevel::Other("x".into()).to_string(), "x");
}

#[test]
fn payloads_that_are_no_objects() {
    fine::<IntegerPayload>(&json!(6));
    fine::<IntegerPayload>(&json!(6.0));
    violates::<IntegerPayload>(&json!(0), "", "minimum");
    violates::<IntegerPayload>(&json!(4), "", "multipleOf");
    refused::<IntegerPayload>(&json!(-3));
    assert_eq!(*IntegerPayload::from(9), 9);
    fine::<EnumPayload>(&json!("two"));
    refused::<EnumPayload>(&json!("three"));
    for value in [json!(1), json!("a"), json!(null)] {
        fine::<MixedPayload>(&value);
    }
    violates::<MixedPayload>(&json!("b"), "", "enum");
    let lines: Lines = from_value(json!(["y", "x"])).unwrap();
    assert_eq!(*lines, BTreeSet::from([LinesItem::X, LinesItem::Y]));
    refused::<Lines>(&json!(["x", "x"]));
}
