//! The document with its references resolved: the one form that later steps know, whatever the version.

mod address;
mod servers;
mod sse;
mod traits;
mod v2;
mod v3;

pub(crate) use address::{Address, Part, Segment, address_parameters, part_of_string};
pub(crate) use servers::{Server, Variable};
pub(crate) use sse::EventName;
pub(crate) use traits::Layers;

use crate::Skipped;
use crate::check::Version;
use crate::diagnostic::Diagnostics;
use crate::resolve::Resolver;
use crate::source::Span;
use crate::tree::{Key, Node};

/// A document, ready to be checked and lowered.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    pub(crate) channels: Vec<Channel<'a>>,
    pub(crate) operations: Vec<Operation<'a>>,
    pub(crate) servers: Vec<Server<'a>>,
}

/// A root channel.
#[derive(Debug)]
pub(crate) struct Channel<'a> {
    pub(crate) key: &'a Key,
    pub(crate) node: &'a Node,
    /// `None` where the document says that the address is unknown (rule C1).
    pub(crate) address: Option<Address<'a>>,
    pub(crate) parameters: Vec<Parameter<'a>>,
    pub(crate) messages: Vec<Message<'a>>,
    /// The servers where the channel is: its own, or all of the document.
    pub(crate) servers: Vec<&'a Node>,
    /// Their protocols.
    pub(crate) protocols: Vec<&'a str>,
    pub(crate) description: Option<&'a str>,
    pub(crate) deprecated: bool,
    /// `x-the-codegen-project: {channelName}`.
    pub(crate) function_name: Option<&'a Node>,
    /// `x-the-codegen-project: {functionTypeMapping}`.
    pub(crate) function_types: Option<&'a Node>,
}

/// A parameter of a channel's address.
#[derive(Debug)]
pub(crate) struct Parameter<'a> {
    pub(crate) key: &'a Key,
    pub(crate) node: &'a Node,
    pub(crate) values: &'a [Node],
    pub(crate) location: Option<&'a Node>,
    /// 2.x only: 3.x parameters are strings.
    pub(crate) schema: Option<&'a Node>,
    pub(crate) description: Option<&'a str>,
}

/// A message of a channel.
#[derive(Debug)]
pub(crate) struct Message<'a> {
    /// The key under the channel.
    pub(crate) key: Key,
    /// The name under `components`, or wherever the reference leads; `None` for an inline message.
    pub(crate) component: Option<String>,
    pub(crate) node: &'a Node,
    pub(crate) payload: Option<&'a Node>,
    /// The schemas of the headers: the message's own and those of its traits.
    pub(crate) headers: Vec<&'a Node>,
    /// The payload of the message's first example.
    pub(crate) example: Option<&'a Node>,
    pub(crate) text: bool,
    pub(crate) event: EventName<'a>,
    /// `x-sse: {id}`: where in the message the id of its event is.
    pub(crate) id: Option<&'a Node>,
    /// `x-sse: {retry}`: the reconnection time that goes out with it.
    pub(crate) retry: Option<&'a Node>,
    /// `x-sse: {terminal}`: whether a client ends its stream with this message.
    pub(crate) terminal: Option<&'a Node>,
    pub(crate) description: Option<&'a str>,
    pub(crate) deprecated: bool,
}

/// A root operation.
#[derive(Debug)]
pub(crate) struct Operation<'a> {
    pub(crate) key: &'a Key,
    pub(crate) channel: Option<&'a Node>,
    pub(crate) messages: &'a [Node],
    pub(crate) reply: Option<&'a Node>,
}

impl<'a> Document<'a> {
    /// The channels of other protocols, which are left out.
    pub(crate) fn skipped(&self) -> Vec<Skipped> {
        let other = self.channels.iter().filter(|channel| !channel.over_http());
        other
            .map(|channel| Skipped {
                channel: channel.key.name.clone(),
                protocols: channel.protocols.iter().map(|protocol| (*protocol).to_owned()).collect(),
            })
            .collect()
    }

    /// Reads the document under its own version's rules.
    pub(crate) fn read(
        root: &'a Node,
        version: Version,
        resolver: Resolver<'a>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        match version {
            Version::V2(_) => v2::read(root, version, resolver, diagnostics),
            Version::V3(_) => v3::read(root, version, resolver, diagnostics),
        }
    }
}

/// Whether a `schemaFormat` is that of a schema which is read (rule X2); a payload of any other is opaque.
pub(crate) fn is_json_schema(format: &str) -> bool {
    let known = ["application/vnd.aai.asyncapi", "application/schema+json", "application/schema+yaml"];
    known.iter().any(|known| format.starts_with(known))
}

/// Protocols whose channels can be streams of Server-Sent Events.
const HTTP: [&str; 6] = ["http", "https", "sse", "http+sse", "https+sse", "mercure"];

pub(crate) fn is_http(protocol: &str) -> bool {
    HTTP.contains(&protocol)
}

impl Channel<'_> {
    /// Whether the channel can be served: one of its servers speaks HTTP, or nothing is said about servers.
    pub(crate) fn over_http(&self) -> bool {
        self.protocols.is_empty() || self.protocols.iter().any(|protocol| is_http(protocol))
    }

    /// Where the channel is defined.
    pub(crate) fn span(&self) -> Span {
        self.node.span
    }
}

/// The text under `name`, if it is one.
pub(crate) fn text<'a>(node: &'a Node, name: &str) -> Option<&'a str> {
    node.get(name)?.as_str()
}

fn flag(node: &Node, name: &str) -> bool {
    node.get(name).and_then(Node::as_bool).unwrap_or(false)
}

/// Where an object begins: its first key rather than all of it.
pub(crate) fn first_key(node: &Node) -> Span {
    node.entries().next().map_or(node.span, |entry| entry.key.span)
}

fn is_plain_text(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("text/plain")
}
