//! The servers of the document: where its channels are.

use super::text;
use crate::resolve::Resolver;
use crate::tree::{Entry, Key, Node};

/// A root server.
#[derive(Debug)]
pub(crate) struct Server<'a> {
    pub(crate) key: &'a Key,
    pub(crate) node: &'a Node,
    pub(crate) protocol: &'a str,
    /// 3.x: the host, with its port. 2.x: the URL.
    pub(crate) host: &'a Node,
    /// 3.x only.
    pub(crate) pathname: Option<&'a str>,
    pub(crate) variables: Vec<Variable<'a>>,
    pub(crate) title: Option<&'a str>,
    pub(crate) description: Option<&'a str>,
}

/// A variable of a server's URL.
#[derive(Debug)]
pub(crate) struct Variable<'a> {
    pub(crate) key: &'a Key,
    pub(crate) node: &'a Node,
    pub(crate) values: &'a [Node],
    pub(crate) default: Option<&'a str>,
    pub(crate) description: Option<&'a str>,
}

/// The servers of the document; one without a URL or protocol has been reported.
pub(super) fn read<'a>(root: &'a Node, resolver: Resolver<'a>) -> Vec<Server<'a>> {
    let servers = root.get("servers").map(Node::entries).unwrap_or_default();
    servers.filter_map(|entry| server(entry, resolver)).collect()
}

fn server<'a>(entry: &'a Entry, resolver: Resolver<'a>) -> Option<Server<'a>> {
    let node = resolver.follow(&entry.value)?;
    let variables = node.get("variables").map(Node::entries).unwrap_or_default();
    Some(Server {
        key: &entry.key,
        node,
        protocol: text(node, "protocol")?,
        host: node.get("host").or_else(|| node.get("url")).filter(|host| host.as_str().is_some())?,
        pathname: text(node, "pathname"),
        variables: variables.filter_map(|entry| variable(entry, resolver)).collect(),
        title: text(node, "title"),
        description: text(node, "description").or_else(|| text(node, "summary")),
    })
}

fn variable<'a>(entry: &'a Entry, resolver: Resolver<'a>) -> Option<Variable<'a>> {
    let node = resolver.follow(&entry.value)?;
    Some(Variable {
        key: &entry.key,
        node,
        values: node.get("enum").map(Node::items).unwrap_or_default(),
        default: text(node, "default"),
        description: text(node, "description"),
    })
}
