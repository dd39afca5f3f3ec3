//! All of JSON Schema's keywords as checks of a JSON value: for values without a Rust type of their own, and for
//! the keywords (`not`, `if`, …) that look at a typed value's JSON form.

use std::collections::HashMap;

use super::keywords::{list_keywords, number_keywords, size_keywords, string_keywords};
use crate::document::{is_json_schema, text};
use crate::ir::{Check, Checks};
use crate::lower::schema::members;
use crate::resolve::{Resolver, reference};
use crate::tree::{Node, list_to_json, to_json};

/// The schemas that others refer to, each checked by a function of its own: schemas may be recursive.
#[derive(Debug, Default)]
pub(in crate::lower) struct Functions<'a> {
    places: HashMap<*const Node, usize>,
    checks: Vec<Checks>,
    /// Schemas whose checks have not been written yet.
    open: Vec<(usize, &'a Node)>,
}

/// Which of a schema's keywords are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lower) enum Ways {
    /// All of them.
    All,
    /// All of one schema of several that apply together: the members of its `allOf` are among them.
    Part,
    /// Those that a struct with these properties does not fulfil by being one: about the object as a whole, and
    /// about any value.
    Whole,
    /// Those about any value, whatever its type: `not`, `if`, `anyOf` and `oneOf`.
    Any,
}

impl<'a> Functions<'a> {
    /// The checks of all functions: call this last.
    pub(in crate::lower) fn finish(mut self, resolver: Resolver<'a>) -> Vec<Checks> {
        while let Some((at, schema)) = self.open.pop() {
            let checks = self.schema(schema, resolver);
            self.checks[at] = checks;
        }
        cut_circles(&mut self.checks);
        self.checks
    }

    /// All that `schema` demands of a JSON value.
    pub(in crate::lower) fn schema(&mut self, schema: &'a Node, resolver: Resolver<'a>) -> Checks {
        let mut checks = Checks::new();
        if reference(schema).is_some() {
            if let Ok(target) = resolver.resolve(schema) {
                checks.push(Check::Call(self.place(target.node)));
            }
            return checks;
        }
        if schema.as_bool() == Some(false) {
            checks.push(Check::Never);
            return checks;
        }
        if let Some(format) = text(schema, "schemaFormat") {
            return match schema.get("schema").filter(|_| is_json_schema(format)) {
                Some(inner) => self.schema(inner, resolver),
                None => checks,
            };
        }
        self.keywords(schema, Ways::All, &[], resolver, &mut checks);
        checks
    }

    fn place(&mut self, schema: &'a Node) -> usize {
        let place = *self.places.entry(std::ptr::from_ref(schema)).or_insert(self.checks.len());
        if place == self.checks.len() {
            self.checks.push(Checks::new());
            self.open.push((place, schema));
        }
        place
    }

    /// The checks of those keywords of one schema that are asked for, but for the choices that are `settled`: those
    /// are part of the type.
    pub(in crate::lower) fn keywords(
        &mut self,
        schema: &'a Node,
        ways: Ways,
        settled: &[&'a [Node]],
        resolver: Resolver<'a>,
        checks: &mut Checks,
    ) {
        if matches!(ways, Ways::All | Ways::Part) {
            type_keyword(schema, checks);
            string_keywords(schema, checks);
            number_keywords(schema, checks);
            list_keywords(schema, checks);
            self.items(schema, resolver, checks);
            self.properties(schema, resolver, checks);
            if let Some(contains) = schema.get("contains") {
                checks.push(Check::Contains(self.schema(contains, resolver)));
            }
        }
        if ways == Ways::All {
            for member in members(schema, "allOf") {
                checks.extend(self.schema(member, resolver));
            }
        }
        if ways != Ways::Any {
            self.object(schema, resolver, checks);
            checks.extend(schema.get("const").map(|only| Check::Const(to_json(only))));
            checks.extend(schema.get("enum").map(|values| Check::Enum(list_to_json(values.items()))));
        }
        for (keyword, check) in [("anyOf", Check::AnyOf as fn(_) -> _), ("oneOf", Check::OneOf as fn(_) -> _)]
        {
            let members = members(schema, keyword);
            let is_settled = settled.iter().any(|settled| std::ptr::eq(*settled, members));
            if !members.is_empty() && !is_settled {
                checks.push(check(members.iter().map(|member| self.schema(member, resolver)).collect()));
            }
        }
        if let Some(not) = schema.get("not") {
            checks.push(Check::Not(self.schema(not, resolver)));
        }
        if let Some(condition) = schema.get("if") {
            let mut branch =
                |keyword| schema.get(keyword).map(|schema| self.schema(schema, resolver)).unwrap_or_default();
            let (then, otherwise) = (branch("then"), branch("else"));
            if !then.is_empty() || !otherwise.is_empty() {
                let condition = self.schema(condition, resolver);
                checks.push(Check::If { condition, then, otherwise });
            }
        }
    }

    /// `items` and `additionalItems`.
    pub(in crate::lower) fn items(&mut self, schema: &'a Node, resolver: Resolver<'a>, checks: &mut Checks) {
        let Some(items) = schema.get("items") else { return };
        let Some(tuple) = items.as_sequence() else {
            let items = self.schema(items, resolver);
            checks.extend((!items.is_empty()).then_some(Check::Items(items)));
            return;
        };
        for (at, item) in tuple.iter().enumerate() {
            let item = self.schema(item, resolver);
            checks.extend((!item.is_empty()).then_some(Check::Item(at, item)));
        }
        let rest = schema.get("additionalItems").map(|rest| self.schema(rest, resolver)).unwrap_or_default();
        checks.extend((!rest.is_empty()).then_some(Check::ItemsFrom(tuple.len(), rest)));
    }

    fn properties(&mut self, schema: &'a Node, resolver: Resolver<'a>, checks: &mut Checks) {
        let required = names(members(schema, "required"));
        checks.extend((!required.is_empty()).then_some(Check::Required(required)));
        for entry in schema.get("properties").map(Node::entries).unwrap_or_default() {
            let property = self.schema(&entry.value, resolver);
            let name = entry.key.name.clone();
            checks.extend((!property.is_empty()).then_some(Check::Property(name, property)));
        }
        if schema.get("patternProperties").is_none() {
            self.additional_properties(schema, resolver, checks);
        }
    }

    /// The keywords about an object as a whole.
    fn object(&mut self, schema: &'a Node, resolver: Resolver<'a>, checks: &mut Checks) {
        size_keywords(schema, checks);
        if let Some(names) = schema.get("propertyNames") {
            let names = self.schema(names, resolver);
            checks.extend((!names.is_empty()).then_some(Check::PropertyNames(names)));
        }
        for entry in schema.get("patternProperties").map(Node::entries).unwrap_or_default() {
            let property = self.schema(&entry.value, resolver);
            let pattern = entry.key.name.clone();
            checks.extend((!property.is_empty()).then_some(Check::PatternProperties(pattern, property)));
        }
        if schema.get("patternProperties").is_some() {
            self.additional_properties(schema, resolver, checks);
        }
        for entry in schema.get("dependencies").map(Node::entries).unwrap_or_default() {
            let name = entry.key.name.clone();
            if let Some(required) = entry.value.as_sequence() {
                checks.push(Check::DependentRequired(name, names(required)));
            } else {
                let whole = self.schema(&entry.value, resolver);
                checks.extend((!whole.is_empty()).then_some(Check::Dependency(name, whole)));
            }
        }
    }

    /// `additionalProperties`, which counts the properties and patterns of its own schema only.
    pub(in crate::lower) fn additional_properties(
        &mut self,
        schema: &'a Node,
        resolver: Resolver<'a>,
        checks: &mut Checks,
    ) {
        let Some(additional) = schema.get("additionalProperties") else { return };
        let keys = |keyword: &str| -> Vec<String> {
            let entries = schema.get(keyword).map(Node::entries).unwrap_or_default();
            entries.map(|entry| entry.key.name.clone()).collect()
        };
        let (known, patterns) = (keys("properties"), keys("patternProperties"));
        let additional = self.schema(additional, resolver);
        if additional.is_empty() {
            return;
        }
        checks.push(match (known.is_empty(), patterns.is_empty()) {
            (true, true) => Check::Values(additional),
            _ => Check::AdditionalProperties { known, patterns, checks: additional },
        });
    }
}

fn names(nodes: &[Node]) -> Vec<String> {
    nodes.iter().filter_map(Node::as_str).map(str::to_owned).collect()
}

fn type_keyword(schema: &Node, checks: &mut Checks) {
    const TYPES: [&str; 7] = ["null", "boolean", "integer", "number", "string", "array", "object"];
    let Some(types) = schema.get("type") else { return };
    let names = types.as_str().into_iter().chain(types.items().iter().filter_map(Node::as_str));
    let mut types: Vec<_> = names.filter_map(|name| TYPES.into_iter().find(|known| *known == name)).collect();
    if schema.get("nullable").and_then(Node::as_bool) == Some(true) && !types.contains(&"null") {
        types.push("null");
    }
    checks.extend((!types.is_empty()).then_some(Check::Types(types)));
}

/// A schema that demands of a value nothing but itself would never come to an end: such a demand is dropped.
fn cut_circles(functions: &mut [Checks]) {
    for at in 0..functions.len() {
        let mut checks = std::mem::take(&mut functions[at]);
        cut(&mut checks, at, functions);
        functions[at] = checks;
    }
}

fn cut(checks: &mut Checks, function: usize, functions: &[Checks]) {
    checks.retain(|check| match check {
        Check::Call(to) => !returns(*to, function, functions, &mut vec![false; functions.len()]),
        _ => true,
    });
    for check in checks {
        match check {
            Check::AnyOf(several) | Check::OneOf(several) => {
                for checks in several {
                    cut(checks, function, functions);
                }
            }
            Check::Not(inner) | Check::Dependency(_, inner) => cut(inner, function, functions),
            Check::If { condition, then, otherwise } => {
                for checks in [condition, then, otherwise] {
                    cut(checks, function, functions);
                }
            }
            _ => {}
        }
    }
}

/// Whether function `from` calls function `to` for the very value it was called for.
fn returns(from: usize, to: usize, functions: &[Checks], seen: &mut [bool]) -> bool {
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        if at == to {
            return true;
        }
        if std::mem::replace(&mut seen[at], true) {
            continue;
        }
        let mut lists = vec![&functions[at]];
        while let Some(checks) = lists.pop() {
            for check in checks {
                match check {
                    Check::Call(next) => open.push(*next),
                    Check::AnyOf(several) | Check::OneOf(several) => lists.extend(several),
                    Check::Not(inner) | Check::Dependency(_, inner) => lists.push(inner),
                    Check::If { condition, then, otherwise } => {
                        lists.extend([condition, then, otherwise]);
                    }
                    _ => {}
                }
            }
        }
    }
    false
}
