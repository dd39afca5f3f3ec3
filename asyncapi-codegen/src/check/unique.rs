//! 2.x: identifiers that must be unique over the document, and names that must exist in it.

use std::collections::HashMap;

use super::Version;
use crate::diagnostic::{Diagnostics, catalogue, suggestion};
use crate::document::Layers;
use crate::resolve::Resolver;
use crate::source::Span;
use crate::tree::{Entry, Node};

pub(super) fn check<'a>(root: &'a Node, resolver: Resolver<'a>, diagnostics: &mut Diagnostics) {
    operation_ids(root, resolver, diagnostics);
    message_ids(root, resolver, diagnostics);
    channel_servers(root, resolver, diagnostics);
}

fn entries(node: Option<&Node>) -> std::slice::Iter<'_, Entry> {
    node.map(Node::entries).unwrap_or_default()
}

/// The operations of a channel, in the order of the text: of two that clash, the later one is at fault.
fn operations(channel: &Node) -> impl Iterator<Item = &Node> {
    let named = channel.entries().filter(|entry| matches!(entry.key.name.as_str(), "publish" | "subscribe"));
    named.map(|entry| &entry.value)
}

/// 26:741: an `operationId` is unique among all operations, those from traits included.
fn operation_ids<'a>(root: &'a Node, resolver: Resolver<'a>, diagnostics: &mut Diagnostics) {
    let mut seen = HashMap::new();
    for channel in entries(root.get("channels")).filter_map(|entry| resolver.follow(&entry.value)) {
        for operation in operations(channel) {
            if let Some(id) = effective(operation, "operationId", resolver) {
                unique(id, "operationId", &mut seen, diagnostics);
            }
        }
    }
}

/// A `messageId` is unique among all messages.
fn message_ids<'a>(root: &'a Node, resolver: Resolver<'a>, diagnostics: &mut Diagnostics) {
    let mut messages: Vec<&'a Node> = Vec::new();
    for channel in entries(root.get("channels")).filter_map(|entry| resolver.follow(&entry.value)) {
        for message in operations(channel).filter_map(|operation| operation.get("message")) {
            messages.extend(message.get("oneOf").map_or(std::slice::from_ref(message), Node::items));
        }
    }
    messages
        .extend(entries(root.get("components").and_then(|c| c.get("messages"))).map(|entry| &entry.value));
    let mut seen = HashMap::new();
    let mut visited: Vec<*const Node> = Vec::new();
    for message in messages.into_iter().filter_map(|message| resolver.follow(message)) {
        if !visited.contains(&std::ptr::from_ref(message)) {
            visited.push(message);
            if let Some(id) = effective(message, "messageId", resolver) {
                unique(id, "messageId", &mut seen, diagnostics);
            }
        }
    }
}

/// A field as it is once traits are applied.
fn effective<'a>(node: &'a Node, field: &str, resolver: Resolver<'a>) -> Option<&'a Node> {
    Layers::of(node, Version::V2(0), resolver).get(field)
}

fn unique<'a>(id: &'a Node, field: &str, seen: &mut HashMap<&'a str, Span>, diagnostics: &mut Diagnostics) {
    let Some(text) = id.as_str() else { return };
    match seen.get(text) {
        Some(first) => diagnostics.push(catalogue::id_twice(id.span, field, text, *first)),
        None => {
            seen.insert(text, id.span);
        }
    }
}

/// Channels name servers of the document.
fn channel_servers<'a>(root: &'a Node, resolver: Resolver<'a>, diagnostics: &mut Diagnostics) {
    let names: Vec<&str> = entries(root.get("servers")).map(|entry| entry.key.name.as_str()).collect();
    for entry in entries(root.get("channels")) {
        let Some(channel) = resolver.follow(&entry.value) else { continue };
        for server in channel.get("servers").map(Node::items).unwrap_or_default() {
            let Some(name) = server.as_str().filter(|name| !names.contains(name)) else { continue };
            let near = suggestion(name, names.iter().copied());
            diagnostics.push(catalogue::server_undefined(server.span, &entry.key.name, name, near));
        }
    }
}
