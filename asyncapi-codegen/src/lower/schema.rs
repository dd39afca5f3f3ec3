//! What the keywords of a schema say, one question a function. A schema is asked with all the parts that apply
//! together with it: the members of its `allOf`.

use std::collections::{HashMap, HashSet};

use crate::check::instance;
use crate::document::{is_json_schema, text};
use crate::resolve::Resolver;
use crate::tree::{Entry, Node, Value};

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
    /// No value is of all the kinds that the parts ask for.
    Contradiction,
}

/// A choice between schemas: the members of `oneOf` or `anyOf`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice<'a> {
    /// The schema that holds it.
    pub(super) owner: &'a Node,
    pub(super) keyword: &'static str,
    pub(super) members: &'a [Node],
}

/// The schema itself (or what it refers to) and all members of its `allOf`, and of theirs: everything that a
/// value has to fulfil. Members come before what is written beside them, as a base comes before what extends it.
pub(super) fn parts<'a>(node: &'a Node, resolver: Resolver<'a>) -> Vec<&'a Node> {
    let mut found = Vec::new();
    let mut seen: HashSet<*const Node> = HashSet::new();
    // Its own stack: bases of bases may go as deep as the document is long.
    let mut open = vec![(node, false)];
    while let Some((node, members_are_done)) = open.pop() {
        if members_are_done {
            found.push(node);
            continue;
        }
        let Some(node) = resolver.follow(node) else { continue };
        if node.as_bool() == Some(true) || !seen.insert(std::ptr::from_ref(node)) {
            continue;
        }
        if let Some(format) = text(node, "schemaFormat") {
            open.extend(node.get("schema").filter(|_| is_json_schema(format)).map(|inner| (inner, false)));
            continue;
        }
        open.push((node, true));
        open.extend(members(node, "allOf").iter().rev().map(|member| (member, false)));
    }
    found
}

/// The schemas that a keyword lists.
pub(super) fn members<'a>(schema: &'a Node, keyword: &str) -> &'a [Node] {
    schema.get(keyword).map(Node::items).unwrap_or_default()
}

/// What the keyword holds in each of the parts that have it.
pub(super) fn each<'p, 'a: 'p>(
    parts: &'p [&'a Node],
    keyword: &'p str,
) -> impl Iterator<Item = &'a Node> + 'p {
    parts.iter().filter_map(move |part| part.get(keyword))
}

/// The choices of all parts.
pub(super) fn choices<'p, 'a: 'p>(parts: &'p [&'a Node]) -> impl Iterator<Item = Choice<'a>> + 'p {
    parts.iter().flat_map(|owner| {
        ["oneOf", "anyOf"].into_iter().filter_map(move |keyword| {
            let members = members(owner, keyword);
            (!members.is_empty()).then_some(Choice { owner, keyword, members })
        })
    })
}

/// The kind that all parts agree on: by `type`, else by what other keywords imply.
pub(super) fn kind(parts: &[&Node]) -> Kind {
    let mut stated: Option<Vec<Kind>> = None;
    for types in each(parts, "type").map(types) {
        stated = Some(match stated {
            None => types,
            Some(before) => common(&before, &types),
        });
    }
    match stated {
        None => implied(parts),
        Some(kinds) => match kinds.as_slice() {
            [] => Kind::Contradiction,
            [only] => *only,
            [a, b] if [*a, *b].contains(&Kind::Integer) && [*a, *b].contains(&Kind::Number) => Kind::Number,
            _ if kinds.iter().filter(|kind| **kind != Kind::Null).count() == 1 => {
                kinds.into_iter().find(|kind| *kind != Kind::Null).unwrap_or(Kind::Null)
            }
            _ => Kind::Mixed,
        },
    }
}

/// The kinds that `type` names, without null where there are others.
pub(super) fn types(node: &Node) -> Vec<Kind> {
    let names = node.as_str().into_iter().chain(node.items().iter().filter_map(Node::as_str));
    let kinds = names.filter_map(|name| match name {
        "object" => Some(Kind::Object),
        "array" => Some(Kind::Array),
        "string" => Some(Kind::String),
        "integer" => Some(Kind::Integer),
        "number" => Some(Kind::Number),
        "boolean" => Some(Kind::Boolean),
        "null" => Some(Kind::Null),
        _ => None,
    });
    let mut each = Vec::new();
    for kind in kinds {
        if !each.contains(&kind) {
            each.push(kind);
        }
    }
    each
}

/// The kinds in both lists; every integer is a number.
fn common(a: &[Kind], b: &[Kind]) -> Vec<Kind> {
    let within = |kind: Kind, other: &[Kind]| {
        other.contains(&kind) || (kind == Kind::Integer && other.contains(&Kind::Number))
    };
    let both = a.iter().filter(|kind| within(**kind, b)).chain(b.iter().filter(|kind| within(**kind, a)));
    let mut kinds: Vec<Kind> = Vec::new();
    for kind in both {
        if !kinds.contains(kind) {
            kinds.push(*kind);
        }
    }
    kinds
}

/// A schema without `type` is one of objects if it has `properties`, of lists if it has `items`: that is what
/// its author means, though JSON Schema would let any other value pass. Its `enum` or `const` says it exactly.
fn implied(parts: &[&Node]) -> Kind {
    let has = |name: &str| each(parts, name).next().is_some();
    if let Some(values) = literals(parts) {
        return kind_of_values(&values);
    }
    if has("properties") || has("additionalProperties") {
        return Kind::Object;
    }
    if each(parts, "items").any(|items| items.as_mapping().is_some()) { Kind::Array } else { Kind::Any }
}

/// Whether null is a value too.
pub(super) fn is_nullable(schema: &Node) -> bool {
    let null = |node: &Node| node.as_str() == Some("null");
    let by_flag = schema.get("nullable").and_then(Node::as_bool) == Some(true);
    let by_type = schema.get("type").map(|types| null(types) || types.items().iter().any(null));
    let by_values = ["enum", "const"].iter().find_map(|keyword| {
        let values = schema.get(keyword)?;
        let values = if *keyword == "enum" { values.items() } else { std::slice::from_ref(values) };
        Some(values.iter().any(|value| value.value == Value::Null))
    });
    // Null has to be among the values, too, where they are listed.
    match (by_flag || by_type == Some(true), by_type, by_values) {
        (true, _, values) => values != Some(false),
        (false, None, values) => values == Some(true),
        (false, Some(_), _) => false,
    }
}

/// Whether `nullable`, which counts whatever else the schema consists of, makes null a value.
pub(super) fn is_nullable_by_flag(schema: &Node) -> bool {
    schema.get("nullable").and_then(Node::as_bool) == Some(true) && is_nullable(schema)
}

/// Whether null is no value of a part: by its type, its values, a condition, or all members of a choice.
pub(super) fn excludes_null<'a>(part: &'a Node, resolver: Resolver<'a>) -> bool {
    without_null(part, resolver, MAX_CHOICES, &mut HashMap::new())
}

/// Choices inside one another that are asked whether null is among them.
const MAX_CHOICES: usize = 16;

fn without_null<'a>(
    part: &'a Node,
    resolver: Resolver<'a>,
    depth: usize,
    known: &mut HashMap<*const Node, bool>,
) -> bool {
    if let Some(known) = known.get(&std::ptr::from_ref(part)) {
        return *known;
    }
    known.insert(part, false);
    let depth = depth.saturating_sub(1);
    let says = ["type", "const", "enum"].iter().any(|keyword| part.get(keyword).is_some());
    let null = Node { span: part.span, value: Value::Null };
    let fits = |schema| instance::misfit(&null, schema, resolver).is_none();
    let by_condition = part.get("if").is_some_and(|condition| {
        let branch = part.get(if fits(condition) { "then" } else { "else" });
        branch.is_some_and(|branch| !fits(branch))
    });
    let without = part.as_bool() == Some(false)
        || (says && !is_nullable(part))
        || part.get("not").is_some_and(fits)
        || by_condition
        || (depth > 0
            && !is_nullable_by_flag(part)
            && choices(&[part]).any(|choice| {
                choice.members.iter().all(|member| {
                    parts(member, resolver).iter().any(|part| without_null(part, resolver, depth, known))
                })
            }));
    known.insert(part, without);
    without
}

/// The values that `const` or `enum` allow, without null. Those of one part: that others leave fewer is checked.
pub(super) fn literals<'a>(parts: &[&'a Node]) -> Option<Vec<&'a Node>> {
    let only = each(parts, "const").next().map(|only| vec![only]);
    let values = only.or_else(|| each(parts, "enum").next().map(|values| values.items().iter().collect()))?;
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
    let Some(first) = kinds.next() else { return Kind::Any };
    match first {
        // Their values are too many for a type of their own.
        Kind::Array | Kind::Object => Kind::Any,
        first if kinds.all(|kind| kind == first) => first,
        _ => Kind::Any,
    }
}

/// Whether a schema says more about a value than limits: whether there is a type to be made of it.
pub(super) fn gives_type(parts: &[&Node]) -> bool {
    const KEYWORDS: [&str; 8] = [
        "type",
        "properties",
        "additionalProperties",
        "patternProperties",
        "enum",
        "const",
        "x-rust-type",
        "x-extensible-enum",
    ];
    parts.iter().any(|part| KEYWORDS.iter().any(|keyword| part.get(keyword).is_some()))
        || each(parts, "items").any(|items| items.as_mapping().is_some())
        || choices(parts).next().is_some()
}

/// Whether a schema is `type: null`, or the constant null.
pub(super) fn is_null(schema: &Node) -> bool {
    schema.get("type").and_then(Node::as_str) == Some("null")
        || schema.get("const").is_some_and(|value| value.value == Value::Null)
        || schema.get("enum").is_some_and(|values| {
            !values.items().is_empty() && values.items().iter().all(|value| value.value == Value::Null)
        })
}

/// The properties of all parts, each with all its schemas, in the order in which they stand in the document.
pub(super) fn properties<'a>(parts: &[&'a Node]) -> Vec<(&'a str, Vec<&'a Entry>)> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut properties: Vec<(&str, Vec<&Entry>)> = Vec::new();
    for entry in each(parts, "properties").flat_map(Node::entries) {
        let name = entry.key.name.as_str();
        let at = *places.entry(name).or_insert_with(|| {
            properties.push((name, Vec::new()));
            properties.len() - 1
        });
        properties[at].1.push(entry);
    }
    properties
}

/// The names that some part requires, each once, with their places.
pub(super) fn required<'a>(parts: &[&'a Node]) -> Vec<(&'a str, &'a Node)> {
    let mut seen = HashSet::new();
    let names = each(parts, "required").flat_map(Node::items);
    names.filter_map(|node| Some((node.as_str()?, node))).filter(|(name, _)| seen.insert(*name)).collect()
}

/// A limit that counts something.
pub(super) fn count(schema: &Node, keyword: &str) -> Option<u64> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
    match schema.get(keyword)?.value {
        Value::Int(limit) => Some(u64::try_from(limit.max(0)).unwrap_or(u64::MAX)),
        Value::Float(limit) => Some(limit.ceil() as u64),
        _ => None,
    }
}

/// `x-rust-type`: a Rust path, or the object with a `path` that typify reads.
pub(super) fn rust_type<'a>(parts: &[&'a Node]) -> Option<&'a Node> {
    let node = each(parts, "x-rust-type").next()?;
    if node.as_str().is_some() { Some(node) } else { node.get("path").filter(|path| path.as_str().is_some()) }
}
