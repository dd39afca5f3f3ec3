//! What `__asyncapi_union!` makes of an enum whose values have a tag.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;

use asyncapi_runtime::__private::{ListOf, Plain, Whole};
use asyncapi_runtime::{__asyncapi_object, __asyncapi_union};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

#[derive(Clone, Debug, PartialEq)]
struct Cat {
    pet_type: String,
    lives: i64,
    friends: Vec<Pet>,
    rest: BTreeMap<String, Value>,
}

__asyncapi_object! {
    Cat "Cat" {
        required pet_type "petType",
        required lives "lives" as Whole<i64>,
        defaulted friends "friends" = (::std::vec::Vec::new()) as ListOf<Plain<Pet>>,
    } keep rest
}

#[derive(Clone, Debug, PartialEq)]
struct Dog {
    pet_type: String,
    owner: Option<String>,
}

__asyncapi_object! {
    Dog "Dog" { required pet_type "petType", optional owner "owner", } reject
}

#[derive(Clone, Debug, PartialEq)]
enum Pet {
    Cat(Cat),
    Dog(Box<Dog>),
}

__asyncapi_union! {
    #[allow(deprecated)]
    Pet "Pet" tagged "petType" { Cat(Cat) ["cat"], Dog(Box<Dog>) ["dog", "hound"], }
}

/// A union that is a variant of another.
#[derive(Clone, Debug, PartialEq)]
enum Being {
    Pet(Pet),
    Plant(Empty),
}

__asyncapi_union! {
    Being "Being" tagged "petType" { Pet(Pet) ["cat", "dog"], Plant(Empty) ["tree"], }
}

#[derive(Clone, Debug, PartialEq)]
struct Empty {}

__asyncapi_object! {
    Empty "Empty" {} ignore
}

fn error<T: for<'de> serde::Deserialize<'de>>(json: &str) -> String {
    serde_json::from_str::<T>(json).map(|_| ()).unwrap_err().to_string()
}

#[test]
fn the_tag_says_which() {
    let cat: Pet = serde_json::from_str(r#"{"petType": "cat", "lives": 9.0, "colour": "red"}"#).unwrap();
    let Pet::Cat(inner) = &cat else { panic!("{cat:?}") };
    assert_eq!((inner.pet_type.as_str(), inner.lives), ("cat", 9));
    let written = r#"{"petType":"cat","lives":9,"friends":[],"colour":"red"}"#;
    assert_eq!(serde_json::to_string(&cat).unwrap(), written);
    let hound = Pet::Dog(Box::new(Dog { pet_type: "hound".into(), owner: Some("a".into()) }));
    assert_eq!(serde_json::from_str::<Pet>(r#"{"owner": "a", "petType": "hound"}"#).unwrap(), hound);
    assert_eq!(
        serde_json::from_reader::<_, Pet>(&br#"{"owner": "a", "petType": "hound"}"#[..]).unwrap(),
        hound
    );
    let json = r#"{"lives": 1, "friends": [{"owner": "a", "petType": "hound"}], "petType": "cat"}"#;
    let Being::Pet(Pet::Cat(cat)) = serde_json::from_str(json).unwrap() else { panic!() };
    assert_eq!(cat.friends, [hound]);
    assert_eq!(serde_json::from_str::<Being>(r#"{"petType": "tree"}"#).unwrap(), Being::Plant(Empty {}));
}

#[test]
fn errors_of_tagged_unions() {
    let cases = [
        (
            error::<Pet>(r#"{"owner": "a"}"#),
            "missing field `petType`, which says what a `Pet` is: one of \"cat\", \"dog\", \"hound\" at line 1 column 14",
        ),
        (
            error::<Pet>(r#"{"petType": "bird"}"#),
            "`/petType`: \"bird\" is not a `Pet`, which is one of \"cat\", \"dog\", \"hound\" at line 1 column 19",
        ),
        (
            error::<Pet>(r#"{"petType": 1}"#),
            "`/petType`: invalid type: integer `1`, expected a string at line 1 column 13",
        ),
        (error::<Pet>("[]"), "invalid type: sequence, expected an object `Pet` at line 1 column 0"),
        (
            error::<Pet>("\"cat\""),
            "invalid type: string \"cat\", expected an object `Pet` at line 1 column 5",
        ),
        (error::<Pet>(r#"{"petType": "cat"}"#), "missing field `lives` at line 1 column 18"),
        (
            error::<Pet>(r#"{"lives": "a", "petType": "cat"}"#),
            "`/lives`: invalid type: string \"a\", expected an integer at line 1 column 32",
        ),
        (
            error::<Pet>(r#"{"petType": "cat", "lives": 1, "friends": [{"petType": "dog", "owner": 1}]}"#),
            "`/friends/0/owner`: invalid type: integer `1`, expected a string at line 1 column 72",
        ),
        (
            error::<Pet>(r#"{"petType": "dog", "petType": "dog"}"#),
            "duplicate field `petType` at line 1 column 28",
        ),
        (
            error::<Pet>(r#"{"x": 1, "petType": "dog"}"#),
            "unknown field `x`, expected `petType` or `owner` at line 1 column 26",
        ),
    ];
    for (error, expected) in cases {
        assert_eq!(error, expected);
    }
}

/// An object with its properties in this order.
fn object(properties: &[(String, Value)]) -> String {
    let properties: Vec<_> =
        properties.iter().map(|(name, value)| format!("{}:{value}", json!(name))).collect();
    format!("{{{}}}", properties.join(","))
}

proptest! {
    /// Streamed or buffered: where the tag stands changes nothing.
    #[test]
    fn the_tag_may_stand_anywhere(
        tag in prop_oneof![Just("cat"), Just("dog"), Just("bird")],
        lives in prop_oneof![Just(json!(3)), Just(json!(3.0)), Just(json!("x")), Just(json!(null))],
        nested in prop_oneof![
            Just(json!([])),
            Just(json!([{"owner": "a", "petType": "dog"}])),
            Just(json!([{"petType": "dog"}, {"lives": 1}]))
        ],
        extra in "[a-c\"é]{1,3}",
        at in 0_usize..4,
    ) {
        let others = [("lives".to_owned(), lives), ("friends".to_owned(), nested), (extra, json!({"a": [1, 2.5]}))];
        let with_tag = |at: usize| {
            let mut properties = others.to_vec();
            properties.insert(at, ("petType".to_owned(), json!(tag)));
            object(&properties)
        };
        let read = |json: &str| {
            serde_json::from_str::<Pet>(json).map_err(|error| {
                let text = error.to_string();
                text.rfind(" at line ").map_or(text.clone(), |end| text[..end].to_owned())
            })
        };
        prop_assert_eq!(read(&with_tag(at)), read(&with_tag(0)));
        let map: Map<String, Value> = serde_json::from_str(&with_tag(0)).unwrap();
        prop_assert_eq!(serde_json::from_value::<Pet>(Value::Object(map)).ok(), read(&with_tag(at)).ok());
    }
}
