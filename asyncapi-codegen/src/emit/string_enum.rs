//! Strings with a fixed set of values.

use proc_macro2::TokenStream;
use quote::quote;

use super::ident::ident;
use super::{Context, allow_deprecated, deprecated, docs};
use crate::ir::{TypeDef, Variant};

pub(super) fn emit(definition: &TypeDef, variants: &[Variant], context: &Context) -> TokenStream {
    let rt = &context.runtime;
    let name = ident(&definition.name, context.span);
    let docs = docs::emit(definition.docs.as_deref(), || format!("`{}` of the document.", definition.name));
    let allow = allow_deprecated(context);
    let deprecated = deprecated(definition.deprecated);
    let names: Vec<_> = variants.iter().map(|variant| ident(&variant.name, context.span)).collect();
    let values: Vec<_> = variants.iter().map(|variant| &variant.value).collect();
    let variant_docs = values.iter().map(|value| format!(" {value:?}"));
    let count = variants.len();
    quote! {
        #docs
        #deprecated
        #allow
        #[derive(
            ::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug, ::core::hash::Hash,
            ::core::cmp::PartialEq, ::core::cmp::Eq, ::core::cmp::PartialOrd, ::core::cmp::Ord,
        )]
        pub enum #name { #(#[doc = #variant_docs] #names,)* }
        #allow
        impl #name {
            /// All values, in the order of the document.
            pub const ALL: [Self; #count] = [#(Self::#names),*];
            /// The value as the document writes it.
            #[must_use]
            pub const fn as_str(self) -> &'static ::core::primitive::str {
                match self { #(Self::#names => #values,)* }
            }
        }
        #allow
        impl ::core::fmt::Display for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }
        #allow
        impl ::core::str::FromStr for #name {
            type Err = #rt::UnknownValue;
            fn from_str(text: &::core::primitive::str) -> ::core::result::Result<Self, #rt::UnknownValue> {
                match text {
                    #(#values => ::core::result::Result::Ok(Self::#names),)*
                    _ => ::core::result::Result::Err(#rt::UnknownValue::new(text, &[#(#values),*])),
                }
            }
        }
        #allow
        impl #rt::__private::serde::Serialize for #name {
            fn serialize<S>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error>
            where
                S: #rt::__private::serde::Serializer,
            {
                serializer.serialize_str(self.as_str())
            }
        }
        #allow
        impl<'de> #rt::__private::serde::Deserialize<'de> for #name {
            fn deserialize<D>(deserializer: D) -> ::core::result::Result<Self, D::Error>
            where
                D: #rt::__private::serde::Deserializer<'de>,
            {
                #rt::__private::read_from_str(deserializer)
            }
        }
    }
}
