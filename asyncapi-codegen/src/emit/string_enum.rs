//! Strings with a fixed set of values.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::ident::ident;
use super::{Context, allow_deprecated, deprecated, docs};
use crate::ir::{TypeDef, Variant};

pub(super) fn emit(definition: &TypeDef, variants: &[Variant], context: &Context) -> TokenStream {
    let name = ident(&definition.name, context.span);
    let docs = docs::emit(definition.docs.as_deref(), || format!("`{}` of the document.", definition.name));
    let allow = allow_deprecated(context);
    let deprecated = deprecated(definition.deprecated);
    let names: Vec<_> = variants.iter().map(|variant| ident(&variant.name, context.span)).collect();
    let values: Vec<_> = variants.iter().map(|variant| &variant.value).collect();
    let variant_docs = values.iter().map(|value| format!(" {value:?}"));
    let count = Literal::usize_unsuffixed(variants.len());
    let rt = &context.runtime;
    quote! {
        #docs
        #deprecated
        #allow
        #[derive(
            ::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug, ::core::hash::Hash,
            ::core::cmp::PartialEq, ::core::cmp::Eq, ::core::cmp::PartialOrd, ::core::cmp::Ord,
        )]
        pub enum #name { #(#[doc = #variant_docs] #names,)* }
        #rt::__asyncapi_string_enum! {
            #allow
            #name [#count] { #(#names #values,)* }
        }
    }
}
