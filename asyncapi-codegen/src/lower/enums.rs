//! Fixed values: string enums, and constants as unit types.

use super::lowered::{Lowered, Named, Reported};
use super::name::pascal;
use super::registry::Registry;
use super::schema::{self, Kind};
use super::together::Together;
use super::types::Types;
use crate::check::instance;
use crate::document::text;
use crate::ir::{Check, Checks, Constant, TypeKind, Variant};
use crate::tree::{Node, Value, to_json};

impl<'a> Types<'a, '_> {
    /// A string with a fixed set of values; with a single one by `const` it is a constant.
    pub(super) fn string_enum(
        &mut self,
        together: &Together<'a>,
        values: &[&'a Node],
        head: &'a Node,
        named: &Named<'a>,
    ) -> Option<Lowered> {
        if let Some(constant) = self.constant(together, head, named) {
            return constant.ok();
        }
        let values: Vec<_> = values.iter().map(|value| (*value, None)).collect();
        let lowered = self.enum_of(&values, false, together.nullable, head, named)?;
        Some(self.limited_values(lowered, together))
    }

    /// A type of fixed values with what else is demanded of them.
    fn limited_values(&mut self, lowered: Lowered, together: &Together<'a>) -> Lowered {
        let mut checks = Checks::new();
        for part in &together.parts {
            self.limits(part, &lowered.ty, &together.settled, &mut checks);
        }
        self.demanding(lowered, checks)
    }

    /// Gives what is demanded of a fixed value to its type: a message of that type has no other place for it.
    fn demanding(&mut self, lowered: Lowered, checks: Checks) -> Lowered {
        if checks.is_empty() {
            return lowered;
        }
        if let Some(Some(definition)) = self.definitions.last_mut() {
            definition.checks = checks;
        }
        Lowered { checks: vec![Check::Nested], ..lowered }
    }

    /// `x-extensible-enum`: these strings are known, others are allowed.
    pub(super) fn open_enum(
        &mut self,
        known: &'a Node,
        together: &Together<'a>,
        head: &'a Node,
        named: &Named<'a>,
    ) -> Option<Lowered> {
        let values: Vec<_> = known.items().iter().map(|value| (value, None)).collect();
        let lowered = self.enum_of(&values, true, together.nullable, head, named)?;
        Some(self.limited_values(lowered, together))
    }

    /// An enum of strings, each with its documentation.
    pub(super) fn enum_of(
        &mut self,
        values: &[(&'a Node, Option<String>)],
        open: bool,
        nullable: bool,
        head: &'a Node,
        named: &Named<'a>,
    ) -> Option<Lowered> {
        let mut variants = Vec::new();
        let mut taken = Registry::default();
        let mut seen = Vec::new();
        for (value, docs) in values {
            // A value that is no string can never be one of a string's.
            let Value::String(text) = &value.value else { continue };
            if seen.contains(&text) {
                continue;
            }
            seen.push(text);
            let key = format!("{}.{text}", named.key);
            let name = self.options.renamed(&[&key]).unwrap_or_else(|| pascal(text));
            let what = format!("value {text:?} of {}", named.what);
            self.take_field(&mut taken, &name, &what, &key, value.span)?;
            variants.push(Variant { name, value: text.clone(), docs: docs.clone() });
        }
        if open {
            self.take_field(&mut taken, "Other", "any other value", "", head.span)?;
        }
        self.take(named)?;
        let definition = self.type_def(head, named, TypeKind::StringEnum { variants, open });
        self.define(definition);
        Some(Lowered { nullable, checks: Checks::new(), ..Lowered::named(&named.rust) })
    }

    /// The unit type of a `const`. `None` where there is none, it is a list or an object, or of another type than the
    /// schema asks for.
    pub(super) fn constant(
        &mut self,
        together: &Together<'a>,
        head: &'a Node,
        named: &Named<'a>,
    ) -> Option<Result<Lowered, Reported>> {
        let value = schema::each(&together.parts, "const").next()?;
        let constant = match (&value.value, schema::kind(&together.parts)) {
            (Value::String(text), Kind::String) => Constant::String(text.clone()),
            (Value::Bool(_), Kind::Boolean) | (Value::Int(_) | Value::Float(_), Kind::Number) => {
                Constant::Json(to_json(value))
            }
            (Value::Int(_), Kind::Integer) => Constant::Json(to_json(value)),
            (Value::Float(number), Kind::Integer) if number.fract() == 0.0 => Constant::Json(to_json(value)),
            _ => return None,
        };
        Some(self.unit(value, constant, together, head, named).ok_or(Reported))
    }

    fn unit(
        &mut self,
        value: &'a Node,
        constant: Constant,
        together: &Together<'a>,
        head: &'a Node,
        named: &Named<'a>,
    ) -> Option<Lowered> {
        self.take(named)?;
        let definition = self.type_def(head, named, TypeKind::Constant(constant));
        self.define(definition);
        let nullable = together.nullable;
        let lowered = Lowered { nullable, checks: Checks::new(), ..Lowered::named(&named.rust) };
        // The value is known, so what is demanded of it is decided now, but for formats and engines' patterns.
        let excluded =
            together.parts.iter().any(|part| instance::misfit(value, part, self.resolver).is_some());
        Some(if excluded {
            self.demanding(lowered, vec![Check::Never])
        } else {
            self.limited_values(lowered, together)
        })
    }

    /// `oneOf` of constants with a title or description each, as documents write enums with documentation.
    pub(super) fn documented_enum(
        &mut self,
        members: &'a [Node],
        nullable: bool,
        head: &'a Node,
        named: &Named<'a>,
    ) -> Option<Result<Lowered, Reported>> {
        let mut values = Vec::new();
        for member in members {
            let parts = schema::parts(member, self.resolver);
            let [part] = parts.as_slice() else { return None };
            let only = ["type", "const", "enum", "title", "description", "x-"];
            let plain =
                part.entries().all(|entry| only.iter().any(|known| entry.key.name.starts_with(known)));
            let strings = schema::literals(&parts)?;
            let all_strings = strings.iter().all(|value| matches!(value.value, Value::String(_)));
            if !plain || !all_strings || strings.is_empty() || crate::resolve::reference(member).is_some() {
                return None;
            }
            let docs = text(part, "description").or_else(|| text(part, "title")).map(str::to_owned);
            values.extend(strings.into_iter().map(|value| (value, docs.clone())));
        }
        Some(self.enum_of(&values, false, nullable, head, named).ok_or(Reported))
    }
}
