//! The steps in their order.

use std::path::Path;

use proc_macro2::{Span, TokenStream};

use crate::check;
use crate::diagnostic::{Diagnostic, Diagnostics, Renderer, Severity};
use crate::document::Document;
use crate::emit::{self, Context};
use crate::ir::Ir;
use crate::lower;
use crate::options::{Generate, Input, Options};
use crate::resolve::{Forest, Resolver};
use crate::source::{self, Sources, SpecSource};
use crate::spec::v3;

/// Errors beyond this many are counted, not shown.
const MAX_SHOWN: usize = 20;

/// What a macro call becomes.
#[derive(Debug)]
#[non_exhaustive]
pub struct Expansion {
    /// The generated items; what is broken in the document is left out.
    pub tokens: TokenStream,
    /// The problems, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that were read.
    pub sources: Sources,
    span: Span,
}

/// Expands the input of one macro call, `(path::of::runtime) "document.yaml", options…`, reading files
/// relative to `base`.
///
/// # Errors
/// When the input itself is malformed; problems of the document are in [`Expansion::diagnostics`].
pub fn expand(input: TokenStream, base: &Path, source: &dyn SpecSource) -> syn::Result<Expansion> {
    let input: Input = syn::parse2(input)?;
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    for problem in input.problems {
        diagnostics.push(problem);
    }
    let written = input.path.value();
    let path = source::join(&base.join("Cargo.toml"), &written);
    let ir = run(&path, &written, source, &mut sources, &input.options, &mut diagnostics).unwrap_or_default();
    let context = Context {
        runtime: input.runtime,
        span: Span::call_site().located_at(input.path.span()),
        generate: input.options.generate.unwrap_or(Generate::ALL),
        deprecations: ir.has_deprecations(),
    };
    Ok(Expansion {
        tokens: emit::emit(&ir, &context),
        diagnostics: diagnostics.into_sorted(),
        sources,
        span: input.path.span(),
    })
}

/// As [`expand`], all the way to what a procedural macro returns: errors are `compile_error!`s, shown with
/// paths relative to `current`, and the compiler is told to watch the files.
pub fn expand_to_tokens(
    input: TokenStream,
    base: &Path,
    current: &Path,
    source: &dyn SpecSource,
) -> TokenStream {
    let expansion = match expand(input, base, source) {
        Ok(expansion) => expansion,
        Err(error) => return error.to_compile_error(),
    };
    let mut tokens = expansion.errors(current);
    let paths: Vec<_> = expansion.sources.paths().map(|path| path.display().to_string()).collect();
    tokens.extend(emit::track(&paths));
    tokens.extend(expansion.tokens);
    tokens
}

impl Expansion {
    /// One `compile_error!` a problem, then one for those that are not shown.
    fn errors(&self, current: &Path) -> TokenStream {
        let renderer = Renderer::new(&self.sources, current);
        let errors: Vec<_> =
            self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect();
        let mut tokens = TokenStream::new();
        for error in errors.iter().take(MAX_SHOWN) {
            let span = error.rust.unwrap_or(self.span);
            tokens.extend(emit::compile_error(span, &renderer.render(error)));
        }
        if errors.len() > MAX_SHOWN {
            let more = errors.len() - MAX_SHOWN;
            let message = format!("{more} more errors in the AsyncAPI document are not shown");
            tokens.extend(emit::compile_error(self.span, &message));
        }
        tokens
    }
}

/// `None` where the document cannot be read at all.
fn run(
    path: &Path,
    written: &str,
    source: &dyn SpecSource,
    sources: &mut Sources,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Option<Ir> {
    let forest = Forest::load(path, written, source, sources, diagnostics)?;
    let root = forest.root()?;
    let version = check::version(root, diagnostics)?;
    let resolver = Resolver { forest: &forest, sources };
    check::shape(root, &v3::ROOT, resolver, diagnostics);
    let document = Document::read(root, version, resolver, diagnostics);
    check::document(&document, resolver, diagnostics);
    let ir = lower::lower(&document, resolver, options, diagnostics);
    for unused in options.unused() {
        diagnostics.push(unused);
    }
    Some(ir)
}

/// The `compile_error!` for a panic inside the macro, which is a bug in it.
pub fn bug(message: &str) -> TokenStream {
    let diagnostic = crate::diagnostic::catalogue::bug(message);
    let text = Renderer::new(&Sources::default(), "").render(&diagnostic);
    emit::compile_error(Span::call_site(), &text)
}
