//! How the macro's input is read.

use std::cell::Cell;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{LitStr, Token, braced, bracketed, parenthesized, token};

use super::{Derives, Generate, Input, Options, Rename, Replace};
use crate::diagnostic::catalogue;
use crate::format_sets;

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
        // A keyword is a name here, too: who writes `type` is told of `types`.
        for part in Punctuated::<Ident, Token![,]>::parse_terminated_with(&inner, Ident::parse_any)? {
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
    fn a_keyword_is_a_name_that_is_none() {
        let input = parse(r#""a.yaml", generate = [type, client]"#).unwrap();
        assert_eq!(input.problems.len(), 1);
        assert!(input.options.generate.is_some_and(|generate| generate.client && !generate.types));
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
