//! Strings with a fixed set of values.

use proc_macro2::TokenStream;
use quote::quote;

use super::ident::ident;
use super::{Context, allow_deprecated, deprecated, docs, implementations};
use crate::ir::{TypeDef, Variant};

pub(super) fn emit(definition: &TypeDef, variants: &[Variant], context: &Context) -> TokenStream {
    let name = ident(&definition.name, context.span);
    let docs = docs::emit(definition.docs.as_deref(), || format!("`{}` of the document.", definition.name));
    let allow = allow_deprecated(context);
    let deprecated = deprecated(definition.deprecated);
    let names: Vec<_> = variants.iter().map(|variant| ident(&variant.name, context.span)).collect();
    let values: Vec<_> = variants.iter().map(|variant| &variant.value).collect();
    let variant_docs = values.iter().map(|value| format!(" {value:?}"));
    let count = variants.len();
    let implementations = implementations(
        quote! {
        #allow
        impl __rt::Display for #name {
            fn fmt(&self, f: &mut __rt::Formatter<'_>) -> __rt::FmtResult {
                f.write_str(self.as_str())
            }
        }
        #allow
        impl __rt::FromStr for #name {
            type Err = __rt::UnknownValue;
            fn from_str(text: &__rt::str) -> __rt::Result<Self, __rt::UnknownValue> {
                match text {
                    #(#values => __rt::Ok(Self::#names),)*
                    _ => __rt::Err(__rt::UnknownValue::new(text, &[#(#values),*])),
                }
            }
        }
        #allow
        impl __rt::Serialize for #name {
            fn serialize<S>(&self, serializer: S) -> __rt::Result<S::Ok, S::Error>
            where
                S: __rt::Serializer,
            {
                serializer.serialize_str(self.as_str())
            }
        }
        #allow
        impl<'de> __rt::Deserialize<'de> for #name {
            fn deserialize<D>(deserializer: D) -> __rt::Result<Self, D::Error>
            where
                D: __rt::Deserializer<'de>,
            {
                __rt::read_from_str(deserializer)
            }
        }
        },
        context,
    );
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
        #implementations
    }
}
