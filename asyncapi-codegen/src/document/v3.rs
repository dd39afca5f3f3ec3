//! AsyncAPI 3.0 and 3.1 into [`Document`].

use super::{Address, Channel, Document, EventName, Message, Operation, Parameter};
use crate::diagnostic::Diagnostics;
use crate::resolve::Resolver;
use crate::tree::{Entry, Node};

/// Protocols whose channels can be streams of Server-Sent Events.
const HTTP: [&str; 6] = ["http", "https", "sse", "http+sse", "https+sse", "mercure"];

pub(super) fn read<'a>(
    root: &'a Node,
    resolver: Resolver<'a>,
    diagnostics: &mut Diagnostics,
) -> Document<'a> {
    let entries = |name: &str| root.get(name).map(Node::entries).unwrap_or_default();
    let mut reader = Reader { root, resolver, diagnostics };
    let channels = entries("channels").filter_map(|entry| reader.channel(entry)).collect();
    let operations = entries("operations").filter_map(|entry| reader.operation(entry)).collect();
    Document { channels, operations }
}

struct Reader<'a, 'd> {
    root: &'a Node,
    resolver: Resolver<'a>,
    diagnostics: &'d mut Diagnostics,
}

impl<'a> Reader<'a, '_> {
    fn channel(&mut self, entry: &'a Entry) -> Option<Channel<'a>> {
        let node = self.resolver.follow(&entry.value)?;
        let fields = |name: &str| node.get(name).map(Node::entries).unwrap_or_default();
        let address = node.get("address").filter(|address| address.as_str().is_some());
        let codegen = node.get("x-the-codegen-project");
        Some(Channel {
            key: &entry.key,
            node,
            address: address
                .and_then(|address| Address::parse(address, self.resolver.sources, self.diagnostics)),
            parameters: fields("parameters").filter_map(|entry| self.parameter(entry)).collect(),
            messages: fields("messages").filter_map(|entry| self.message(entry)).collect(),
            over_http: self.over_http(node),
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
            description: text(node, "description"),
        })
    }

    fn message(&self, entry: &'a Entry) -> Option<Message<'a>> {
        let target = self.resolver.resolve(&entry.value).ok()?;
        let node = target.node;
        let content_type = text(node, "contentType").or_else(|| text(self.root, "defaultContentType"));
        Some(Message {
            key: &entry.key,
            component: target.name,
            node,
            payload: node.get("payload"),
            text: content_type.is_some_and(is_plain_text),
            event: EventName::read(node, self.resolver),
            description: text(node, "description").or_else(|| text(node, "summary")),
            deprecated: flag(node, "deprecated"),
        })
    }

    fn operation(&self, entry: &'a Entry) -> Option<Operation<'a>> {
        let node = self.resolver.follow(&entry.value)?;
        Some(Operation {
            key: &entry.key,
            channel: node.get("channel"),
            messages: node.get("messages").map(Node::items).unwrap_or_default(),
        })
    }

    /// A channel is served where a server of it speaks HTTP; without servers of its own it has all of them
    /// (rule S6), and a document without servers says nothing against HTTP.
    fn over_http(&self, channel: &'a Node) -> bool {
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
        let protocol = |server: &&'a Node| text(self.resolver.follow(server)?, "protocol");
        servers.is_empty() || servers.iter().filter_map(protocol).any(|protocol| HTTP.contains(&protocol))
    }
}

fn text<'a>(node: &'a Node, name: &str) -> Option<&'a str> {
    node.get(name)?.as_str()
}

fn flag(node: &Node, name: &str) -> bool {
    node.get(name).and_then(Node::as_bool).unwrap_or(false)
}

fn is_plain_text(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("text/plain")
}
