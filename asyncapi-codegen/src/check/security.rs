//! Security schemes: what each type must have (L2424-2432, L2619-2622), and 2.x requirements, which name them.

use super::rules::Subject;
use super::shape::first_place;
use crate::diagnostic::{Diagnostics, catalogue, suggestion};
use crate::document::text;
use crate::resolve::Resolver;
use crate::tree::Node;

pub(super) fn scheme(subject: Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let Some(kind) = text(subject.node, "type") else { return };
    let required: &[&str] = match kind {
        "apiKey" => &["in"],
        "httpApiKey" => &["name", "in"],
        "http" => &["scheme"],
        "oauth2" => &["flows"],
        "openIdConnect" => &["openIdConnectUrl"],
        _ => &[],
    };
    for field in required.iter().filter(|field| subject.node.get(field).is_none()) {
        let what = format!("{} of type `{kind}`", subject.name);
        diagnostics.push(catalogue::missing_field_of(first_place(subject.node), field, &what));
    }
    let places: &[&str] = match kind {
        "apiKey" => &["user", "password"],
        "httpApiKey" => &["query", "header", "cookie"],
        _ => return,
    };
    if let (Some(node), Some(place)) = (subject.node.get("in"), text(subject.node, "in")) {
        // A place that no type knows was reported with the field.
        let known = ["user", "password", "query", "header", "cookie"].contains(&place);
        if known && !places.contains(&place) {
            let what = format!("`in` of {} of type `{kind}`", subject.name);
            diagnostics.push(catalogue::unknown_word(node.span, &what, place, places));
        }
    }
}

pub(super) fn flows(subject: Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (flow, required) in [
        ("implicit", &["authorizationUrl"][..]),
        ("password", &["tokenUrl"]),
        ("clientCredentials", &["tokenUrl"]),
        ("authorizationCode", &["authorizationUrl", "tokenUrl"]),
    ] {
        let Some(node) = subject.node.get(flow).filter(|node| node.as_mapping().is_some()) else { continue };
        for field in required.iter().filter(|field| node.get(field).is_none()) {
            let what = format!("OAuth flow `{flow}`");
            diagnostics.push(catalogue::missing_field_of(first_place(node), field, &what));
        }
    }
}

/// 2.x: requirements of servers and operations name schemes of the components, and scopes only where the scheme
/// has them (26:2456, 26:2464).
pub(super) fn requirements(root: &Node, resolver: Resolver<'_>, diagnostics: &mut Diagnostics) {
    let schemes = root.get("components").and_then(|components| components.get("securitySchemes"));
    let names: Vec<&str> =
        schemes.map(Node::entries).unwrap_or_default().map(|entry| entry.key.name.as_str()).collect();
    let servers = root.get("servers").map(Node::entries).unwrap_or_default().map(|entry| &entry.value);
    let channels = root.get("channels").map(Node::entries).unwrap_or_default().map(|entry| &entry.value);
    let operations = channels.flat_map(|channel| {
        ["publish", "subscribe"].into_iter().filter_map(|operation| resolver.follow(channel)?.get(operation))
    });
    for holder in servers.chain(operations).filter_map(|node| resolver.follow(node)) {
        let requirements = holder.get("security").map(Node::items).unwrap_or_default();
        for requirement in requirements.iter().flat_map(Node::entries) {
            let name = requirement.key.name.as_str();
            let scheme = schemes.and_then(|schemes| schemes.get(name));
            let Some(scheme) = scheme.and_then(|scheme| resolver.follow(scheme)) else {
                let near = suggestion(name, names.iter().copied());
                diagnostics.push(catalogue::security_scheme_undefined(requirement.key.span, name, near));
                continue;
            };
            let kind = text(scheme, "type").unwrap_or_default();
            let scopes = requirement.value.items();
            match kind {
                "oauth2" => scopes_exist(scheme, name, scopes, diagnostics),
                "openIdConnect" => {}
                _ if scopes.is_empty() => {}
                _ => diagnostics.push(catalogue::security_scopes(requirement.value.span, name, kind)),
            }
        }
    }
}

fn scopes_exist(scheme: &Node, name: &str, scopes: &[Node], diagnostics: &mut Diagnostics) {
    let flows = scheme.get("flows").map(Node::entries).unwrap_or_default();
    let known: Vec<&str> = flows
        .filter_map(|flow| flow.value.get("scopes"))
        .flat_map(Node::entries)
        .map(|scope| scope.key.name.as_str())
        .collect();
    for scope in scopes {
        let Some(text) = scope.as_str().filter(|text| !known.contains(text)) else { continue };
        diagnostics.push(catalogue::security_scope_undefined(scope.span, name, text, &known));
    }
}
