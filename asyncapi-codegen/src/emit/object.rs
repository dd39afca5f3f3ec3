//! Structs and how they are written and read.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::ident::ident;
use super::{Context, allow_deprecated, deprecated, docs, implementations, ty};
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
    let serialize = serialize(definition, fields, unknown, context);
    let deserialize = deserialize(definition, fields, unknown, context);
    let implementations = implementations(quote!(#serialize #deserialize), context);
    quote! {
        #docs
        #deprecated
        #allow
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq #default)]
        pub struct #name { #(#members)* #extra }
        #implementations
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

/// The variable that holds a property while an object is read: no property can be called like another
/// variable of the function.
fn slot(field: &Field, context: &Context) -> Ident {
    format_ident!("{}_property", field.name, span = context.span)
}

fn serialize(definition: &TypeDef, fields: &[Field], unknown: &Unknown, context: &Context) -> TokenStream {
    let name = ident(&definition.name, context.span);
    let writes = fields.iter().map(|field| {
        let (json, name) = (&field.json, ident(&field.name, context.span));
        if field.required {
            quote!(object.property(#json, &self.#name)?;)
        } else {
            quote!(object.optional(#json, &self.#name)?;)
        }
    });
    let extra = match unknown {
        Unknown::Kept { name, .. } => {
            let name = ident(name, context.span);
            Some(quote!(object.additional(&self.#name)?;))
        }
        Unknown::Ignored | Unknown::Rejected => None,
    };
    let mutable = (!fields.is_empty() || extra.is_some()).then(|| quote!(mut));
    let allow = allow_deprecated(context);
    quote! {
        #allow
        impl __rt::Serialize for #name {
            fn serialize<S>(&self, serializer: S) -> __rt::Result<S::Ok, S::Error>
            where
                S: __rt::Serializer,
            {
                let #mutable object = __rt::ObjectWriter::new(serializer)?;
                #(#writes)*
                #extra
                object.end()
            }
        }
    }
}

fn deserialize(definition: &TypeDef, fields: &[Field], unknown: &Unknown, context: &Context) -> TokenStream {
    let (name, text) = (ident(&definition.name, context.span), &definition.name);
    let slots = fields.iter().map(|field| {
        let (json, slot) = (&field.json, slot(field, context));
        quote!(let mut #slot = __rt::Property::new(#json);)
    });
    let arms = fields.iter().map(|field| {
        let (json, slot) = (&field.json, slot(field, context));
        quote!(#json => object.read(&mut #slot)?,)
    });
    let (extra_slot, rest, extra_value) = match unknown {
        Unknown::Ignored => (None, quote!(_ => object.skip()?,), None),
        Unknown::Rejected => {
            let known = fields.iter().map(|field| &field.json);
            let rest = quote!(other => return __rt::Err(object.unknown(other, &[#(#known),*])),);
            (None, rest, None)
        }
        Unknown::Kept { name, .. } => {
            let name = ident(name, context.span);
            let slot = quote!(let mut additional = __rt::BTreeMap::new(););
            (
                Some(slot),
                quote!(other => object.keep(other, &mut additional)?,),
                Some(quote!(#name: additional,)),
            )
        }
    };
    let values = fields.iter().map(|field| {
        let (name, slot) = (ident(&field.name, context.span), slot(field, context));
        let take = match (field.required, is_option(field) && field.nullable) {
            (true, _) => quote!(required()?),
            (false, false) => quote!(optional()),
            (false, true) => quote!(optional_or_null()),
        };
        quote!(#name: #slot.#take,)
    });
    let allow = allow_deprecated(context);
    quote! {
        #allow
        impl<'de> __rt::Deserialize<'de> for #name {
            fn deserialize<D>(deserializer: D) -> __rt::Result<Self, D::Error>
            where
                D: __rt::Deserializer<'de>,
            {
                __rt::read_object(deserializer)
            }
        }
        #allow
        impl<'de> __rt::Object<'de> for #name {
            const NAME: &'static __rt::str = #text;
            fn read<A>(
                mut object: __rt::ObjectReader<'de, A>,
            ) -> __rt::Result<Self, A::Error>
            where
                A: __rt::MapAccess<'de>,
            {
                #(#slots)*
                #extra_slot
                while let __rt::Some(name) = object.next()? {
                    match &*name {
                        #(#arms)*
                        #rest
                    }
                }
                __rt::Ok(Self { #(#values)* #extra_value })
            }
        }
    }
}
