//! The steps in their order.

use std::path::Path;

use proc_macro2::{Span, TokenStream};

use crate::check as rules;
use crate::diagnostic::{Diagnostic, Diagnostics, Renderer, Severity, catalogue};
use crate::document::Document;
use crate::emit::{self, Settings};
use crate::ir::Ir;
use crate::locate;
use crate::lower;
use crate::options::{Generate, Input, Options};
use crate::resolve::{Forest, Resolver};
use crate::source::{self, Sources, SpecSource};

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
    expand_for(input, base, source, Runtime { regress: true })
}

/// What the runtime, for which code is generated, was built with.
#[derive(Clone, Copy, Debug, Default)]
pub struct Runtime {
    /// Its feature `regress`: a regex engine, for patterns that no table can stand for.
    pub regress: bool,
}

fn expand_for(
    input: TokenStream,
    base: &Path,
    source: &dyn SpecSource,
    runtime: Runtime,
) -> syn::Result<Expansion> {
    let input: Input = syn::parse2(input)?;
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    for problem in input.problems {
        diagnostics.push(problem);
    }
    let written = input.path.value();
    let path = source::join(&base.join("Cargo.toml"), &written);
    let ir = run(&path, &written, source, &mut sources, &input.options, &mut diagnostics).unwrap_or_default();
    let settings = Settings {
        runtime: input.runtime,
        span: Span::call_site().located_at(input.path.span()),
        generate: input.options.generate.unwrap_or(Generate::ALL),
        engine: runtime.regress,
    };
    let mut diagnostics = diagnostics.into_sorted();
    for diagnostic in &mut diagnostics {
        if diagnostic.code == catalogue::PATTERN_ENGINE && !runtime.regress {
            diagnostic.severity = Severity::Error;
        }
    }
    Ok(Expansion { tokens: emit::emit(&ir, &settings), diagnostics, sources, span: input.path.span() })
}

/// As [`expand`], all the way to what a procedural macro returns: errors are `compile_error!`s, shown with
/// paths relative to `current`, and the compiler is told to watch the files. `runtime` says what the generated code may
/// use.
pub fn expand_to_tokens(
    input: TokenStream,
    base: &Path,
    current: &Path,
    source: &dyn SpecSource,
    runtime: Runtime,
) -> TokenStream {
    let expansion = match expand_for(input, base, source, runtime) {
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

/// What is said about a document, without generating anything from it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Checked {
    /// The problems, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that were read.
    pub sources: Sources,
    /// The channels for which nothing is generated, and why.
    pub skipped: Vec<Skipped>,
    forest: Option<Forest>,
}

/// A channel for which nothing is generated, though nothing is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Skipped {
    /// The channel's id.
    pub channel: String,
    /// The protocols of its servers.
    pub protocols: Vec<String>,
}

impl Checked {
    /// Whether no problem is an error.
    pub fn is_ok(&self) -> bool {
        self.diagnostics.iter().all(|diagnostic| diagnostic.severity != Severity::Error)
    }

    /// The JSON pointer of the place that a problem points to, within its file; empty for the file as a whole.
    pub fn pointer(&self, diagnostic: &Diagnostic) -> String {
        let Some(label) = &diagnostic.primary else { return String::new() };
        let tree = self.forest.as_ref().and_then(|forest| forest.tree(label.span.file));
        tree.map(|tree| locate::pointer(tree, label.span)).unwrap_or_default()
    }
}

/// Checks the document at `path` against the specification.
///
/// What only matters to the macro, and is cured by one of its options (`rename`, `replace`), is a warning here.
/// With `lenient`, unknown fields are warnings too.
pub fn check(path: &Path, source: &dyn SpecSource, lenient: bool) -> Checked {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let written = path.display().to_string();
    let forest = Forest::load(path, &written, source, &mut sources, &mut diagnostics);
    let mut skipped = Vec::new();
    if let Some(forest) = &forest {
        let options = Options { lenient, ..Options::default() };
        if let Some((document, resolver)) = read(forest, &sources, &options, &mut diagnostics) {
            lower::lower(&document, resolver, &options, &mut diagnostics);
            skipped = document.skipped();
        }
    }
    let mut diagnostics = diagnostics.into_sorted();
    for diagnostic in &mut diagnostics {
        if diagnostic.curable {
            diagnostic.severity = Severity::Warning;
        }
    }
    Checked { diagnostics, sources, skipped, forest }
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
    let (document, resolver) = read(&forest, sources, options, diagnostics)?;
    let ir = lower::lower(&document, resolver, options, diagnostics);
    for unused in options.unused() {
        diagnostics.push(unused);
    }
    Some(ir)
}

/// From trees to a document that is checked.
fn read<'a>(
    forest: &'a Forest,
    sources: &'a Sources,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Option<(Document<'a>, Resolver<'a>)> {
    let root = forest.root()?;
    let version = rules::version(root, diagnostics)?;
    let resolver = Resolver { forest, sources };
    rules::shape(root, version, resolver, options.lenient, diagnostics);
    let document = Document::read(root, version, resolver, diagnostics);
    rules::document(&document, version, resolver, diagnostics);
    Some((document, resolver))
}

/// The `compile_error!` for a panic inside the macro, which is a bug in it.
pub fn bug(message: &str) -> TokenStream {
    let diagnostic = catalogue::bug(message);
    let text = Renderer::new(&Sources::default(), "").render(&diagnostic);
    emit::compile_error(Span::call_site(), &text)
}
