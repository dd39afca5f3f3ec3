//! Types with little in them: string enums, constants, newtypes, aliases.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::ident::ident;
use super::{Context, adapter, allow_deprecated, deprecated, docs, extra_derives, quiet, ty};
use crate::ir::{Constant, Type, TypeDef, Variant};

pub(super) fn string_enum(
    definition: &TypeDef,
    variants: &[Variant],
    open: bool,
    context: &Context<'_>,
) -> TokenStream {
    let name = ident(&definition.name, context.span);
    let head = head(definition, context);
    let allow = allow_deprecated(context);
    let names: Vec<_> = variants.iter().map(|variant| ident(&variant.name, context.span)).collect();
    let values: Vec<_> = variants.iter().map(|variant| &variant.value).collect();
    let docs =
        variants.iter().map(|variant| docs::emit(variant.docs.as_deref(), || format!("{:?}", variant.value)));
    let count = Literal::usize_unsuffixed(variants.len());
    let rt = &context.runtime;
    let (copy, other, word, last) = if open {
        let other = quote! {
            /// A value that the document does not list.
            Other(::std::string::String),
        };
        (None, Some(other), Some(quote!(open)), Some(quote!(Other)))
    } else {
        (Some(quote!(::core::marker::Copy,)), None, None, None)
    };
    let own: &[&str] = if open {
        &["Hash", "Eq", "PartialOrd", "Ord"]
    } else {
        &["Copy", "Hash", "Eq", "PartialOrd", "Ord"]
    };
    let extra_derives = extra_derives(definition, own);
    let checked = checked(definition);
    quote! {
        #head
        #[derive(
            ::core::clone::Clone, #copy ::core::fmt::Debug, ::core::hash::Hash,
            ::core::cmp::PartialEq, ::core::cmp::Eq, ::core::cmp::PartialOrd, ::core::cmp::Ord #extra_derives
        )]
        pub enum #name { #(#docs #names,)* #other }
        #rt::__asyncapi_string_enum! {
            #allow
            #word #name [#count] { #(#names #values,)* } #last #checked
        }
    }
}

pub(super) fn constant(definition: &TypeDef, constant: &Constant, context: &Context<'_>) -> TokenStream {
    let name = ident(&definition.name, context.span);
    let (word, value) = match constant {
        Constant::String(text) => (quote!(str), text),
        Constant::Json(text) => (quote!(json), text),
    };
    let fallback = format!("The constant `{value}`.");
    let docs = docs::emit(definition.docs.as_deref(), || fallback);
    let (deprecated, allow, quiet) = (deprecated(definition.deprecated), allow_deprecated(context), quiet());
    let rt = &context.runtime;
    let checked = checked(definition);
    let extra_derives = extra_derives(definition, &["Copy", "Default", "Hash", "Eq", "PartialOrd", "Ord"]);
    quote! {
        #docs
        #deprecated
        #allow
        #quiet
        #[derive(
            ::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug, ::core::default::Default,
            ::core::hash::Hash, ::core::cmp::PartialEq, ::core::cmp::Eq, ::core::cmp::PartialOrd,
            ::core::cmp::Ord #extra_derives
        )]
        pub struct #name;
        #rt::__asyncapi_constant! {
            #allow
            #name #word #value #checked
        }
    }
}

/// A type of the document's around one that others use too.
pub(super) fn newtype(definition: &TypeDef, inner: &Type, context: &Context<'_>) -> TokenStream {
    let name = ident(&definition.name, context.span);
    let head = head(definition, context);
    let allow = allow_deprecated(context);
    let adapter = adapter::of(inner, context).map(|adapter| quote!(as #adapter));
    let inner = ty(inner, context);
    let rt = &context.runtime;
    let extra_derives = extra_derives(definition, &[]);
    quote! {
        #head
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq #extra_derives)]
        pub struct #name(
            /// The value.
            pub #inner,
        );
        #rt::__asyncapi_newtype! {
            #allow
            #name (#inner) #adapter
        }
    }
}

pub(super) fn alias(definition: &TypeDef, target: &Type, context: &Context<'_>) -> TokenStream {
    let name = ident(&definition.name, context.span);
    let head = head(definition, context);
    let target = ty(target, context);
    quote!(#head pub type #name = #target;)
}

/// What stands before every definition.
fn head(definition: &TypeDef, context: &Context<'_>) -> TokenStream {
    let docs = docs::emit(definition.docs.as_deref(), || format!("`{}` of the document.", definition.name));
    let (deprecated, allow, quiet) = (deprecated(definition.deprecated), allow_deprecated(context), quiet());
    quote!(#docs #deprecated #allow #quiet)
}

/// The word for the runtime's macros where `Validate` has something to do.
fn checked(definition: &TypeDef) -> Option<TokenStream> {
    (!definition.checks.is_empty()).then(|| quote!(checked))
}
