//! Schemas that become a type of their own: structs, and strings with a fixed set of values.

use super::name::{pascal, snake};
use super::registry::{Place, Registry};
use super::types::{Known, Lowered, MAX_DEPTH, Named, Types, type_def};
use crate::diagnostic::catalogue;
use crate::document::{first_key, text};
use crate::ir::{Field, Type, TypeKind, Unknown, Variant};
use crate::source::Span;
use crate::tree::{Entry, Node, Value};

impl<'a> Types<'a, '_> {
    pub(super) fn object(&mut self, node: &'a Node, nullable: bool, named: &Named) -> Option<Lowered> {
        let no_properties = node.get("properties").is_none_or(|properties| properties.entries().len() == 0);
        let additional = node.get("additionalProperties");
        let closed = additional.and_then(Node::as_bool) == Some(false);
        if no_properties && !closed {
            let ty = match additional.filter(|schema| schema.as_bool().is_none()) {
                Some(schema) => {
                    let value = self.schema(schema, &named.inside("value", first_key(schema)))?;
                    Type::Map(Box::new(value.or_null()))
                }
                None => Type::JsonObject,
            };
            return self.alias(ty, nullable, node, named);
        }
        self.take(named)?;
        let lowered = Lowered { ty: Type::Named(named.rust.clone()), nullable };
        self.known.insert(std::ptr::from_ref(node), Known::Open(Some(lowered.clone())));
        let place = self.definitions.len();
        self.definitions.push(None);

        if self.depth > MAX_DEPTH {
            self.waiting.push((node, named.clone(), place));
            return Some(lowered);
        }
        self.definitions[place] = Some(type_def(node, named, self.structure(node, named)?));
        Some(lowered)
    }

    /// The fields of a struct.
    pub(super) fn structure(&mut self, node: &'a Node, named: &Named) -> Option<TypeKind> {
        let properties = node.get("properties").map(Node::entries).unwrap_or_default();
        let mut fields = Registry::default();
        let lowered_fields: Vec<_> =
            properties.map(|entry| self.field(node, entry, named, &mut fields)).collect();
        let unknown = match node.get("additionalProperties") {
            None => Unknown::Ignored,
            Some(schema) if schema.as_bool() == Some(false) => Unknown::Rejected,
            Some(schema) => {
                let value = self.schema(schema, &named.inside("value", first_key(schema)))?;
                let name = "additional_properties".to_owned();
                self.take_field(&mut fields, &name, "the additional properties", "", schema.span)?;
                Unknown::Kept { name, value: value.or_null() }
            }
        };
        let fields = lowered_fields.into_iter().collect::<Option<Vec<_>>>()?;
        Some(TypeKind::Struct { fields, unknown })
    }

    fn field(
        &mut self,
        object: &'a Node,
        entry: &'a Entry,
        named: &Named,
        fields: &mut Registry,
    ) -> Option<Field> {
        let json = &entry.key.name;
        let inner = named.inside(json, entry.key.span);
        let name = self.options.renamed(&[&inner.key]).unwrap_or_else(|| snake(json));
        self.take_field(fields, &name, &inner.what, &inner.key, entry.key.span)?;
        let lowered = self.schema(&entry.value, &inner)?;
        let required = object.get("required").map(Node::items).unwrap_or_default();
        let schema = self.resolver.follow(&entry.value)?;
        // A description beside a `$ref` is ignored by the rules (X6), yet it is the better one for a field.
        let docs = text(&entry.value, "description").or_else(|| text(schema, "description"));
        Some(Field {
            name,
            json: json.clone(),
            ty: lowered.ty,
            required: required.iter().any(|name| name.as_str() == Some(json)),
            nullable: lowered.nullable,
            docs: docs.map(str::to_owned),
            deprecated: entry.value.get("deprecated").and_then(Node::as_bool) == Some(true),
        })
    }

    fn take_field(
        &mut self,
        fields: &mut Registry,
        name: &str,
        what: &str,
        key: &str,
        span: Span,
    ) -> Option<()> {
        // Values of enums are in PascalCase, fields are not.
        let joint = if name.starts_with(char::is_uppercase) { "" } else { "_" };
        let place =
            Place { span, what: what.to_owned(), key: key.to_owned(), proposal: format!("{name}{joint}2") };
        match fields.take(name, place) {
            Ok(()) => Some(()),
            Err(collision) => {
                self.diagnostics.push(*collision);
                None
            }
        }
    }

    /// A string with a fixed set of values.
    pub(super) fn string_enum(
        &mut self,
        node: &'a Node,
        values: &[&'a Node],
        nullable: bool,
        named: &Named,
    ) -> Option<Lowered> {
        let mut variants = Vec::new();
        let mut taken = Registry::default();
        for value in values {
            let Value::String(text) = &value.value else {
                let why = "this is no string";
                self.diagnostics.push(catalogue::unsupported_schema(
                    value.span,
                    "enum",
                    &named.what,
                    &named.key,
                    why,
                ));
                return None;
            };
            let key = format!("{}.{text}", named.key);
            let name = self.options.renamed(&[&key]).unwrap_or_else(|| pascal(text));
            self.take_field(
                &mut taken,
                &name,
                &format!("value {text:?} of {}", named.what),
                &key,
                value.span,
            )?;
            variants.push(Variant { name, value: text.clone() });
        }
        self.take(named)?;
        self.definitions.push(Some(type_def(node, named, TypeKind::StringEnum(variants))));
        Some(Lowered { ty: Type::Named(named.rust.clone()), nullable })
    }
}
