//! A document's generated code as a module, expanded as `cargo asyncapi expand` does.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use asyncapi_codegen::diagnostic::{Renderer, Severity};
use asyncapi_codegen::source::SpecSource;

/// Generated code, and the types in it.
#[derive(Clone, Debug)]
pub struct Module {
    /// The module's name.
    pub name: String,
    /// What the module is about, for messages and its documentation.
    pub about: String,
    /// The code.
    pub text: String,
    /// The names of its structs, enums and aliases that hold JSON: not the enums of a channel's messages.
    pub types: Vec<String>,
}

/// What became of a document.
#[derive(Debug)]
pub struct Expanded {
    /// The code; what is broken in the document is not in it.
    pub module: Module,
    /// The errors, each as it is shown.
    pub errors: Vec<String>,
    /// The titles of the errors.
    pub titles: Vec<String>,
}

/// Expands the document at `path` below `base` into the module `name`, with these options of the macro
/// (`, generate = [types]`).
///
/// # Panics
/// When what is generated is no Rust.
pub fn expand(name: &str, base: &Path, path: &str, options: &str, source: &dyn SpecSource) -> Expanded {
    let input = format!("{path:?}{options}").parse().expect("a literal and options");
    let expansion = asyncapi_codegen::expand(input, base, source).expect("well-formed input");
    let renderer = Renderer::new(&expansion.sources, base);
    let errors: Vec<_> =
        expansion.diagnostics.iter().filter(|problem| problem.severity == Severity::Error).collect();
    let titles = errors.iter().map(|error| error.title.clone()).collect();
    let errors = errors.iter().map(|error| renderer.render(error)).collect();
    let file: syn::File =
        syn::parse2(expansion.tokens).unwrap_or_else(|error| unparsable(path, &error.to_string()));
    let types = file.items.iter().filter_map(|item| match item {
        syn::Item::Struct(item) => Some(item.ident.to_string()),
        syn::Item::Enum(item) if !is_of_channel(&item.attrs) => Some(item.ident.to_string()),
        syn::Item::Type(item) => Some(item.ident.to_string()),
        _ => None,
    });
    let types = types.collect();
    let text = prettyplease::unparse(&file);
    let module = Module { name: name.to_owned(), about: path.to_owned(), text, types };
    Expanded { module, errors, titles }
}

/// Whether the documentation says that an enum is of a channel's messages: an event is more than its JSON.
fn is_of_channel(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        syn::Meta::NameValue(syn::MetaNameValue {
            value: syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }),
            ..
        }) => text.value().starts_with(" The messages of channel"),
        _ => false,
    })
}

#[allow(clippy::panic, reason = "test support: a failure here is a failed test")]
fn unparsable(path: &str, error: &str) -> ! {
    panic!("{path}: what is generated is no Rust: {error}")
}

/// Documents that are on no disk.
#[derive(Clone, Debug, Default)]
pub struct Memory(pub BTreeMap<PathBuf, String>);

impl SpecSource for Memory {
    fn read(&self, path: &Path) -> io::Result<String> {
        self.0.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn siblings(&self, _: &Path) -> Vec<String> {
        Vec::new()
    }
}
