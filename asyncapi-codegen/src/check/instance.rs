//! Whether a value of the document fits a schema of the document: for examples and defaults. Only `format` is not
//! looked at, and patterns that need an engine.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::pattern;
use crate::resolve::Resolver;
use crate::source::Span;
use crate::tree::{Entry, Node, Value};

/// Where a value does not fit, and why.
#[derive(Clone, Debug)]
pub(crate) struct Misfit {
    pub(crate) span: Span,
    pub(crate) reason: String,
}

/// References in a row through schemas of themselves.
const MAX_DEPTH: usize = 64;

/// The first reason why `value` does not fit `schema`.
pub(crate) fn misfit(value: &Node, schema: &Node, resolver: Resolver<'_>) -> Option<Misfit> {
    Validator::new(resolver).misfit(value, schema, MAX_DEPTH)
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
    /// What was found for a value and a schema: choices of choices ask the same again and again.
    found: RefCell<HashMap<(*const Node, *const Node), Option<Misfit>>>,
    /// The tables of patterns: those of an example's items are asked for each of them. None for a pattern that is none,
    /// or that needs an engine.
    tables: RefCell<HashMap<&'a str, Option<pattern::Dfa>>>,
}

impl<'a> Validator<'a> {
    fn new(resolver: Resolver<'a>) -> Self {
        Self { resolver, found: RefCell::default(), tables: RefCell::default() }
    }

    fn misfit(&self, value: &Node, schema: &'a Node, depth: usize) -> Option<Misfit> {
        let schema = self.resolver.follow(schema)?;
        let depth = depth.checked_sub(1)?;
        let question = (std::ptr::from_ref(value), std::ptr::from_ref(schema));
        if let Some(found) = self.found.borrow().get(&question) {
            return found.clone();
        }
        let found = self.misfit_of(value, schema, depth);
        self.found.borrow_mut().insert(question, found.clone());
        found
    }

    fn misfit_of(&self, value: &Node, schema: &'a Node, depth: usize) -> Option<Misfit> {
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
            .or_else(|| self.pattern(value, schema))
            .or_else(|| bounds(value, schema))
            .or_else(|| self.properties(value, schema, depth))
            .or_else(|| self.items(value, schema, depth))
            .or_else(|| self.combined(value, schema, depth))
            .or_else(|| self.conditions(value, schema, depth))
    }

    fn pattern(&self, value: &Node, schema: &'a Node) -> Option<Misfit> {
        let (text, pattern) = (value.as_str()?, schema.get("pattern")?.as_str()?);
        let reason = "this does not match `pattern`".to_owned();
        (!self.matches(pattern, text)).then_some(Misfit { span: value.span, reason })
    }

    /// Whether a pattern matches; one that is none, or needs an engine, does.
    fn matches(&self, pattern: &'a str, text: &str) -> bool {
        let mut tables = self.tables.borrow_mut();
        let table = tables.entry(pattern).or_insert_with(|| match pattern::compile(pattern).ok()?.program {
            pattern::Program::Table(table) => Some(table),
            pattern::Program::Engine { .. } => None,
        });
        table.as_ref().is_none_or(|table| table.is_match(text))
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
        let additional = schema.get("additionalProperties");
        object.iter().find_map(|entry| {
            let patterns = schema.get("patternProperties").map(Node::entries).unwrap_or_default();
            let mut patterns =
                patterns.filter(|pattern| self.matches(&pattern.key.name, &entry.key.name)).peekable();
            let by_pattern = patterns.peek().is_some();
            let misfit = patterns.find_map(|pattern| self.misfit(&entry.value, &pattern.value, depth));
            match properties.and_then(|properties| properties.get(&entry.key.name)) {
                _ if misfit.is_some() => misfit,
                Some(property) => self.misfit(&entry.value, property, depth),
                None if by_pattern => None,
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
                let rest =
                    schema.get("additionalItems").map(|rest| std::iter::repeat_n(rest, value.items().len()));
                let schemas = tuple.iter().chain(rest.into_iter().flatten());
                value
                    .items()
                    .iter()
                    .zip(schemas)
                    .find_map(|(value, schema)| self.misfit(value, schema, depth))
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

impl<'a> Validator<'a> {
    /// The keywords that ask whether a value fits, rather than why it does not.
    fn conditions(&self, value: &Node, schema: &'a Node, depth: usize) -> Option<Misfit> {
        let fits = |value: &Node, schema: &'a Node| self.misfit(value, schema, depth).is_none();
        let because = |reason: &str| Some(Misfit { span: value.span, reason: reason.to_owned() });
        let members = |keyword: &str| schema.get(keyword).map(Node::items).unwrap_or_default();
        if members("oneOf").iter().filter(|member| fits(value, member)).count() > 1 {
            return because("more than one of `oneOf` fits");
        }
        if schema.get("not").is_some_and(|not| fits(value, not)) {
            return because("this is what `not` excludes");
        }
        if let Some(condition) = schema.get("if") {
            let branch = if fits(value, condition) { "then" } else { "else" };
            if let Some(misfit) = schema.get(branch).and_then(|branch| self.misfit(value, branch, depth)) {
                return Some(misfit);
            }
        }
        if let (Some(items), Some(contains)) = (value.as_sequence(), schema.get("contains")) {
            if !items.iter().any(|item| fits(item, contains)) {
                return because("no item is what `contains` asks for");
            }
        }
        let object = value.as_mapping()?;
        if let Some(names) = schema.get("propertyNames") {
            let name =
                |entry: &Entry| Node { span: entry.key.span, value: Value::String(entry.key.name.clone()) };
            // What is found for a value that is no part of the document is worth nothing later.
            let misfit = |name: &Node| Self::new(self.resolver).misfit(name, names, depth);
            if let Some(misfit) = object.iter().find_map(|entry| misfit(&name(entry))) {
                return Some(misfit);
            }
        }
        let dependencies = schema.get("dependencies").map(Node::entries).unwrap_or_default();
        dependencies.filter(|entry| object.get(&entry.key.name).is_some()).find_map(|entry| {
            let mut required = entry.value.items().iter().filter_map(Node::as_str);
            match required.find(|name| object.get(name).is_none()) {
                Some(name) => because(&format!("`{}` asks for the property `{name}`", entry.key.name)),
                None if entry.value.as_sequence().is_some() => None,
                None => self.misfit(value, &entry.value, depth),
            }
        })
    }
}

fn literal(value: &Node, schema: &Node) -> Option<Misfit> {
    let fits = |values: &&[Node]| values.iter().any(|allowed| is_equal(allowed, value));
    let several = schema.get("enum").map(Node::items);
    let values = schema
        .get("const")
        .map(std::slice::from_ref)
        .into_iter()
        .chain(several)
        .find(|values| !fits(values))?;
    let words: Vec<_> = values.iter().filter_map(Node::as_str).map(|word| format!("`{word}`")).collect();
    let reason = if words.is_empty() {
        "this is none of the allowed values".to_owned()
    } else {
        format!("one of {} is expected", words.join(", "))
    };
    Some(Misfit { span: value.span, reason })
}

/// Whether a number is a multiple of another; fractions are not looked at more closely than authors write them.
fn is_multiple(value: &Node, step: &Node) -> bool {
    match (&value.value, &step.value) {
        (Value::Int(value), Value::Int(step)) => *step <= 0 || value % step == 0,
        _ => match (number(value), number(step)) {
            (Some(value), Some(step)) if step > 0.0 => {
                let times = value / step;
                (times - times.round()).abs() <= 1e-9 * times.abs().max(1.0)
            }
            _ => true,
        },
    }
}

/// Whether two values are the same to JSON Schema: 1.0 is 1.
fn is_equal(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::Int(_) | Value::Float(_), Value::Int(_) | Value::Float(_)) => {
            a == b || number(a) == number(b)
        }
        (Value::Sequence(a), Value::Sequence(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_equal(a, b))
        }
        (Value::Mapping(a), Value::Mapping(b)) => {
            let same = |entry: &Entry| b.get(&entry.key.name).is_some_and(|b| is_equal(&entry.value, b));
            a.len() == b.len() && a.iter().all(same)
        }
        _ => a == b,
    }
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
    if schema.get("uniqueItems").and_then(Node::as_bool) == Some(true) {
        let items = value.items();
        if let Some((_, item)) = items
            .iter()
            .enumerate()
            .find(|(at, item)| items[..*at].iter().any(|before| is_equal(before, item)))
        {
            return Some(Misfit { span: item.span, reason: "this item stands here before".to_owned() });
        }
    }
    if schema.get("multipleOf").is_some_and(|step| !is_multiple(value, step)) {
        return misfit("this is no multiple of `multipleOf`".to_owned());
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
