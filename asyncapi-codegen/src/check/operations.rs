//! Operations: the channel and the messages they name (rules O2, O3).

use crate::diagnostic::{Diagnostics, catalogue};
use crate::document::{Document, Operation};
use crate::resolve::{Resolver, Target};
use crate::source::FileId;
use crate::tree::Node;

pub(super) fn check(document: &Document<'_>, resolver: Resolver<'_>, diagnostics: &mut Diagnostics) {
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
            belongs(operation, message, &target, resolver, diagnostics);
        }
    }
}

/// Rule O3: the message is one of the channel's, named through the channel.
fn belongs(
    operation: &Operation<'_>,
    message: &Node,
    channel: &Target<'_>,
    resolver: Resolver<'_>,
    diagnostics: &mut Diagnostics,
) {
    let (Some(text), Some(target)) = (message.get("$ref"), resolver.hop(message)) else { return };
    let Some(id) = root_channel(channel) else { return };
    let through = match target.pointer.as_slice() {
        [root, channel, messages, _] => root == "channels" && channel == id && messages == "messages",
        _ => false,
    };
    if !(through && target.file == FileId::ROOT) {
        let messages = channel.node.get("messages").map(Node::entries).unwrap_or_default();
        diagnostics.push(catalogue::operation_message_not_of_channel(
            text.span,
            &operation.key.name,
            id,
            messages.map(|entry| entry.key.name.as_str()),
        ));
    }
}

/// The id of the root channel that a reference names (rule O2).
fn root_channel<'t>(target: &'t Target<'_>) -> Option<&'t str> {
    match target.pointer.as_slice() {
        [channels, id] if channels == "channels" && target.file == FileId::ROOT => Some(id),
        _ => None,
    }
}
