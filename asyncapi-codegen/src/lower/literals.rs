//! `default` and `examples` as values of the generated types. What does not fit gives none: the check of the
//! document has reported it.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use super::types::Values;
use crate::check::instance;
use crate::ir::{Alternative, Constant, Field, Literal, Type, TypeDef, TypeKind, Unknown};
use crate::resolve::Resolver;
use crate::tree::{Node, Value, to_json};

/// Values inside one another; those of a recursive schema may have no end.
const MAX_DEPTH: usize = 32;
/// Looks at values for one that is written with a single value: each default may hold several others.
const MAX_LOOKS: usize = 1_000;
/// How many more there may be for each further value that is written.
const LOOKS_PER_VALUE: usize = 20;

/// Gives fields their defaults and types their examples.
pub(super) fn fill<'a>(types: &mut [TypeDef], values: &Values<'a>, resolver: Resolver<'a>) {
    let (defaults, examples) = {
        let mut literals = Literals::new(types, values, resolver);
        literals.drop_what_does_not_fit();
        let defaults: HashMap<(String, String), Literal> = literals.all_defaults();
        (defaults, literals.all_examples(&values.examples))
    };
    for definition in types {
        definition.example = examples.get(&definition.name).cloned();
        let TypeKind::Struct { fields, .. } = &mut definition.kind else { continue };
        for field in fields {
            field.default = defaults.get(&(definition.name.clone(), field.json.clone())).cloned();
        }
    }
}

struct Literals<'a> {
    types: HashMap<&'a str, &'a TypeDef>,
    /// By type and property.
    defaults: HashMap<(&'a str, &'a str), &'a Node>,
    variants: &'a HashMap<(String, String), &'a Node>,
    resolver: Resolver<'a>,
    /// How many more values may be looked at for the one at hand.
    left: Cell<usize>,
}

impl<'a> Literals<'a> {
    fn new(types: &'a [TypeDef], values: &'a Values<'a>, resolver: Resolver<'a>) -> Self {
        let types: HashMap<_, _> =
            types.iter().map(|definition| (definition.name.as_str(), definition)).collect();
        let defaults = values.defaults.iter();
        let defaults = defaults.map(|(ty, json, node)| ((ty.as_str(), json.as_str()), *node)).collect();
        Self { types, defaults, variants: &values.variants, resolver, left: Cell::new(0) }
    }

    /// A default may hold others: one that does not fit takes those with it that need it.
    fn drop_what_does_not_fit(&mut self) {
        loop {
            let misfits: Vec<_> = self
                .defaults
                .iter()
                .filter(|((ty, json), node)| self.whole_default(ty, json, node).is_none())
                .map(|(key, _)| *key)
                .collect();
            if misfits.is_empty() {
                return;
            }
            for key in misfits {
                self.defaults.remove(&key);
            }
        }
    }

    fn all_defaults(&self) -> HashMap<(String, String), Literal> {
        let literals = self.defaults.iter().filter_map(|((ty, json), node)| {
            let literal = self.whole_default(ty, json, node)?;
            Some((((*ty).to_owned(), (*json).to_owned()), literal))
        });
        literals.collect()
    }

    fn all_examples(&self, examples: &[(String, &Node)]) -> HashMap<String, Literal> {
        let mut found = HashMap::new();
        for (name, node) in examples {
            let Some(definition) = self.types.get(name.as_str()) else { continue };
            if matches!(definition.kind, TypeKind::Alias(_)) || found.contains_key(name) {
                continue;
            }
            self.left.set(looks(node));
            if let Some(literal) = self.named(definition, node, MAX_DEPTH) {
                found.insert(name.clone(), literal);
            }
        }
        found
    }

    fn whole_default(&self, ty: &str, json: &str, node: &Node) -> Option<Literal> {
        self.left.set(looks(node));
        self.default(ty, json, node, MAX_DEPTH)
    }

    fn default(&self, ty: &str, json: &str, node: &Node, depth: usize) -> Option<Literal> {
        let TypeKind::Struct { fields, .. } = &self.types.get(ty)?.kind else { return None };
        let field = fields.iter().find(|field| field.json == json)?;
        if field.nullable && !matches!(field.ty, Type::Json) {
            return match node.value {
                Value::Null => Some(Literal::None),
                _ => Some(Literal::Some(Box::new(self.literal(&field.ty, node, depth)?))),
            };
        }
        self.literal(&field.ty, node, depth)
    }

    #[allow(clippy::cast_precision_loss, reason = "JSON's numbers are not more precise")]
    fn literal(&self, ty: &Type, node: &Node, depth: usize) -> Option<Literal> {
        let depth = depth.checked_sub(1)?;
        self.left.set(self.left.get().checked_sub(1)?);
        let literals = |item: &Type, items: &[Node]| -> Option<Vec<Literal>> {
            items.iter().map(|node| self.literal(item, node, depth)).collect()
        };
        Some(match (ty, &node.value) {
            (Type::Json, _) => Literal::Json(to_json(node)),
            (Type::JsonObject, Value::Mapping(_)) => Literal::JsonObject(to_json(node)),
            (Type::String, Value::String(text)) => Literal::String(text.clone()),
            (Type::Bool, Value::Bool(value)) => Literal::Bool(*value),
            (Type::I32, _) => Literal::Int(integer(node, i32::MIN.into(), i32::MAX.into())?),
            (Type::I64, _) => Literal::Int(integer(node, i64::MIN.into(), i64::MAX.into())?),
            (Type::U32, _) => Literal::Int(integer(node, 0, u32::MAX.into())?),
            (Type::U64, _) => Literal::Int(integer(node, 0, u64::MAX.into())?),
            (Type::F32 | Type::F64, Value::Int(number)) => Literal::Float(*number as f64),
            (Type::F32 | Type::F64, Value::Float(number)) if number.is_finite() => Literal::Float(*number),
            (Type::List(item), Value::Sequence(items)) => Literal::List(literals(item, items)?),
            (Type::Set(item), Value::Sequence(items)) => Literal::Set(literals(item, items)?),
            (Type::Tuple(types), Value::Sequence(items)) if types.len() == items.len() => {
                let members = types.iter().zip(items).map(|(ty, node)| self.literal(ty, node, depth));
                Literal::Tuple(members.collect::<Option<_>>()?)
            }
            (Type::Map(value), Value::Mapping(entries)) => {
                let entries = entries
                    .iter()
                    .map(|entry| Some((entry.key.name.clone(), self.literal(value, &entry.value, depth)?)));
                Literal::Map(entries.collect::<Option<_>>()?)
            }
            (Type::Nullable(_), Value::Null) => Literal::None,
            (Type::Nullable(inner), _) => Literal::Some(Box::new(self.literal(inner, node, depth)?)),
            (Type::Boxed(inner), _) => Literal::Boxed(Box::new(self.literal(inner, node, depth)?)),
            (Type::Named(name), _) => self.named(self.types.get(name.as_str())?, node, depth)?,
            _ => return None,
        })
    }

    fn named(&self, definition: &TypeDef, node: &Node, depth: usize) -> Option<Literal> {
        let depth = depth.checked_sub(1)?;
        let ty = definition.name.clone();
        match &definition.kind {
            TypeKind::Alias(inner) => self.literal(inner, node, depth),
            TypeKind::Newtype(inner) => {
                let value = Box::new(self.literal(inner, node, depth)?);
                Some(Literal::Wrapped { ty, variant: None, value })
            }
            TypeKind::Constant(constant) => {
                let same = match constant {
                    Constant::String(text) => node.as_str() == Some(text),
                    Constant::Json(text) => to_json(node) == *text,
                };
                same.then_some(Literal::Constant(ty))
            }
            TypeKind::StringEnum { variants, open } => {
                let text = node.as_str()?;
                match variants.iter().find(|variant| variant.value == text) {
                    Some(variant) => Some(Literal::Variant { ty, variant: variant.name.clone() }),
                    None => open.then(|| Literal::Wrapped {
                        ty,
                        variant: Some("Other".to_owned()),
                        value: Box::new(Literal::String(text.to_owned())),
                    }),
                }
            }
            TypeKind::Union(union) => {
                let tag = union.tag.as_ref().and_then(|tag| node.get(tag)?.as_str());
                let mut variants = union.variants.iter().filter(|variant| {
                    union.tag.is_none() || tag.is_some_and(|tag| variant.tags.iter().any(|own| own == tag))
                });
                let fits = |variant: &Alternative| {
                    let schema = self.variants.get(&(ty.clone(), variant.name.clone()));
                    schema.is_none_or(|schema| instance::misfit(node, schema, self.resolver).is_none())
                };
                variants.find_map(|variant| {
                    if union.tag.is_none() && !fits(variant) {
                        return None;
                    }
                    let value = Box::new(self.literal(&variant.ty, node, depth)?);
                    Some(Literal::Wrapped { ty: ty.clone(), variant: Some(variant.name.clone()), value })
                })
            }
            TypeKind::Struct { fields, unknown } => self.structure(ty, fields, unknown, node, depth),
        }
    }

    fn structure(
        &self,
        ty: String,
        fields: &[Field],
        unknown: &Unknown,
        node: &Node,
        depth: usize,
    ) -> Option<Literal> {
        let object = node.as_mapping()?;
        let mut literals = Vec::new();
        for field in fields {
            let literal = self.field(&ty, field, object.get(&field.json), depth)?;
            literals.push((field.name.clone(), literal));
        }
        let known: HashSet<&str> = fields.iter().map(|field| field.json.as_str()).collect();
        let others = object.iter().filter(|entry| !known.contains(entry.key.name.as_str()));
        match unknown {
            Unknown::Ignored => {}
            Unknown::Rejected => {
                if others.count() > 0 {
                    return None;
                }
            }
            Unknown::Kept { name, value, .. } => {
                let entries = others
                    .map(|entry| Some((entry.key.name.clone(), self.literal(value, &entry.value, depth)?)));
                literals.push((name.clone(), Literal::Map(entries.collect::<Option<_>>()?)));
            }
        }
        Some(Literal::Struct { ty, fields: literals })
    }

    fn field(&self, ty: &str, field: &Field, node: Option<&Node>, depth: usize) -> Option<Literal> {
        let default = self.defaults.get(&(ty, field.json.as_str()));
        let nullable = field.nullable && !matches!(field.ty, Type::Json);
        let optional = !field.required && default.is_none();
        let Some(node) = node else {
            return match default {
                Some(default) => self.default(ty, &field.json, default, depth),
                None => optional.then_some(Literal::None),
            };
        };
        let value = match node.value {
            Value::Null if nullable => Literal::None,
            _ if nullable => Literal::Some(Box::new(self.literal(&field.ty, node, depth)?)),
            _ => self.literal(&field.ty, node, depth)?,
        };
        Some(if optional { Literal::Some(Box::new(value)) } else { value })
    }
}

/// How many values may be looked at for the one at `node`.
fn looks(node: &Node) -> usize {
    fn size(node: &Node) -> usize {
        let values = node.items().iter().chain(node.entries().map(|entry| &entry.value));
        1 + values.map(size).sum::<usize>()
    }
    MAX_LOOKS + LOOKS_PER_VALUE * size(node)
}

pub(super) fn integer(node: &Node, least: i128, most: i128) -> Option<i128> {
    #[allow(clippy::cast_possible_truncation, reason = "`as` saturates, and then the range tells")]
    let number = match node.value {
        Value::Int(number) => number,
        Value::Float(number) if number.fract() == 0.0 => number as i128,
        _ => return None,
    };
    (least..=most).contains(&number).then_some(number)
}
