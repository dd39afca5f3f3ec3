//! Names of the document that Rust, its prelude, the runtime or generated code itself have other uses for.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]
#![deny(warnings, missing_docs, unsafe_code)]

/// Nothing but what generated code brings along.
mod generated {
    #![no_implicit_prelude]

    ::asyncapi_runtime::asyncapi!(
        "specs/collisions.yaml",
        rename = {
            "#/components/schemas/self" = "LowerSelf",
            "#/components/schemas/cases" = "LowerCases",
            "#/components/schemas/Foreign/definitions/Box" = "ForeignBox",
            "Cases.UserName" = "upper",
            "Cases.user_name" = "snake",
            "cases.state.ON" = "Upper",
            "cases.state.On" = "Title",
            "Keywords.{}" = "Braces",
            "Keywords.[]" = "Brackets",
            "Properties.$ref" = "reference",
            "Properties.r#type" = "raw_type",
            "Properties.😀" = "smile",
            "Properties._" = "underscore",
            "Properties.\u{202e}" = "override_",
            "Properties.{}" = "braces",
        },
    );
}

#[allow(dead_code, reason = "shared with other suites")]
#[path = "keywords/support.rs"]
mod support;

use asyncapi_runtime::{Channel, Validate, sse::EventWriter};
use serde_json::{from_value, json, to_value};

use support::{fine, refused, violates};

#[test]
fn types_called_as_the_prelude_and_the_runtime() {
    let object = json!({"a": 1, "next": {"a": 2}});
    let mut all = serde_json::Map::new();
    for name in [
        "Box",
        "Option",
        "Self",
        "Some",
        "Value",
        "S",
        "D",
        "A",
        "Event",
        "Channel",
        "Validate",
        "Violations",
        "Default",
        "Clone",
        "Debug",
        "Serialize",
        "Deserialize",
        "Adapter",
        "Plain",
        "Object",
        "BTreeMap",
        "From",
        "Into",
        "Send",
        "Whole",
        "Copy",
        "i64",
        "bool",
        "Ok",
    ] {
        all.insert(name.to_owned(), object.clone());
        violates::<generated::Types>(
            &json!({name: {"a": 1, "next": {"a": 0}}}),
            &format!("/{name}/next/a"),
            "minimum",
        );
    }
    for (name, value) in [
        ("String", json!("None")),
        ("Err", json!("Self")),
        ("str", json!("Ok")),
        ("None", json!("None")),
        ("At", json!("At")),
        ("Vec", json!([1])),
        ("T", json!([2, 3])),
        ("Result", json!("text")),
        ("E", json!(1)),
        ("list", json!([[1], []])),
        ("map", json!({"k": {"a": 1}})),
        ("nested", json!({"Option": {"Some": "x"}})),
    ] {
        all.insert(name.to_owned(), value);
    }
    fine::<generated::Types>(&all.into());
    violates::<generated::Types>(&json!({"list": [[1], [0]]}), "/list/1/0", "minimum");
    refused::<generated::Types>(&json!({"String": "Nothing"}));
    let types = generated::Types { option: Some(generated::Option::new(1)), ..Default::default() };
    assert_eq!(to_value(&types).unwrap(), json!({"Option": {"a": 1}}));
    assert_eq!(generated::Result::from(1), generated::Result::Err(1));
    assert_eq!(generated::Self_::new(3).a, 3);
}

#[test]
fn properties_of_every_name() {
    let all = json!({
        "Box": 1, "Option": 2, "Result": 3, "Self2": 4, "String": "x", "None": 5, "Some": 6, "type": "t", "1st": "a",
        "$ref2": "b", "$ref": "c", "": "d", "größe": 1.5, "名前": "ab", "a\"b": "e", "a\\b": "f", "a\nb": "g",
        "a/b~c": "hi", "{}": "j", "#r": "k", "r#type": "l", "self": 7, "$schema": "m", "@id": "n", "x-y": "o",
        "\0": "p", "\u{202e}": "q", "😀": "r", "é": 1, "_": 8, "__rt": 9, "additionalProperties": "s",
    });
    fine::<generated::Properties>(&all);
    let read: generated::Properties = from_value(all).unwrap();
    assert_eq!((read.r#type.as_str(), read.self_, read.empty.as_deref()), ("t", 7, Some("d")));
    assert_eq!((read.n1st.as_deref(), read.ref2.as_deref(), read.größe), (Some("a"), Some("b"), Some(1.5)));
    let new = generated::Properties::new("t", 1);
    assert_eq!(to_value(new).unwrap(), json!({"type": "t", "self": 1, "String": "s"}));
    for (name, value, pointer, keyword) in [
        ("名前", json!("a"), "/名前", "minLength"),
        ("a/b~c", json!("h"), "/a~1b~0c", "minLength"),
        ("é", json!(2), "/é", "maximum"),
    ] {
        let value = json!({"type": "t", "self": 1, "String": "s", name: value});
        violates::<generated::Properties>(&value, pointer, keyword);
    }
}

#[test]
fn properties_called_as_keywords() {
    let words = [
        "crate",
        "super",
        "self",
        "async",
        "await",
        "try",
        "gen",
        "dyn",
        "type",
        "struct",
        "fn",
        "macro_rules",
        "union",
        "static",
        "abstract",
        "become",
    ];
    let all: serde_json::Map<_, _> = words.iter().map(|word| ((*word).to_owned(), json!(1))).collect();
    fine::<generated::Words>(&all.into());
    for word in words {
        violates::<generated::Words>(&json!({word: 10}), &format!("/{word}"), "maximum");
    }
    let words = generated::Words { crate_: Some(1), r#gen: Some(2), r#async: Some(3), ..Default::default() };
    assert_eq!(to_value(&words).unwrap(), json!({"crate": 1, "gen": 2, "async": 3}));
}

#[test]
fn values_called_as_keywords() {
    for value in [
        "crate", "super", "self", "async", "type", "", "1st", "$ref", "a\"b", "\\", "\n", "größe", "名前",
        "ALL", "Other", "{}", "[]", "None",
    ] {
        fine::<generated::Keywords>(&json!(value));
        assert_eq!(value.parse::<generated::Keywords>().unwrap().to_string(), value);
    }
    assert_eq!(generated::Keywords::ALL.len(), 18);
    assert_eq!((generated::Keywords::Self_.as_str(), generated::Keywords::Empty.as_str()), ("self", ""));
    for value in ["all", "as_str", "from_str"] {
        assert_eq!(from_value::<generated::Variants>(json!({"as_str": value})).is_ok(), value != "all");
    }
    fine::<generated::Variants>(&json!({"Other": "other", "as_str": "VALUE", "VALUE": "VALUE"}));
}

#[test]
fn variants_of_every_name() {
    for value in [json!(null), json!("a"), json!(1), json!(true), json!(["x"])] {
        fine::<Option<generated::Union>>(&value);
    }
    assert_eq!(generated::Union::from(1), generated::Union::Self_(1));
    fine::<generated::Tagged>(&json!({"t\"y/p e": "One\"", "n": 1}));
    fine::<generated::Tagged>(&json!({"t\"y/p e": "Two\\"}));
    violates::<generated::Tagged>(&json!({"t\"y/p e": "One\"", "n": 2}), "/n", "maximum");
    refused::<generated::Tagged>(&json!({"t\"y/p e": "Three"}));
    let wrong = generated::Tagged::from(generated::OneQuote::new("Two\\"));
    assert_eq!(wrong.validate().unwrap_err().iter().next().unwrap().pointer(), "/t\"y~1p e");
}

#[test]
fn names_beyond_ascii() {
    fine::<generated::Foreign>(&json!({
        "größe": {"größe": {"Größe2": 5}}, "型": {"名": "名", "値": 1}, "box": "ab",
    }));
    violates::<generated::Foreign>(
        &json!({"größe": {"größe": {"Größe2": 6}}}),
        "/größe/größe/Größe2",
        "maximum",
    );
    violates::<generated::Foreign>(&json!({"box": "a"}), "/box", "minLength");
    assert_eq!(to_value(generated::型::new(3)).unwrap(), json!({"名": "名", "値": 3}));
    let _: generated::ForeignBox = String::new();
}

#[test]
fn types_called_as_type_parameters() {
    let read: generated::Generics = from_value(json!({})).unwrap();
    assert_eq!(read, generated::Generics::default());
    assert_eq!((read.a.len(), read.d.a, read.or_null.is_none(), read.s.len()), (1, 2, true, 1));
    let all = json!({
        "s": ["D", "A"], "a": [{"a": 1}], "d": {"a": 1}, "e": ["x", 1], "t": {"k": {"a": 1}},
        "pair": [{"a": 1}, {"a": 2}], "orNull": {"a": 1}, "union": [{"a": 1}], "string": "Some", "none": "None",
    });
    fine::<generated::Generics>(&all);
    let mut bad = all.clone();
    bad["pair"][1]["a"] = json!(0);
    violates::<generated::Generics>(&bad, "/pair/1/a", "minimum");
}

#[test]
fn properties_called_as_variables_of_generated_code() {
    let example = generated::Locals::example();
    example.validate().unwrap();
    let all = to_value(&example).unwrap();
    fine::<generated::Locals>(&all);
    for (name, value, pointer, keyword) in [
        ("object", json!(""), "/object", "minLength"),
        ("name", json!(4), "/name", "maximum"),
        ("other", json!([""]), "/other/0", "minLength"),
        ("v", json!(4), "/v", "maximum"),
        ("at", json!(""), "/at", "minLength"),
        ("out", json!("0"), "/out", "pattern"),
        ("value", json!(3), "/value", "enum"),
        ("validate", json!(""), "/validate", "minLength"),
        ("check", json!({"a": 2}), "/check/a", "maximum"),
        ("more", json!(4), "/more", "maximum"),
    ] {
        let mut bad = all.clone();
        bad[name] = value;
        violates::<generated::Locals>(&bad, pointer, keyword);
    }
    let mut bad = all;
    (bad["clone"], bad["f"]) = (json!(true), json!(1.5));
    violates::<generated::Locals>(&bad, "", "not");
}

#[test]
fn names_that_differ_in_case_alone_are_renamed() {
    fine::<generated::Cases>(&json!({"userName": "a", "UserName": 1, "user_name": true}));
    let cases = generated::Cases { user_name: Some("a".into()), upper: Some(1), snake: None };
    assert_eq!(to_value(&cases).unwrap(), json!({"userName": "a", "UserName": 1}));
    for state in ["on", "ON", "On"] {
        fine::<generated::LowerCases>(&json!({"state": state}));
    }
    fine::<generated::LowerSelf>(&json!({"self": {"super": "x"}}));
}

#[test]
fn messages_of_these_types_are_sent_and_received() {
    let message: generated::CollisionsMessage = generated::LowerSelf::default().into();
    let mut event = EventWriter::new();
    generated::CollisionsChannel::encode(&message, &mut event).unwrap();
    assert_eq!(event.finish(), "event: self\ndata: {}\n\n");
    assert!(matches!(message, generated::CollisionsMessage::Self_(_)));
}
