//! The `event:` line of a message: the first of several places that name one (design, "On the wire").

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

impl<'a> EventName<'a> {
    pub(crate) fn read(message: &'a Node, resolver: Resolver<'a>) -> Self {
        let follow = |node: Option<&'a Node>, name: &str| {
            let node = resolver.follow(node?)?;
            node.get(name).and_then(|inner| resolver.follow(inner))
        };
        let bindings = follow(Some(message), "bindings");
        let header = |schema: Option<&'a Node>| {
            let event = follow(follow(schema, "properties"), "event")?;
            event.get("const").or_else(|| match event.get("enum")?.items() {
                [only] => Some(only),
                _ => None,
            })
        };
        let said = [
            follow(follow(bindings, "x-sse"), "event"),
            follow(message.get("x-sse"), "event"),
            follow(follow(bindings, "sse"), "event"),
            header(follow(follow(bindings, "http"), "headers")),
            header(follow(Some(message), "headers")),
        ];
        match said.into_iter().flatten().next() {
            Some(node) => match &node.value {
                Value::String(name) if name != "message" => Self::Named(node, name),
                _ => Self::Unnamed,
            },
            None => Self::Default(message.get("name")),
        }
    }
}
