//! What the keywords of a schema say about its Rust type, one question a function.

use crate::tree::{Node, Value};

/// The kind of value a schema describes, as far as one Rust type can hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Object,
    Array,
    String,
    Integer,
    Number,
    Boolean,
    Null,
    Any,
    /// Several kinds at once.
    Mixed,
}

/// The kind by `type`, else by what other keywords imply.
pub(super) fn kind(schema: &Node) -> Kind {
    let has = |name: &str| schema.get(name).is_some();
    match schema.get("type") {
        Some(name) => match types(name).as_slice() {
            [] => Kind::Null,
            [one] => *one,
            [Kind::Integer, Kind::Number] | [Kind::Number, Kind::Integer] => Kind::Number,
            _ => Kind::Mixed,
        },
        None if has("properties") || has("additionalProperties") || has("required") => Kind::Object,
        None if has("items") => Kind::Array,
        None => literals(schema).map_or(Kind::Any, |values| kind_of_values(&values)),
    }
}

/// `type` without "null".
fn types(node: &Node) -> Vec<Kind> {
    let names = node.as_str().into_iter().chain(node.items().iter().filter_map(Node::as_str));
    names
        .filter_map(|name| match name {
            "object" => Some(Kind::Object),
            "array" => Some(Kind::Array),
            "string" => Some(Kind::String),
            "integer" => Some(Kind::Integer),
            "number" => Some(Kind::Number),
            "boolean" => Some(Kind::Boolean),
            _ => None,
        })
        .collect()
}

/// Whether null is a value too: `nullable`, "null" among the types, or null among the `enum`.
pub(super) fn is_nullable(schema: &Node) -> bool {
    let by_type = schema.get("type").is_some_and(|types| {
        let null = |node: &Node| node.as_str() == Some("null");
        null(types) || types.items().iter().any(null)
    });
    let by_enum = schema
        .get("enum")
        .is_some_and(|values| values.items().iter().any(|value| value.value == Value::Null));
    by_type || by_enum || schema.get("nullable").and_then(Node::as_bool) == Some(true)
}

/// The values that `enum` or `const` allow, without null.
pub(super) fn literals(schema: &Node) -> Option<Vec<&Node>> {
    let values: Vec<&Node> = match (schema.get("const"), schema.get("enum")) {
        (Some(only), _) => vec![only],
        (None, Some(several)) => several.items().iter().collect(),
        (None, None) => return None,
    };
    Some(values.into_iter().filter(|value| value.value != Value::Null).collect())
}

fn kind_of_values(values: &[&Node]) -> Kind {
    let mut kinds = values.iter().map(|value| match value.value {
        Value::Null => Kind::Null,
        Value::Bool(_) => Kind::Boolean,
        Value::Int(_) => Kind::Integer,
        Value::Float(_) => Kind::Number,
        Value::String(_) => Kind::String,
        Value::Sequence(_) => Kind::Array,
        Value::Mapping(_) => Kind::Object,
    });
    let first = kinds.next().unwrap_or(Kind::Any);
    if kinds.all(|kind| kind == first) { first } else { Kind::Mixed }
}

/// A schema that only wraps another: one `allOf`, `oneOf` or `anyOf` member, or one and null.
/// The wrapped schema, and whether null may stand in its place.
pub(super) fn wrapped(schema: &Node) -> Option<(&Node, bool)> {
    let structural = ["type", "properties", "items", "enum", "const", "additionalProperties"];
    if structural.iter().any(|keyword| schema.get(keyword).is_some()) {
        return None;
    }
    let mut combined = ["allOf", "oneOf", "anyOf"].iter().filter_map(|keyword| schema.get(keyword));
    let (members, None) = (combined.next()?.items(), combined.next()) else { return None };
    let is_null = |member: &Node| member.get("type").and_then(Node::as_str) == Some("null");
    match members {
        [only] => Some((only, false)),
        [one, null] | [null, one] if is_null(null) && !is_null(one) && schema.get("allOf").is_none() => {
            Some((one, true))
        }
        _ => None,
    }
}

/// The first keyword that changes the type in a way that is not supported, and why.
pub(super) fn unsupported(schema: &Node) -> Option<(&str, &Node, &'static str)> {
    const KEYWORDS: [(&str, &str); 4] = [
        ("oneOf", "a choice between schemas"),
        ("anyOf", "a choice between schemas"),
        ("allOf", "a merge of schemas"),
        ("patternProperties", "properties by pattern"),
    ];
    let found = KEYWORDS.iter().find_map(|(name, why)| Some((*name, schema.get(name)?, *why)));
    let tuple = schema.get("items").filter(|items| items.as_sequence().is_some());
    found.or(tuple.map(|items| ("items", items, "a list of a schema for each item")))
}
