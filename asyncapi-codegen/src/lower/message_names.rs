//! The names of messages: which the document has, and those that a type has besides its own.

use std::collections::{HashMap, HashSet};

use super::name::pascal;
use super::registry::Place;
use super::types::Types;
use crate::document::Document;
use crate::ir::{Type, TypeDef, TypeKind};
use crate::resolve::Resolver;
use crate::tree::Node;

/// The names that the document gives.
pub(super) struct MessageKeys {
    /// In how many channels each message key stands.
    channels: HashMap<String, usize>,
    /// The names of messages and schemas, in Rust.
    types: HashSet<String>,
}

impl MessageKeys {
    pub(super) fn of(document: &Document<'_>, resolver: Resolver<'_>) -> Self {
        let mut channels = HashMap::new();
        let mut types = HashSet::new();
        for message in document.channels.iter().flat_map(|channel| &channel.messages) {
            *channels.entry(message.key.name.clone()).or_default() += 1;
            types.insert(pascal(&message.key.name));
        }
        let components = resolver.forest.root().and_then(|root| root.get("components"));
        for kind in ["messages", "schemas"] {
            let entries = components.and_then(|components| components.get(kind)).map(Node::entries);
            types.extend(entries.unwrap_or_default().map(|entry| pascal(&entry.key.name)));
        }
        Self { channels, types }
    }

    pub(super) fn channels_with(&self, key: &str) -> usize {
        self.channels.get(key).copied().unwrap_or(0)
    }

    pub(super) fn is_in_document(&self, name: &str) -> bool {
        self.types.contains(name)
    }

    /// A name that is only ours: `stem` and the first of the suffixes with which nothing of the document is called, since
    /// it has the first word on names; the first of all where every one is taken.
    pub(super) fn free(&self, stem: &str, suffixes: &[&str], types: &Types<'_, '_>) -> String {
        let mut names = suffixes.iter().map(|suffix| format!("{stem}{suffix}"));
        let first = names.next().unwrap_or_else(|| stem.to_owned());
        let is_free = |name: &String| !self.is_in_document(name) && !types.names.has(name);
        if is_free(&first) { first } else { names.find(is_free).unwrap_or(first) }
    }

    /// Takes a [free](Self::free) name. `None` where there is none, which is reported.
    pub(super) fn take_free(
        &self,
        stem: &str,
        suffixes: &[&str],
        place: Place,
        types: &mut Types<'_, '_>,
    ) -> Option<String> {
        let name = self.free(stem, suffixes, types);
        let taken = types.names.take(&name, place);
        taken.map(|()| name).map_err(|collision| types.diagnostics.push(*collision)).ok()
    }
}

/// Names that messages have besides their types'. An alias is a convenience: one that would be ambiguous, or
/// that is taken, is not generated.
#[derive(Default)]
pub(super) struct Aliases {
    order: Vec<String>,
    wanted: HashMap<String, Option<(String, Type)>>,
}

impl Aliases {
    pub(super) fn add(&mut self, name: &str, docs: String, ty: &Type) {
        if matches!(ty, Type::Named(own) if own == name) {
            return;
        }
        match self.wanted.get_mut(name) {
            None => {
                self.order.push(name.to_owned());
                self.wanted.insert(name.to_owned(), Some((docs, ty.clone())));
            }
            Some(known) => {
                let same = known.as_ref().is_some_and(|(_, other)| format!("{other:?}") == format!("{ty:?}"));
                if !same {
                    *known = None;
                }
            }
        }
    }

    pub(super) fn definitions(mut self, types: &Types<'_, '_>) -> Vec<TypeDef> {
        let free = self.order.iter().filter(|name| !types.names.has(name));
        free.filter_map(|name| {
            let (docs, target) = self.wanted.remove(name).flatten()?;
            let alias = TypeDef::new(name.clone(), TypeKind::Alias(target));
            Some(TypeDef { docs: Some(docs), ..alias })
        })
        .collect()
    }
}
