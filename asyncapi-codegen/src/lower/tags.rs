//! How the variants of a choice are told apart and called.

use std::collections::HashSet;

use super::name::pascal;
use super::schema::{self, Kind, parts};
use super::types::Types;
use crate::document::text;
use crate::resolve::reference;
use crate::tree::Node;

/// How the variants of a choice are told apart.
pub(super) struct Tag<'a> {
    pub(super) property: &'a str,
    /// For each member the values that mean it.
    pub(super) values: Vec<Vec<String>>,
    /// Whether the members themselves demand these values.
    pub(super) by_schema: bool,
}

impl<'a> Types<'a, '_> {
    /// The property that tells the members apart: the `discriminator`, else one that is a different constant in
    /// each.
    pub(super) fn tag(&self, members: &[&'a Node], base: &[&'a Node]) -> Option<Tag<'a>> {
        let discriminator = schema::each(base, "discriminator").next();
        let named = discriminator.and_then(|node| node.as_str().or_else(|| text(node, "propertyName")));
        if let Some(property) = named {
            return self.discriminated(property, discriminator?, members, base);
        }
        let first = parts(members.first()?, self.resolver);
        let candidates = schema::properties(&first);
        candidates.into_iter().find_map(|(property, _)| {
            let values: Vec<Vec<String>> =
                members.iter().map(|member| self.constants(property, member)).collect::<Option<_>>()?;
            let mut seen = HashSet::new();
            let distinct = values.iter().flatten().all(|value| seen.insert(value.clone()));
            distinct.then_some(Tag { property, values, by_schema: true })
        })
    }

    /// The strings that a member allows for a property that it requires.
    fn constants(&self, property: &str, member: &'a Node) -> Option<Vec<String>> {
        let parts = parts(member, self.resolver);
        let required = schema::required(&parts).iter().any(|(name, _)| *name == property);
        let (_, entries) = schema::properties(&parts).into_iter().find(|(name, _)| *name == property)?;
        let schemas: Vec<&Node> =
            entries.iter().flat_map(|entry| schema::parts(&entry.value, self.resolver)).collect();
        let literals = schema::literals(&schemas).filter(|_| required)?;
        literals.into_iter().map(|value| value.as_str().map(str::to_owned)).collect()
    }

    /// Rule X7: the value is the member's constant, or what OpenAPI's `mapping` says, or the schema's name.
    fn discriminated(
        &self,
        property: &'a str,
        discriminator: &'a Node,
        members: &[&'a Node],
        base: &[&'a Node],
    ) -> Option<Tag<'a>> {
        let mapping = discriminator.get("mapping").map(Node::entries).unwrap_or_default();
        let mapping: Vec<(&str, &str)> =
            mapping.filter_map(|entry| Some((entry.key.name.as_str(), entry.value.as_str()?))).collect();
        let in_base = schema::properties(base).iter().any(|(name, _)| *name == property);
        let mut by_schema = true;
        let mut values = Vec::new();
        for member in members {
            let declared =
                schema::properties(&parts(member, self.resolver)).iter().any(|(name, _)| *name == property);
            if !declared && !in_base {
                return None;
            }
            let pointer = reference(member).and_then(Node::as_str).unwrap_or_default();
            let name = pointer.rsplit(['/', '#']).next().unwrap_or_default();
            let mapped: Vec<String> = mapping
                .iter()
                .filter(|(_, target)| *target == pointer || *target == name)
                .map(|(value, _)| (*value).to_owned())
                .collect();
            values.push(match self.constants(property, member) {
                Some(constants) => constants,
                None if !mapped.is_empty() => {
                    by_schema = false;
                    mapped
                }
                None if !name.is_empty() => {
                    by_schema = false;
                    vec![name.to_owned()]
                }
                None => return None,
            });
        }
        let mut seen = HashSet::new();
        let distinct = values.iter().flatten().all(|value| seen.insert(value.clone()));
        distinct.then_some(Tag { property, values, by_schema })
    }

    /// What the variants are called: as the schema referred to, by `title`, by tag, by type; else by number.
    pub(super) fn variant_names(&self, members: &[&'a Node], tag: Option<&Tag<'a>>) -> Vec<String> {
        let name = |at: usize, member: &'a Node| -> Option<String> {
            if reference(member).is_some() {
                return self.resolver.resolve(member).ok()?.name;
            }
            let title = text(member, "title").map(str::to_owned);
            let tag = tag.and_then(|tag| tag.values[at].first().cloned());
            title.or(tag).or_else(|| self.kind_name(member).map(str::to_owned))
        };
        let proposals: Vec<Option<String>> = members
            .iter()
            .enumerate()
            .map(|(at, member)| name(at, member).map(|name| pascal(&name)))
            .collect();
        // A number of ours is nobody's title.
        let is_number = |name: &str| {
            let number = name.strip_prefix("Variant").and_then(|number| number.parse::<usize>().ok());
            number.is_some_and(|number| number <= members.len())
        };
        let unique = |name: &String| {
            !is_number(name) && proposals.iter().filter(|other| other.as_ref() == Some(name)).count() == 1
        };
        proposals
            .iter()
            .enumerate()
            .map(|(at, name)| match name {
                Some(name) if unique(name) => name.clone(),
                _ => format!("Variant{}", at + 1),
            })
            .collect()
    }

    fn kind_name(&self, member: &'a Node) -> Option<&'static str> {
        match schema::kind(&parts(member, self.resolver)) {
            Kind::Object => Some("Object"),
            Kind::Array => Some("Array"),
            Kind::String => Some("String"),
            Kind::Integer => Some("Integer"),
            Kind::Number => Some("Number"),
            Kind::Boolean => Some("Boolean"),
            _ => None,
        }
    }
}
