//! The document with its references resolved: the one form that later steps know, whatever the version.

mod address;
mod sse;
mod v3;

pub(crate) use address::{Address, Part, address_parameters};
pub(crate) use sse::EventName;

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
    /// Whether one of the channel's servers speaks HTTP, or none is named.
    pub(crate) over_http: bool,
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
    pub(crate) description: Option<&'a str>,
}

/// A message of a channel.
#[derive(Debug)]
pub(crate) struct Message<'a> {
    /// The key under the channel.
    pub(crate) key: &'a Key,
    /// The name under `components`, or wherever the reference leads; `None` for an inline message.
    pub(crate) component: Option<String>,
    pub(crate) node: &'a Node,
    pub(crate) payload: Option<&'a Node>,
    pub(crate) text: bool,
    pub(crate) event: EventName<'a>,
    pub(crate) description: Option<&'a str>,
    pub(crate) deprecated: bool,
}

/// A root operation.
#[derive(Debug)]
pub(crate) struct Operation<'a> {
    pub(crate) key: &'a Key,
    pub(crate) channel: Option<&'a Node>,
    pub(crate) messages: &'a [Node],
}

impl<'a> Document<'a> {
    /// Reads the document under its own version's rules.
    pub(crate) fn read(
        root: &'a Node,
        version: Version,
        resolver: Resolver<'a>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        match version {
            Version::V3_0 | Version::V3_1 => v3::read(root, resolver, diagnostics),
        }
    }
}

impl Channel<'_> {
    /// Where the channel is defined.
    pub(crate) fn span(&self) -> Span {
        self.node.span
    }
}
