//! From schemas to Rust types.

use std::collections::HashMap;

use super::keywords::{self, Kind};
use super::name::pascal;
use super::registry::{Place, Registry};
use crate::diagnostic::{Diagnostics, catalogue};
use crate::document::{first_key, is_json_schema, text};
use crate::ir::{Type, TypeDef, TypeKind};
use crate::options::Options;
use crate::resolve::{Resolver, Target, pointer, reference};
use crate::source::Span;
use crate::tree::{Node, Value};

/// The types of one document, lowered as they are asked for.
pub(super) struct Types<'a, 'd> {
    pub(super) resolver: Resolver<'a>,
    pub(super) options: &'d Options,
    pub(super) diagnostics: &'d mut Diagnostics,
    pub(super) names: Registry,
    /// A place is kept for a type before its fields are lowered, so that it comes before what it uses.
    pub(super) definitions: Vec<Option<TypeDef>>,
    pub(super) known: HashMap<*const Node, Known>,
    /// Schemas inside one another at the moment, and the structs that wait until there are none.
    pub(super) depth: usize,
    pub(super) waiting: Vec<(&'a Node, Named, usize)>,
}

/// A chain of schemas may be as long as the document; the stack is not. Deeper structs wait for their fields.
pub(super) const MAX_DEPTH: usize = 64;
/// Lists and aliases cannot wait: they are what is in them.
const MAX_ALIASES: usize = 256;

#[derive(Clone)]
pub(super) enum Known {
    /// Being lowered; a struct or enum has its name already, so it may refer to itself.
    Open(Option<Lowered>),
    Done(Option<Lowered>),
}

/// The type of a schema.
#[derive(Clone, Debug)]
pub(super) struct Lowered {
    pub(super) ty: Type,
    pub(super) nullable: bool,
}

/// How a schema is called, should it need a type of its own.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) rust: String,
    /// "schema `User`".
    pub(super) what: String,
    pub(super) key: String,
    /// What `rename` takes to call it otherwise, and nothing else so.
    pub(super) rename: String,
    pub(super) span: Span,
    /// Whether the name is the document's: then a schema that needs no type of its own gets an alias.
    pub(super) definition: bool,
    /// The description of what holds the schema, for a schema without one.
    pub(super) docs: Option<String>,
}

impl Named {
    fn place(&self) -> Place {
        Place {
            span: self.span,
            what: self.what.clone(),
            key: self.rename.clone(),
            proposal: format!("{}2", self.rust),
        }
    }

    /// The name of something inside, such as a property.
    pub(super) fn inside(&self, part: &str, span: Span) -> Self {
        let rust = format!("{}{}", self.rust, pascal(part));
        Self {
            // A type that only stands inside another is renamed by the name it would have.
            rename: rust.clone(),
            rust,
            what: format!("`{part}` of {}", self.what),
            key: format!("{}.{part}", self.key),
            span,
            definition: false,
            docs: None,
        }
    }
}

impl<'a, 'd> Types<'a, 'd> {
    pub(super) fn new(
        resolver: Resolver<'a>,
        options: &'d Options,
        diagnostics: &'d mut Diagnostics,
    ) -> Self {
        Self {
            resolver,
            options,
            diagnostics,
            names: Registry::default(),
            definitions: Vec::new(),
            known: HashMap::new(),
            depth: 0,
            waiting: Vec::new(),
        }
    }

    pub(super) fn finish(self) -> Vec<TypeDef> {
        self.definitions.into_iter().flatten().collect()
    }

    /// The type of the schema at `node`, which is called `named` where it is written in place. `None` when
    /// something in it is wrong, which has been reported.
    pub(super) fn schema(&mut self, node: &'a Node, named: &Named) -> Option<Lowered> {
        if self.diagnostics.broken(node.span) {
            return None;
        }
        if reference(node).is_some() {
            let target = self.resolver.resolve(node).ok()?;
            return self.definition(&target, named);
        }
        if let Some(foreign) = self.options.replaced(&[&named.key]) {
            return Some(Lowered { ty: Type::Foreign(foreign), nullable: false });
        }
        self.once(node, named)
    }

    /// A schema that a reference leads to: it is called by its own name.
    fn definition(&mut self, target: &Target<'a>, referrer: &Named) -> Option<Lowered> {
        let name = target.name.clone().unwrap_or_else(|| referrer.key.clone());
        let pointer = pointer(&target.pointer);
        let named = Named {
            rust: self.options.renamed(&[&pointer, &name]).unwrap_or_else(|| pascal(&name)),
            what: format!("schema `{name}`"),
            key: name.clone(),
            rename: pointer.clone(),
            span: first_key(target.node),
            definition: true,
            docs: None,
        };
        if let Some(foreign) = self.options.replaced(&[&pointer, &name]) {
            return Some(Lowered { ty: Type::Foreign(foreign), nullable: false });
        }
        self.once(target.node, &named)
    }

    /// A schema is lowered once, however many references lead to it.
    fn once(&mut self, node: &'a Node, named: &Named) -> Option<Lowered> {
        let address = std::ptr::from_ref(node);
        match self.known.get(&address) {
            Some(Known::Done(lowered) | Known::Open(lowered @ Some(_))) => return lowered.clone(),
            Some(Known::Open(None)) => {
                self.diagnostics.push(catalogue::recursive_alias_type(named.span, &named.key));
                return None;
            }
            None => {}
        }
        if self.depth > MAX_ALIASES {
            self.diagnostics.push(catalogue::schemas_too_deep(named.span, &named.what, MAX_ALIASES));
            return None;
        }
        self.known.insert(address, Known::Open(None));
        self.depth += 1;
        let renamed = if named.definition { None } else { self.options.renamed(&[&named.rename]) };
        let named = &Named { rust: renamed.unwrap_or_else(|| named.rust.clone()), ..named.clone() };
        let lowered = if self.diagnostics.broken(node.span) { None } else { self.lower(node, named) };
        self.known.insert(address, Known::Done(lowered.clone()));
        while self.depth == 1 {
            let Some((node, named, place)) = self.waiting.pop() else { break };
            self.definitions[place] = self.structure(node, &named).map(|kind| type_def(node, &named, kind));
        }
        self.depth -= 1;
        lowered
    }

    fn lower(&mut self, node: &'a Node, named: &Named) -> Option<Lowered> {
        if let Some(allowed) = node.as_bool() {
            if !allowed {
                let why = "no value is valid against `false`";
                self.diagnostics.push(catalogue::unsupported_schema(
                    node.span,
                    "false",
                    &named.what,
                    &named.key,
                    why,
                ));
                return None;
            }
            return self.alias(Type::Json, false, node, named);
        }
        if let Some(format) = text(node, "schemaFormat") {
            return match node.get("schema").filter(|_| is_json_schema(format)) {
                Some(schema) => self.schema(schema, named),
                None => self.alias(Type::Json, false, node, named),
            };
        }
        if let Some((inner, or_null)) = keywords::wrapped(node) {
            let inner_named = Named { definition: false, ..named.clone() };
            let lowered = self.schema(inner, &inner_named)?;
            let nullable = lowered.nullable || or_null || keywords::is_nullable(node);
            return self.alias(lowered.ty, nullable, node, named);
        }
        if let Some((keyword, at, why)) = keywords::unsupported(node) {
            self.diagnostics.push(catalogue::unsupported_schema(
                at.span,
                keyword,
                &named.what,
                &named.key,
                why,
            ));
            return None;
        }
        let nullable = keywords::is_nullable(node);
        let ty = match keywords::kind(node) {
            Kind::Object => return self.object(node, nullable, named),
            Kind::Array => {
                let item = match node.get("items") {
                    Some(items) => self.schema(items, &named.inside("item", first_key(items)))?,
                    None => Lowered { ty: Type::Json, nullable: false },
                };
                Type::List(Box::new(item.or_null()))
            }
            Kind::String => match keywords::literals(node) {
                Some(values) => return self.string_enum(node, &values, nullable, named),
                None => Type::String,
            },
            Kind::Integer => integer(node),
            Kind::Number if text(node, "format") == Some("float") => Type::F32,
            Kind::Number => Type::F64,
            Kind::Boolean => Type::Bool,
            Kind::Null | Kind::Any => Type::Json,
            Kind::Mixed => {
                let keyword = if node.get("type").is_some() { "type" } else { "enum" };
                let at = node.get(keyword).map_or(node.span, |node| node.span);
                let why = "values of several types";
                self.diagnostics.push(catalogue::unsupported_schema(
                    at,
                    keyword,
                    &named.what,
                    &named.key,
                    why,
                ));
                return None;
            }
        };
        self.alias(ty, nullable, node, named)
    }

    /// A type without a definition of its own: an alias where the document gives it a name.
    pub(super) fn alias(
        &mut self,
        ty: Type,
        nullable: bool,
        node: &'a Node,
        named: &Named,
    ) -> Option<Lowered> {
        let same = matches!(&ty, Type::Named(name) if *name == named.rust);
        if !named.definition || same {
            return Some(Lowered { ty, nullable });
        }
        self.take(named)?;
        self.definitions.push(Some(type_def(node, named, TypeKind::Alias(ty))));
        Some(Lowered { ty: Type::Named(named.rust.clone()), nullable })
    }

    pub(super) fn take(&mut self, named: &Named) -> Option<()> {
        match self.names.take(&named.rust, named.place()) {
            Ok(()) => Some(()),
            Err(collision) => {
                self.diagnostics.push(*collision);
                None
            }
        }
    }
}

impl Lowered {
    /// The type with null in it, for places that are always there.
    pub(super) fn or_null(self) -> Type {
        if self.nullable && !matches!(self.ty, Type::Json) {
            Type::Nullable(Box::new(self.ty))
        } else {
            self.ty
        }
    }
}

pub(super) fn type_def(node: &Node, named: &Named, kind: TypeKind) -> TypeDef {
    TypeDef {
        name: named.rust.clone(),
        docs: text(node, "description")
            .map(str::to_owned)
            .or_else(|| named.docs.clone())
            .or_else(|| text(node, "title").map(str::to_owned)),
        deprecated: node.get("deprecated").and_then(Node::as_bool) == Some(true),
        kind,
    }
}

/// i64 unless bounds or format say otherwise.
fn integer(node: &Node) -> Type {
    let minimum = ["minimum", "exclusiveMinimum"].iter().filter_map(|keyword| node.get(keyword));
    let unsigned = minimum.clone().any(|bound| match bound.value {
        Value::Int(bound) => bound >= 0,
        Value::Float(bound) => bound >= 0.0,
        _ => false,
    });
    match (text(node, "format"), unsigned) {
        (Some("int32"), true) => Type::U32,
        (Some("int32"), false) => Type::I32,
        (_, true) => Type::U64,
        (_, false) => Type::I64,
    }
}
