//! From schemas to Rust types: one schema after another, each once.

use std::collections::{HashMap, HashSet};

use super::checks::Functions;
use super::ids::Wanted;
use super::lowered::{Lowered, Named};
use super::name::pascal;
use super::registry::Registry;
use super::together::Together;
use crate::diagnostic::{Diagnostics, catalogue};
use crate::document::{first_key, is_json_schema, text};
use crate::ir::{Check, Checks, Type, TypeDef, TypeKind, size};
use crate::options::Options;
use crate::resolve::{Resolver, Target, pointer, reference};
use crate::tree::Node;

/// The types of one document, lowered as they are asked for.
pub(super) struct Types<'a, 'd> {
    pub(super) resolver: Resolver<'a>,
    pub(super) options: &'d Options,
    pub(super) diagnostics: &'d mut Diagnostics,
    pub(super) names: Registry,
    /// A place is kept for a type before its fields are lowered, so that it comes before what it uses.
    pub(super) definitions: Vec<Option<TypeDef>>,
    pub(super) places: HashMap<String, usize>,
    pub(super) known: HashMap<Identity, Known>,
    /// The schemas of payloads: one that is no object, but has checks, needs a type to carry them.
    pub(super) payloads: HashSet<*const Node>,
    pub(super) functions: Functions<'a>,
    /// The `default`s of fields and the `examples` of types, to be turned into values when all types are known.
    pub(super) values: Values<'a>,
    /// The ids of messages, to be looked for when all types are known.
    pub(super) ids: Vec<Wanted<'a>>,
    /// Schemas inside one another at the moment, and the structs that wait until there are none.
    pub(super) depth: usize,
    open: Vec<Identity>,
    /// How many combinations of schemas were lowered.
    combined: usize,
    /// Schemas that refer to themselves, though they are neither objects nor choices.
    recursive: HashSet<Identity>,
    pub(super) waiting: Vec<(Together<'a>, &'a Node, Named<'a>, usize)>,
}

/// What tells a schema, or several that apply together, from others.
pub(super) type Identity = Vec<*const Node>;

/// Values of the document that belong to types.
#[derive(Debug, Default)]
pub(super) struct Values<'a> {
    /// By type and property.
    pub(super) defaults: Vec<(String, String, &'a Node)>,
    /// By type.
    pub(super) examples: Vec<(String, &'a Node)>,
    /// The schemas of the variants of a choice, by type and variant: which one a value is of.
    pub(super) variants: HashMap<(String, String), &'a Node>,
}

/// A chain of schemas may be as long as the document; the stack is not. Deeper structs wait for their fields.
pub(super) const MAX_DEPTH: usize = 64;
/// Lists and aliases cannot wait: they are what is in them.
const MAX_ALIASES: usize = 96;
/// Schemas that apply together are lowered for every combination in which they do: of two recursive ones there may be
/// any number.
const MAX_COMBINED: usize = 2_000;
/// Whatever refers to an alias repeats its checks: they could multiply from one alias to the next.
const MAX_CHECKS: usize = 1_000;

#[derive(Clone)]
pub(super) enum Known {
    /// Being lowered; a struct or enum has its name already, so it may refer to itself.
    Open(Option<Lowered>),
    Done(Option<Lowered>),
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
            places: HashMap::new(),
            known: HashMap::new(),
            payloads: HashSet::new(),
            functions: Functions::default(),
            values: Values::default(),
            ids: Vec::new(),
            depth: 0,
            open: Vec::new(),
            combined: 0,
            recursive: HashSet::new(),
            waiting: Vec::new(),
        }
    }

    /// The type of the schema at `node`, which is called `named` where it is written in place. `None` when
    /// something in it is wrong, which has been reported.
    pub(super) fn schema(&mut self, node: &'a Node, named: &Named<'a>) -> Option<Lowered> {
        if self.diagnostics.broken(node.span) {
            return None;
        }
        if reference(node).is_some() {
            let target = self.resolver.resolve(node).ok()?;
            return self.definition(&target, named);
        }
        if let Some(foreign) = self.options.replaced(&[&named.key]) {
            return Some(Lowered::of(Type::Foreign(foreign)));
        }
        self.once(node, named)
    }

    /// A schema that a reference leads to: it is called by its own name.
    fn definition(&mut self, target: &Target<'a>, referrer: &Named<'a>) -> Option<Lowered> {
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
            example: None,
        };
        if let Some(foreign) = self.options.replaced(&[&pointer, &name]) {
            return Some(Lowered::of(Type::Foreign(foreign)));
        }
        self.once(target.node, &named)
    }

    /// A schema is lowered once, however many references lead to it.
    fn once(&mut self, node: &'a Node, named: &Named<'a>) -> Option<Lowered> {
        self.once_as(vec![std::ptr::from_ref(node)], named, |types, named| {
            if types.diagnostics.broken(node.span) { None } else { types.one(node, named) }
        })
    }

    /// Lowers what `identity` stands for, unless that was done before.
    pub(super) fn once_as(
        &mut self,
        identity: Identity,
        named: &Named<'a>,
        lower: impl FnOnce(&mut Self, &Named<'a>) -> Option<Lowered>,
    ) -> Option<Lowered> {
        match self.known.get(&identity) {
            Some(Known::Done(lowered) | Known::Open(lowered @ Some(_))) => return lowered.clone(),
            // What contains itself needs a name of its own.
            Some(Known::Open(None)) if named.definition => {
                self.recursive.insert(identity);
                return Some(Lowered::named(&named.rust));
            }
            // Written in a definition that is entered here for the first time, by way of a copy of its properties.
            Some(Known::Open(None)) if self.is_within_another(&identity) => {}
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
        if identity.len() > 1 {
            self.combined += 1;
            if self.combined > MAX_COMBINED {
                if self.combined == MAX_COMBINED + 1 {
                    let (span, what) = (named.span, &named.what);
                    self.diagnostics.push(catalogue::too_many_combinations(span, what, MAX_COMBINED));
                }
                self.known.insert(identity, Known::Done(None));
                return None;
            }
        }
        self.known.insert(identity.clone(), Known::Open(None));
        self.open.push(identity.clone());
        self.depth += 1;
        // What only stands inside another goes by its place, or by the name that it would have.
        let known_as = [named.rename.as_str(), named.rust.as_str()];
        let renamed = if named.definition { None } else { self.options.renamed(&known_as) };
        let named = &Named { rust: renamed.unwrap_or_else(|| named.rust.clone()), ..named.clone() };
        let lowered = lower(self, named);
        let too_many = |lowered: &Lowered| size(&lowered.checks) > MAX_CHECKS;
        let lowered = if lowered.as_ref().is_some_and(too_many) {
            self.diagnostics.push(catalogue::too_many_checks(named.span, &named.what, MAX_CHECKS));
            None
        } else {
            lowered
        };
        self.open.pop();
        self.known.insert(identity, Known::Done(lowered.clone()));
        while self.depth == 1 {
            let Some((together, head, named, place)) = self.waiting.pop() else { break };
            self.definitions[place] = self.structure(&together, head, &named);
        }
        self.depth -= 1;
        lowered
    }

    /// Whether a type that has its name already was begun since `identity` was.
    fn is_within_another(&self, identity: &Identity) -> bool {
        let since = self.open.iter().rev().take_while(|open| *open != identity);
        since.into_iter().any(|open| matches!(self.known.get(open), Some(Known::Open(Some(_)))))
    }

    /// A schema that is no reference.
    fn one(&mut self, node: &'a Node, named: &Named<'a>) -> Option<Lowered> {
        if let Some(allowed) = node.as_bool() {
            let checks = if allowed { Checks::new() } else { vec![Check::Never] };
            return self.alias(Lowered { checks, ..Lowered::of(Type::Json) }, node, named);
        }
        if let Some(format) = text(node, "schemaFormat") {
            return match node.get("schema").filter(|_| is_json_schema(format)) {
                Some(schema) => self.schema(schema, named),
                None => self.alias(Lowered::of(Type::Json), node, named),
            };
        }
        self.together(&[node], node, named)
    }

    /// From here on the type at hand has a name: what refers to it may be inside it. The variants of an enum come
    /// later, and what refers to the enum does not mean one of them.
    pub(super) fn announce(&mut self, lowered: &Lowered) {
        let Some(identity) = self.open.last() else { return };
        if !matches!(self.known.get(identity), Some(Known::Open(Some(_)))) {
            self.known.insert(identity.clone(), Known::Open(Some(lowered.clone())));
        }
    }

    /// A type without a definition of its own: an alias where the document gives it a name.
    pub(super) fn alias(&mut self, lowered: Lowered, node: &'a Node, named: &Named<'a>) -> Option<Lowered> {
        let recursive = self.open.last().is_some_and(|identity| self.recursive.contains(identity));
        let itself = |ty: &Type| matches!(ty, Type::Named(name) if *name == named.rust);
        if recursive && itself(&self.resolved(&lowered.ty)) {
            self.diagnostics.push(catalogue::recursive_alias_type(named.span, &named.key));
            return None;
        }
        if !named.definition || itself(&lowered.ty) {
            return Some(lowered);
        }
        self.take(named)?;
        // Through an alias a message could not be validated, or read as JSON Schema would have it: its type is
        // everybody's.
        let payload = self.payloads.contains(&std::ptr::from_ref(node));
        let own =
            lowered.ty.is_read_by_adapter() || lowered.checks.iter().any(|check| *check != Check::Nested);
        let (definition, lowered) = if recursive || (payload && own) {
            let checks = lowered.checks_or_null();
            let definition = self.type_def(node, named, TypeKind::Newtype(lowered.or_null()));
            (TypeDef { checks, ..definition }, Lowered::named(&named.rust))
        } else {
            let Lowered { ty, nullable, checks } = lowered;
            let definition = self.type_def(node, named, TypeKind::Alias(ty));
            (definition, Lowered { nullable, checks, ..Lowered::named(&named.rust) })
        };
        self.define(definition);
        Some(lowered)
    }

    /// The frame of a type's definition: its name, documentation and whatever else is the same for all.
    pub(super) fn type_def(&mut self, node: &'a Node, named: &Named<'a>, kind: TypeKind) -> TypeDef {
        let examples =
            [node.get("examples").and_then(|examples| examples.items().first()), node.get("example")];
        if let Some(example) = examples.into_iter().flatten().next().or(named.example) {
            self.values.examples.push((named.rust.clone(), example));
        }
        TypeDef {
            docs: text(node, "description")
                .map(str::to_owned)
                .or_else(|| named.docs.clone())
                .or_else(|| text(node, "title").map(str::to_owned)),
            deprecated: node.get("deprecated").and_then(Node::as_bool) == Some(true),
            derives: self.options.derived(&[&named.rename, &named.key]),
            ..TypeDef::new(named.rust.clone(), kind)
        }
    }

    /// Keeps a place for a type that others may refer to before it is defined.
    pub(super) fn reserve(&mut self, named: &Named<'a>) -> usize {
        let place = self.definitions.len();
        self.places.insert(named.rust.clone(), place);
        self.definitions.push(None);
        place
    }

    pub(super) fn define(&mut self, definition: TypeDef) {
        self.places.insert(definition.name.clone(), self.definitions.len());
        self.definitions.push(Some(definition));
    }

    pub(super) fn take(&mut self, named: &Named<'a>) -> Option<()> {
        match self.names.take(&named.rust, named.place()) {
            Ok(()) => Some(()),
            Err(collision) => {
                self.diagnostics.push(*collision);
                None
            }
        }
    }
}
