//! Step 5, lower: from the document to what is generated for it.

mod addresses;
mod boxing;
mod channels;
mod checks;
mod enums;
mod finish;
mod handlers;
mod ids;
mod limits;
mod lists;
mod literals;
mod lowered;
mod message_names;
mod name;
mod objects;
mod questions;
mod reach;
mod registry;
mod schema;
mod server_urls;
mod servers;
mod tags;
mod together;
mod types;
mod unions;

use crate::diagnostic::Diagnostics;
use crate::document::Document;
use crate::ir::Ir;
use crate::options::Options;
use crate::resolve::Resolver;

/// Decides what is generated. A channel with an error in it, or in anything it uses, is left out; so is
/// whatever only such channels use.
pub(crate) fn lower<'a>(
    document: &Document<'a>,
    resolver: Resolver<'a>,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Ir {
    let mut types = types::Types::new(resolver, options, diagnostics);
    let (channels, servers, aliases) = channels::lower(document, &mut types);
    let definitions = types.definitions.into_iter().flatten().collect();
    let functions = types.functions.finish(resolver);
    let mut ir = Ir { types: definitions, channels, servers, functions };
    reach::keep_what_is_whole(&mut ir);
    let aliases = aliases.into_iter().filter(|alias| reach::is_whole(alias, &ir.types)).collect::<Vec<_>>();
    ir.types.extend(aliases);
    boxing::insert(&mut ir.types);
    finish::field_names(&mut ir);
    literals::fill(&mut ir.types, &types.values, resolver);
    finish::tags(&mut ir.types);
    finish::needless_checks(&mut ir);
    ids::resolve(&mut ir, &types.ids, resolver.sources, types.diagnostics);
    ir
}
