//! The options of the macro that change types: `derives`, `patch`, `formats`, `replace` and `rename`; and
//! `x-rust-type`, which the document says itself.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]
#![deny(warnings, missing_docs, unsafe_code)]

use std::collections::{BTreeMap, HashSet, VecDeque};

use asyncapi_runtime::{Channel, Validate, sse::RawEvent};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, from_value, json, to_value};

/// A string that starts with `u-`, for those of the format `uuid`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Uuid(String);

impl Serialize for Uuid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Uuid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.starts_with("u-") { Ok(Self(text)) } else { Err(D::Error::custom("no uuid")) }
    }
}

/// Any string, or a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Word(Value);

impl Serialize for Word {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self)
    }
}

/// A type with a parameter.
pub type Point = BTreeMap<String, i8>;

mod derived {
    asyncapi_runtime::asyncapi!(
        "specs/options.yaml",
        generate = [types],
        derives = [std::hash::Hash, Eq, ::core::cmp::PartialEq],
        patch = {
            "Address" = { derives = [PartialOrd, Ord] },
            "User" = { rename = "Account" },
            "User.nested" = { rename = "inner", derives = [PartialOrd] },
            "#/components/schemas/User/properties/nested" = { rename = "Inner" },
            "Custom" = { replace = String },
        },
        formats = { "uuid" = crate::Uuid },
    );
}

mod formats {
    asyncapi_runtime::asyncapi!(
        "specs/options.yaml",
        formats = { "uuid" = crate::Uuid, "date-time" = crate::Word },
    );
}

mod replaced {
    asyncapi_runtime::asyncapi!(
        "specs/options.yaml",
        generate = [types],
        replace = {
            "Address" = BTreeMap<String, String>,
            "User.name" = ::std::boxed::Box<str>,
            "#/components/schemas/State" = crate::Word,
            "User.kind" = (u8, [bool; 2]),
            "removed" = crate::Uuid,
        },
        rename = { "User.choice.u-1" = "First", "UserEither" = "IdOrNumber", "users" = "accounts" },
    );

    use std::collections::BTreeMap;
}

fn hash_of(value: &impl std::hash::Hash) -> u64 {
    use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
    BuildHasherDefault::<DefaultHasher>::default().hash_one(value)
}

#[test]
fn derives_and_patch() {
    let user: derived::Account =
        from_value(json!({"id": "u-1", "since": "2026-01-01T00:00:00Z", "kind": "user"})).unwrap();
    assert_eq!(hash_of(&user), hash_of(&user.clone()));
    let set = HashSet::from([derived::State::On, derived::State::Off, derived::State::On]);
    assert_eq!(set.len(), 2);
    assert!(derived::Address::new("a") < derived::Address::new("b"));
    let inner = |deep: &str| derived::Inner { deep: Some(deep.to_owned()) };
    assert!(inner("a") < inner("b"));
    assert_eq!(user.inner, None);
}

fn user(more: &Value) -> Value {
    let mut all = json!({"id": "u-1", "since": "2026-01-01T00:00:00Z", "kind": "user", "defaulted": "u-0"});
    all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    all
}

#[test]
fn formats_stand_for_types() {
    let all = user(&json!({
        "friends": ["u-1", "u-2"], "seen": {"a": "2026"}, "orNull": null, "range": ["a", 1], "either": "u-3",
        "merged": "u-4", "choice": "u-2", "extra": "u-5",
    }));
    let read: formats::User = from_value(all.clone()).unwrap();
    read.validate().unwrap();
    assert_eq!(to_value(&read).unwrap(), all);
    assert_eq!(read.id, Uuid("u-1".into()));
    assert_eq!((read.or_null, &read.merged), (Some(None), &Some(Uuid("u-4".into()))));
    assert_eq!(read.range, Some((Word(json!("a")), Word(json!(1)))));
    assert_eq!(read.either, Some(formats::UserEither::String(Uuid("u-3".into()))));
    assert_eq!(read.choice, Some(formats::UserChoice::U2));
    assert_eq!(read.additional_properties["extra"], Uuid("u-5".into()));
    for more in [
        json!({"id": "1"}),
        json!({"friends": ["1"]}),
        json!({"orNull": "1"}),
        json!({"either": "1"}),
        json!({"merged": "1"}),
        json!({"extra": "1"}),
        json!({"choice": "u-3"}),
    ] {
        assert!(from_value::<formats::User>(user(&more)).is_err(), "{more}");
    }
}

#[test]
fn lists_and_maps_of_foreign_types_are_checked() {
    for (more, pointer, keyword) in [
        (json!({"friends": []}), "/friends", "minItems"),
        (json!({"friends": ["u-1", "u-1"]}), "/friends", "uniqueItems"),
        (json!({"seen": {"a": 1, "b": 2, "c": 3}}), "/seen", "maxProperties"),
    ] {
        let read: formats::User = from_value(user(&more)).unwrap();
        let violations = read.validate().unwrap_err();
        let found: Vec<_> = violations.iter().map(|one| (one.pointer(), one.keyword())).collect();
        assert_eq!(found, [(pointer, keyword)], "{more}");
    }
}

#[test]
fn messages_of_foreign_types_are_sent_and_received() {
    let event = RawEvent::new("removed", "\"u-9\"");
    let message = formats::UsersChannel::decode(&event).unwrap();
    assert_eq!(message, formats::UsersMessage::Removed(Uuid("u-9".into())));
    formats::UsersChannel::validate(&message).unwrap();
}

#[test]
fn replace_puts_a_type_in_place() {
    let value = json!({
        "id": "x", "since": "2026-01-01T00:00:00Z", "kind": [1, [true, false]], "state": 7, "name": "n",
        "address": {"a": "b"}, "defaulted": "u-0",
    });
    let read: replaced::User = from_value(value.clone()).unwrap();
    assert_eq!(to_value(&read).unwrap(), value);
    assert_eq!((read.kind, &read.state), ((1, [true, false]), &Some(Word(json!(7)))));
    assert_eq!(read.name.as_deref(), Some("n"));
    let choice = replaced::User { choice: Some(replaced::UserChoice::First), ..read.clone() };
    assert_eq!(to_value(choice).unwrap()["choice"], "u-1");
    let either = replaced::User { either: Some(replaced::IdOrNumber::Integer(1)), ..read.clone() };
    assert_eq!(to_value(either).unwrap()["either"], 1);
    assert_eq!(read.address, Some(BTreeMap::from([("a".to_owned(), "b".to_owned())])));
}

#[test]
fn x_rust_type_stands_in_the_document() {
    let value = json!({
        "text": 1, "object": {"x": 5}, "list": ["a", null], "generic": ["a"], "orNull": null, "named": "short",
    });
    let read: formats::Custom = from_value(value.clone()).unwrap();
    read.validate().unwrap();
    assert_eq!(to_value(&read).unwrap(), value);
    assert_eq!((&read.text, read.object.as_ref().map(|point| point["x"])), (&Word(json!(1)), Some(5)));
    assert_eq!(read.generic, Some(VecDeque::from(["a".to_owned()])));
    assert_eq!(read.named, Some(Word(json!("short"))));
    let new = formats::Custom::new(Word(json!("w")));
    assert_eq!(to_value(new).unwrap(), json!({"text": "w"}));
}
