//! The macro's own input: `"asyncapi.yaml", generate = [types, client], rename = { "a" = "b" }`.

use std::cell::{Cell, RefCell};

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{LitStr, Token, braced, bracketed, parenthesized, token};

use crate::diagnostic::{Diagnostic, catalogue};
use crate::format_sets;

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

const OPTIONS: [&str; 7] = ["derives", "formats", "generate", "lenient", "patch", "rename", "replace"];
const PARTS: [&str; 3] = ["types", "server", "client"];
const PATCHES: [&str; 3] = ["derives", "rename", "replace"];

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let runtime = if input.peek(token::Paren) {
            let inner;
            parenthesized!(inner in input);
            inner.parse()?
        } else {
            quote::quote!(::asyncapi_runtime)
        };
        if input.is_empty() {
            return Err(input.error("expected the path of an AsyncAPI document, such as \"asyncapi.yaml\""));
        }
        let path = input.parse()?;
        let mut parsed = Self { runtime, path, options: Options::default(), problems: Vec::new() };
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            parsed.option(input)?;
        }
        Ok(parsed)
    }
}

impl Input {
    fn option(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let name: Ident = input.parse()?;
        let text = name.to_string();
        if !OPTIONS.contains(&text.as_str()) {
            self.problems.push(catalogue::unknown_option(&text, &OPTIONS).in_rust(name.span()));
            // What belongs to it is skipped, so that the options behind it are still read.
            while !input.is_empty() && !input.peek(Token![,]) {
                input.parse::<TokenTree>()?;
            }
            return Ok(());
        }
        if text == "lenient" {
            self.options.lenient = true;
            return Ok(());
        }
        input.parse::<Token![=]>()?;
        match text.as_str() {
            "generate" => self.generate(input)?,
            "rename" => {
                let inner;
                braced!(inner in input);
                let entries = Punctuated::<Rename, Token![,]>::parse_terminated(&inner)?;
                self.options.rename.extend(entries);
            }
            "derives" => self.options.derives.extend(paths(input)?),
            "patch" => {
                let inner;
                braced!(inner in input);
                while !inner.is_empty() {
                    self.patch(&inner)?;
                    comma(&inner)?;
                }
            }
            "formats" => self.formats(input)?,
            _ => {
                let inner;
                braced!(inner in input);
                let entries = Punctuated::<Replace, Token![,]>::parse_terminated(&inner)?;
                self.options.replace.extend(entries);
            }
        }
        Ok(())
    }

    /// `{ "format" = path::to::Type }` or `[set, "format" = path::to::Type]`.
    fn formats(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let inner;
        if input.peek(token::Brace) {
            braced!(inner in input);
        } else {
            bracketed!(inner in input);
        }
        while !inner.is_empty() {
            if inner.peek(LitStr) {
                self.options.formats.push(inner.parse()?);
            } else {
                let set: Ident = inner.parse()?;
                match format_sets::types(&set, &self.runtime) {
                    Some(types) => self.options.format_sets.extend(types),
                    None => self.problems.push(
                        catalogue::unknown_format_set(&set.to_string(), &format_sets::NAMES)
                            .in_rust(set.span()),
                    ),
                }
            }
            comma(&inner)?;
        }
        Ok(())
    }

    /// One type of `patch`: everything that there is to say about it.
    fn patch(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let of: LitStr = input.parse()?;
        input.parse::<Token![=]>()?;
        let inner;
        braced!(inner in input);
        while !inner.is_empty() {
            let name: Ident = inner.parse()?;
            inner.parse::<Token![=]>()?;
            match name.to_string().as_str() {
                "derives" => {
                    let traits = paths(&inner)?;
                    self.options.patched.push(Derives { of: again(&of), traits, used: Cell::new(false) });
                }
                "rename" => self.options.rename.push(Rename::to(again(&of), inner.parse()?)?),
                "replace" => self.options.replace.push(Replace::to(again(&of), &inner)?),
                other => {
                    self.problems.push(catalogue::unknown_patch(other, &PATCHES).in_rust(name.span()));
                    while !inner.is_empty() && !inner.peek(Token![,]) {
                        inner.parse::<TokenTree>()?;
                    }
                }
            }
            comma(&inner)?;
        }
        Ok(())
    }

    fn generate(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let inner;
        bracketed!(inner in input);
        let mut generate = Generate::default();
        for part in Punctuated::<Ident, Token![,]>::parse_terminated(&inner)? {
            match part.to_string().as_str() {
                "types" => generate.types = true,
                "server" => generate.server = true,
                "client" => generate.client = true,
                other => {
                    self.problems.push(catalogue::unknown_generate(other, &PARTS).in_rust(part.span()));
                }
            }
        }
        self.options.generate = Some(generate);
        Ok(())
    }
}

impl Parse for Rename {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let from = input.parse()?;
        input.parse::<Token![=]>()?;
        Self::to(from, input.parse()?)
    }
}

impl Rename {
    fn to(from: LitStr, to: LitStr) -> syn::Result<Self> {
        if syn::parse_str::<Ident>(&to.value()).is_err() {
            return Err(syn::Error::new(to.span(), "expected a Rust identifier in quotes"));
        }
        Ok(Self { from, to, used: Cell::new(false) })
    }
}

impl Parse for Replace {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let from = input.parse()?;
        input.parse::<Token![=]>()?;
        Self::to(from, input)
    }
}

impl Replace {
    fn to(from: LitStr, input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self { from, to: path(input)?, used: Cell::new(false) })
    }
}

fn again(literal: &LitStr) -> LitStr {
    LitStr::new(&literal.value(), literal.span())
}

/// A path with generic arguments, up to the comma behind it.
fn path(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut path = TokenStream::new();
    let mut depth = 0_usize;
    while !input.is_empty() && (depth > 0 || !input.peek(Token![,])) {
        depth = match () {
            () if input.peek(Token![<]) => depth + 1,
            () if input.peek(Token![>]) => depth.saturating_sub(1),
            () => depth,
        };
        input.parse::<TokenTree>()?.to_tokens(&mut path);
    }
    if path.is_empty() {
        return Err(input.error("expected a path"));
    }
    Ok(path)
}

/// `[a, b::c]`.
fn paths(input: ParseStream<'_>) -> syn::Result<Vec<TokenStream>> {
    let inner;
    bracketed!(inner in input);
    let mut paths = Vec::new();
    while !inner.is_empty() {
        paths.push(path(&inner)?);
        comma(&inner)?;
    }
    Ok(paths)
}

/// The comma between entries, which the last may lack.
fn comma(input: ParseStream<'_>) -> syn::Result<()> {
    if !input.is_empty() {
        input.parse::<Token![,]>()?;
    }
    Ok(())
}

/// A type that the document names, as in `x-rust-type`: a path with generic arguments.
pub(crate) fn parse_type(text: &str) -> Option<TokenStream> {
    let tokens: TokenStream = text.parse().ok()?;
    let mut trees = tokens.clone().into_iter().peekable();
    let path = |tree: &TokenTree| match tree {
        TokenTree::Punct(punct) => matches!(punct.as_char(), ':' | '<' | '>' | ',' | '\'' | '&'),
        TokenTree::Ident(_) | TokenTree::Group(_) | TokenTree::Literal(_) => true,
    };
    let starts = match trees.peek()? {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(punct) => punct.as_char() == ':',
        TokenTree::Group(_) | TokenTree::Literal(_) => false,
    };
    (starts && trees.all(|tree| path(&tree))).then_some(tokens)
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
        renames
            .chain(replaces)
            .chain(patches)
            .chain(types)
            .filter(|(_, used, ..)| !used.get())
            .map(|(from, _, option, known)| {
                let names = known.iter().map(String::as_str);
                catalogue::option_matches_nothing(option, &from.value(), names).in_rust(from.span())
            })
            .collect()
    }
}

impl Generate {
    pub(crate) const ALL: Self = Self { types: true, server: true, client: true };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> syn::Result<Input> {
        syn::parse_str(text)
    }

    #[test]
    fn options() {
        let input = parse(
            r#"(::rt) "a.yaml", generate = [types, client,], rename = {"a" = "b"}, replace = {"M" = std::collections::BTreeMap<String, u8>, "N" = u8},"#,
        )
        .unwrap();
        assert_eq!(input.path.value(), "a.yaml");
        assert!(input.problems.is_empty());
        let generate = input.options.generate.unwrap();
        assert!(generate.types && generate.client && !generate.server);
        assert_eq!(input.options.renamed(&["x", "a"]).as_deref(), Some("b"));
        assert_eq!(input.options.replace.len(), 2);
    }

    #[test]
    fn an_unknown_option_does_not_hide_the_next() {
        let input = parse(r#""a.yaml", lenien, reneme = {"a" = "b"}, rename = {"a" = "b"}"#).unwrap();
        assert_eq!(input.problems.len(), 2);
        assert_eq!(input.options.rename.len(), 1);
    }

    #[test]
    fn formats_are_sets_and_single_types() {
        let formats = |options: &str| parse(&format!("(::rt) \"a.yaml\", formats = {options}")).unwrap();
        let of = |input: &Input, format: &str| input.options.format(format).map(|ty| ty.to_string());
        let input = formats(r#"[jiff, chrono, "date" = my::Date<u8, u8>, uuid,]"#);
        assert_eq!(of(&input, "uuid").as_deref(), Some(":: rt :: formats :: uuid :: Uuid"));
        assert_eq!(of(&input, "date-time").as_deref(), Some(":: rt :: formats :: jiff :: Timestamp"));
        assert_eq!(of(&input, "date").as_deref(), Some("my :: Date < u8 , u8 >"));
        assert_eq!(of(&input, "uri"), None);
        assert!(input.problems.is_empty() && input.options.unused().is_empty());
        // A set may have more than the document; a single type may not.
        assert!(formats("[jiff]").options.unused().is_empty());
        assert_eq!(formats(r#"{ "date" = my::Date }"#).options.unused().len(), 1);
        assert_eq!(formats("[uid, uuid]").problems.len(), 1);
        assert!(parse(r#""a.yaml", formats = [uuid = my::Uuid]"#).is_err());
    }

    #[test]
    fn a_rename_must_be_an_identifier() {
        assert!(parse(r#""a.yaml", rename = {"a" = "not one"}"#).is_err());
    }
}
