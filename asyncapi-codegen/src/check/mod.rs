//! Step 4, check: what the specification forbids, one rule a function, each with the rule's id.

mod bindings;
mod channels;
mod format;
pub(crate) mod instance;
mod messages;
mod operations;
mod rules;
mod schemas;
mod security;
mod servers;
mod shape;
mod unique;
mod version;

pub(crate) use shape::shape;
pub(crate) use version::{Version, version};

use crate::diagnostic::Diagnostics;
use crate::document::Document;
use crate::resolve::Resolver;

/// The rules that relate parts of the document to one another, once its shape is known.
pub(crate) fn document<'a>(
    document: &Document<'a>,
    version: Version,
    resolver: Resolver<'a>,
    diagnostics: &mut Diagnostics,
) {
    for channel in &document.channels {
        channels::check(channel, version, resolver, diagnostics);
    }
    channels::routes_are_distinct(&document.channels, diagnostics);
    match version {
        Version::V2(_) => {
            let Some(root) = resolver.forest.root() else { return };
            unique::check(root, resolver, diagnostics);
            security::requirements(root, resolver, diagnostics);
        }
        Version::V3(_) => operations::check(document, resolver, diagnostics),
    }
}
