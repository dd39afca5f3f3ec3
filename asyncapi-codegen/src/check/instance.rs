//! Whether a value of the document fits a schema of the document: for examples and defaults. What is not
//! understood (`pattern`, `format`, conditions) counts as fitting.

use crate::resolve::Resolver;
use crate::source::Span;
use crate::tree::{Node, Value};

/// Where a value does not fit, and why.
#[derive(Debug)]
pub(super) struct Misfit {
    pub(super) span: Span,
    pub(super) reason: String,
}

/// References in a row through schemas of themselves.
const MAX_DEPTH: usize = 64;

/// The first reason why `value` does not fit `schema`.
pub(super) fn misfit(value: &Node, schema: &Node, resolver: Resolver<'_>) -> Option<Misfit> {
    Validator { resolver }.misfit(value, schema, MAX_DEPTH)
}

/// As [`misfit`], looking at `type` alone.
pub(super) fn type_misfit(value: &Node, schema: &Node) -> Option<Misfit> {
    let types = schema.get("type")?;
    let names: Vec<&str> =
        types.as_str().into_iter().chain(types.items().iter().filter_map(Node::as_str)).collect();
    let nullable = schema.get("nullable").and_then(Node::as_bool) == Some(true);
    if names.is_empty()
        || names.iter().any(|name| is_of(value, name))
        || (nullable && value.value == Value::Null)
    {
        return None;
    }
    Some(Misfit {
        span: value.span,
        reason: format!("{} is expected, found {}", names.join(" or "), value.describe()),
    })
}

fn is_of(value: &Node, name: &str) -> bool {
    match (name, &value.value) {
        ("null", Value::Null)
        | ("boolean", Value::Bool(_))
        | ("integer" | "number", Value::Int(_))
        | ("number", Value::Float(_))
        | ("string", Value::String(_))
        | ("array", Value::Sequence(_))
        | ("object", Value::Mapping(_)) => true,
        ("integer", Value::Float(number)) => number.fract() == 0.0,
        _ => false,
    }
}

struct Validator<'a> {
    resolver: Resolver<'a>,
}

impl<'a> Validator<'a> {
    fn misfit(&self, value: &Node, schema: &'a Node, depth: usize) -> Option<Misfit> {
        let schema = self.resolver.follow(schema)?;
        let depth = depth.checked_sub(1)?;
        if schema.as_bool() == Some(false) {
            return Some(Misfit { span: value.span, reason: "nothing is allowed here".to_owned() });
        }
        let null_allowed = schema.get("nullable").and_then(Node::as_bool) == Some(true);
        if null_allowed && value.value == Value::Null {
            return None;
        }
        let inner = schema.get("schema").filter(|_| schema.get("schemaFormat").is_some());
        if let Some(inner) = inner {
            return self.misfit(value, inner, depth);
        }
        type_misfit(value, schema)
            .or_else(|| literal(value, schema))
            .or_else(|| bounds(value, schema))
            .or_else(|| self.properties(value, schema, depth))
            .or_else(|| self.items(value, schema, depth))
            .or_else(|| self.combined(value, schema, depth))
    }

    fn properties(&self, value: &Node, schema: &'a Node, depth: usize) -> Option<Misfit> {
        let object = value.as_mapping()?;
        for name in
            schema.get("required").map(Node::items).unwrap_or_default().iter().filter_map(Node::as_str)
        {
            if object.get(name).is_none() {
                let span = object.iter().next().map_or(value.span, |entry| entry.key.span);
                return Some(Misfit { span, reason: format!("the property `{name}` is missing") });
            }
        }
        let properties = schema.get("properties");
        let additional =
            schema.get("additionalProperties").filter(|_| schema.get("patternProperties").is_none());
        object.iter().find_map(|entry| {
            match properties.and_then(|properties| properties.get(&entry.key.name)) {
                Some(property) => self.misfit(&entry.value, property, depth),
                None if additional.and_then(Node::as_bool) == Some(false) => Some(Misfit {
                    span: entry.key.span,
                    reason: format!("the property `{}` is not allowed", entry.key.name),
                }),
                None => self.misfit(&entry.value, additional?, depth),
            }
        })
    }

    fn items(&self, value: &Node, schema: &'a Node, depth: usize) -> Option<Misfit> {
        let items = schema.get("items")?;
        match items.as_sequence() {
            Some(tuple) => {
                value.items().iter().zip(tuple).find_map(|(value, schema)| self.misfit(value, schema, depth))
            }
            None => value.items().iter().find_map(|value| self.misfit(value, items, depth)),
        }
    }

    fn combined(&self, value: &Node, schema: &'a Node, depth: usize) -> Option<Misfit> {
        let members = |keyword: &str| schema.get(keyword).map(Node::items).unwrap_or_default();
        if let Some(misfit) = members("allOf").iter().find_map(|member| self.misfit(value, member, depth)) {
            return Some(misfit);
        }
        for keyword in ["anyOf", "oneOf"] {
            let members = members(keyword);
            if !members.is_empty() && members.iter().all(|member| self.misfit(value, member, depth).is_some())
            {
                return Some(Misfit { span: value.span, reason: format!("none of `{keyword}` fits") });
            }
        }
        None
    }
}

fn literal(value: &Node, schema: &Node) -> Option<Misfit> {
    let values = match (schema.get("const"), schema.get("enum")) {
        (Some(only), _) => std::slice::from_ref(only),
        (None, Some(several)) => several.items(),
        (None, None) => return None,
    };
    if values.iter().any(|allowed| allowed == value) {
        return None;
    }
    let words: Vec<_> = values.iter().filter_map(Node::as_str).map(|word| format!("`{word}`")).collect();
    let reason = if words.is_empty() {
        "this is none of the allowed values".to_owned()
    } else {
        format!("one of {} is expected", words.join(", "))
    };
    Some(Misfit { span: value.span, reason })
}

#[allow(clippy::cast_precision_loss, reason = "limits and lengths are small")]
fn number(node: &Node) -> Option<f64> {
    match node.value {
        Value::Int(number) => Some(number as f64),
        Value::Float(number) => Some(number),
        _ => None,
    }
}

#[allow(clippy::cast_precision_loss, reason = "limits and lengths are small")]
fn bounds(value: &Node, schema: &Node) -> Option<Misfit> {
    let limit = |keyword: &str| number(schema.get(keyword)?);
    let misfit = |reason: String| Some(Misfit { span: value.span, reason });
    let sizes = match &value.value {
        Value::String(text) => Some((text.chars().count(), "minLength", "maxLength")),
        Value::Sequence(items) => Some((items.len(), "minItems", "maxItems")),
        Value::Mapping(mapping) => Some((mapping.len(), "minProperties", "maxProperties")),
        _ => None,
    };
    if let Some((size, least, most)) = sizes {
        if limit(least).is_some_and(|limit| (size as f64) < limit) {
            return misfit(format!("this is below `{least}`"));
        }
        if limit(most).is_some_and(|limit| (size as f64) > limit) {
            return misfit(format!("this is above `{most}`"));
        }
    }
    let number = number(value)?;
    for (keyword, wrong) in [
        ("minimum", limit("minimum").is_some_and(|limit| number < limit)),
        ("maximum", limit("maximum").is_some_and(|limit| number > limit)),
        ("exclusiveMinimum", limit("exclusiveMinimum").is_some_and(|limit| number <= limit)),
        ("exclusiveMaximum", limit("exclusiveMaximum").is_some_and(|limit| number >= limit)),
    ] {
        if wrong {
            return misfit(format!("this is outside `{keyword}`"));
        }
    }
    None
}
