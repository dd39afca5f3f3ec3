//! Schemas that apply together: a schema and its `allOf`, or the schemas that several members of an `allOf` have for
//! one property. Where one of them gives the type and the others only limit it, its type is taken; else a type is
//! made of all.

use super::lowered::{Lowered, Named, Reported};
use super::schema::{self, Choice, Kind, choices, gives_type, is_null, parts};
use super::types::Types;
use crate::check::instance;
use crate::diagnostic::catalogue;
use crate::ir::{Check, Checks, Type};
use crate::resolve::{Resolver, reference};
use crate::tree::{Node, Value};

/// One of several schemas that apply together.
#[derive(Clone, Copy, Debug)]
enum Member<'a> {
    /// With everything it refers to.
    Whole(&'a Node),
    /// The same, in a choice between it and null.
    OrNull(&'a Node),
    /// Without the members of its `allOf`, which stand beside it.
    Own(&'a Node),
}

impl<'a> Member<'a> {
    fn whole(self) -> Option<&'a Node> {
        match self {
            Self::Whole(node) | Self::OrNull(node) => Some(node),
            Self::Own(_) => None,
        }
    }

    fn parts(self, resolver: Resolver<'a>) -> Vec<&'a Node> {
        match self {
            Self::Whole(node) | Self::OrNull(node) => parts(node, resolver),
            Self::Own(node) => vec![node],
        }
    }
}

/// What schemas that apply together come to.
#[derive(Clone, Debug)]
pub(super) struct Together<'a> {
    pub(super) parts: Vec<&'a Node>,
    /// The choices that are no longer one: of one member, or of one and null.
    pub(super) settled: Vec<&'a [Node]>,
    pub(super) nullable: bool,
}

impl<'a> Types<'a, '_> {
    /// The type of a value to which all of `schemas` apply; `head` is the one whose description counts.
    pub(super) fn together(
        &mut self,
        schemas: &[&'a Node],
        head: &'a Node,
        named: &Named<'a>,
    ) -> Option<Lowered> {
        let mut members = Vec::new();
        let mut settled = Vec::new();
        for schema in schemas {
            if reference(schema).is_some() {
                members.push(Member::Whole(schema));
                continue;
            }
            members.extend(schema::members(schema, "allOf").iter().map(Member::Whole));
            for choice in choices(&[schema]) {
                if let Some((only, or_null)) = settle(choice) {
                    members.push(if or_null { Member::OrNull(only) } else { Member::Whole(only) });
                    settled.push(choice.members);
                }
            }
            members.push(Member::Own(schema));
        }
        if let [.., _, _] = members.as_slice() {
            if let Some(base) = self.only_type(&members, &settled) {
                let by_flag = schemas.len() == 1 && schema::is_nullable_by_flag(schemas[0]);
                return self.limited(base, &members, &settled, by_flag, head, named);
            }
        }
        let mut all: Vec<&'a Node> = Vec::new();
        for part in members.iter().flat_map(|member| member.parts(self.resolver)) {
            if !all.iter().any(|known| std::ptr::eq(*known, part)) {
                all.push(part);
            }
        }
        let nullable = (schemas.len() == 1 && schema::is_nullable_by_flag(schemas[0]))
            || (self.say_null(&members) && !self.exclude_null(&members));
        self.merged(&Together { parts: all, settled, nullable }, head, named)
    }

    /// Whether one of the members names null among the values.
    fn say_null(&self, members: &[Member<'a>]) -> bool {
        members.iter().any(|member| {
            let parts = member.parts(self.resolver);
            matches!(member, Member::OrNull(_))
                || parts.iter().any(|part| schema::is_nullable(part))
                || choices(&parts).any(|choice| choice.members.iter().any(is_null))
        })
    }

    /// Whether one of the members does not let null pass.
    fn exclude_null(&self, members: &[Member<'a>]) -> bool {
        let mut demanding = members.iter().filter(|member| !matches!(member, Member::OrNull(_)));
        demanding.any(|member| {
            let parts = member.parts(self.resolver);
            parts.iter().any(|part| schema::excludes_null(part, self.resolver))
        })
    }

    /// The one schema that gives the type, if there is one.
    fn only_type(&mut self, members: &[Member<'a>], settled: &[&'a [Node]]) -> Option<&'a Node> {
        let mut base: Option<&'a Node> = None;
        for member in members {
            if let Some(node) = member.whole() {
                if gives_type(&parts(node, self.resolver)) {
                    if base.is_some_and(|base| !same_reference(base, node)) {
                        return None;
                    }
                    base = Some(node);
                }
            }
        }
        let base = base?;
        let kind = schema::kind(&parts(base, self.resolver));
        let objects = matches!(kind, Kind::Object | Kind::Any);
        let limits_only = |node: &Node| {
            let says_more = ["properties", "items", "enum", "const", "x-rust-type", "x-extensible-enum"]
                .iter()
                .chain(objects.then_some(&"required"))
                .chain(["additionalProperties", "patternProperties"].iter())
                .any(|keyword| node.get(keyword).is_some());
            let choices =
                choices(&[node]).all(|choice| settled.iter().any(|done| std::ptr::eq(*done, choice.members)));
            let type_fits = node.get("type").is_none() || schema::kind(&[node]) == kind;
            !says_more && choices && type_fits
        };
        let others = members.iter().all(|member| match member {
            Member::Own(node) => limits_only(node),
            Member::Whole(node) | Member::OrNull(node) => {
                let parts = parts(node, self.resolver);
                same_reference(base, node) || !objects || schema::required(&parts).is_empty()
            }
        });
        let formatted = |member: &Member<'a>| match member {
            Member::Whole(node) | Member::OrNull(node) if same_reference(base, node) => false,
            Member::Whole(node) | Member::OrNull(node) => self.has_own_format(&parts(node, self.resolver)),
            Member::Own(node) => self.has_own_format(&[node]),
        };
        if !others || members.iter().any(formatted) {
            return None;
        }
        // What looks at properties that the base does not keep needs a type of its own.
        let base_parts = parts(base, self.resolver);
        let names: Vec<&str> = schema::properties(&base_parts).into_iter().map(|(name, _)| name).collect();
        let drops = schema::each(&base_parts, "additionalProperties").next().is_none()
            && (!names.is_empty() || choices(&base_parts).next().is_some());
        let own: Vec<_> = members
            .iter()
            .filter(|member| !member.whole().is_some_and(|node| same_reference(base, node)))
            .flat_map(|member| member.parts(self.resolver))
            .collect();
        let sees_others = objects && drops && self.whole_object(&own, &names, names.len(), settled).1;
        (!sees_others).then_some(base)
    }

    /// Whether the user has a type for the `format` of one of `parts`.
    fn has_own_format(&self, parts: &[&Node]) -> bool {
        schema::each(parts, "format")
            .filter_map(Node::as_str)
            .any(|format| self.options.format(format).is_some())
    }

    /// The type of `base` with what the other members demand besides.
    fn limited(
        &mut self,
        base: &'a Node,
        members: &[Member<'a>],
        settled: &[&'a [Node]],
        nullable_by_flag: bool,
        head: &'a Node,
        named: &Named<'a>,
    ) -> Option<Lowered> {
        let inner = Named { definition: false, ..named.clone() };
        let lowered = self.schema(base, &inner)?;
        let mut checks = lowered.checks.clone();
        let is_base = |member: &Member<'a>| member.whole().is_some_and(|node| same_reference(base, node));
        let or_null = members.iter().any(|member| is_base(member) && matches!(member, Member::OrNull(_)));
        let others: Vec<_> = members.iter().filter(|member| !is_base(member)).copied().collect();
        let said = lowered.nullable || or_null || self.say_null(&others);
        let nullable = nullable_by_flag || (said && !self.exclude_null(members));
        for member in &others {
            match member {
                Member::Whole(node) | Member::OrNull(node) => {
                    for part in parts(node, self.resolver) {
                        self.limits(part, &lowered.ty, &[], &mut checks);
                        self.further_items(part, &lowered.ty, &mut checks);
                    }
                }
                Member::Own(node) => self.limits(node, &lowered.ty, settled, &mut checks),
            }
        }
        let admitted = members.iter().all(|member| match member {
            Member::Whole(node) | Member::OrNull(node) => {
                is_base(member)
                    || matches!(member, Member::OrNull(_))
                    || parts(node, self.resolver).iter().all(|part| self.null_fits_one(part, &[]))
            }
            Member::Own(node) => self.null_fits_one(node, settled),
        });
        let nullable = nullable && admitted;
        self.alias(Lowered { nullable, checks, ..lowered }, head, named)
    }

    /// A type of its own for `together`.
    pub(super) fn merged(
        &mut self,
        together: &Together<'a>,
        head: &'a Node,
        named: &Named<'a>,
    ) -> Option<Lowered> {
        let parts = together.parts.as_slice();
        let nullable = together.nullable;
        if parts.iter().any(|part| part.as_bool() == Some(false)) {
            let never = Lowered { checks: vec![Check::Never], ..Lowered::of(Type::Json) };
            return self.alias(never, head, named);
        }
        if let Some(foreign) = self.rust_type(parts).ok()? {
            return self.alias(Lowered { nullable, ..Lowered::of(foreign) }, head, named);
        }
        if let Some(union) = self.choice(together, head, named) {
            return union.ok();
        }
        // Checks are made of values other than null.
        let nullable = nullable && parts.iter().all(|part| self.null_fits_one(part, &together.settled));
        let together = &Together { nullable, ..together.clone() };
        let kind = schema::kind(parts);
        let ty = match kind {
            Kind::Object => return self.object(together, head, named),
            Kind::Array => return self.list(together, head, named),
            Kind::String => {
                if let Some(values) = schema::literals(parts) {
                    return self.string_enum(together, &values, head, named);
                }
                if let Some(known) = schema::each(parts, "x-extensible-enum").next() {
                    return self.open_enum(known, together, head, named);
                }
                self.string(parts)
            }
            Kind::Integer | Kind::Number | Kind::Boolean => match self.constant(together, head, named) {
                Some(constant) => return constant.ok(),
                None if kind == Kind::Integer => integer(parts),
                None if kind == Kind::Boolean => Type::Bool,
                None if schema::each(parts, "format").any(|format| format.as_str() == Some("float")) => {
                    Type::F32
                }
                None => Type::F64,
            },
            Kind::Mixed => return self.by_type(together, head, named),
            Kind::Null | Kind::Any => Type::Json,
            Kind::Contradiction => {
                self.contradiction(parts, named);
                return None;
            }
        };
        let mut checks = Checks::new();
        // A float may hold what JSON cannot: its type has a check, too.
        checks.extend(matches!(ty, Type::F32 | Type::F64).then_some(Check::Nested));
        for part in parts {
            self.limits(part, &ty, &together.settled, &mut checks);
        }
        self.alias(Lowered { ty, nullable, checks }, head, named)
    }

    /// Whether null fits one member alone of every `oneOf` that only limits the value; what else excludes null is
    /// [`excludes_null`](schema::excludes_null)'s to say. With `nullable` it does: OpenAPI says so.
    fn null_fits_one(&self, schema: &'a Node, settled: &[&'a [Node]]) -> bool {
        if schema.get("nullable").and_then(Node::as_bool) == Some(true) {
            return true;
        }
        let null = Node { span: schema.span, value: Value::Null };
        let fits = |schema: &&Node| instance::misfit(&null, schema, self.resolver).is_none();
        let open = |choice: &Choice<'a>| !settled.iter().any(|done| std::ptr::eq(*done, choice.members));
        choices(&[schema])
            .filter(open)
            .filter(|choice| choice.keyword == "oneOf")
            .all(|choice| choice.members.iter().filter(fits).count() == 1)
    }

    /// Two members of an `allOf` that no value can be both of.
    fn contradiction(&mut self, parts: &[&'a Node], named: &Named<'a>) {
        let mut types = schema::each(parts, "type");
        let Some(first) = types.next() else { return };
        let clash = types.find(|other| {
            let (a, b) = (schema::types(first), schema::types(other));
            !a.iter().any(|kind| b.contains(kind))
        });
        let second = clash.unwrap_or(first);
        self.diagnostics.push(catalogue::contradicting_types(
            second.span,
            &named.what,
            &named.key,
            first.span,
        ));
    }

    /// `x-rust-type`.
    fn rust_type(&mut self, parts: &[&'a Node]) -> Result<Option<Type>, Reported> {
        let Some(node) = schema::rust_type(parts) else { return Ok(None) };
        let text = node.as_str().unwrap_or_default();
        let Some(tokens) = crate::options::parse_type(text) else {
            self.diagnostics.push(catalogue::not_a_rust_type(node.span, text));
            return Err(Reported);
        };
        Ok(Some(Type::Foreign(tokens)))
    }

    /// A string, or the user's type for its `format`.
    pub(super) fn string(&mut self, parts: &[&'a Node]) -> Type {
        let format = schema::each(parts, "format").find_map(|format| self.options.format(format.as_str()?));
        format.map_or(Type::String, Type::Foreign)
    }
}

/// The one member of a choice that is none, and whether null may stand in its place.
fn settle(choice: Choice<'_>) -> Option<(&Node, bool)> {
    match choice.members {
        [only] => Some((only, false)),
        [one, null] | [null, one] if is_null(null) && !is_null(one) => Some((one, true)),
        _ => None,
    }
}

fn same_reference(a: &Node, b: &Node) -> bool {
    std::ptr::eq(a, b)
        || (reference(a).is_some() && reference(a) == reference(b) && a.span.file == b.span.file)
}

/// i64 unless bounds or format say otherwise.
pub(super) fn integer(parts: &[&Node]) -> Type {
    let bounds = ["minimum", "exclusiveMinimum"].into_iter().flat_map(|keyword| schema::each(parts, keyword));
    let unsigned = bounds.into_iter().any(|bound| match bound.value {
        Value::Int(bound) => bound >= 0,
        Value::Float(bound) => bound >= 0.0,
        _ => false,
    });
    let int32 = schema::each(parts, "format").any(|format| format.as_str() == Some("int32"));
    match (int32, unsigned) {
        (true, true) => Type::U32,
        (true, false) => Type::I32,
        (false, true) => Type::U64,
        (false, false) => Type::I64,
    }
}
