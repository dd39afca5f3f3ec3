//! AsyncAPI 2.0 to 2.6 into [`Document`]: a channel's key is its address, its messages are those of its
//! operations, parameters have schemas.

use super::{
    Address, Channel, Document, EventName, Layers, Message, Parameter, first_key, flag, is_json_schema,
    is_plain_text, servers, sse, text,
};
use crate::check::Version;
use crate::diagnostic::Diagnostics;
use crate::resolve::Resolver;
use crate::tree::{Entry, Key, Node};

pub(super) fn read<'a>(
    root: &'a Node,
    version: Version,
    resolver: Resolver<'a>,
    diagnostics: &mut Diagnostics,
) -> Document<'a> {
    let mut reader = Reader { root, version, resolver, diagnostics };
    let channels = root.get("channels").map(Node::entries).unwrap_or_default();
    Document {
        channels: channels.filter_map(|entry| reader.channel(entry)).collect(),
        operations: Vec::new(),
        servers: servers::read(root, resolver),
    }
}

struct Reader<'a, 'd> {
    root: &'a Node,
    version: Version,
    resolver: Resolver<'a>,
    diagnostics: &'d mut Diagnostics,
}

impl<'a> Reader<'a, '_> {
    fn channel(&mut self, entry: &'a Entry) -> Option<Channel<'a>> {
        let node = self.resolver.follow(&entry.value)?;
        let codegen = node.get("x-the-codegen-project");
        let parameters = node.get("parameters").map(Node::entries).unwrap_or_default();
        let servers = self.servers(node);
        Some(Channel {
            key: &entry.key,
            node,
            address: Address::parse_key(&entry.key, self.resolver.sources, self.diagnostics),
            parameters: parameters.filter_map(|entry| self.parameter(entry)).collect(),
            messages: self.messages(node),
            protocols: servers.iter().filter_map(|server| text(server, "protocol")).collect(),
            servers,
            description: text(node, "description"),
            deprecated: flag(node, "deprecated"),
            function_name: codegen.and_then(|codegen| codegen.get("channelName")),
            function_types: codegen.and_then(|codegen| codegen.get("functionTypeMapping")),
        })
    }

    fn parameter(&self, entry: &'a Entry) -> Option<Parameter<'a>> {
        let node = self.resolver.follow(&entry.value)?;
        let schema = node.get("schema").and_then(|schema| self.resolver.follow(schema));
        Some(Parameter {
            key: &entry.key,
            node: schema.unwrap_or(node),
            values: schema.and_then(|schema| schema.get("enum")).map(Node::items).unwrap_or_default(),
            location: node.get("location"),
            schema: node.get("schema"),
            description: text(node, "description"),
        })
    }

    /// The messages of both operations: `subscribe` is what the application sends, but authors take it either
    /// way, so both name what goes over the channel. The same message on both is one.
    fn messages(&mut self, channel: &'a Node) -> Vec<Message<'a>> {
        let mut messages: Vec<Message<'a>> = Vec::new();
        for operation in ["subscribe", "publish"] {
            let Some(message) = channel.get(operation).and_then(|operation| operation.get("message")) else {
                continue;
            };
            let several = message.get("oneOf").map_or(std::slice::from_ref(message), Node::items);
            for (at, node) in several.iter().enumerate() {
                let Some(message) = self.message(node, operation, at) else { continue };
                if !messages.iter().any(|known| std::ptr::eq(known.node, message.node)) {
                    messages.push(message);
                }
            }
        }
        messages
    }

    /// A 2.x message has no key of its own: its `messageId`, the name in its reference, or its `name` stand in.
    fn message(&self, node: &'a Node, operation: &str, at: usize) -> Option<Message<'a>> {
        let target = self.resolver.resolve(node).ok()?;
        let message = target.node;
        let layers = Layers::of(message, self.version, self.resolver);
        let named = layers.text("messageId").map(str::to_owned).or_else(|| target.name.clone());
        let named = named.or_else(|| layers.text("name").map(str::to_owned));
        let name = named.unwrap_or_else(|| format!("{operation}Message{}", at + 1));
        let content_type = layers.text("contentType").or_else(|| text(self.root, "defaultContentType"));
        let opaque = layers.text("schemaFormat").is_some_and(|format| !is_json_schema(format));
        Some(Message {
            key: Key { name, span: first_key(message) },
            component: target.name,
            node: message,
            payload: message.get("payload").filter(|_| !opaque),
            headers: layers.all("headers"),
            example: layers.get("examples").and_then(|examples| examples.items().first()?.get("payload")),
            text: content_type.is_some_and(is_plain_text),
            event: EventName::read(&layers, self.resolver),
            id: sse::field(&layers, "id", self.resolver),
            retry: sse::field(&layers, "retry", self.resolver),
            terminal: sse::field(&layers, "terminal", self.resolver),
            description: layers.text("description").or_else(|| layers.text("summary")),
            deprecated: layers.flag("deprecated"),
        })
    }

    /// The channel's servers; without servers of its own it has all of them.
    fn servers(&self, channel: &'a Node) -> Vec<&'a Node> {
        let servers = || self.root.get("servers").map(Node::entries).unwrap_or_default();
        let own = channel.get("servers").map(Node::items).unwrap_or_default();
        let named =
            |entry: &&Entry| own.is_empty() || own.iter().any(|name| name.as_str() == Some(&entry.key.name));
        servers().filter(named).filter_map(|entry| self.resolver.follow(&entry.value)).collect()
    }
}
