//! Step 4, check: what the specification forbids, one rule a function, each with the rule's id.

mod channels;
mod operations;
mod shape;
mod version;

pub(crate) use shape::shape;
pub(crate) use version::{Version, version};

use crate::diagnostic::Diagnostics;
use crate::document::Document;
use crate::resolve::Resolver;

/// The rules that relate parts of the document to one another, once its shape is known.
pub(crate) fn document(document: &Document<'_>, resolver: Resolver<'_>, diagnostics: &mut Diagnostics) {
    for channel in &document.channels {
        channels::check(channel, resolver.sources, diagnostics);
    }
    channels::routes_are_distinct(&document.channels, diagnostics);
    operations::check(document, resolver, diagnostics);
}
