//! Structs, and what the runtime has to know to write and read them.

use proc_macro2::TokenStream;
use quote::quote;

use super::ident::ident;
use super::{Context, adapter, allow_deprecated, deprecated, docs, extra_derives, literal, quiet, ty};
use crate::ir::{Field, Type, TypeDef, TypeKind, Unknown};

pub(super) fn emit(
    definition: &TypeDef,
    fields: &[Field],
    unknown: &Unknown,
    context: &Context<'_>,
) -> TokenStream {
    let name = ident(&definition.name, context.span);
    let docs = docs::emit(definition.docs.as_deref(), || format!("`{}` of the document.", definition.name));
    let deprecated = deprecated(definition.deprecated);
    let default = (has_default(fields, context) && !has_own_default(fields))
        .then(|| quote!(, ::core::default::Default));
    let own: &[&str] = if has_default(fields, context) { &["Default"] } else { &[] };
    let extra_derives = extra_derives(definition, own);
    let members = fields.iter().map(|field| member(field, context));
    let extra = match unknown {
        Unknown::Kept { name, value, .. } => {
            let (name, value) = (ident(name, context.span), ty(value, context));
            Some(quote! {
                /// Properties that the schema does not list.
                pub #name: ::std::collections::BTreeMap<::std::string::String, #value>,
            })
        }
        Unknown::Ignored | Unknown::Rejected => None,
    };
    let (allow, quiet) = (allow_deprecated(context), quiet());
    // Defaults are expressions of ours.
    let quiet_defaults = has_own_default(fields).then(super::quiet);
    let (rt, text) = (&context.runtime, &definition.name);
    let properties = fields.iter().map(|field| property(field, context));
    let unlisted = match unknown {
        Unknown::Ignored => quote!(ignore),
        Unknown::Rejected => quote!(reject),
        Unknown::Kept { name, value, .. } => {
            let name = ident(name, context.span);
            let adapter = adapter::of(value, context).map(|adapter| quote!(as #adapter));
            quote!(keep #name #adapter)
        }
    };
    quote! {
        #docs
        #deprecated
        #allow
        #quiet
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq #default #extra_derives)]
        pub struct #name { #(#members)* #extra }
        #rt::__asyncapi_object! {
            #allow
            #quiet_defaults
            #name #text { #(#properties)* } #unlisted
        }
    }
}

/// `Default` where a field has one of its own, and `new`.
pub(super) fn constructors(
    definition: &TypeDef,
    fields: &[Field],
    unknown: &Unknown,
    context: &Context<'_>,
) -> TokenStream {
    let name = ident(&definition.name, context.span);
    let allow = allow_deprecated(context);
    let extra = match unknown {
        Unknown::Kept { name, .. } => {
            let name = ident(name, context.span);
            Some(quote!(#name: __rt::Default::default(),))
        }
        Unknown::Ignored | Unknown::Rejected => None,
    };
    let initial = |field: &Field| {
        let default = field.default.as_ref().map(|default| literal::emit(default, context));
        let absent = if field.is_optional() { quote!(__rt::None) } else { quote!(__rt::Default::default()) };
        default.unwrap_or(absent)
    };
    if has_default(fields, context) {
        if !has_own_default(fields) {
            return TokenStream::new();
        }
        let values = fields.iter().map(|field| {
            let (name, value) = (ident(&field.name, context.span), initial(field));
            quote!(#name: #value,)
        });
        return quote! {
            #allow
            impl __rt::Default for #name {
                fn default() -> Self {
                    Self { #(#values)* #extra }
                }
            }
        };
    }
    let mut arguments = TokenStream::new();
    let values: Vec<_> = fields
        .iter()
        .map(|field| {
            let name = ident(&field.name, context.span);
            if !is_argument(field, context) {
                let value = initial(field);
                return quote!(#name: #value,);
            }
            if matches!(field.ty, Type::String) && !is_option(field) {
                arguments.extend(quote!(#name: impl __rt::Into<__rt::String>,));
                quote!(#name: __rt::Into::into(#name),)
            } else {
                let ty = field_type(field, context);
                arguments.extend(quote!(#name: #ty,));
                quote!(#name,)
            }
        })
        .collect();
    let docs = if fields.iter().all(|field| is_argument(field, context)) {
        " With these properties: it has no others."
    } else {
        " With the required properties; the others are absent, or have their defaults."
    };
    quote! {
        #allow
        impl #name {
            #[doc = #docs]
            #[must_use]
            pub fn new(#arguments) -> Self {
                Self { #(#values)* #extra }
            }
        }
    }
}

/// Whether `new` has to be told the value.
fn is_argument(field: &Field, context: &Context<'_>) -> bool {
    field.required && !is_constant(&field.ty, context)
}

fn has_default(fields: &[Field], context: &Context<'_>) -> bool {
    fields.iter().all(|field| !is_argument(field, context))
}

fn has_own_default(fields: &[Field]) -> bool {
    fields.iter().any(|field| field.default.is_some())
}

fn is_constant(ty: &Type, context: &Context<'_>) -> bool {
    let Type::Named(name) = ty else { return false };
    match context.types.get(name.as_str()).map(|definition| &definition.kind) {
        Some(TypeKind::Constant(_)) => true,
        Some(TypeKind::Alias(inner)) => is_constant(inner, context),
        _ => false,
    }
}

fn member(field: &Field, context: &Context<'_>) -> TokenStream {
    let name = ident(&field.name, context.span);
    let docs = docs::emit(field.docs.as_deref(), || format!("The property `{}`.", field.json));
    let three = field.is_optional() && field.is_nullable();
    let three = three.then(|| quote!(#[doc = ""] #[doc = " `None`: absent; `Some(None)`: null."]));
    let deprecated = deprecated(field.deprecated);
    let ty = field_type(field, context);
    quote!(#docs #three #deprecated pub #name: #ty,)
}

fn field_type(field: &Field, context: &Context<'_>) -> TokenStream {
    let mut ty = ty(&field.ty, context);
    for option in [field.is_nullable(), field.is_optional()] {
        if option {
            ty = quote!(::core::option::Option<#ty>);
        }
    }
    ty
}

fn is_option(field: &Field) -> bool {
    field.is_nullable() || field.is_optional()
}

/// How the field is written and read: the runtime's macro has the words.
fn property(field: &Field, context: &Context<'_>) -> TokenStream {
    let (name, json) = (ident(&field.name, context.span), &field.json);
    let value = if field.is_nullable() {
        adapter::of(&Type::Nullable(Box::new(field.ty.clone())), context)
    } else {
        adapter::of(&field.ty, context)
    };
    let adapter = value.map(|adapter| quote!(as #adapter));
    match &field.default {
        Some(default) => {
            let default = literal::emit(default, context);
            quote!(defaulted #name #json = (#default) #adapter,)
        }
        None if field.required => quote!(required #name #json #adapter,),
        None => quote!(optional #name #json #adapter,),
    }
}
