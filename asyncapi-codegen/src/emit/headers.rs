//! The headers of messages: a struct that the server reads from the request, and the client sends with it.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::ident::ident;
use super::{Context, allow_deprecated, extractor, implementations};
use crate::ir::{Constant, Ir, Messages, Type, TypeKind};

pub(super) fn emit(ir: &Ir, context: &Context<'_>) -> TokenStream {
    let messages = ir.channels.iter().flat_map(|channel| match &channel.messages {
        Messages::One(message) => std::slice::from_ref(message),
        Messages::Many { messages, .. } => messages,
    });
    // Several messages may share the schema of their headers.
    let names: BTreeSet<String> =
        messages.filter_map(|message| context.canonical(message.headers.as_ref()?)).collect();
    names.iter().map(|name| one(name, context)).collect()
}

fn one(name: &str, context: &Context<'_>) -> TokenStream {
    let Some(TypeKind::Struct { fields, .. }) = context.types.get(name).map(|definition| &definition.kind)
    else {
        return TokenStream::new();
    };
    let names = fields.iter().map(|field| {
        let (json, kind) = (&field.json, format_ident!("{}", kind(&field.ty, context)));
        quote!((#json, __rt::HeaderKind::#kind),)
    });
    let name = ident(name, context.span);
    let allow = allow_deprecated(context);
    let server = context.generate.server;
    let extractor = server.then(|| extractor(&name, &quote!(HeaderError), &quote!(extract_headers), context));
    implementations(
        quote! {
            #allow
            impl __rt::MessageHeaders for #name {
                const NAMES: &'static [(&'static __rt::str, __rt::HeaderKind)] = &[#(#names)*];
            }
            #extractor
        },
        context,
    )
}

/// How a value stands in a header.
fn kind(ty: &Type, context: &Context<'_>) -> &'static str {
    match ty {
        // Most types of users' stand for strings of some format.
        Type::String | Type::Foreign(_) => "Text",
        Type::I32 | Type::I64 | Type::U32 | Type::U64 => "Integer",
        Type::F32 | Type::F64 => "Number",
        Type::Bool => "Boolean",
        Type::Named(name) => match context.types.get(name.as_str()).map(|definition| &definition.kind) {
            Some(TypeKind::Alias(inner) | TypeKind::Newtype(inner)) => kind(inner, context),
            Some(TypeKind::StringEnum { .. } | TypeKind::Constant(Constant::String(_))) => "Text",
            _ => "Json",
        },
        _ => "Json",
    }
}
