//! Choices between schemas, as enums.

use proc_macro2::TokenStream;
use quote::quote;

use super::ident::ident;
use super::{Context, adapter, allow_deprecated, deprecated, docs, extra_derives, quiet, ty};
use crate::ir::{Alternative, TypeDef, Union};

pub(super) fn emit(definition: &TypeDef, union: &Union, context: &Context<'_>) -> TokenStream {
    let name = ident(&definition.name, context.span);
    let docs = docs::emit(definition.docs.as_deref(), || format!("`{}` of the document.", definition.name));
    let (deprecated, allow, quiet) = (deprecated(definition.deprecated), allow_deprecated(context), quiet());
    let extra_derives = extra_derives(definition, &[]);
    let variants = union.variants.iter().map(|variant| {
        let docs = docs::emit(variant.docs.as_deref(), || format!("The variant `{}`.", variant.name));
        let (name, ty) = (ident(&variant.name, context.span), ty(&variant.ty, context));
        quote!(#docs #name(#ty),)
    });
    let (rt, text) = (&context.runtime, &definition.name);
    let words = union.variants.iter().map(|variant| {
        let (name, ty, tags) = (ident(&variant.name, context.span), ty(&variant.ty, context), &variant.tags);
        if union.tag.is_some() {
            return quote!(#name(#ty) [#(#tags),*],);
        }
        let adapter = adapter::of(&variant.ty, context).map(|adapter| quote!(as #adapter));
        quote!(#name(#ty) #adapter,)
    });
    let how = match (&union.tag, union.only_one) {
        (Some(tag), _) => quote!(tagged #tag),
        (None, false) => quote!(shape),
        (None, true) => quote!(only_shape),
    };
    quote! {
        #docs
        #deprecated
        #allow
        #quiet
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq #extra_derives)]
        pub enum #name { #(#variants)* }
        #rt::__asyncapi_union! {
            #allow
            #name #text #how { #(#words)* }
        }
    }
}

/// `From` for every variant whose type no other variant has.
pub(super) fn conversions(definition: &TypeDef, union: &Union, context: &Context<'_>) -> TokenStream {
    let name = ident(&definition.name, context.span);
    let allow = allow_deprecated(context);
    let alone = |variant: &&Alternative| {
        // Nobody knows what a type of the user's is, or whether another is the same.
        let Some(own) = context.canonical(&variant.ty) else { return false };
        union.variants.iter().filter(|other| context.canonical(&other.ty).as_ref() == Some(&own)).count() == 1
    };
    let conversions = union.variants.iter().filter(alone).map(|variant| {
        let (variant, ty) = (ident(&variant.name, context.span), ty(&variant.ty, context));
        quote! {
            #allow
            impl __rt::From<#ty> for #name {
                fn from(value: #ty) -> Self {
                    Self::#variant(value)
                }
            }
        }
    });
    conversions.collect()
}
