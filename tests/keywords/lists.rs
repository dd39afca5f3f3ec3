//! `items`, `additionalItems`, `uniqueItems` and `contains`, as lists, tuples and sets.

use std::collections::BTreeSet;

use asyncapi_runtime::asyncapi;
use serde_json::{from_value, json, to_value};

use crate::support::{fine, refused, violates, violates_all};

asyncapi!("specs/keywords-lists.yaml");

#[test]
fn items() {
    fine::<Items>(&json!({
        "strings": ["a"], "deep": [[[0], []], []], "objects": [{"a": 3}], "nullable": [null, "ab"],
        "numbers": [1, 1.5], "any": [null, 1], "anything": [{}], "nothing": [],
        "maps": [{"a": [2, 4]}, {}], "implied": ["a"], "merged": ["ab"], "references": ["abc"],
    }));
    for (value, pointer, keyword) in [
        (json!({"strings": ["a", ""]}), "/strings/1", "minLength"),
        (json!({"deep": [[], [[], [], []]]}), "/deep/1", "maxItems"),
        (json!({"objects": [{"a": 3}, {"a": 4}]}), "/objects/1/a", "maximum"),
        (json!({"nullable": [null, "a"]}), "/nullable/1", "minLength"),
        (json!({"nothing": [1]}), "/nothing/0", "false"),
        (json!({"maps": [{}, {"a/b": [2, 3]}]}), "/maps/1/a~1b/1", "multipleOf"),
        (json!({"merged": ["ab", "c"]}), "/merged/1", "minLength"),
        (json!({"merged": ["ab", "cd", "ef"]}), "/merged", "maxItems"),
        (json!({"references": ["abcd"]}), "/references/0", "maxLength"),
    ] {
        violates::<Items>(&value, pointer, keyword);
    }
    for value in [
        json!({"strings": [1]}),
        json!({"strings": [null]}),
        json!({"strings": "a"}),
        json!({"strings": {"0": "a"}}),
        json!({"deep": [[[-1]]]}),
        json!({"deep": [[[1.5]]]}),
        json!({"objects": [{}]}),
        json!({"implied": [1]}),
    ] {
        refused::<Items>(&value);
    }
}

#[test]
fn violations_of_several_items() {
    violates_all::<Items>(
        &json!({"strings": ["", "a", ""], "references": ["long", "longer"]}),
        &[
            ("/strings/0", "minLength"),
            ("/strings/2", "minLength"),
            ("/references/0", "maxLength"),
            ("/references/1", "maxLength"),
        ],
    );
}

#[test]
fn items_by_position() {
    fine::<Tuples>(&json!({
        "pair": ["ab", 1.0], "closed": [1, true], "open": ["a", 1, true, false], "short": [], "single": ["a"],
        "unique": [1, 2], "orNull": [null, null], "nested": [[1], {"a": "bc"}], "untyped": "a",
        "ignored": [1, 2, 3], "noItems": [1], "list": [[1, "abc"]], "tooLong": [1, 2],
    }));
    fine::<Tuples>(&json!({"open": [], "short": ["a"], "untyped": ["a"], "orNull": ["ab", 1]}));
    fine::<Tuples>(&json!({"tooLong": [1, "a", null]}));
    for (value, pointer, keyword) in [
        (json!({"pair": ["a", 1]}), "/pair/0", "minLength"),
        (json!({"open": ["a", 0]}), "/open/1", "minimum"),
        (json!({"open": [1]}), "/open/0", "type"),
        (json!({"open": ["a", 1, 1]}), "/open/2", "type"),
        (json!({"short": ["a", "b", "c"]}), "/short", "maxItems"),
        (json!({"unique": [1, 1.0]}), "/unique", "uniqueItems"),
        (json!({"orNull": ["a", null]}), "/orNull/0", "minLength"),
        (json!({"nested": [[1], {"a": "b"}]}), "/nested/1/a", "minLength"),
        (json!({"untyped": ["a", 1]}), "/untyped/1", "minimum"),
        (json!({"untyped": ["a", 2, 3]}), "/untyped/2", "false"),
        (json!({"list": [[1, "abc"], [1, "abcd"]]}), "/list/1/1", "maxLength"),
        (json!({"tooLong": [1]}), "/tooLong", "minItems"),
    ] {
        violates::<Tuples>(&value, pointer, keyword);
    }
    for value in [
        json!({"pair": ["ab"]}),
        json!({"pair": ["ab", 1, 2]}),
        json!({"pair": [1, "ab"]}),
        json!({"pair": null}),
        json!({"closed": [1, true, 1]}),
        json!({"closed": [1]}),
        json!({"single": []}),
        json!({"ignored": ["a"]}),
        json!({"nested": [[1.5], {}]}),
    ] {
        refused::<Tuples>(&value);
    }
    let read: Tuples = from_value(json!({"pair": ["ab", 2], "orNull": [null, 1], "single": ["a"]})).unwrap();
    assert_eq!(read.pair, Some(("ab".to_owned(), 2)));
    assert_eq!((read.or_null, read.single), (Some((None, Some(1))), Some(("a".to_owned(),))));
}

#[test]
fn additional_items_beside_one_schema_say_nothing() {
    fine::<Tuples>(&json!({"ignored": [1, 2, 3], "noItems": [1, "a"]}));
}

#[test]
fn unique_items_as_sets() {
    let read: Sets = from_value(json!({
        "strings": ["b", "a"], "integers": [2, 1.0], "enums": ["c", "a"], "booleans": [true, false],
        "references": ["x"],
    }))
    .unwrap();
    assert_eq!(read.strings, Some(BTreeSet::from(["a".to_owned(), "b".to_owned()])));
    assert_eq!(read.integers, Some(BTreeSet::from([1, 2])));
    assert_eq!(read.enums, Some(BTreeSet::from([SetsEnumsItem::A, SetsEnumsItem::C])));
    assert_eq!(to_value(read).unwrap()["strings"], json!(["a", "b"]));
    for value in [
        json!({"strings": ["a", "b", "a"]}),
        json!({"integers": [1, 1.0]}),
        json!({"enums": ["a", "a"]}),
        json!({"booleans": [true, true]}),
        json!({"references": ["x", "x"]}),
    ] {
        refused::<Sets>(&value);
    }
    violates::<Sets>(&json!({"strings": ["", "b"], "defaulted": []}), "/strings/0", "minLength");
    violates::<Sets>(&json!({"strings": ["a", "b", "c"], "defaulted": []}), "/strings", "maxItems");
    assert_eq!(Sets::default().defaulted, BTreeSet::from(["a".to_owned(), "b".to_owned()]));
}

#[test]
fn unique_items_of_lists() {
    fine::<Sets>(&json!({
        "numbers": [1, 2, 0.5], "objects": [{"a": 1}, {}], "nullable": [null, "a"], "lists": [[1], [2], []],
        "anything": [0, false, "0", [], {}, null, ""], "notUnique": ["a", "a"], "untyped": "aa",
        "merged": ["a", "b"], "defaulted": ["a"],
    }));
    for (value, pointer) in [
        (json!({"numbers": [1, 1.0]}), "/numbers"),
        (json!({"objects": [{"a": 1}, {"a": 1}]}), "/objects"),
        (json!({"nullable": [null, null]}), "/nullable"),
        (json!({"lists": [[1, 2], [2, 1], [1, 2]]}), "/lists"),
        (json!({"anything": [{"a": [1], "b": 2}, {"b": 2, "a": [1]}]}), "/anything"),
        (json!({"untyped": ["a", "a"]}), "/untyped"),
        (json!({"merged": ["a", "a"]}), "/merged"),
    ] {
        violates::<Sets>(&value, pointer, "uniqueItems");
    }
}

#[test]
fn contains() {
    fine::<Contained>(&json!({
        "strings": ["a", "abc"], "integers": [1, 0], "anything": [1, "a"], "set": ["a", "x"], "tuple": [1, 5],
        "always": [1], "reference": ["long", "abc"], "objects": [{}, {"a": 1}],
    }));
    fine::<Contained>(&json!({"reference": "no list"}));
    for value in [
        json!({"strings": ["a"]}),
        json!({"strings": []}),
        json!({"integers": [1, 2]}),
        json!({"anything": [1]}),
        json!({"set": ["a", "b"]}),
        json!({"tuple": [1, 2]}),
        json!({"always": []}),
        json!({"never": []}),
        json!({"never": [1]}),
        json!({"reference": ["long"]}),
        json!({"objects": [{}]}),
    ] {
        let name = value.as_object().unwrap().keys().next().unwrap().clone();
        violates::<Contained>(&value, &format!("/{name}"), "contains");
    }
}

#[test]
fn payloads_that_are_lists() {
    fine::<Pair>(&json!([1, "abc"]));
    violates::<Pair>(&json!([1, "abcd"]), "/1", "maxLength");
    refused::<Pair>(&json!([1]));
    assert_eq!(Pair::from((1, "a".to_owned())).0, (1, "a".to_owned()));
    fine::<Names>(&json!(["a", "b"]));
    violates::<Names>(&json!([]), "", "minItems");
    violates::<Names>(&json!(["abcd"]), "/0", "maxLength");
    refused::<Names>(&json!(["a", "a"]));
}

#[test]
fn lists_limited_by_another_schema() {
    fine::<Limited>(
        &json!({"tuple": [10, "a"], "list": ["a", "b"], "none": [], "values": ["a"], "value": ["a", "b"]}),
    );
    for (value, pointer, keyword) in [
        (json!({"tuple": [9, "a"]}), "/tuple/0", "minimum"),
        (json!({"tuple": [10, "abcd"]}), "/tuple/1", "maxLength"),
        (json!({"list": ["b"]}), "/list/0", "pattern"),
        (json!({"list": ["a", "c"]}), "/list/1", "pattern"),
        (json!({"list": []}), "/list", "minItems"),
        (json!({"none": ["a"]}), "/none/0", "false"),
        (json!({"values": ["b"]}), "/values", "enum"),
        (json!({"value": ["b", "a"]}), "/value", "const"),
    ] {
        violates::<Limited>(&value, pointer, keyword);
    }
    refused::<Limited>(&json!({"list": ["a", "a"]}));
    refused::<Limited>(&json!({"values": [1]}));
}
