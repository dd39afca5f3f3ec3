//! Checks as calls into the runtime, and `Validate`, which makes them.
//!
//! Everywhere `v` is the value at hand, `at` its place, `out` where violations go.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::ident::ident;
use super::{Context, allow_deprecated};
use crate::ir::{Alternative, Check, Checks, Field, Message, Number, Type, TypeDef, TypeKind, Unknown};
use crate::pattern;

/// `Validate` for a type of the document; the runtime implements it for those that have nothing to check.
pub(super) fn validate(definition: &TypeDef, context: &Context<'_>) -> Option<TokenStream> {
    if matches!(definition.kind, TypeKind::StringEnum { .. } | TypeKind::Constant(_) | TypeKind::Alias(_)) {
        return None;
    }
    let name = ident(&definition.name, context.span);
    let mut calls = BTreeSet::new();
    let parts = match &definition.kind {
        TypeKind::Struct { fields, unknown } => {
            let fields = fields.iter().map(|field| self::field(field, context, &mut calls));
            let mut body: TokenStream = fields.collect();
            if let Unknown::Kept { name, checks, .. } = unknown {
                let inner = statements(&[Check::Values(checks.clone())], context, &mut calls);
                let name = ident(name, context.span);
                body.extend((!checks.is_empty()).then(|| quote!({ let v = &self.#name; #inner })));
            }
            body
        }
        TypeKind::Newtype(_) => {
            let inner = statements(&definition.checks, context, &mut calls);
            if inner.is_empty() { inner } else { quote!({ let v = &self.0; #inner }) }
        }
        TypeKind::Union(union) => {
            let one = union.only_one.then(|| quote!(__rt::only_one(self, at, out);));
            let tagged = union.tag.is_some();
            let variants = variants(&union.variants, context, &mut calls);
            match (tagged, variants.is_empty()) {
                (_, true) => quote!(#one),
                (true, false) => variants,
                (false, false) => quote!(__rt::Union::check_variant(self, at, out); #one),
            }
        }
        TypeKind::StringEnum { .. } | TypeKind::Constant(_) | TypeKind::Alias(_) => TokenStream::new(),
    };
    let whole = match &definition.kind {
        TypeKind::Newtype(_) => TokenStream::new(),
        _ => statements(&definition.checks, context, &mut calls),
    };
    let whole = (!whole.is_empty()).then(|| quote!({ let v = self; #whole }));
    let body = quote!(#parts #whole);
    let functions = functions(calls, context);
    let (at, out) = arguments(&body);
    let allow = allow_deprecated(context);
    Some(quote! {
        #allow
        impl __rt::Validate for #name {
            fn check(&self, #at: &__rt::At<'_>, #out: &mut __rt::Violations) {
                #functions
                #body
            }
        }
    })
}

/// `Union` for a choice that is made by what fits: what else a variant has to fulfil to be the one.
pub(super) fn variant_checks(definition: &TypeDef, context: &Context<'_>) -> Option<TokenStream> {
    let TypeKind::Union(union) = &definition.kind else { return None };
    if union.tag.is_some() {
        return None;
    }
    let name = ident(&definition.name, context.span);
    let mut calls = BTreeSet::new();
    let body = variants(&union.variants, context, &mut calls);
    let functions = functions(calls, context);
    let (at, out) = arguments(&body);
    let allow = allow_deprecated(context);
    Some(quote! {
        #allow
        impl __rt::Union for #name {
            fn check_variant(&self, #at: &__rt::At<'_>, #out: &mut __rt::Violations) {
                #functions
                #body
            }
        }
    })
}

/// The body of `Channel::validate` for a channel with one message; none where there is nothing to check.
pub(super) fn of_message(message: &Message, context: &Context<'_>) -> Option<TokenStream> {
    if message.checks == [Check::Nested] {
        return Some(quote!(__rt::Validate::validate(message)));
    }
    let mut calls = BTreeSet::new();
    let statements = statements(&message.checks, context, &mut calls);
    let functions = functions(calls, context);
    (!statements.is_empty()).then(|| {
        quote! {
            #functions
            let (v, at, mut violations) = (message, &__rt::At::ROOT, __rt::Violations::default());
            let out = &mut violations;
            #statements
            violations.into_result()
        }
    })
}

/// `Validate` for the enum of a channel's messages.
pub(super) fn of_messages(name: &Ident, messages: &[Message], context: &Context<'_>) -> TokenStream {
    let mut calls = BTreeSet::new();
    let mut rest = false;
    let arms: Vec<_> = messages
        .iter()
        .filter_map(|message| {
            let statements = statements(&message.checks, context, &mut calls);
            rest |= statements.is_empty();
            let variant = ident(&message.variant, context.span);
            (!statements.is_empty()).then(|| quote!(Self::#variant(v) => { #statements }))
        })
        .collect();
    let rest = rest.then(|| quote!(_ => {}));
    let body = if arms.is_empty() { TokenStream::new() } else { quote!(match self { #(#arms)* #rest }) };
    let functions = functions(calls, context);
    let (at, out) = arguments(&body);
    let allow = allow_deprecated(context);
    quote! {
        #allow
        impl __rt::Validate for #name {
            fn check(&self, #at: &__rt::At<'_>, #out: &mut __rt::Violations) {
                #functions
                #body
            }
        }
    }
}

fn arguments(body: &TokenStream) -> (TokenStream, TokenStream) {
    if body.is_empty() { (quote!(_), quote!(_)) } else { (quote!(at), quote!(out)) }
}

fn variants(variants: &[Alternative], context: &Context<'_>, calls: &mut BTreeSet<usize>) -> TokenStream {
    let mut rest = false;
    let arms: Vec<_> = variants
        .iter()
        .filter_map(|variant| {
            let name = ident(&variant.name, context.span);
            let checks = variant.checks.iter().map(|check| match check {
                Check::Tag(property, values) => tag(property, values, &variant.ty, context),
                other => statement(other, context, calls),
            });
            let statements: TokenStream = checks.collect();
            rest |= statements.is_empty();
            (!statements.is_empty()).then(|| quote!(Self::#name(v) => { #statements }))
        })
        .collect();
    if arms.is_empty() {
        return TokenStream::new();
    }
    let rest = rest.then(|| quote!(_ => {}));
    quote!(match self { #(#arms)* #rest })
}

/// The tag of a variant is an ordinary property of its struct.
fn tag(property: &str, values: &[String], ty: &Type, context: &Context<'_>) -> TokenStream {
    let Some(TypeKind::Struct { fields, .. }) = context.struct_of(ty) else { return TokenStream::new() };
    let Some(field) = fields.iter().find(|field| field.json == property) else { return TokenStream::new() };
    let name = ident(&field.name, context.span);
    let values =
        format!("[{}]", values.iter().map(|value| format!("{value:?}")).collect::<Vec<_>>().join(","));
    quote!({
        static VALUES: __rt::Json = __rt::Json::new(#values);
        __rt::one_of_values(&v.#name, &VALUES, &at.property(#property), out);
    })
}

fn field(field: &Field, context: &Context<'_>, calls: &mut BTreeSet<usize>) -> TokenStream {
    if field.checks.is_empty() {
        return TokenStream::new();
    }
    let (name, json) = (ident(&field.name, context.span), &field.json);
    if field.checks == [Check::Nested] {
        return quote!(__rt::Validate::check(&self.#name, &at.property(#json), out););
    }
    let statements = statements(&field.checks, context, calls);
    let nullable = field.nullable && !matches!(field.ty, Type::Json);
    let optional = !field.required && field.default.is_none();
    let at = quote!(let at = &at.property(#json););
    match (optional, nullable) {
        (false, false) => quote!({ let v = &self.#name; #at #statements }),
        (true, true) => quote!(if let __rt::Some(__rt::Some(v)) = &self.#name { #at #statements }),
        _ => quote!(if let __rt::Some(v) = &self.#name { #at #statements }),
    }
}

/// The functions that are called, and those that they call.
fn functions(calls: BTreeSet<usize>, context: &Context<'_>) -> TokenStream {
    let mut bodies = std::collections::BTreeMap::new();
    let mut open = calls;
    while let Some(at) = open.pop_first() {
        if bodies.contains_key(&at) {
            continue;
        }
        let mut calls = BTreeSet::new();
        let checks = context.functions.get(at).map(Vec::as_slice).unwrap_or_default();
        bodies.insert(at, statements(checks, context, &mut calls));
        open.extend(calls);
    }
    let functions = bodies.into_iter().map(|(at, body)| {
        let name = function(at);
        let value = if body.is_empty() { quote!(_) } else { quote!(v) };
        let (at, out) = arguments(&body);
        quote!(fn #name(#value: &__rt::Value, #at: &__rt::At<'_>, #out: &mut __rt::Violations) { #body })
    });
    functions.collect()
}

fn function(at: usize) -> Ident {
    format_ident!("schema_{at}")
}

fn statements(checks: &[Check], context: &Context<'_>, calls: &mut BTreeSet<usize>) -> TokenStream {
    checks.iter().map(|check| statement(check, context, calls)).collect()
}

/// One check of `v`.
#[allow(clippy::too_many_lines, reason = "a list of keywords")]
fn statement(check: &Check, context: &Context<'_>, calls: &mut BTreeSet<usize>) -> TokenStream {
    let mut closure = |checks: &Checks| closure(checks, context, calls);
    match check {
        Check::MinLength(limit) => quote!(__rt::min_length(v, #limit, at, out);),
        Check::MaxLength(limit) => quote!(__rt::max_length(v, #limit, at, out);),
        Check::Pattern(source) => pattern(source, context, &quote!(__rt::pattern(v, &PATTERN, at, out);)),
        Check::Format(name) => {
            let name = format_ident!("{name}");
            quote!(__rt::format(v, __rt::Format::#name, at, out);)
        }
        Check::Minimum(limit) => limited("minimum", *limit),
        Check::Maximum(limit) => limited("maximum", *limit),
        Check::ExclusiveMinimum(limit) => limited("exclusive_minimum", *limit),
        Check::ExclusiveMaximum(limit) => limited("exclusive_maximum", *limit),
        Check::MultipleOf(limit) => limited("multiple_of", *limit),
        Check::MinItems(limit) => quote!(__rt::min_items(v, #limit, at, out);),
        Check::MaxItems(limit) => quote!(__rt::max_items(v, #limit, at, out);),
        Check::UniqueItems => quote!(__rt::unique_items(v, at, out);),
        Check::Items(inner) | Check::Values(inner) | Check::Some(inner) if *inner == [Check::Nested] => {
            quote!(__rt::Validate::check(v, at, out);)
        }
        Check::Items(inner) => {
            let inner = closure(inner);
            quote!(__rt::items(v, at, out, #inner);)
        }
        Check::Item(index, inner) => {
            let (index, inner) = (Literal::usize_unsuffixed(*index), closure(inner));
            quote!(__rt::item(v, #index, at, out, #inner);)
        }
        Check::ItemsFrom(index, inner) => {
            let (index, inner) = (Literal::usize_unsuffixed(*index), closure(inner));
            quote!(__rt::items_from(v, #index, at, out, #inner);)
        }
        Check::Contains(inner) => {
            let inner = closure(inner);
            quote!(__rt::contains(v, at, out, #inner);)
        }
        Check::MinProperties(limit) => quote!(__rt::min_properties(v, #limit, at, out);),
        Check::MaxProperties(limit) => quote!(__rt::max_properties(v, #limit, at, out);),
        Check::Required(names) => quote!(__rt::required(v, &[#(#names),*], at, out);),
        Check::PropertyNames(inner) => names(inner, context, calls),
        Check::Property(name, inner) => {
            let inner = closure(inner);
            quote!(__rt::property(v, #name, at, out, #inner);)
        }
        Check::Values(inner) => {
            let inner = closure(inner);
            quote!(__rt::values(v, at, out, #inner);)
        }
        Check::PatternProperties(source, inner) => {
            let inner = closure(inner);
            pattern(source, context, &quote!(__rt::pattern_properties(v, &PATTERN, at, out, #inner);))
        }
        Check::AdditionalProperties { known, patterns, checks } => {
            let inner = closure(checks);
            let patterns =
                patterns.iter().filter_map(|source| pattern::tokens(source, &quote!(__rt), context.engine));
            quote!({
                static PATTERNS: &[__rt::Pattern] = &[#(#patterns),*];
                __rt::additional_properties(v, &[#(#known),*], PATTERNS, at, out, #inner);
            })
        }
        Check::Dependency(name, inner) => {
            let inner = closure(inner);
            quote!(__rt::dependency(v, #name, at, out, #inner);)
        }
        Check::DependentRequired(name, names) => {
            quote!(__rt::dependent_required(v, #name, &[#(#names),*], at, out);)
        }
        Check::Const(json) => quote!({
            static VALUE: __rt::Json = __rt::Json::new(#json);
            __rt::constant(v, &VALUE, at, out);
        }),
        Check::Enum(json) => quote!({
            static VALUES: __rt::Json = __rt::Json::new(#json);
            __rt::one_of_values(v, &VALUES, at, out);
        }),
        Check::Types(names) => {
            let mut types = names.iter().map(|name| format_ident!("{}", name.to_uppercase()));
            let first = types.next();
            quote!(__rt::is_type(v, __rt::Types::#first #(.or(__rt::Types::#types))*, at, out);)
        }
        Check::Never => quote!(__rt::never(v, at, out);),
        Check::AnyOf(several) => {
            let several: Vec<_> = several.iter().map(closure).collect();
            quote!(__rt::any_of(v, &[#(#several),*], at, out);)
        }
        Check::OneOf(several) => {
            let several: Vec<_> = several.iter().map(closure).collect();
            quote!(__rt::one_of(v, &[#(#several),*], at, out);)
        }
        Check::Not(inner) => {
            let inner = closure(inner);
            quote!(__rt::not(v, at, out, #inner);)
        }
        Check::If { condition, then, otherwise } => {
            let condition = closure(condition);
            let (then, otherwise) = (statements(then, context, calls), statements(otherwise, context, calls));
            if then.is_empty() {
                quote!(if !__rt::holds(v, #condition) { #otherwise })
            } else if otherwise.is_empty() {
                quote!(if __rt::holds(v, #condition) { #then })
            } else {
                quote!(if __rt::holds(v, #condition) { #then } else { #otherwise })
            }
        }
        Check::Tag(..) => TokenStream::new(),
        Check::Call(at) => {
            calls.insert(*at);
            let name = function(*at);
            quote!(#name(v, at, out);)
        }
        Check::Nested => quote!(__rt::Validate::check(v, at, out);),
        Check::Some(inner) => {
            let inner = statements(inner, context, calls);
            quote!(if let __rt::Some(v) = v { #inner })
        }
        Check::Member(at, inner) => {
            let at = Literal::usize_unsuffixed(*at);
            let inner = statements(inner, context, calls);
            quote!({ let (v, at) = (&v.#at, &at.item(#at)); #inner })
        }
        Check::AsJson(inner) => {
            let inner = statements(inner, context, calls);
            quote!({ let v = &__rt::to_value(v); #inner })
        }
    }
}

fn closure(checks: &Checks, context: &Context<'_>, calls: &mut BTreeSet<usize>) -> TokenStream {
    let body = statements(checks, context, calls);
    if body.is_empty() { quote!(|_, _, _| {}) } else { quote!(|v, at, out| { #body }) }
}

/// Names are strings; only the keywords about strings can be asked of one as it is.
fn names(checks: &Checks, context: &Context<'_>, calls: &mut BTreeSet<usize>) -> TokenStream {
    let direct = checks.iter().all(|check| {
        matches!(check, Check::MinLength(_) | Check::MaxLength(_) | Check::Pattern(_) | Check::Format(_))
    });
    let body = statements(checks, context, calls);
    let body = if direct { body } else { quote!(let v = &__rt::to_value(v); #body) };
    quote!(__rt::property_names(v, at, out, |v, at, out| { #body });)
}

fn pattern(source: &str, context: &Context<'_>, then: &TokenStream) -> TokenStream {
    let Some(pattern) = pattern::tokens(source, &quote!(__rt), context.engine) else {
        return TokenStream::new();
    };
    quote!({
        static PATTERN: __rt::Pattern = #pattern;
        #then
    })
}

fn limited(keyword: &str, limit: Number) -> TokenStream {
    let keyword = format_ident!("{keyword}");
    let limit = number(limit);
    quote!(__rt::#keyword(v, #limit, at, out);)
}

#[allow(clippy::cast_precision_loss, reason = "a limit beyond all integers of Rust")]
fn number(number: Number) -> TokenStream {
    match number {
        Number::Int(number) => match (i64::try_from(number), u64::try_from(number)) {
            (Ok(number), _) => {
                let number = Literal::i64_unsuffixed(number);
                quote!(__rt::Num::I(#number))
            }
            (_, Ok(number)) => {
                let number = Literal::u64_unsuffixed(number);
                quote!(__rt::Num::U(#number))
            }
            _ => self::number(Number::Float(number as f64)),
        },
        Number::Float(number) => {
            let number = Literal::f64_unsuffixed(number);
            quote!(__rt::Num::F(#number))
        }
    }
}
