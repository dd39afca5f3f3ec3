//! Servers of the document, as base URLs: those where a client is generated for a channel.

use super::lowered::Named;
use super::message_names::MessageKeys;
use super::name::{pascal, snake};
use super::registry::{Place, Registry};
use super::server_urls::{Url, url};
use super::types::Types;
use crate::diagnostic::catalogue;
use crate::document::{self, Document, is_http};
use crate::ir::{Server, ServerVariable, TypeDef, TypeKind};
use crate::tree::Node;

/// The servers that are `used`, in the order of the document. Their names are ours, so they come when all others are
/// taken.
pub(super) fn lower<'a>(
    document: &Document<'a>,
    used: &[&'a Node],
    keys: &MessageKeys,
    types: &mut Types<'a, '_>,
) -> Vec<Server> {
    let is_used = |server: &&document::Server<'a>| {
        is_http(server.protocol) && used.iter().any(|used| std::ptr::eq(*used, server.node))
    };
    document.servers.iter().filter(is_used).filter_map(|server| one(server, keys, types)).collect()
}

fn one<'a>(server: &document::Server<'a>, keys: &MessageKeys, types: &mut Types<'a, '_>) -> Option<Server> {
    let mut spans = server.variables.iter().map(|variable| variable.node.span).chain([server.node.span]);
    if spans.any(|span| types.diagnostics.broken(span)) {
        return None;
    }
    let key = &server.key.name;
    let Url { scheme, host, path, variables } = url(server)
        .map_err(|why| types.diagnostics.push(catalogue::server_is_no_base(server.host.span, key, why)))
        .ok()?;
    let name = name(server, keys, types)?;
    let mut fields = Registry::default();
    let mut lowered = Vec::new();
    for variable in variables {
        lowered.push(self::variable(server, &name, variable, &mut fields, keys, types)?);
    }
    Some(Server {
        name,
        key: key.clone(),
        scheme,
        host,
        path,
        title: server.title.map(str::to_owned),
        docs: server.description.map(str::to_owned),
        variables: lowered,
    })
}

/// `production` and `productionServer` are both a `ProductionServer`.
fn name(server: &document::Server<'_>, keys: &MessageKeys, types: &mut Types<'_, '_>) -> Option<String> {
    let pascal = pascal(&server.key.name);
    let stem = pascal.strip_suffix("Server").unwrap_or(&pascal);
    let pointer = format!("#/servers/{}", server.key.name);
    let renamed = types.options.renamed(&[&pointer]);
    let place = Place {
        span: server.key.span,
        what: format!("server `{}`", server.key.name),
        key: pointer,
        proposal: format!("{stem}Server2"),
    };
    match renamed {
        None => keys.take_free(stem, &["Server", "Endpoint"], place, types),
        Some(name) => match types.names.take(&name, place) {
            Ok(()) => Some(name),
            Err(collision) => {
                types.diagnostics.push(*collision);
                None
            }
        },
    }
}

fn variable<'a>(
    server: &document::Server<'a>,
    server_name: &str,
    key: String,
    fields: &mut Registry,
    keys: &MessageKeys,
    types: &mut Types<'a, '_>,
) -> Option<ServerVariable> {
    let pointer = format!("#/servers/{}/variables/{key}", server.key.name);
    let defined = server.variables.iter().find(|variable| variable.key.name == key);
    let span = defined.map_or(server.host.span, |variable| variable.key.span);
    let name = types.options.renamed(&[&pointer]).unwrap_or_else(|| snake(&key));
    let what = format!("variable `{key}` of server `{}`", server.key.name);
    types.take_field(fields, &name, &what, &pointer, span)?;
    let values = match defined {
        Some(variable) if variable.values.iter().any(|value| value.as_str().is_some()) => {
            Some(values(variable, server_name, &what, keys, types)?)
        }
        _ => None,
    };
    let default = defined.and_then(|variable| variable.default);
    let default = match &values {
        Some(values) => default.and_then(|default| variant(values, default)),
        None => default.map(str::to_owned),
    };
    let docs = defined.and_then(|variable| variable.description).map(str::to_owned);
    Some(ServerVariable { name, key, values, default, docs })
}

/// The enum of a variable's values. It is the server's, not the document's: it is generated where the server is.
fn values<'a>(
    variable: &document::Variable<'a>,
    server_name: &str,
    what: &str,
    keys: &MessageKeys,
    types: &mut Types<'a, '_>,
) -> Option<TypeDef> {
    let own = keys.free(&format!("{server_name}{}", pascal(&variable.key.name)), &["", "Value"], types);
    let named = Named {
        rust: types.options.renamed(&[&own]).unwrap_or_else(|| own.clone()),
        what: what.to_owned(),
        key: own.clone(),
        rename: own,
        span: variable.key.span,
        definition: false,
        docs: Some(variable.description.map_or_else(|| format!("The values of {what}."), str::to_owned)),
        example: None,
    };
    let values: Vec<_> = variable.values.iter().map(|value| (value, None)).collect();
    types.enum_of(&values, false, false, variable.node, &named)?;
    types.places.remove(&named.rust);
    types.definitions.pop().flatten()
}

fn variant(values: &TypeDef, value: &str) -> Option<String> {
    match &values.kind {
        TypeKind::StringEnum { variants, .. } => {
            variants.iter().find(|variant| variant.value == value).map(|variant| variant.name.clone())
        }
        _ => None,
    }
}
