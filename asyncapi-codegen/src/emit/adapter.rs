//! How values are read where `Deserialize` of their Rust type is not JSON Schema's idea of them: 1.0 is an integer,
//! a duplicate in a set is an error.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Context, ty};
use crate::ir::{Type, TypeKind};

/// The adapter of the runtime that reads `ty`, where one is needed.
pub(super) fn of(ty: &Type, context: &Context<'_>) -> Option<TokenStream> {
    needed(ty, context).then(|| adapter(ty, context))
}

fn needed(ty: &Type, context: &Context<'_>) -> bool {
    match ty {
        Type::I32 | Type::I64 | Type::U32 | Type::U64 | Type::Set(_) | Type::Tuple(_) | Type::JsonObject => {
            true
        }
        // Errors say which item they are about, where it has parts of its own.
        Type::List(inner) | Type::Map(inner) => needed(inner, context) || has_parts(inner, context),
        Type::Nullable(inner) | Type::Boxed(inner) => needed(inner, context),
        Type::Named(name) => alias(name, context).is_some_and(|inner| needed(inner, context)),
        _ => false,
    }
}

fn has_parts(ty: &Type, context: &Context<'_>) -> bool {
    match ty {
        Type::List(_) | Type::Map(_) => true,
        Type::Nullable(inner) | Type::Boxed(inner) => has_parts(inner, context),
        Type::Named(name) => match context.types.get(name.as_str()).map(|definition| &definition.kind) {
            Some(TypeKind::Alias(inner)) => has_parts(inner, context),
            Some(TypeKind::Struct { .. } | TypeKind::Union(_) | TypeKind::Newtype(_)) => true,
            _ => false,
        },
        _ => false,
    }
}

fn alias<'i>(name: &str, context: &Context<'i>) -> Option<&'i Type> {
    match &context.types.get(name)?.kind {
        TypeKind::Alias(inner) => Some(inner),
        _ => None,
    }
}

fn adapter(of: &Type, context: &Context<'_>) -> TokenStream {
    let rt = &context.runtime;
    let rt = quote!(#rt::__private);
    let inner = |ty: &Type| adapter(ty, context);
    match of {
        Type::I32 | Type::I64 | Type::U32 | Type::U64 => {
            let ty = ty(of, context);
            quote!(#rt::Whole<#ty>)
        }
        Type::JsonObject => quote!(#rt::AnyObject),
        Type::List(item) => {
            let item = inner(item);
            quote!(#rt::ListOf<#item>)
        }
        Type::Set(item) => {
            let item = inner(item);
            quote!(#rt::SetOf<#item>)
        }
        Type::Map(value) => {
            let value = inner(value);
            quote!(#rt::MapOf<#value>)
        }
        Type::Nullable(value) => {
            let value = inner(value);
            quote!(#rt::NullOr<#value>)
        }
        Type::Boxed(value) => {
            let value = inner(value);
            quote!(#rt::BoxOf<#value>)
        }
        Type::Tuple(members) => {
            let members = members.iter().map(inner);
            quote!((#(#members,)*))
        }
        Type::Named(name) => match alias(name, context) {
            Some(target) if needed(target, context) => inner(target),
            _ => plain(of, context),
        },
        _ => plain(of, context),
    }
}

fn plain(of: &Type, context: &Context<'_>) -> TokenStream {
    let (rt, ty) = (&context.runtime, ty(of, context));
    quote!(#rt::__private::Plain<#ty>)
}
