//! Schemas that contain themselves.

use asyncapi_runtime::asyncapi;
use serde_json::{from_value, json};

use crate::support::{fine, refused, violates};

asyncapi!("specs/keywords-recursion.yaml");

#[test]
fn through_a_property() {
    fine::<Node>(&json!({"value": 1, "next": {"value": 0, "next": {"value": 3}}}));
    refused::<Node>(&json!({"value": 1, "next": {"value": 0, "next": {}}}));
    refused::<Node>(&json!({"value": 1, "next": {"value": -1}}));
    let node = Node { next: Some(Box::new(Node::new(1))), ..Node::new(0) };
    assert_eq!(node.next.unwrap().value, 1);
    fine::<Nullable>(&json!({"next": {"next": null}, "n": 3}));
    violates::<Nullable>(&json!({"next": {"next": null, "n": 4}}), "/next/n", "maximum");
    refused::<Nullable>(&json!({"next": {}}));
}

#[test]
fn through_lists_and_maps() {
    fine::<ViaList>(&json!({"name": "a", "children": [{"name": "b"}, {"children": []}]}));
    violates::<ViaList>(&json!({"children": [{}, {"name": ""}]}), "/children/1/name", "minLength");
    violates::<ViaList>(
        &json!({"children": [{"children": [{}, {}, {}]}]}),
        "/children/0/children",
        "maxItems",
    );
    fine::<ViaMap>(&json!({"children": {"a": {"children": {"b": {"size": 9}}}}}));
    violates::<ViaMap>(&json!({"children": {"a/b": {"size": 10}}}), "/children/a~1b/size", "maximum");
    fine::<NestedList>(&json!([[[], []], []]));
    violates::<NestedList>(&json!([[], [[], [], []]]), "/1", "maxItems");
    refused::<NestedList>(&json!([[1]]));
    fine::<NestedMap>(&json!({"a": {"b": {}}}));
    violates::<NestedMap>(&json!({"a": {"b": {}, "c": {}, "d": {}}}), "/a", "maxProperties");
    refused::<NestedMap>(&json!({"a": {"b": null}}));
}

#[test]
fn through_a_tuple() {
    fine::<ViaTuple>(&json!({"pair": [1, {"pair": [2, {}]}]}));
    violates::<ViaTuple>(&json!({"pair": [1, {"pair": [0, {}]}]}), "/pair/1/pair/0", "minimum");
}

#[test]
fn through_a_union() {
    fine::<ViaUnion>(&json!("a"));
    fine::<ViaUnion>(&json!({"left": "a", "right": {"left": "b", "right": "c"}}));
    violates::<ViaUnion>(
        &json!({"left": "a", "right": {"left": "", "right": "c"}}),
        "/right/left",
        "minLength",
    );
    refused::<ViaUnion>(&json!({"left": "a", "right": 1}));
    let all = json!({"a": [null, true, 1.5, "abc", {"b": {}}], "c": null});
    fine::<Json>(&all);
    violates::<Json>(&json!([[{"a": "long"}]]), "/0/0/a", "maxLength");
}

#[test]
fn through_several_types() {
    fine::<ViaTypes>(&json!({"inner": [1, {"inner": {"inner": 2}}, []]}));
    violates::<ViaTypes>(&json!({"inner": [1, {"inner": 4}]}), "/inner/1/inner", "maximum");
    refused::<ViaTypes>(&json!({"inner": [1, {"inner": "a"}]}));
}

#[test]
fn through_what_stands_beside_a_union() {
    fine::<ViaBase>(&json!({"leaf": 1, "inner": {"branch": {"leaf": 3}}}));
    violates::<ViaBase>(
        &json!({"leaf": 1, "inner": {"branch": {"leaf": 4}}}),
        "/inner/branch/leaf",
        "maximum",
    );
    refused::<ViaBase>(&json!({"leaf": 1, "inner": {}}));
}

#[test]
fn through_a_tagged_union() {
    fine::<Expression>(&json!({"op": "sum", "terms": [
        {"op": "literal", "value": 1}, {"op": "negation", "of": {"op": "literal", "value": 2}},
    ]}));
    violates::<Expression>(
        &json!({"op": "negation", "of": {"op": "sum", "terms": [{"op": "literal", "value": 1}]}}),
        "/of/terms",
        "minItems",
    );
    violates::<Expression>(
        &json!({"op": "negation", "of": {"op": "literal", "value": 101}}),
        "/of/value",
        "maximum",
    );
    refused::<Expression>(&json!({"op": "negation", "of": {"op": "product"}}));
    let error =
        from_value::<Expression>(json!({"op": "negation", "of": {"op": "x"}})).unwrap_err().to_string();
    assert!(error.contains("`/of") && error.contains("literal"), "{error}");
}

#[test]
fn through_all_of() {
    fine::<ViaAllOf>(
        &json!({"id": 1, "name": "ab", "parent": {"id": 2}, "other": {"id": 3, "parent": {"id": 4}}}),
    );
    violates::<ViaAllOf>(&json!({"id": 1, "parent": {"id": 2, "name": "a"}}), "/parent/name", "minLength");
    violates::<ViaAllOf>(
        &json!({"id": 1, "other": {"id": 1, "parent": {"id": 0}}}),
        "/other/parent/id",
        "minimum",
    );
    refused::<ViaAllOf>(&json!({"id": 1, "parent": {}}));
}

#[test]
fn through_one_another() {
    fine::<Ping>(&json!({"pong": {"ping": {"n": 1}, "pings": [{"pong": {}}]}}));
    violates::<Ping>(&json!({"pong": {"pings": [{"n": 4}]}}), "/pong/pings/0/n", "maximum");
}

#[test]
fn through_keywords_that_look_at_json() {
    fine::<ViaNot>(&json!({"a": 1}));
    violates::<ViaNot>(&json!({"a": {"a": 1}}), "/a", "not");
    fine::<ViaNot>(&json!({"a": {"a": {"a": 1}}}));
    fine::<ViaIf>(&json!({"deep": true, "inner": {"deep": false}}));
    violates::<ViaIf>(&json!({"deep": true, "inner": {"deep": true}}), "/inner", "required");
    fine::<ViaDependency>(&json!({"a": 1, "b": {"b": {}}}));
    violates::<ViaDependency>(&json!({"a": 1, "b": {"a": 1}}), "/b", "required");
    violates::<ViaDependency>(&json!({"a": 1, "b": {"a": "1", "b": {}}}), "/b/a", "type");
    fine::<ViaContains>(&json!([1, [[], ["leaf"]]]));
    violates::<ViaContains>(&json!([[["tree"]]]), "", "contains");
}

#[test]
fn through_names_that_are_not_listed() {
    fine::<ViaPatterns>(&json!({"n1": {"n2": {"v": 1}}, "other": "a"}));
    violates::<ViaPatterns>(&json!({"n1": {"n2": {"v": "1"}}}), "/n1/n2/v", "type");
    fine::<ViaAdditional>(&json!({"v": 1, "a": {"v": 2, "b": {}}}));
    refused::<ViaAdditional>(&json!({"a": {"b": {"v": -1}}}));
    fine::<Untyped>(&json!({"rest": [{"value": 1}, {"rest": []}]}));
    violates::<Untyped>(&json!({"rest": [{"value": 1, "rest": []}]}), "/rest/0", "not");
}

#[test]
fn defaults_in_defaults() {
    let read: WithDefault = from_value(json!({})).unwrap();
    assert_eq!((read.level, read.children[0].level, read.children[0].children.len()), (1, 2, 0));
    assert_eq!(read, WithDefault::default());
    // A default that would hold itself is none.
    assert_eq!(WithEndlessDefault::default().children, None);
}

#[test]
fn what_has_no_end_is_never_read() {
    refused::<Endless>(&json!({}));
    refused::<Endless>(&json!({"again": {"again": null}}));
}
