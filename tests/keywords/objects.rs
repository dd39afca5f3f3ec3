//! The keywords about objects, as structs and as maps.

use std::collections::BTreeMap;

use asyncapi_runtime::asyncapi;
use serde_json::{from_value, json, to_value};

use crate::support::{Fate, fate, fine, refused, violates, violates_all};

asyncapi!("specs/keywords-objects.yaml");

#[test]
fn properties_and_required() {
    fine::<Open>(&json!({"a": 1}));
    fine::<Open>(&json!({"a": 1, "b": {"c": "xy"}}));
    violates::<Open>(&json!({"a": 1, "b": {"c": "x"}}), "/b/c", "minLength");
    for value in
        [json!({}), json!({"a": null}), json!({"a": 1, "b": null}), json!([]), json!("a"), json!(null)]
    {
        refused::<Open>(&value);
    }
    // What nobody asks for is dropped.
    let read: Open = from_value(json!({"a": 1, "x": 2})).unwrap();
    assert_eq!(to_value(read).unwrap(), json!({"a": 1}));
}

#[test]
fn required_of_a_property_that_is_not_declared() {
    fine::<Undeclared>(&json!({"a": "x", "b": [1]}));
    fine::<Undeclared>(&json!({"a": "x", "b": null}));
    refused::<Undeclared>(&json!({"a": "x"}));
    fine::<UndeclaredKept>(&json!({"a": "x", "b": 1, "c": 2}));
    violates::<UndeclaredKept>(&json!({"a": "x", "b": 0}), "/b", "minimum");
    violates::<UndeclaredKept>(&json!({"a": "x", "b": 1, "c": 0}), "/c", "minimum");
    refused::<UndeclaredKept>(&json!({"a": "x", "b": "y"}));
    refused::<UndeclaredKept>(&json!({"a": "x"}));
    for value in [json!({"a": "x"}), json!({"a": "x", "b": 1})] {
        assert_ne!(fate::<Impossible>(&value), Fate::Fine, "{value}");
    }
}

#[test]
fn additional_properties() {
    fine::<Kept>(&json!({"a": 1, "b": [null], "": {}}));
    fine::<KeptStrings>(&json!({"a": 1, "b": "abc"}));
    violates::<KeptStrings>(&json!({"a": 1, "b/c": "abcd"}), "/b~1c", "maxLength");
    refused::<KeptStrings>(&json!({"a": 1, "b": 1}));
    refused::<KeptStrings>(&json!({"b": "a"}));
    let kept: KeptStrings = from_value(json!({"a": 1, "b": "c"})).unwrap();
    assert_eq!(kept.additional_properties, BTreeMap::from([("b".to_owned(), "c".to_owned())]));
}

#[test]
fn additional_properties_false() {
    fine::<Closed>(&json!({"a": 1}));
    fine::<Closed>(&json!({"a": 1, "b": null}));
    refused::<Closed>(&json!({"a": 1, "c": 1}));
    fine::<Empty>(&json!({}));
    refused::<Empty>(&json!({"a": 1}));
    refused::<Empty>(&json!([]));
    assert_eq!(Empty::default(), Empty {});
}

#[test]
fn maps() {
    fine::<Maps>(&json!({
        "free": {"a": [1], "": null}, "any": {"a": null}, "integers": {"a": 1.0}, "nullable": {"a": null, "b": "cd"},
        "structs": {"s": {"a": 1}}, "deep": {"a": {"b": true}, "c": {}}, "required": {"x": 1, "y": 2, "z": 3},
        "sized": {"a": 1}, "names": {"a": 1}, "dependent": {"b": 1}, "values": {"b": 2}, "merged": {"a": "bc"},
        "orNull": null, "byPattern": {"n": 1, "n2": 2},
    }));
    fine::<Maps>(&json!({"dependent": {"a": 1, "b": 1, "c": 1, "d": 1}, "orNull": {"a": 1}, "names": {}}));
    for (value, pointer, keyword) in [
        (json!({"integers": {"a": 10}}), "/integers/a", "maximum"),
        (json!({"nullable": {"a": "b"}}), "/nullable/a", "minLength"),
        (json!({"required": {"x": 1}}), "/required", "required"),
        (json!({"sized": {}}), "/sized", "minProperties"),
        (json!({"sized": {"a": 1, "b": 2, "c": 3}}), "/sized", "maxProperties"),
        (json!({"names": {"A": 1}}), "/names", "pattern"),
        (json!({"dependent": {"a": 1}}), "/dependent", "dependencies"),
        (json!({"dependent": {"c": 1}}), "/dependent", "required"),
        (json!({"values": {"a": 2}}), "/values", "enum"),
        (json!({"merged": {"a": "b"}}), "/merged/a", "minLength"),
        (json!({"orNull": {"a": 0}}), "/orNull/a", "minimum"),
        (json!({"byPattern": {"n": 0}}), "/byPattern/n", "minimum"),
        (json!({"byPattern": {"m": 1}}), "/byPattern/m", "false"),
    ] {
        violates::<Maps>(&value, pointer, keyword);
    }
    for value in [
        json!({"free": []}),
        json!({"integers": {"a": "b"}}),
        json!({"integers": {"a": null}}),
        json!({"integers": {"a": 1.5}}),
        json!({"structs": {"s": {}}}),
        json!({"deep": {"a": true}}),
        json!({"merged": {"a": 1}}),
        json!({"byPattern": {"n": "a"}}),
    ] {
        refused::<Maps>(&value);
    }
}

#[test]
fn pattern_properties() {
    fine::<Patterns>(&json!({"nA": 4, "n": 2, "xA": 4, "other": "a", "any": null, "nope": "a"}));
    for (value, pointer, keyword) in [
        (json!({"nA": 6}), "/nA", "maximum"),
        (json!({"nA": 3}), "/nA", "multipleOf"),
        (json!({"nA": 0}), "/nA", "minimum"),
        (json!({"n": 1}), "/n", "minimum"),
        (json!({"xA": 5}), "/xA", "multipleOf"),
    ] {
        violates::<Patterns>(&value, pointer, keyword);
    }
    violates_all::<Patterns>(&json!({"nBA": 1}), &[("/nBA", "minimum"), ("/nBA", "multipleOf")]);
    refused::<Patterns>(&json!({"nA": "a"}));
    fine::<Named>(&json!({"n": 1, "m": "a"}));
    violates::<Named>(&json!({"name": "a"}), "/name", "type");
}

#[test]
fn pattern_properties_beside_additional_properties() {
    fine::<ClosedPatterns>(&json!({"id": 1, "x-a": "b"}));
    violates::<ClosedPatterns>(&json!({"id": 1, "x-a": 1}), "/x-a", "type");
    violates::<ClosedPatterns>(&json!({"id": 1, "y": 1}), "/y", "false");
    refused::<ClosedPatterns>(&json!({"x-a": "b"}));
    fine::<TypedPatterns>(&json!({"id": 1, "x-a": "b", "other": true}));
    violates::<TypedPatterns>(&json!({"other": 1}), "/other", "type");
    violates::<TypedPatterns>(&json!({"x-a": true}), "/x-a", "type");
}

#[test]
fn dependencies() {
    fine::<Dependent>(&json!({}));
    fine::<Dependent>(&json!({"card": "a", "address": "b", "zip": "c"}));
    fine::<Dependent>(&json!({"gift": false, "zip": "123"}));
    violates_all::<Dependent>(&json!({"card": "a"}), &[("", "dependencies"), ("", "dependencies")]);
    violates::<Dependent>(&json!({"card": "a", "zip": "c"}), "", "dependencies");
    violates::<Dependent>(&json!({"gift": true}), "", "required");
    violates::<Dependent>(&json!({"gift": true, "zip": "12"}), "/zip", "minLength");
    violates::<Dependent>(&json!({"gift": true, "zip": "123", "card": "a", "address": "b"}), "", "not");
    violates::<Dependent>(&json!({"unknown": 1}), "", "dependencies");
    violates::<Dependent>(&json!({"$ref": 1}), "", "dependencies");
}

#[test]
fn min_and_max_properties_count_what_is_not_declared() {
    fine::<Sized>(&json!({"a": 1, "b": 2}));
    fine::<Sized>(&json!({"x": 1, "y": 2, "z": null}));
    violates::<Sized>(&json!({"a": 1}), "", "minProperties");
    violates::<Sized>(&json!({"a": 1, "b": 2, "c": 3, "d": 4}), "", "maxProperties");
}

#[test]
fn property_names() {
    fine::<Names>(&json!({"a": 1, "b": 2, "c": 3}));
    violates::<Names>(&json!({"abc": 1}), "", "maxLength");
    violates::<Names>(&json!({"no": 1}), "", "not");
    violates::<Names>(&json!({"d": 1}), "", "enum");
}

#[test]
fn if_then_else() {
    fine::<Conditional>(&json!({"kind": "big", "size": 10, "note": "a"}));
    fine::<Conditional>(&json!({"kind": "small"}));
    fine::<Conditional>(&json!({"kind": "other", "note": "a"}));
    violates_all::<Conditional>(&json!({"kind": "big"}), &[("", "required"), ("", "required")]);
    violates::<Conditional>(&json!({"kind": "big", "size": 9, "note": "a"}), "/size", "minimum");
    violates::<Conditional>(&json!({"kind": "small", "size": 10}), "/size", "maximum");
    violates::<Conditional>(&json!({"kind": "other"}), "", "required");
    violates::<Conditional>(&json!({"kind": "small", "note": "a", "extra": 1}), "", "false");
}

#[test]
fn all_of_with_patterns_and_limits() {
    fine::<Extended>(&json!({"a": 1, "c": "x", "p1": 2}));
    violates::<Extended>(&json!({}), "", "minProperties");
    violates::<Extended>(&json!({"p1": "a"}), "/p1", "type");
}

#[test]
fn payloads_that_are_maps() {
    fine::<Word>(&json!({"a": 1}));
    violates::<Word>(&json!({}), "", "minProperties");
    refused::<Word>(&json!({"a": -1}));
    refused::<Word>(&json!([]));
    assert_eq!(Word::from(BTreeMap::from([("a".to_owned(), 1)]))["a"], 1);
}

#[test]
fn additional_properties_count_those_of_their_own_schema_only() {
    fine::<ClosedTwice>(&json!({"a": 1}));
    violates::<ClosedTwice>(&json!({"a": 1, "b": 1}), "/b", "false");
    refused::<ClosedTwice>(&json!({"c": 1}));
    fine::<ClosedBesidePatterns>(&json!({"a": 1}));
    violates::<ClosedBesidePatterns>(&json!({"a": 1, "xy": "a"}), "/xy", "false");
    violates::<ClosedBesidePatterns>(&json!({"y": "a"}), "/y", "false");
    fine::<TypedBesidePatterns>(&json!({"a": 1, "b": "", "xy": "ab"}));
    violates::<TypedBesidePatterns>(&json!({"b": 1}), "/b", "type");
    violates::<TypedBesidePatterns>(&json!({"xy": "a"}), "/xy", "minLength");
    violates::<TypedBesidePatterns>(&json!({"xy": 1}), "/xy", "type");
    fine::<MapBesidePatterns>(&json!({"x": "abcd", "y": "abc"}));
    violates::<MapBesidePatterns>(&json!({"x": "a"}), "/x", "minLength");
    violates::<MapBesidePatterns>(&json!({"y": "abcd"}), "/y", "maxLength");
    violates::<MapBesidePatterns>(&json!({"y": 1}), "/y", "type");
    fine::<TwoMaps>(&json!({"xa": "ab", "x": ""}));
    violates::<TwoMaps>(&json!({"xa": "a"}), "/xa", "minLength");
    violates::<TwoMaps>(&json!({"a": "ab"}), "/a", "false");
}
