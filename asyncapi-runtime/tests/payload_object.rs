//! What `__asyncapi_object!` makes of a struct.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;

use asyncapi_runtime::__asyncapi_object;
use asyncapi_runtime::__private::{ListOf, NullOr, Plain, Whole};

#[derive(Clone, Debug, PartialEq)]
struct Address {
    street: String,
    number: u32,
}

__asyncapi_object! {
    Address "Address" { required street "street", required number "number" as Whole<u32>, } reject
}

#[allow(clippy::option_option, reason = "absent and null are told apart")]
#[derive(Clone, Debug, PartialEq)]
struct User {
    name: String,
    age: Option<i64>,
    nick: Option<Option<String>>,
    score: Option<Option<i32>>,
    manager: Option<Option<String>>,
    limit: i64,
    tags: Vec<String>,
    addresses: Vec<Address>,
    rest: BTreeMap<String, Option<i64>>,
}

__asyncapi_object! {
    #[allow(deprecated)]
    User "User" {
        required name "name",
        optional age "age" as Whole<i64>,
        optional nick "nick",
        optional score "score" as NullOr<Whole<i32>>,
        optional manager "manager",
        defaulted limit "limit" = (10) as Whole<i64>,
        defaulted tags "tags" = (::std::vec![::std::string::String::from("new")]),
        required addresses "addresses" as ListOf<Plain<Address>>,
    } keep rest as NullOr<Whole<i64>>
}

#[derive(Clone, Debug, PartialEq)]
struct Open {
    id: String,
    rest: BTreeMap<String, bool>,
}

__asyncapi_object! {
    Open "Open" { required id "id", } keep rest
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Empty {}

__asyncapi_object! {
    Empty "Empty" {} ignore
}

fn error<T: for<'de> serde::Deserialize<'de>>(json: &str) -> String {
    serde_json::from_str::<T>(json).map(|_| ()).unwrap_err().to_string()
}

#[test]
fn absent_properties() {
    let user: User = serde_json::from_str(r#"{"name": "a", "addresses": []}"#).unwrap();
    let expected = User {
        name: "a".into(),
        age: None,
        nick: None,
        score: None,
        manager: None,
        limit: 10,
        tags: vec!["new".into()],
        addresses: vec![],
        rest: BTreeMap::new(),
    };
    assert_eq!(user, expected);
    let json = r#"{"name":"a","limit":10,"tags":["new"],"addresses":[]}"#;
    assert_eq!(serde_json::to_string(&user).unwrap(), json);
}

#[test]
fn every_property() {
    let json = r#"{"name":"a","age":3e1,"nick":"b","score":1.0,"manager":null,"limit":2.0,"tags":[],
        "addresses":[{"street":"s","number":4.0}],"x":1.0,"y":null}"#;
    let user: User = serde_json::from_str(json).unwrap();
    assert_eq!((user.age, user.score, user.limit), (Some(30), Some(Some(1)), 2));
    assert_eq!(user.manager, Some(None));
    assert_eq!(user.rest, BTreeMap::from([("x".into(), Some(1)), ("y".into(), None)]));
    assert_eq!(user.addresses, [Address { street: "s".into(), number: 4 }]);
    let written = r#"{"name":"a","age":30,"nick":"b","score":1,"manager":null,"limit":2,"tags":[],"addresses":[{"street":"s","number":4}],"x":1,"y":null}"#;
    assert_eq!(serde_json::to_string(&user).unwrap(), written);
    assert_eq!(serde_json::from_str::<User>(written).unwrap(), user);
    assert_eq!(serde_json::from_value::<User>(serde_json::to_value(&user).unwrap()).unwrap(), user);
    assert_eq!(serde_json::from_reader::<_, User>(written.as_bytes()).unwrap(), user);
}

#[test]
fn null_where_it_may_be_and_where_not() {
    let user: User =
        serde_json::from_str(r#"{"name": "a", "nick": null, "score": null, "addresses": []}"#).unwrap();
    assert_eq!((user.nick, user.score), (Some(None), Some(None)));
    assert_eq!(
        error::<User>(r#"{"age": null}"#),
        "`/age`: invalid type: null, expected an integer at line 1 column 12"
    );
    assert_eq!(
        error::<User>(r#"{"limit": null}"#),
        "`/limit`: invalid type: null, expected an integer at line 1 column 14"
    );
}

#[test]
fn errors_say_where() {
    assert_eq!(
        error::<User>("{\"addresses\": [{\"street\": \"a\", \"number\": 1},\n {\"street\": 5}]}"),
        "`/addresses/1/street`: invalid type: integer `5`, expected a string at line 2 column 13"
    );
    assert_eq!(
        error::<User>(r#"{"addresses": [{"street": "a"}]}"#),
        "`/addresses/0`: missing field `number` at line 1 column 30"
    );
    assert_eq!(
        error::<User>(r#"{"addresses": [7]}"#),
        "`/addresses/0`: invalid type: integer `7`, expected an object `Address` at line 1 column 16"
    );
    assert_eq!(
        error::<User>(r#"{"addresses": [{"zip": 1}]}"#),
        "`/addresses/0`: unknown field `zip`, expected `street` or `number` at line 1 column 21"
    );
    assert_eq!(
        error::<User>(r#"{"a/b": 1.5}"#),
        "`/a~1b`: invalid value: floating point `1.5`, expected an integer at line 1 column 11"
    );
    assert_eq!(
        error::<Open>(r#"{"é~": 1}"#),
        "`/é~0`: invalid type: integer `1`, expected a boolean at line 1 column 9"
    );
    assert_eq!(error::<User>(r#"{"name": "#), "`/name`: EOF while parsing a value at line 1 column 9");
}

#[test]
fn errors_of_the_object_itself() {
    assert_eq!(error::<User>("{}"), "missing field `name` at line 1 column 2");
    assert_eq!(error::<User>(r#"{"name": "a", "name": "b"}"#), "duplicate field `name` at line 1 column 20");
    assert_eq!(error::<User>("[]"), "invalid type: sequence, expected an object `User` at line 1 column 0");
}

#[test]
fn unlisted_properties() {
    let open: Open = serde_json::from_str(r#"{"id": "a", "x": true}"#).unwrap();
    assert_eq!(open, Open { id: "a".into(), rest: BTreeMap::from([("x".into(), true)]) });
    assert_eq!(serde_json::to_string(&open).unwrap(), r#"{"id":"a","x":true}"#);
    assert_eq!(serde_json::from_str::<Empty>(r#"{"x": [1]}"#).unwrap(), Empty {});
    assert_eq!(serde_json::to_string(&Empty {}).unwrap(), "{}");
}
