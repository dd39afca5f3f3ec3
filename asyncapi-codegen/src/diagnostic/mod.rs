//! Problems found in a document: collected, never thrown, and rendered like rustc's own.

pub(crate) mod catalogue;
mod render;
mod suggest;

use std::collections::{BTreeSet, HashSet};

use proc_macro2::Span as RustSpan;

pub use render::Renderer;
pub(crate) use suggest::{did_you_mean, suggestion};

use crate::source::Span;

/// How grave a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The document is refused.
    Error,
    /// The document is accepted; the author may want to know.
    Warning,
}

/// One problem: a title, the place, and what helps.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Diagnostic {
    /// How grave it is.
    pub severity: Severity,
    /// A stable name for this kind of problem, in kebab-case.
    pub code: &'static str,
    /// Lower case, no full stop, names of the document in backticks.
    pub title: String,
    /// The place in the document; `None` where there is no document to point into.
    pub primary: Option<Label>,
    /// Other places that belong to the problem.
    pub secondary: Vec<Label>,
    /// What to write instead.
    pub help: Option<String>,
    /// What else to know.
    pub notes: Vec<String>,
    /// Whether an option of the macro cures it: then it says something about generating Rust, not about the
    /// document.
    pub curable: bool,
    /// The place in the Rust source, for problems of the macro's own options.
    pub rust: Option<RustSpan>,
}

/// A place in a document with a word on it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Label {
    /// The place.
    pub span: Span,
    /// The word; may be empty.
    pub text: String,
}

impl Diagnostic {
    pub(crate) fn error(code: &'static str, title: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            title: title.into(),
            primary: None,
            secondary: Vec::new(),
            help: None,
            notes: Vec::new(),
            curable: false,
            rust: None,
        }
    }

    /// A problem that `rename` or `replace` cures, or that only this generator has.
    pub(crate) fn curable_error(code: &'static str, title: impl Into<String>) -> Self {
        Self { curable: true, ..Self::error(code, title) }
    }

    pub(crate) fn warning(code: &'static str, title: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, title) }
    }

    pub(crate) fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.primary = Some(Label { span, text: text.into() });
        self
    }

    pub(crate) fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    pub(crate) fn in_rust(mut self, span: RustSpan) -> Self {
        self.rust = Some(span);
        self
    }
}

/// Collects the problems of a run. A problem is reported once: the same title at the same place is dropped.
#[derive(Debug, Default)]
pub(crate) struct Diagnostics {
    list: Vec<Diagnostic>,
    seen: HashSet<(&'static str, Option<Span>, String)>,
    /// The places of the errors, in order: every node asks whether one of them is in it.
    errors: BTreeSet<Span>,
}

impl Diagnostics {
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        let place = diagnostic.primary.as_ref().map(|label| label.span);
        if self.seen.insert((diagnostic.code, place, diagnostic.title.clone())) {
            self.errors.extend(place.filter(|_| diagnostic.severity == Severity::Error));
            self.list.push(diagnostic);
        }
    }

    pub(crate) fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        diagnostics.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }

    /// Whether an error points into `span`: whatever is lowered from there would be built on sand.
    pub(crate) fn broken(&self, span: Span) -> bool {
        let end = Span { start: span.end, end: u32::MAX, ..span };
        self.errors.range(Span { end: span.start, ..span }..=end).any(|error| span.contains(*error))
    }

    /// The problems in the order of the files' texts.
    pub(crate) fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.list.sort_by_key(|diagnostic| diagnostic.primary.as_ref().map(|label| label.span));
        self.list
    }
}
