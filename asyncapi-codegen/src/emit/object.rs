//! Structs, and what the runtime has to know to write and read them.

use proc_macro2::TokenStream;
use quote::quote;

use super::ident::ident;
use super::{Context, allow_deprecated, deprecated, docs, ty};
use crate::ir::{Field, Type, TypeDef, Unknown};

pub(super) fn emit(
    definition: &TypeDef,
    fields: &[Field],
    unknown: &Unknown,
    context: &Context,
) -> TokenStream {
    let name = ident(&definition.name, context.span);
    let docs = docs::emit(definition.docs.as_deref(), || format!("`{}` of the document.", definition.name));
    let deprecated = deprecated(definition.deprecated);
    let optional = fields.iter().all(|field| !field.required);
    let default = optional.then(|| quote!(, ::core::default::Default));
    let members = fields.iter().map(|field| member(field, context));
    let extra = match unknown {
        Unknown::Kept { name, value } => {
            let (name, value) = (ident(name, context.span), ty(value, context));
            Some(quote! {
                /// Properties that the schema does not list.
                pub #name: ::std::collections::BTreeMap<::std::string::String, #value>,
            })
        }
        Unknown::Ignored | Unknown::Rejected => None,
    };
    let allow = allow_deprecated(context);
    let (rt, text) = (&context.runtime, &definition.name);
    let properties = fields.iter().map(|field| property(field, context));
    let unlisted = match unknown {
        Unknown::Ignored => quote!(ignore),
        Unknown::Rejected => quote!(reject),
        Unknown::Kept { name, .. } => {
            let name = ident(name, context.span);
            quote!(keep #name)
        }
    };
    quote! {
        #docs
        #deprecated
        #allow
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq #default)]
        pub struct #name { #(#members)* #extra }
        #rt::__asyncapi_object! {
            #allow
            #name #text { #(#properties)* } #unlisted
        }
    }
}

fn member(field: &Field, context: &Context) -> TokenStream {
    let name = ident(&field.name, context.span);
    let docs = docs::emit(field.docs.as_deref(), || format!("The property `{}`.", field.json));
    let deprecated = deprecated(field.deprecated);
    let ty = field_type(field, context);
    quote!(#docs #deprecated pub #name: #ty,)
}

fn field_type(field: &Field, context: &Context) -> TokenStream {
    let ty = ty(&field.ty, context);
    if is_option(field) { quote!(::core::option::Option<#ty>) } else { ty }
}

/// `Value` holds null itself.
fn is_option(field: &Field) -> bool {
    !field.required || (field.nullable && !matches!(field.ty, Type::Json))
}

/// How the field is written and read: the runtime's macro has the words.
fn property(field: &Field, context: &Context) -> TokenStream {
    let (name, json) = (ident(&field.name, context.span), &field.json);
    let kind = match (field.required, field.nullable && !matches!(field.ty, Type::Json)) {
        (true, _) => quote!(required),
        (false, false) => quote!(optional),
        (false, true) => quote!(optional_or_null),
    };
    quote!(#kind #name #json,)
}
