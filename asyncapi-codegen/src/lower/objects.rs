//! Objects: structs where the schema lists properties, maps where it does not.

use super::lowered::{Lowered, Named};
use super::name::snake;
use super::registry::{Place, Registry};
use super::schema;
use super::together::Together;
use super::types::{MAX_DEPTH, Types};
use crate::check::instance;
use crate::document::{first_key, text};
use crate::ir::{Check, Checks, Field, Type, TypeDef, TypeKind, Unknown};
use crate::source::Span;
use crate::tree::{Entry, Node};

impl<'a> Types<'a, '_> {
    pub(super) fn object(
        &mut self,
        together: &Together<'a>,
        head: &'a Node,
        named: &Named<'a>,
    ) -> Option<Lowered> {
        let parts = together.parts.as_slice();
        let no_properties = schema::properties(parts).is_empty();
        let closed =
            schema::each(parts, "additionalProperties").any(|schema| schema.as_bool() == Some(false));
        let patterns = schema::each(parts, "patternProperties").any(|patterns| patterns.entries().len() > 0);
        if no_properties && (!closed || patterns) {
            return self.map(together, head, named);
        }
        self.take(named)?;
        let lowered = Lowered { nullable: together.nullable, ..Lowered::named(&named.rust) };
        self.announce(&lowered);
        let place = self.reserve(named);

        if self.depth > MAX_DEPTH {
            self.waiting.push((together.clone(), head, named.clone(), place));
            return Some(lowered);
        }
        self.definitions[place] = Some(self.structure(together, head, named)?);
        Some(lowered)
    }

    /// An object without listed properties.
    fn map(&mut self, together: &Together<'a>, head: &'a Node, named: &Named<'a>) -> Option<Lowered> {
        let parts = together.parts.as_slice();
        let mut checks = Checks::new();
        let additional: Vec<&Node> =
            schema::each(parts, "additionalProperties").filter(|schema| schema.as_bool().is_none()).collect();
        let patterns: Vec<&Entry> =
            schema::each(parts, "patternProperties").flat_map(Node::entries).collect();
        let closed =
            schema::each(parts, "additionalProperties").any(|schema| schema.as_bool() == Some(false));
        let values: Vec<&Node> = match patterns.as_slice() {
            [] => additional,
            // All properties have names of one pattern.
            [only] if closed && parts.len() == 1 => vec![&only.value],
            _ => Vec::new(),
        };
        let ty = match values.first() {
            Some(first) => {
                let value = self
                    .all_of(&values, &named.inside("value", &["additionalProperties"], first_key(first)))?;
                let inner = value.checks_or_null();
                checks.extend((!inner.is_empty()).then_some(Check::Values(inner)));
                checks.extend(patterns.first().map(|only| Check::AdditionalProperties {
                    known: Vec::new(),
                    patterns: vec![only.key.name.clone()],
                    checks: vec![Check::Never],
                }));
                match value.or_null() {
                    Type::Json => Type::JsonObject,
                    ty => Type::Map(Box::new(ty)),
                }
            }
            None => Type::JsonObject,
        };
        let required: Vec<_> = schema::required(parts).iter().map(|(name, _)| (*name).to_owned()).collect();
        checks.extend((!required.is_empty()).then_some(Check::Required(required)));
        for part in parts {
            if !values.is_empty() && !patterns.is_empty() {
                self.limits_but_patterns(part, &ty, &mut checks);
                continue;
            }
            self.limits(part, &ty, &together.settled, &mut checks);
            // To one schema the names that fit another's patterns are additional.
            if !patterns.is_empty() && part.get("patternProperties").is_none() {
                self.functions.additional_properties(part, self.resolver, &mut checks);
            }
        }
        self.alias(Lowered { ty, nullable: together.nullable, checks }, head, named)
    }

    /// The definition of a struct.
    pub(super) fn structure(
        &mut self,
        together: &Together<'a>,
        head: &'a Node,
        named: &Named<'a>,
    ) -> Option<TypeDef> {
        let (parts, settled) = (together.parts.as_slice(), together.settled.as_slice());
        let properties = schema::properties(parts);
        let required = schema::required(parts);
        let mut fields = Registry::default();
        let mut lowered: Vec<Option<Field>> = Vec::new();
        for (name, entries) in &properties {
            let required = required.iter().any(|(required, _)| required == name);
            lowered.push(self.field(entries, required, named, &mut fields));
        }
        let mut declared: Vec<&str> = properties.iter().map(|(name, _)| *name).collect();
        let mut unknown = self.unknown(parts, named, &mut fields)?;
        for (name, node) in required {
            if declared.contains(&name) || matches!(unknown, Unknown::Rejected) {
                continue;
            }
            declared.push(name);
            lowered.push(self.undeclared_field(name, node, &unknown, named, &mut fields));
        }
        let (mut checks, sees_all) = self.whole_object(parts, &declared, properties.len(), settled);
        let missing = schema::required(parts).into_iter().filter(|(name, _)| !declared.contains(name));
        for (name, _) in missing {
            checks.push(Check::AsJson(vec![Check::Required(vec![name.to_owned()])]));
        }
        if sees_all && matches!(unknown, Unknown::Ignored) {
            unknown = self.kept(Type::Json, Checks::new(), head.span, &mut fields)?;
        }
        let fields = lowered.into_iter().collect::<Option<Vec<_>>>()?;
        let definition = self.type_def(head, named, TypeKind::Struct { fields, unknown });
        Some(TypeDef { checks, ..definition })
    }

    /// What becomes of properties that are not listed.
    fn unknown(&mut self, parts: &[&'a Node], named: &Named<'a>, fields: &mut Registry) -> Option<Unknown> {
        let additional: Vec<&Node> = schema::each(parts, "additionalProperties").collect();
        let patterns = schema::each(parts, "patternProperties").any(|patterns| patterns.entries().len() > 0);
        if patterns {
            // What fits is checked; of which type it is, depends on the name.
            return self.kept(Type::Json, Checks::new(), named.span, fields);
        }
        if additional.iter().any(|schema| schema.as_bool() == Some(false)) {
            return Some(Unknown::Rejected);
        }
        let Some(first) = additional.first() else { return Some(Unknown::Ignored) };
        let value =
            self.all_of(&additional, &named.inside("value", &["additionalProperties"], first_key(first)))?;
        let checks = value.checks_or_null();
        self.kept(value.or_null(), checks, first.span, fields)
    }

    fn kept(&mut self, value: Type, checks: Checks, span: Span, fields: &mut Registry) -> Option<Unknown> {
        let name = "additional_properties".to_owned();
        self.take_field(fields, &name, "the additional properties", "", span)?;
        Some(Unknown::Kept { name, value, checks })
    }

    fn field(
        &mut self,
        entries: &[&'a Entry],
        required: bool,
        named: &Named<'a>,
        fields: &mut Registry,
    ) -> Option<Field> {
        let entry = entries.first()?;
        let json = &entry.key.name;
        let inner = named.inside(json, &["properties", json], entry.key.span);
        let name = self.options.renamed(&[&inner.key]).unwrap_or_else(|| snake(json));
        self.take_field(fields, &name, &inner.what, &inner.key, entry.key.span)?;
        let mut schemas: Vec<&Node> = Vec::new();
        for entry in entries {
            let same = |other: &&Node| **other == entry.value && other.span.file == entry.value.span.file;
            if !schemas.iter().any(same) {
                schemas.push(&entry.value);
            }
        }
        let lowered = self.all_of(&schemas, &inner)?;
        let followed: Vec<_> = schemas.iter().filter_map(|schema| self.resolver.follow(schema)).collect();
        let default = schema::each(&schemas, "default").chain(schema::each(&followed, "default")).next();
        let valid = |default: &&'a Node| {
            schemas.iter().all(|schema| instance::misfit(default, schema, self.resolver).is_none())
        };
        if let Some(default) = default.filter(|_| !required).filter(valid) {
            self.values.defaults.push((named.rust.clone(), json.clone(), default));
        }
        // A description beside a `$ref` is ignored by the rules (X6), yet it is the better one for a field.
        let beside = schemas.iter().find_map(|schema| text(schema, "description"));
        let docs = beside.or_else(|| followed.iter().find_map(|schema| text(schema, "description")));
        Some(Field {
            name,
            json: json.clone(),
            ty: lowered.ty,
            required,
            nullable: lowered.nullable,
            default: None,
            checks: lowered.checks,
            docs: docs.map(str::to_owned),
            deprecated: schemas
                .iter()
                .any(|schema| schema.get("deprecated").and_then(Node::as_bool) == Some(true)),
        })
    }

    /// A property that is required, but described nowhere.
    fn undeclared_field(
        &mut self,
        json: &str,
        node: &'a Node,
        unknown: &Unknown,
        named: &Named<'a>,
        fields: &mut Registry,
    ) -> Option<Field> {
        let inner = named.inside(json, &["properties", json], node.span);
        let name = self.options.renamed(&[&inner.key]).unwrap_or_else(|| snake(json));
        self.take_field(fields, &name, &inner.what, &inner.key, node.span)?;
        let (ty, checks) = match unknown {
            Unknown::Kept { value, checks, .. } => (value.clone(), checks.clone()),
            Unknown::Ignored | Unknown::Rejected => (Type::Json, Checks::new()),
        };
        Some(Field {
            name,
            json: json.to_owned(),
            ty,
            required: true,
            nullable: false,
            default: None,
            checks,
            docs: None,
            deprecated: false,
        })
    }

    pub(super) fn take_field(
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
}
