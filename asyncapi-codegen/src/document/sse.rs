//! What a message says about Server-Sent Events: its `event:` line, the first of several places that name one (design,
//! "On the wire"), its `id:` and `retry:`, and whether it is the last of its stream.

use super::Layers;
use crate::resolve::Resolver;
use crate::tree::{Node, Value};

/// What a message says about its `event:` line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum EventName<'a> {
    /// This name.
    Named(&'a Node, &'a str),
    /// No `event:` line, said so by `x-sse: {event: null}` or `{event: message}`.
    Unnamed,
    /// Nothing said: with several messages, the message's `name` or key.
    Default(Option<&'a Node>),
}

/// Where a name may stand, the first that has one counts.
const PLACES: [&[&str]; 5] = [
    &["bindings", "x-sse", "event"],
    &["x-sse", "event"],
    &["bindings", "sse", "event"],
    &["bindings", "http", "headers", "properties", "event"],
    &["headers", "properties", "event"],
];

/// Where a message may say something else, the first that says anything counts.
const EXTENSIONS: [&[&str]; 3] = [&["bindings", "x-sse"], &["x-sse"], &["bindings", "sse"]];

/// What a message says about its `id`, its `retry`, or about being `terminal`. What the value has to be is not judged here.
pub(super) fn field<'a>(message: &Layers<'a>, name: &str, resolver: Resolver<'a>) -> Option<&'a Node> {
    EXTENSIONS.iter().find_map(|place| message.find(&[place, &[name][..]].concat(), resolver))
}

impl<'a> EventName<'a> {
    pub(crate) fn read(message: &Layers<'a>, resolver: Resolver<'a>) -> Self {
        let found = PLACES.iter().find_map(|place| {
            let node = message.find(place, resolver)?;
            // In a headers schema `event` is a schema: its one value is the name.
            if place.contains(&"headers") { only_value(node) } else { Some(node) }
        });
        match found {
            Some(node) => match &node.value {
                Value::String(name) if name != "message" => Self::Named(node, name),
                _ => Self::Unnamed,
            },
            None => Self::Default(message.get("name")),
        }
    }
}

fn only_value(schema: &Node) -> Option<&Node> {
    schema.get("const").or_else(|| match schema.get("enum")?.items() {
        [only] => Some(only),
        _ => None,
    })
}
