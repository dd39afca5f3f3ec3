//! Checks as calls into the runtime, and `Validate`, which makes them.
//!
//! Everywhere `v` is the value at hand, `at` its place, `out` where violations go.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::ident::ident;
use super::keywords::{function, statement, statements};
use super::{Context, allow_deprecated};
use crate::ir::{Alternative, Check, Field, Message, Type, TypeDef, TypeKind, Unknown};
use crate::tree::string_to_json;

/// `Validate` for a type of the document; the runtime implements it for those that have nothing to check.
pub(super) fn validate(definition: &TypeDef, context: &Context<'_>) -> Option<TokenStream> {
    let fixed = matches!(definition.kind, TypeKind::StringEnum { .. } | TypeKind::Constant(_));
    if matches!(definition.kind, TypeKind::Alias(_)) || (fixed && definition.checks.is_empty()) {
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
            let mut own = BTreeSet::new();
            let variants = variants(&union.variants, context, &mut own);
            match (tagged, variants.is_empty()) {
                (_, true) => quote!(#one),
                (true, false) => {
                    calls = own;
                    variants
                }
                // What they call is where they are.
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
            let (v, at, mut violations) = (message, &__rt::At::ROOT, <__rt::Violations as __rt::Default>::default());
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
    let values: Vec<_> = values.iter().map(|value| string_to_json(value)).collect();
    let values = format!("[{}]", values.join(","));
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
