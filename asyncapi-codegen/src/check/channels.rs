//! Channels: addresses, their parameters, and whether axum can route them.

use std::collections::{HashMap, HashSet};

use super::Version;
use crate::diagnostic::{Diagnostics, Severity, catalogue, suggestion};
use crate::document::{Address, Channel, Segment, address_parameters};
use crate::resolve::Resolver;
use crate::source::{FileId, Sources};
use crate::tree::{Node, Value};

pub(super) fn check<'a>(
    channel: &Channel<'a>,
    version: Version,
    resolver: Resolver<'a>,
    diagnostics: &mut Diagnostics,
) {
    let sources = resolver.sources;
    parameters_are_defined(channel, diagnostics);
    parameters_are_used(channel, version, diagnostics);
    locations_exist(channel, resolver, diagnostics);
    if matches!(version, Version::V3(_)) {
        servers_are_root(channel, resolver, diagnostics);
    }
    if let (Some(address), true) = (&channel.address, channel.over_http()) {
        if no_query_or_fragment(channel, address, sources, diagnostics) {
            is_a_path(channel, address, sources, diagnostics);
            is_routable(address, sources, diagnostics);
        }
    }
}

/// Rule C4: every parameter of the address is defined. Where there is no `parameters` map at all each is a
/// string, with a warning.
fn parameters_are_defined(channel: &Channel<'_>, diagnostics: &mut Diagnostics) {
    let Some(address) = &channel.address else { return };
    // What is no map was reported as that, and defines nothing.
    if channel.node.get("parameters").is_some_and(|parameters| parameters.as_mapping().is_none()) {
        return;
    }
    for (name, span) in address_parameters(address) {
        if channel.parameters.iter().any(|parameter| parameter.key.name == name) {
            continue;
        }
        if channel.node.get("parameters").is_none() {
            diagnostics.push(catalogue::parameters_missing(span, &channel.key.name, name));
        } else {
            let defined = channel.parameters.iter().map(|parameter| parameter.key);
            diagnostics.push(catalogue::parameter_undefined(span, &channel.key.name, name, defined));
        }
    }
}

/// Rule C4, the other way: every parameter that is defined stands in the address. One that is only spelled
/// otherwise there was reported with the address.
fn parameters_are_used(channel: &Channel<'_>, version: Version, diagnostics: &mut Diagnostics) {
    let Some(address) = &channel.address else {
        let unknown = channel.node.get("address").is_none_or(|address| address.value == Value::Null);
        for parameter in channel.parameters.iter().filter(|_| unknown) {
            diagnostics.push(catalogue::parameter_without_address(parameter.key, &channel.key.name));
        }
        return;
    };
    let names = address_parameters(address).map(|(name, _)| name);
    let defined: HashSet<&str> = channel.parameters.iter().map(|other| other.key.name.as_str()).collect();
    let used: HashSet<&str> = names.clone().collect();
    let misspelled: HashSet<&str> = used
        .difference(&defined)
        .filter_map(|name| suggestion(name, channel.parameters.iter().map(|other| other.key.name.as_str())))
        .collect();
    for parameter in &channel.parameters {
        let name = parameter.key.name.as_str();
        if !misspelled.contains(name) && !used.contains(name) {
            let names = names.clone();
            let mut unused = catalogue::parameter_unused(parameter.key, &channel.key.name, address, names);
            // 2.x does not say that every parameter must be used.
            if matches!(version, Version::V2(_)) {
                unused.severity = Severity::Warning;
            }
            diagnostics.push(unused);
        }
    }
}

/// Rule C8: what a parameter is taken from is a property of one of the messages, as far as their schemas say.
fn locations_exist<'a>(channel: &Channel<'a>, resolver: Resolver<'a>, diagnostics: &mut Diagnostics) {
    for parameter in channel.parameters.iter().filter(|_| !channel.messages.is_empty()) {
        let Some(location) = parameter.location else { continue };
        let Some((source, path)) =
            location.as_str().and_then(|text| text.strip_prefix("$message.")?.split_once("#/"))
        else {
            continue;
        };
        let part = if source == "header" { "headers" } else { "payload" };
        let may_have = |schema: &'a Node| {
            let mut schema = Some(schema);
            for name in path.split('/').map(|name| name.replace("~1", "/").replace("~0", "~")) {
                // Where nothing is said about properties, everything may be there.
                let Some(at) = schema.and_then(|schema| resolver.follow(schema)) else { return true };
                let Some(properties) = at.get("properties") else { return true };
                let Some(property) = properties.get(&name) else { return false };
                schema = Some(property);
            }
            true
        };
        if !channel.messages.iter().any(|message| message.node.get(part).is_none_or(may_have)) {
            let (channel, parameter) = (&channel.key.name, &parameter.key.name);
            diagnostics.push(catalogue::location_leads_nowhere(location.span, channel, parameter));
        }
    }
}

/// Rule C9: a channel of the document names servers of the document.
fn servers_are_root<'a>(channel: &Channel<'a>, resolver: Resolver<'a>, diagnostics: &mut Diagnostics) {
    for server in channel.node.get("servers").map(Node::items).unwrap_or_default() {
        let (Some(text), Some(target)) = (server.get("$ref"), resolver.hop(server)) else { continue };
        let root = matches!(target.pointer.as_slice(), [servers, _] if servers == "servers");
        if !(root && target.file == FileId::ROOT) {
            diagnostics.push(catalogue::channel_server_not_root(text.span, &channel.key.name));
        }
    }
}

/// Rule C2.
fn no_query_or_fragment(
    channel: &Channel<'_>,
    address: &Address<'_>,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> bool {
    let Some(at) = address.text.find(['?', '#']) else { return true };
    let span = address.place(at, address.text.len(), sources);
    diagnostics.push(catalogue::address_query(span, &channel.key.name, &address.text[at..=at]));
    false
}

/// An address that no client would ask for as it is written: with a scheme, a control character, or a segment that
/// URL parsers take away.
fn is_a_path(channel: &Channel<'_>, address: &Address<'_>, sources: &Sources, diagnostics: &mut Diagnostics) {
    let mut report = |at: usize, end: usize, what: &str| {
        let place = address.place(at, end, sources);
        diagnostics.push(catalogue::address_not_a_path(place, &channel.key.name, what));
    };
    if let Some(at) = address.text.find("://") {
        report(0, at + 3, "a scheme: the host belongs to a server");
    }
    if let Some((at, control)) = address.text.char_indices().find(|(_, c)| c.is_control()) {
        report(at, at + control.len_utf8(), "a control character");
    }
    let mut at = 0;
    for segment in address.text.split('/') {
        if matches!(segment, "." | "..") {
            report(at, at + segment.len(), "a segment that URLs resolve away");
        }
        at += segment.len() + 1;
    }
}

/// What axum's router would refuse at start-up, with a panic, is refused here.
fn is_routable(address: &Address<'_>, sources: &Sources, diagnostics: &mut Diagnostics) {
    let mut seen: Vec<&str> = Vec::new();
    for (name, span) in address_parameters(address) {
        if seen.contains(&name) {
            diagnostics.push(catalogue::address_parameter_twice(span, name));
        }
        seen.push(name);
    }
    let mut at = 0;
    for segment in address.text.split('/') {
        let place = || address.place(at, at + segment.len(), sources);
        if segment.starts_with([':', '*']) {
            diagnostics.push(catalogue::address_segment_start(place(), segment));
        } else if segment.contains("}{") {
            diagnostics.push(catalogue::address_parameters_touch(place(), segment));
        }
        at += segment.len() + 1;
    }
}

/// Two channels whose routes match the same paths: axum would panic when the second is registered.
pub(super) fn routes_are_distinct(channels: &[Channel<'_>], diagnostics: &mut Diagnostics) {
    let mut routes: HashMap<String, &Channel<'_>> = HashMap::new();
    for channel in channels.iter().filter(|channel| channel.over_http() && !channel.messages.is_empty()) {
        let Some(address) = &channel.address else { continue };
        // To the router a segment with a parameter in it is one parameter.
        let segment = |segment: &Segment<'_>| {
            if segment.parameters.is_empty() { segment.literals.concat() } else { "{}".to_owned() }
        };
        let shape = address.segments().iter().map(segment).collect::<Vec<_>>().join("/");
        match routes.get(&shape) {
            Some(first) => diagnostics.push(catalogue::address_conflict(
                address.span,
                &channel.key.name,
                first.address.as_ref().map_or(first.span(), |address| address.span),
                &first.key.name,
            )),
            None => {
                routes.insert(shape, channel);
            }
        }
    }
}
