//! `allOf`: bases, what extends and narrows them, and choices between what does.

use asyncapi_runtime::asyncapi;
use serde_json::{from_value, json, to_value};

use crate::support::{Fate, fate, fine, refused, violates, violates_all};

asyncapi!("specs/keywords-inheritance.yaml");

#[test]
fn a_base_and_its_extensions() {
    fine::<Cat>(&json!({"petType": "Cat", "name": "T", "lives": 9}));
    violates_all::<Cat>(
        &json!({"petType": "Cat", "name": "", "lives": 10}),
        &[("/name", "minLength"), ("/lives", "maximum")],
    );
    refused::<Cat>(&json!({"petType": "Cat"}));
    let fish = json!({"petType": "Fish", "name": "N", "depth": 1.5});
    fine::<AnyPet>(&fish);
    assert!(matches!(from_value(fish).unwrap(), AnyPet::Fish(Fish { name, .. }) if name == "N"));
    refused::<AnyPet>(&json!({"petType": "Fish", "name": "N"}));
    refused::<AnyPet>(&json!({"petType": "Cow", "name": "N"}));
    assert_eq!(to_value(Cat::new("Cat", "T")).unwrap(), json!({"petType": "Cat", "name": "T"}));
}

#[test]
fn a_choice_between_its_own_extensions() {
    fine::<Animal>(&json!({"kind": "dog", "barks": true, "friend": {"kind": "bird", "wings": 2}}));
    violates::<Animal>(
        &json!({"kind": "dog", "friend": {"kind": "bird", "wings": 3}}),
        "/friend/wings",
        "maximum",
    );
    refused::<Animal>(&json!({"kind": "cow"}));
    fine::<Dog>(&json!({"kind": "dog", "friend": {"kind": "dog"}}));
}

#[test]
fn bases_of_bases_count_once() {
    fine::<Level3>(&json!({"a": 1, "b": "xy", "c": true}));
    violates::<Level3>(&json!({"a": 0, "c": true}), "/a", "minimum");
    violates::<Level3>(&json!({"a": 1, "b": "xyz", "c": true}), "/b", "maxLength");
    violates::<Level3>(&json!({"a": 1, "b": "", "c": true, "d": 1}), "", "maxProperties");
    refused::<Level3>(&json!({"a": 1}));
    refused::<Level3>(&json!({"c": true}));
}

#[test]
fn what_overrides_narrows() {
    fine::<Overriding>(&json!({
        "number": 5, "text": "a", "status": "done", "when": "2026-01-01", "list": [1], "object": {"x": 1, "y": "z"},
        "any": true, "ref": {"a": 1}, "described": "d",
    }));
    for (name, value) in [
        ("number", json!(-1)),
        ("number", json!(6)),
        ("number", json!(1.5)),
        ("text", json!("c")),
        ("status", json!("open")),
        ("when", json!("today")),
        ("list", json!(["a"])),
        ("object", json!({"x": 1})),
        ("object", json!({"x": "1", "y": "z"})),
        ("object", json!({"y": ""})),
        ("any", json!(1)),
        ("ref", json!({"a": 0})),
    ] {
        assert_ne!(fate::<Overriding>(&json!({name: value})), Fate::Fine, "{name}: {value}");
    }
    let overriding =
        Overriding { text: Some(OverridingText::A), number: Some(5_u64), ..Overriding::default() };
    assert_eq!(to_value(overriding).unwrap(), json!({"number": 5, "text": "a"}));
}

#[test]
fn required_alone() {
    fine::<BareRequired>(&json!({"b": 1}));
    refused::<BareRequired>(&json!({"a": 1}));
    assert_eq!(BareRequired::new(2).b, 2);
}

#[test]
fn two_bases_of_one_property() {
    fine::<TwoBases>(&json!({"a": 10, "z": "x"}));
    violates::<TwoBases>(&json!({"a": 11}), "/a", "maximum");
    violates::<TwoBases>(&json!({"a": 0}), "/a", "minimum");
}

#[test]
fn a_choice_among_the_members() {
    fine::<ExtendedChoice>(&json!({"a": 1, "mail": "m"}));
    fine::<ExtendedChoice>(&json!({"a": 1, "phone": 1}));
    violates::<ExtendedChoice>(&json!({"a": 0, "phone": 1}), "/a", "minimum");
    violates::<ExtendedChoice>(&json!({"a": 1, "mail": ""}), "/mail", "minLength");
    refused::<ExtendedChoice>(&json!({"mail": "m"}));
    refused::<ExtendedChoice>(&json!({"a": 1}));
    refused::<ExtendedChoice>(&json!({"a": 1, "mail": "m", "phone": 1}));
}

#[test]
fn a_map_with_listed_properties() {
    fine::<MapAndStruct>(&json!({"a": 3, "b": 4}));
    violates::<MapAndStruct>(&json!({"a": 4}), "/a", "maximum");
    refused::<MapAndStruct>(&json!({"b": "x"}));
}

#[test]
fn scalars_of_several_schemas() {
    fine::<Scalars>(&json!({
        "string": "ab", "integer": 1, "reference": "ab", "enum": "on", "enumAndEnum": "idle", "single": "off",
        "described": {"a": 1}, "beside": "abc", "list": ["x"], "map": {"a": 1},
    }));
    for (name, value, place, keyword) in [
        ("string", json!(""), "", "minLength"),
        ("string", json!("abc"), "", "maxLength"),
        ("string", json!("b"), "", "pattern"),
        ("reference", json!(""), "", "minLength"),
        ("reference", json!("abc"), "", "maxLength"),
        ("enum", json!("off"), "", "not"),
        ("enumAndEnum", json!("off"), "", "enum"),
        ("described", json!({"a": 0}), "/a", "minimum"),
        ("beside", json!("a"), "", "minLength"),
        ("beside", json!("no"), "", "not"),
        ("beside", json!("abcd"), "", "maxLength"),
        ("list", json!(["y"]), "", "contains"),
        ("map", json!({"a": 1, "b": 2}), "", "maxProperties"),
        ("map", json!({"ab": 1}), "", "maxLength"),
    ] {
        let value = json!({name: value});
        let fate = fate::<Scalars>(&value);
        let Fate::Violated(found) = fate else { panic!("{value}: {fate:?}") };
        assert!(found.contains(&(format!("/{name}{place}"), keyword.to_owned())), "{value}: {found:?}");
    }
    refused::<Scalars>(&json!({"integer": 1.5}));
    refused::<Scalars>(&json!({"single": "x"}));
}
