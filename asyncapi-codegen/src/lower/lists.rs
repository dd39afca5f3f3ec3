//! Lists: of one kind of item, without duplicates, or with a schema for each position.

use super::lowered::{Lowered, Named, Reported};
use super::schema;
use super::together::Together;
use super::types::Types;
use crate::document::first_key;
use crate::ir::{Check, Checks, Type, TypeKind};
use crate::lower::checks::list_keywords;
use crate::tree::Node;

/// Longer tuples have no use as one.
const MAX_TUPLE: usize = 8;

impl<'a> Types<'a, '_> {
    pub(super) fn list(
        &mut self,
        together: &Together<'a>,
        head: &'a Node,
        named: &Named<'a>,
    ) -> Option<Lowered> {
        let parts = together.parts.as_slice();
        let mut checks = Checks::new();
        let single: Vec<&Node> =
            schema::each(parts, "items").filter(|items| items.as_sequence().is_none()).collect();
        let tuples = schema::each(parts, "items").any(|items| items.as_sequence().is_some());
        let ty = match single.as_slice() {
            _ if tuples => {
                if let Some(tuple) = self.tuple(parts, named) {
                    let Lowered { ty, checks: members, .. } = tuple.ok()?;
                    checks.extend(members);
                    ty
                } else {
                    for part in parts {
                        self.functions.items(part, self.resolver, &mut checks);
                    }
                    Type::List(Box::new(Type::Json))
                }
            }
            [] => Type::List(Box::new(Type::Json)),
            items => {
                let item = self.all_of(items, &named.inside("item", &["items"], first_key(items[0])))?;
                let inner = item.checks_or_null();
                checks.extend((!inner.is_empty()).then_some(Check::Items(inner)));
                let unique = schema::each(parts, "uniqueItems").any(|flag| flag.as_bool() == Some(true));
                let item = item.or_null();
                // A set has an order of its own: it is no list of certain values.
                let fixed = schema::literals(parts).is_some();
                if unique && !fixed && self.is_ordered(&item) {
                    Type::Set(Box::new(item))
                } else {
                    Type::List(Box::new(item))
                }
            }
        };
        for part in parts {
            self.limits(part, &ty, &together.settled, &mut checks);
        }
        self.alias(Lowered { ty, nullable: together.nullable, checks }, head, named)
    }

    /// A list of a fixed length with a schema for each position. `None` where the length is not fixed.
    fn tuple(&mut self, parts: &[&'a Node], named: &Named<'a>) -> Option<Result<Lowered, Reported>> {
        let [part] = parts else { return None };
        let items = part.get("items")?.as_sequence()?;
        let length = u64::try_from(items.len()).ok()?;
        let least = schema::count(part, "minItems").unwrap_or(0);
        let closed = match schema::count(part, "maxItems") {
            Some(most) if most <= length => most == length,
            _ => part.get("additionalItems").and_then(Node::as_bool) == Some(false),
        };
        let unique = part.get("uniqueItems").and_then(Node::as_bool) == Some(true);
        if items.is_empty() || items.len() > MAX_TUPLE || least != length || !closed || unique {
            return None;
        }
        Some(self.members(items, named).ok_or(Reported))
    }

    fn members(&mut self, items: &'a [Node], named: &Named<'a>) -> Option<Lowered> {
        let mut types = Vec::new();
        let mut checks = Checks::new();
        for (at, item) in items.iter().enumerate() {
            let inside =
                named.inside(&format!("item{}", at + 1), &["items", &at.to_string()], first_key(item));
            let item = self.schema(item, &inside)?;
            let inner = item.checks_or_null();
            checks.extend((!inner.is_empty()).then_some(Check::Member(at, inner)));
            types.push(item.or_null());
        }
        Some(Lowered { checks, ..Lowered::of(Type::Tuple(types)) })
    }

    /// The keywords about a list as a whole.
    pub(super) fn list_limits(&mut self, schema: &'a Node, ty: &Type, checks: &mut Checks) {
        match ty {
            // Its length is fixed.
            Type::Tuple(_) => {}
            Type::Set(_) => {
                let mut limits = Checks::new();
                list_keywords(schema, &mut limits);
                checks.extend(limits.into_iter().filter(|check| *check != Check::UniqueItems));
            }
            _ => list_keywords(schema, checks),
        }
        if let Some(contains) = schema.get("contains") {
            let contains = Check::Contains(self.functions.schema(contains, self.resolver));
            checks.push(if is_of_json(ty) { contains } else { Check::AsJson(vec![contains]) });
        }
    }

    /// The `items` of a schema that only limits a list: by position, or `false`.
    pub(super) fn further_items(&mut self, schema: &'a Node, ty: &Type, checks: &mut Checks) {
        let ty = self.resolved(ty);
        let mut items = Checks::new();
        if matches!(ty, Type::List(_) | Type::Set(_) | Type::Tuple(_)) {
            self.functions.items(schema, self.resolver, &mut items);
        }
        if is_of_json(&ty) {
            checks.extend(items);
        } else if !items.is_empty() {
            checks.push(Check::AsJson(items));
        }
    }

    /// Several schemas that all apply to one value, such as the items of two members of an `allOf`.
    pub(super) fn all_of(&mut self, schemas: &[&'a Node], named: &Named<'a>) -> Option<Lowered> {
        match schemas {
            [only] => self.schema(only, named),
            [first, ..] => {
                let mut identity: Vec<_> = schemas.iter().map(|schema| std::ptr::from_ref(*schema)).collect();
                identity.dedup();
                if schemas.iter().any(|schema| self.diagnostics.broken(schema.span)) {
                    return None;
                }
                self.once_as(identity, named, |types, named| types.together(schemas, first, named))
            }
            [] => Some(Lowered::of(Type::Json)),
        }
    }

    /// Whether values of `ty` can be told apart and ordered, as a set asks for.
    fn is_ordered(&self, ty: &Type) -> bool {
        match ty {
            Type::String | Type::Bool | Type::I32 | Type::I64 | Type::U32 | Type::U64 => true,
            Type::Named(name) => match self.kind(name) {
                Some(TypeKind::StringEnum { .. }) => true,
                Some(TypeKind::Alias(inner)) => self.is_ordered(inner),
                _ => false,
            },
            _ => false,
        }
    }
}

/// Whether checks of JSON values can be asked of the items as they are.
fn is_of_json(list: &Type) -> bool {
    matches!(list, Type::List(item) if matches!(**item, Type::Json))
}
