//! Choices between schemas, as enums: told apart by a tag where there is one, else by what fits.

use std::collections::HashSet;

use super::lowered::{Lowered, Named, Reported};
use super::schema::{self, Choice, Kind, choices, gives_type, is_null, parts};
use super::together::{Together, integer};
use super::types::Types;
use crate::document::{first_key, text};
use crate::ir::{Alternative, Check, Checks, Type, TypeKind, Union};
use crate::tree::Node;

/// Several choices of an object that each add properties are an enum of enums, of all combinations: beyond so many
/// the rest of them are only checked.
const MAX_COMBINATIONS: usize = 64;

impl<'a> Types<'a, '_> {
    /// An enum for the first choice that is one between types. `None` where all choices only limit what
    /// the rest of the schema describes, or where a member has no type.
    pub(super) fn choice(
        &mut self,
        together: &Together<'a>,
        head: &'a Node,
        named: &Named<'a>,
    ) -> Option<Result<Lowered, Reported>> {
        let parts = together.parts.as_slice();
        let open = |choice: &Choice<'a>| {
            !together.settled.iter().any(|settled| std::ptr::eq(*settled, choice.members))
        };
        for choice in choices(parts).filter(open) {
            if !gives_more(parts, &choice) {
                if let Some(lowered) = self.documented_enum(choice.members, together.nullable, head, named) {
                    return Some(lowered);
                }
            }
            let others: usize = together.settled.iter().map(|settled| settled.len()).product();
            let too_many = others > 1 && others.saturating_mul(choice.members.len()) > MAX_COMBINATIONS;
            if !too_many && self.is_between_types(&choice, parts) {
                let mut settled = together.settled.clone();
                settled.push(choice.members);
                // Null among the members is counted there: another part may exclude it.
                let rest = Together { parts: parts.to_vec(), settled, nullable: together.nullable };
                return Some(self.union(&choice, &rest, head, named).ok_or(Reported));
            }
        }
        None
    }

    /// Whether each member is a type of its own; members that only limit the properties of an object are not.
    fn is_between_types(&self, choice: &Choice<'a>, base: &[&'a Node]) -> bool {
        let base_kind = own_kind(base);
        if !matches!(base_kind, Kind::Any | Kind::Object) || choice.members.iter().all(is_null) {
            return false;
        }
        let declared: HashSet<&str> = schema::properties(base).into_iter().map(|(name, _)| name).collect();
        let mut adds = base_kind != Kind::Object;
        for member in choice.members.iter().filter(|member| !is_null(member)) {
            let parts = parts(member, self.resolver);
            let typed = gives_type(&parts) && !matches!(schema::kind(&parts), Kind::Contradiction);
            let any = schema::kind(&parts) == Kind::Any
                && choices(&parts).next().is_none()
                && schema::rust_type(&parts).is_none();
            if base_kind == Kind::Object {
                adds |= schema::properties(&parts).iter().any(|(name, _)| !declared.contains(name));
                let object = matches!(schema::kind(&parts), Kind::Object | Kind::Any);
                if !object {
                    return false;
                }
            } else if !typed || any {
                return false;
            }
        }
        adds
    }

    fn union(
        &mut self,
        choice: &Choice<'a>,
        rest: &Together<'a>,
        head: &'a Node,
        named: &Named<'a>,
    ) -> Option<Lowered> {
        let members: Vec<&'a Node> = choice.members.iter().filter(|member| !is_null(member)).collect();
        let objects = own_kind(&rest.parts) == Kind::Object || self.limits_objects(&rest.parts, &members);
        // What is demanded of every variant may look at properties that only its own struct keeps.
        let as_whole = !objects && self.whole_object(&rest.parts, &[], 0, &rest.settled).1;
        let tag = self.tag(&members, &rest.parts);
        let variant_names = self.variant_names(&members, tag.as_ref());
        // The enum comes before its variants' types, and they may refer to it.
        self.take(named)?;
        let whole = Lowered { nullable: rest.nullable, ..Lowered::named(&named.rust) };
        self.announce(&whole);
        let place = self.reserve(named);

        let mut variants = Vec::new();
        for (at, (member, name)) in members.iter().zip(&variant_names).enumerate() {
            let inside = named.inside(name, &[choice.keyword, &at.to_string()], first_key(member));
            let member_parts = parts(member, self.resolver);
            let object = schema::kind(&member_parts) == Kind::Object;
            let lowered = if objects || (as_whole && object) {
                let nullable = !objects
                    && member_parts.iter().any(|part| schema::is_nullable(part))
                    && !member_parts.iter().any(|part| schema::excludes_null(part, self.resolver));
                let mut parts = rest.parts.clone();
                for part in member_parts {
                    if !parts.iter().any(|known| std::ptr::eq(*known, part)) {
                        parts.push(part);
                    }
                }
                let together = Together { parts, settled: rest.settled.clone(), nullable };
                self.merged(&together, member, &inside)?
            } else {
                self.schema(member, &inside)?
            };
            let docs = text(member, "description").or_else(|| text(member, "title")).map(str::to_owned);
            let mut checks = lowered.checks_or_null();
            let tags = tag.as_ref().map(|tag| tag.values[at].clone()).unwrap_or_default();
            if let Some(tag) = tag.as_ref().filter(|tag| !tag.by_schema) {
                checks.push(Check::Tag(tag.property.to_owned(), tags.clone()));
            }
            self.values.variants.insert((named.rust.clone(), name.clone()), member);
            variants.push(Alternative { name: name.clone(), ty: lowered.or_null(), tags, docs, checks });
        }
        let tag = tag.filter(|_| self.all_are_structs(&variants)).map(|tag| tag.property.to_owned());
        if tag.is_none() {
            for variant in &mut variants {
                variant.tags.clear();
                variant.checks.retain(|check| !matches!(check, Check::Tag(..)));
            }
        }
        let only_one = tag.is_none() && choice.keyword == "oneOf" && !self.are_of_different_kinds(&members);
        let mut checks = Checks::new();
        let is_object = |member: &&'a Node| schema::kind(&parts(member, self.resolver)) == Kind::Object;
        let by_variants = objects || (as_whole && members.iter().all(is_object));
        if !by_variants {
            for part in &rest.parts {
                self.choice_limits(part, &rest.settled, &mut checks);
            }
            self.drop_required_by_all(&members, &mut checks);
        }
        let union = Union { variants, tag, only_one };
        let definition = self.type_def(head, named, TypeKind::Union(union));
        self.definitions[place] = Some(crate::ir::TypeDef { checks, ..definition });
        Some(whole)
    }

    /// Whether the rest looks at objects as a whole and all members are objects: then each variant has to keep what
    /// the rest looks at.
    fn limits_objects(&self, rest: &[&'a Node], members: &[&'a Node]) -> bool {
        let whole = ["minProperties", "maxProperties", "propertyNames", "dependencies"];
        let looks = whole.iter().any(|keyword| schema::each(rest, keyword).next().is_some())
            || schema::required(rest).iter().any(|(name, _)| !self.is_required_by_all(name, members));
        looks && members.iter().all(|member| schema::kind(&parts(member, self.resolver)) == Kind::Object)
    }

    fn is_required_by_all(&self, name: &str, members: &[&'a Node]) -> bool {
        let requires = |member: &&'a Node| {
            schema::required(&parts(member, self.resolver)).iter().any(|(required, _)| *required == name)
        };
        members.iter().all(requires)
    }

    /// What every variant requires is there.
    fn drop_required_by_all(&self, members: &[&'a Node], checks: &mut Checks) {
        checks.retain_mut(|check| {
            let Check::AsJson(inner) = check else { return true };
            inner.retain_mut(|check| {
                let Check::Required(names) = check else { return true };
                names.retain(|name| !self.is_required_by_all(name, members));
                !names.is_empty()
            });
            !inner.is_empty()
        });
    }

    /// Values of several JSON types: a variant each.
    pub(super) fn by_type(
        &mut self,
        together: &Together<'a>,
        head: &'a Node,
        named: &Named<'a>,
    ) -> Option<Lowered> {
        let parts = together.parts.as_slice();
        let mut json = Checks::new();
        if schema::literals(parts).is_some() || parts.len() > 1 {
            // The list of values says what they are.
            for part in parts {
                self.limits(part, &Type::Json, &together.settled, &mut json);
            }
            let lowered = Lowered { nullable: together.nullable, checks: json, ..Lowered::of(Type::Json) };
            return self.alias(lowered, head, named);
        }
        let kinds: Vec<Kind> = schema::each(parts, "type").next().map(schema::types).unwrap_or_default();
        let both = kinds.contains(&Kind::Integer) && kinds.contains(&Kind::Number);
        let kinds = kinds.into_iter().filter(|kind| *kind != Kind::Null && !(both && *kind == Kind::Integer));
        self.take(named)?;
        let place = self.reserve(named);
        let whole = Lowered { nullable: together.nullable, ..Lowered::named(&named.rust) };
        self.announce(&whole);
        let mut variants = Vec::new();
        for kind in kinds {
            let name = match kind {
                Kind::Object => "Object",
                Kind::Array => "Array",
                Kind::String => "String",
                Kind::Integer => "Integer",
                Kind::Number => "Number",
                _ => "Boolean",
            };
            let lowered =
                self.of_kind(kind, together, head, &named.inside(name, &["type", name], named.span))?;
            let checks = lowered.checks_or_null();
            let (ty, docs) = (lowered.or_null(), None);
            variants.push(Alternative { name: name.to_owned(), ty, tags: Vec::new(), docs, checks });
        }
        let union = Union { variants, tag: None, only_one: false };
        let definition = self.type_def(head, named, TypeKind::Union(union));
        self.definitions[place] = Some(definition);
        Some(whole)
    }

    /// The type for the values of one kind, of a schema that allows several.
    fn of_kind(
        &mut self,
        kind: Kind,
        together: &Together<'a>,
        head: &'a Node,
        named: &Named<'a>,
    ) -> Option<Lowered> {
        let together = Together { nullable: false, ..together.clone() };
        let ty = match kind {
            Kind::Object => return self.object(&together, head, named),
            Kind::Array => return self.list(&together, head, named),
            Kind::String => self.string(&together.parts),
            Kind::Integer => integer(&together.parts),
            Kind::Boolean => Type::Bool,
            _ => Type::F64,
        };
        let mut checks = Checks::new();
        checks.extend(matches!(ty, Type::F64).then_some(Check::Nested));
        for part in &together.parts {
            self.limits(part, &ty, &together.settled, &mut checks);
        }
        Some(Lowered { checks, ..Lowered::of(ty) })
    }

    fn all_are_structs(&self, variants: &[Alternative]) -> bool {
        variants.iter().all(|variant| match &variant.ty {
            Type::Named(name) => match self.kind(name) {
                // What has no kind yet is being lowered. (A union among unions would be no struct, see `finish`.)
                None | Some(TypeKind::Struct { .. }) => true,
                Some(TypeKind::Alias(inner)) => matches!(self.resolved(inner), Type::Named(_)),
                _ => false,
            },
            _ => false,
        })
    }

    /// Whether a JSON value's type alone says which member it is.
    fn are_of_different_kinds(&self, members: &[&'a Node]) -> bool {
        let mut seen = Vec::new();
        members.iter().all(|member| {
            let parts = parts(member, self.resolver);
            let kind = schema::kind(&parts);
            let kind = if kind == Kind::Integer { Kind::Number } else { kind };
            let exact = !matches!(kind, Kind::Any | Kind::Mixed | Kind::Contradiction)
                && choices(&parts).next().is_none();
            let new = !seen.contains(&kind);
            seen.push(kind);
            exact && new
        })
    }
}

/// The kind that a schema has without its choices.
fn own_kind(parts: &[&Node]) -> Kind {
    let limits =
        ["type", "properties", "items", "additionalProperties", "patternProperties", "enum", "const"];
    let says = parts.iter().any(|part| limits.iter().any(|keyword| part.get(keyword).is_some()));
    if says { schema::kind(parts) } else { Kind::Any }
}

/// Whether anything but the choice makes demands.
fn gives_more(parts: &[&Node], choice: &Choice<'_>) -> bool {
    parts.iter().any(|part| {
        part.entries().any(|entry| {
            let name = entry.key.name.as_str();
            let annotation =
                ["title", "description", "example", "examples", "default", "deprecated", "nullable"];
            let own = std::ptr::eq(*part, choice.owner) && name == choice.keyword;
            !own && !name.starts_with("x-") && !annotation.contains(&name) && name != "type"
        })
    })
}
