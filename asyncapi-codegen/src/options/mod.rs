//! The macro's own input: `"asyncapi.yaml", generate = [types, client], rename = { "a" = "b" }`.

mod parse;
mod rust_type;

use std::cell::{Cell, RefCell};

use proc_macro2::TokenStream;
use syn::LitStr;

pub(crate) use rust_type::parse_type;

use crate::diagnostic::{Diagnostic, catalogue};

/// The parsed input of one macro call.
pub(crate) struct Input {
    /// Where the runtime is: the `$crate` that its facade passes on, or a path such as `::asyncapi_runtime`.
    pub(crate) runtime: TokenStream,
    pub(crate) path: LitStr,
    pub(crate) options: Options,
    pub(crate) problems: Vec<Diagnostic>,
}

/// What the user chose.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) generate: Option<Generate>,
    pub(crate) rename: Vec<Rename>,
    pub(crate) replace: Vec<Replace>,
    /// Traits that every type derives.
    pub(crate) derives: Vec<TokenStream>,
    /// Traits that one type derives.
    pub(crate) patched: Vec<Derives>,
    /// Types for strings, by `format`.
    pub(crate) formats: Vec<Replace>,
    /// Those of whole sets, where no other is given.
    pub(crate) format_sets: Vec<(&'static str, TokenStream)>,
    /// Unknown fields are no errors.
    pub(crate) lenient: bool,
    /// Every name that could have been renamed or replaced, for suggestions.
    pub(crate) known: RefCell<Vec<String>>,
    /// Every format of a string, for suggestions.
    pub(crate) known_formats: RefCell<Vec<String>>,
}

/// `generate = […]`: what is generated, of what the document offers.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Generate {
    pub(crate) types: bool,
    pub(crate) server: bool,
    pub(crate) client: bool,
}

/// `rename = { "name in the document" = "name in Rust" }`.
pub(crate) struct Rename {
    pub(crate) from: LitStr,
    pub(crate) to: LitStr,
    used: Cell<bool>,
}

/// `replace = { "name in the document" = path::to::Type }`.
pub(crate) struct Replace {
    pub(crate) from: LitStr,
    pub(crate) to: TokenStream,
    used: Cell<bool>,
}

/// `patch = { "name in the document" = { derives = […] } }`.
pub(crate) struct Derives {
    pub(crate) of: LitStr,
    pub(crate) traits: Vec<TokenStream>,
    used: Cell<bool>,
}

impl Options {
    /// The name that the user gives to something of the document: by its name, or by its JSON pointer
    /// (`#/components/schemas/User`) where several things have that name.
    pub(crate) fn renamed(&self, names: &[&str]) -> Option<String> {
        self.learn(names);
        let entry = self.rename.iter().find(|entry| names.contains(&entry.from.value().as_str()))?;
        entry.used.set(true);
        Some(entry.to.value())
    }

    /// The type that the user puts in a schema's or message's place.
    pub(crate) fn replaced(&self, names: &[&str]) -> Option<TokenStream> {
        self.learn(names);
        let entry = self.replace.iter().find(|entry| names.contains(&entry.from.value().as_str()))?;
        entry.used.set(true);
        Some(entry.to.clone())
    }

    /// The traits that a type derives besides its own.
    pub(crate) fn derived(&self, names: &[&str]) -> Vec<TokenStream> {
        self.learn(names);
        let mut traits = self.derives.clone();
        for entry in self.patched.iter().filter(|entry| names.contains(&entry.of.value().as_str())) {
            entry.used.set(true);
            traits.extend(entry.traits.iter().cloned());
        }
        traits
    }

    /// The type for strings of a format.
    pub(crate) fn format(&self, name: &str) -> Option<TokenStream> {
        if !self.formats.is_empty() {
            self.known_formats.borrow_mut().push(name.to_owned());
        }
        if let Some(entry) = self.formats.iter().find(|entry| entry.from.value() == name) {
            entry.used.set(true);
            return Some(entry.to.clone());
        }
        let (_, ty) = self.format_sets.iter().find(|(format, _)| *format == name)?;
        Some(ty.clone())
    }

    fn learn(&self, names: &[&str]) {
        if !self.rename.is_empty() || !self.replace.is_empty() || !self.patched.is_empty() {
            self.known.borrow_mut().extend(names.iter().map(|name| (*name).to_owned()));
        }
    }

    /// Entries that named nothing of the document: mistakes that would otherwise go unseen.
    pub(crate) fn unused(&self) -> Vec<Diagnostic> {
        let (known, formats) = (self.known.borrow(), self.known_formats.borrow());
        let renames = self.rename.iter().map(|entry| (&entry.from, &entry.used, "rename", &known));
        let replaces = self.replace.iter().map(|entry| (&entry.from, &entry.used, "replace", &known));
        let patches = self.patched.iter().map(|entry| (&entry.of, &entry.used, "patch", &known));
        let types = self.formats.iter().map(|entry| (&entry.from, &entry.used, "formats", &formats));
        let entries: Vec<_> = renames.chain(replaces).chain(patches).chain(types).collect();
        let has_effect = |option: &str, name: &str| {
            entries
                .iter()
                .any(|(from, used, other, _)| used.get() && *other == option && from.value() == name)
        };
        let unused = entries.iter().filter(|(_, used, ..)| !used.get());
        unused
            .map(|(from, _, option, known)| {
                let name = from.value();
                let diagnostic = if has_effect(option, &name) {
                    catalogue::option_given_twice(option, &name)
                } else {
                    catalogue::option_matches_nothing(option, &name, known.iter().map(String::as_str))
                };
                diagnostic.in_rust(from.span())
            })
            .collect()
    }
}

impl Generate {
    pub(crate) const ALL: Self = Self { types: true, server: true, client: true };
}
