//! Traits (rules O8, M4): fields of an operation or message that stand elsewhere.
//!
//! They are merged as JSON Merge Patches. In 2.x a trait overrides what it is applied to (26:748), in 3.x the target
//! wins (L2707); a later trait goes before an earlier one. What is asked for here are single fields, so the merge
//! is a search: the first layer that has the field.

use crate::check::Version;
use crate::resolve::Resolver;
use crate::tree::Node;

/// An object and its traits, the one that wins first.
#[derive(Clone, Debug)]
pub(crate) struct Layers<'a>(Vec<&'a Node>);

impl<'a> Layers<'a> {
    pub(crate) fn of(node: &'a Node, version: Version, resolver: Resolver<'a>) -> Self {
        let traits = node.get("traits").map(Node::items).unwrap_or_default();
        let traits = traits.iter().rev().filter_map(|one| resolver.follow(one));
        Self(match version {
            Version::V2(_) => traits.chain([node]).collect(),
            Version::V3(_) => [node].into_iter().chain(traits).collect(),
        })
    }

    /// The field at the end of `path`, through references; of the first layer that has it.
    pub(crate) fn find(&self, path: &[&str], resolver: Resolver<'a>) -> Option<&'a Node> {
        let walk = |layer: &&'a Node| {
            path.iter().try_fold(*layer, |node, name| resolver.follow(resolver.follow(node)?.get(name)?))
        };
        self.0.iter().find_map(walk)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&'a Node> {
        self.0.iter().find_map(|layer| layer.get(name))
    }

    /// The field in every layer that has it.
    pub(crate) fn all(&self, name: &str) -> Vec<&'a Node> {
        self.0.iter().filter_map(|layer| layer.get(name)).collect()
    }

    pub(crate) fn text(&self, name: &str) -> Option<&'a str> {
        self.get(name)?.as_str()
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        self.get(name).and_then(Node::as_bool).unwrap_or(false)
    }
}
