//! What a schema demands of a value that has a Rust type already.

use super::checks::{Ways, number_keywords, sees_undeclared, string_keywords};
use super::schema;
use super::types::Types;
use crate::ir::{Check, Checks, Constant, Type, TypeKind};
use crate::tree::{Node, list_to_json, string_to_json, to_json};

/// What a value of a type is in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    String,
    /// A string with a fixed set of values, or a constant: what it is, it is by its type.
    Fixed,
    Number,
    Boolean,
    List,
    Map,
    Json,
    JsonObject,
    /// A struct.
    Own,
    /// A choice between types.
    Choice,
    /// The user's business.
    Foreign,
}

impl<'a> Types<'a, '_> {
    /// Adds what `schema` demands, as far as its Rust type does not see to it. The `settled` choices are part of the
    /// type.
    pub(super) fn limits(
        &mut self,
        schema: &'a Node,
        ty: &Type,
        settled: &[&'a [Node]],
        checks: &mut Checks,
    ) {
        let form = self.form(ty);
        let resolver = self.resolver;
        match form {
            Form::Foreign => return,
            Form::Choice => {
                self.choice_limits(schema, settled, checks);
                return;
            }
            Form::Json => {
                self.functions.keywords(schema, Ways::Part, settled, resolver, checks);
                return;
            }
            Form::String => string_keywords(schema, checks),
            Form::Number => number_keywords(schema, checks),
            Form::Fixed | Form::Boolean => {}
            Form::List => {
                let ty = self.resolved(ty);
                self.list_limits(schema, &ty, checks);
            }
            Form::Map | Form::JsonObject | Form::Own => self.object_limits(schema, form, checks),
        }
        if matches!(form, Form::String | Form::Fixed | Form::Number | Form::Boolean | Form::List) {
            self.value_limits(schema, ty, checks);
        }
        let mut any = Checks::new();
        self.functions.keywords(schema, Ways::Any, settled, resolver, &mut any);
        if form == Form::Fixed {
            string_keywords(schema, &mut any);
        }
        checks.extend((!any.is_empty()).then_some(Check::AsJson(any)));
    }

    /// What a schema demands of a choice between types: all of it, each variant has its own.
    pub(super) fn choice_limits(&mut self, schema: &'a Node, settled: &[&'a [Node]], checks: &mut Checks) {
        let mut all = Checks::new();
        self.functions.keywords(schema, Ways::Part, settled, self.resolver, &mut all);
        checks.extend((!all.is_empty()).then_some(Check::AsJson(all)));
    }

    /// `const` and `enum`, unless they allow all the values that the type has.
    fn value_limits(&self, schema: &'a Node, ty: &Type, checks: &mut Checks) {
        let fixed = self.fixed_values(ty);
        let narrow = |values: &[Node]| {
            let allowed: Vec<_> = values.iter().map(to_json).collect();
            !fixed.as_ref().is_some_and(|fixed| fixed.iter().all(|value| allowed.contains(value)))
        };
        let only = schema.get("const").filter(|only| narrow(std::slice::from_ref(only)));
        checks.extend(only.map(|only| Check::Const(to_json(only))));
        let values = schema.get("enum").map(Node::items).filter(|values| narrow(values));
        checks.extend(values.map(|values| Check::Enum(list_to_json(values))));
    }

    /// The JSON texts of all values of a type that has not many: of a string enum that is not open, of a constant.
    fn fixed_values(&self, ty: &Type) -> Option<Vec<String>> {
        let Type::Named(name) = self.resolved(ty) else { return None };
        match self.kind(&name)? {
            TypeKind::StringEnum { variants, open: false } => {
                Some(variants.iter().map(|variant| string_to_json(&variant.value)).collect())
            }
            TypeKind::Constant(Constant::String(text)) => Some(vec![string_to_json(text)]),
            TypeKind::Constant(Constant::Json(text)) => Some(vec![text.clone()]),
            _ => None,
        }
    }

    /// As [`limits`](Self::limits), for a map whose type says what its `patternProperties` say.
    pub(super) fn limits_but_patterns(&mut self, schema: &'a Node, ty: &Type, checks: &mut Checks) {
        let mut all = Checks::new();
        self.limits(schema, ty, &[], &mut all);
        let others = |check: &Check| {
            !matches!(check, Check::PatternProperties(..) | Check::AdditionalProperties { .. })
        };
        for mut check in all {
            if let Check::AsJson(inner) = &mut check {
                inner.retain(others);
            }
            let empty = matches!(&check, Check::AsJson(inner) if inner.is_empty());
            checks.extend((!empty && others(&check)).then_some(check));
        }
    }

    /// The keywords about objects, of a type that is one.
    fn object_limits(&mut self, schema: &'a Node, form: Form, checks: &mut Checks) {
        let mut whole = Checks::new();
        let resolver = self.resolver;
        self.functions.keywords(schema, Ways::Whole, &[], resolver, &mut whole);
        // Those about any value come apart, see `limits`.
        whole.retain(|check| {
            !matches!(check, Check::AnyOf(_) | Check::OneOf(_) | Check::Not(_) | Check::If { .. })
        });
        let direct = |check: &Check| match form {
            Form::JsonObject => !matches!(check, Check::Const(_) | Check::Enum(_) | Check::Dependency(..)),
            Form::Map => matches!(
                check,
                Check::MinProperties(_)
                    | Check::MaxProperties(_)
                    | Check::PropertyNames(_)
                    | Check::DependentRequired(..)
            ),
            _ => false,
        };
        let (direct, as_json): (Checks, Checks) = whole.into_iter().partition(direct);
        checks.extend(direct);
        checks.extend((!as_json.is_empty()).then_some(Check::AsJson(as_json)));
    }

    /// What members of an `allOf` demand of an object as a whole, and whether they look at properties that are not
    /// `declared`. Of these the first few are `described`; others are only required, and are as
    /// `additionalProperties` says.
    pub(super) fn whole_object(
        &mut self,
        parts: &[&'a Node],
        declared: &[&str],
        described: usize,
        settled: &[&'a [Node]],
    ) -> (Checks, bool) {
        let mut whole = Checks::new();
        let resolver = self.resolver;
        // Then properties that are not listed are of any type.
        let patterns = schema::each(parts, "patternProperties").next().is_some();
        for part in parts {
            self.functions.keywords(part, Ways::Whole, settled, resolver, &mut whole);
            // A member looks at its own properties only: those of the others are additional to it.
            let own = part.get("properties");
            let foreign =
                declared.iter().take(described).any(|name| own.is_none_or(|own| own.get(name).is_none()));
            if (foreign || patterns) && part.get("patternProperties").is_none() {
                self.functions.additional_properties(part, resolver, &mut whole);
            }
        }
        let sees = sees_undeclared(&whole, declared);
        let checks = if whole.is_empty() { Checks::new() } else { vec![Check::AsJson(whole)] };
        (checks, sees)
    }

    fn form(&self, ty: &Type) -> Form {
        match ty {
            Type::String => Form::String,
            Type::Bool => Form::Boolean,
            Type::I32 | Type::I64 | Type::U32 | Type::U64 | Type::F32 | Type::F64 => Form::Number,
            Type::Json => Form::Json,
            Type::JsonObject => Form::JsonObject,
            Type::List(_) | Type::Set(_) | Type::Tuple(_) => Form::List,
            Type::Map(_) => Form::Map,
            Type::Nullable(inner) | Type::Boxed(inner) => self.form(inner),
            Type::Foreign(_) => Form::Foreign,
            Type::Named(name) => match self.kind(name) {
                Some(TypeKind::Alias(inner) | TypeKind::Newtype(inner)) => self.form(inner),
                Some(TypeKind::StringEnum { .. } | TypeKind::Constant(_)) => Form::Fixed,
                Some(TypeKind::Union(_)) => Form::Choice,
                _ => Form::Own,
            },
        }
    }
}
