//! AsyncAPI 3.0 and 3.1 into [`Document`].

use super::{
    Address, Channel, Document, EventName, Layers, Message, Operation, Parameter, flag, is_plain_text,
    servers, sse, text,
};
use crate::check::Version;
use crate::diagnostic::Diagnostics;
use crate::resolve::Resolver;
use crate::tree::{Entry, Node};

pub(super) fn read<'a>(
    root: &'a Node,
    version: Version,
    resolver: Resolver<'a>,
    diagnostics: &mut Diagnostics,
) -> Document<'a> {
    let entries = |name: &str| root.get(name).map(Node::entries).unwrap_or_default();
    let mut reader = Reader { root, version, resolver, diagnostics };
    let channels = entries("channels").filter_map(|entry| reader.channel(entry)).collect();
    let operations = entries("operations").filter_map(|entry| reader.operation(entry)).collect();
    Document { channels, operations, servers: servers::read(root, resolver) }
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
        let fields = |name: &str| node.get(name).map(Node::entries).unwrap_or_default();
        let address = node.get("address").filter(|address| address.as_str().is_some());
        let codegen = node.get("x-the-codegen-project");
        let servers = self.servers(node);
        Some(Channel {
            key: &entry.key,
            node,
            address: address
                .and_then(|address| Address::parse(address, self.resolver.sources, self.diagnostics)),
            parameters: fields("parameters").filter_map(|entry| self.parameter(entry)).collect(),
            messages: fields("messages").filter_map(|entry| self.message(entry)).collect(),
            protocols: servers.iter().filter_map(|server| text(server, "protocol")).collect(),
            servers,
            description: text(node, "description").or_else(|| text(node, "summary")),
            deprecated: flag(node, "deprecated"),
            function_name: codegen.and_then(|codegen| codegen.get("channelName")),
            function_types: codegen.and_then(|codegen| codegen.get("functionTypeMapping")),
        })
    }

    fn parameter(&self, entry: &'a Entry) -> Option<Parameter<'a>> {
        let node = self.resolver.follow(&entry.value)?;
        Some(Parameter {
            key: &entry.key,
            node,
            values: node.get("enum").map(Node::items).unwrap_or_default(),
            location: node.get("location"),
            schema: None,
            description: text(node, "description"),
        })
    }

    fn message(&self, entry: &'a Entry) -> Option<Message<'a>> {
        let target = self.resolver.resolve(&entry.value).ok()?;
        let node = target.node;
        let layers = Layers::of(node, self.version, self.resolver);
        let content_type = layers.text("contentType").or_else(|| text(self.root, "defaultContentType"));
        Some(Message {
            key: entry.key.clone(),
            component: target.name,
            node,
            payload: node.get("payload"),
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

    fn operation(&self, entry: &'a Entry) -> Option<Operation<'a>> {
        let node = self.resolver.follow(&entry.value)?;
        Some(Operation {
            key: &entry.key,
            channel: node.get("channel"),
            messages: node.get("messages").map(Node::items).unwrap_or_default(),
            reply: node.get("reply"),
        })
    }

    /// The channel's servers; without servers of its own it has all of them (rule S6).
    fn servers(&self, channel: &'a Node) -> Vec<&'a Node> {
        let own: Vec<_> = channel.get("servers").map(Node::items).unwrap_or_default().iter().collect();
        let servers = if own.is_empty() {
            self.root
                .get("servers")
                .map(Node::entries)
                .unwrap_or_default()
                .map(|entry| &entry.value)
                .collect()
        } else {
            own
        };
        servers.into_iter().filter_map(|server| self.resolver.follow(server)).collect()
    }
}
