//! Operations: the channel and the messages they name (rules O2, O3).

use crate::diagnostic::{Diagnostics, catalogue};
use crate::document::{Document, Operation};
use crate::resolve::{Resolver, Target, pointer};
use crate::source::FileId;
use crate::tree::Node;

pub(super) fn check<'a>(document: &Document<'a>, resolver: Resolver<'a>, diagnostics: &mut Diagnostics) {
    for operation in &document.operations {
        let channel = operation.channel.and_then(|channel| Some((channel, resolver.hop(channel)?)));
        let Some((reference, target)) = channel else { continue };
        if root_channel(&target).is_none() {
            if let Some(text) = reference.get("$ref") {
                diagnostics.push(catalogue::operation_channel_not_root(
                    text.span,
                    &operation.key.name,
                    document.channels.iter().map(|channel| channel.key.name.as_str()),
                ));
            }
            continue;
        }
        for message in operation.messages {
            belongs(&operation.key.name, message, &target, resolver, diagnostics);
        }
    }
    components(resolver, diagnostics);
    for operation in &document.operations {
        reply(operation, document, resolver, diagnostics);
    }
}

/// Rule O5: what holds for the operation holds for its reply; an address that comes with the request leaves none
/// for the channel.
fn reply<'a>(
    operation: &Operation<'a>,
    document: &Document<'_>,
    resolver: Resolver<'a>,
    diagnostics: &mut Diagnostics,
) {
    let Some(reply) = operation.reply.and_then(|reply| resolver.follow(reply)) else { return };
    let channel = reply.get("channel").and_then(|channel| Some((channel, resolver.hop(channel)?)));
    let Some((reference, target)) = channel else { return };
    if root_channel(&target).is_none() {
        if let Some(text) = reference.get("$ref") {
            let channels = document.channels.iter().map(|channel| channel.key.name.as_str());
            diagnostics.push(catalogue::operation_channel_not_root(text.span, &operation.key.name, channels));
        }
        return;
    }
    for message in reply.get("messages").map(Node::items).unwrap_or_default() {
        belongs(&operation.key.name, message, &target, resolver, diagnostics);
    }
    let address = resolver.follow(target.node).and_then(|channel| channel.get("address"));
    if let (Some(own), Some(address)) = (reply.get("address"), address.filter(|node| node.as_str().is_some()))
    {
        let name = &operation.key.name;
        diagnostics.push(catalogue::reply_address_and_channel(own.span, name, address.span));
    }
}

/// Rule O3: the message is one of the channel's, named through the channel.
fn belongs<'a>(
    operation: &str,
    message: &'a Node,
    channel: &Target<'a>,
    resolver: Resolver<'a>,
    diagnostics: &mut Diagnostics,
) {
    let (Some(text), Some(target)) = (message.get("$ref"), resolver.hop(message)) else { return };
    let through = match target.pointer.as_slice() {
        [path @ .., messages, _] => path == channel.pointer && messages == "messages",
        _ => false,
    };
    if !(through && target.file == channel.file) {
        let messages = channel.node.get("messages").map(Node::entries).unwrap_or_default();
        diagnostics.push(catalogue::operation_message_not_of_channel(
            text.span,
            operation,
            &pointer(&channel.pointer),
            messages.map(|entry| entry.key.name.as_str()),
        ));
    }
}

/// Operations that are only components may use any channel, but they too use its own messages.
fn components(resolver: Resolver<'_>, diagnostics: &mut Diagnostics) {
    let Some(root) = resolver.forest.root() else { return };
    let operations = root.get("components").and_then(|components| components.get("operations"));
    for entry in operations.map(Node::entries).unwrap_or_default() {
        let Some(operation) = resolver.follow(&entry.value) else { continue };
        let Some(channel) = operation.get("channel").and_then(|channel| resolver.hop(channel)) else {
            continue;
        };
        for message in operation.get("messages").map(Node::items).unwrap_or_default() {
            belongs(&entry.key.name, message, &channel, resolver, diagnostics);
        }
    }
}

/// The id of the root channel that a reference names (rule O2).
fn root_channel<'t>(target: &'t Target<'_>) -> Option<&'t str> {
    match target.pointer.as_slice() {
        [channels, id] if channels == "channels" && target.file == FileId::ROOT => Some(id),
        _ => None,
    }
}
