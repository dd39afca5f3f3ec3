//! Values of the document as Rust expressions. They stand in macros of the runtime's, too: no short names.

use proc_macro2::{Literal as Token, TokenStream};
use quote::quote;

use super::Context;
use super::ident::ident;
use crate::ir::Literal;

pub(super) fn emit(literal: &Literal, context: &Context<'_>) -> TokenStream {
    let rt = &context.runtime;
    let each = |literals: &[Literal]| -> Vec<_> { literals.iter().map(|one| emit(one, context)).collect() };
    match literal {
        Literal::String(text) => quote!(#rt::__private::string(#text)),
        Literal::Bool(value) => quote!(#value),
        Literal::Int(number) => {
            let number = Token::i128_unsuffixed(*number);
            quote!(#number)
        }
        Literal::Float(number) => {
            let number = Token::f64_unsuffixed(*number);
            quote!(#number)
        }
        Literal::Json(text) => quote!(#rt::__private::json(#text)),
        Literal::JsonObject(text) => quote!(#rt::__private::json_object(#text)),
        Literal::None => quote!(::core::option::Option::None),
        Literal::Some(inner) => {
            let inner = emit(inner, context);
            quote!(::core::option::Option::Some(#inner))
        }
        Literal::Boxed(inner) => {
            let inner = emit(inner, context);
            quote!(::std::boxed::Box::new(#inner))
        }
        Literal::List(items) => {
            let items = each(items);
            quote!(#rt::__private::list([#(#items),*]))
        }
        Literal::Set(items) => {
            let items = each(items);
            quote!(#rt::__private::set([#(#items),*]))
        }
        Literal::Tuple(members) => {
            let members = each(members);
            quote!((#(#members,)*))
        }
        Literal::Map(entries) => {
            let entries = entries.iter().map(|(name, value)| {
                let value = emit(value, context);
                quote!((#name, #value))
            });
            quote!(#rt::__private::map([#(#entries),*]))
        }
        Literal::Constant(ty) => {
            let ty = ident(ty, context.span);
            quote!(#ty)
        }
        Literal::Variant { ty, variant } => {
            let (ty, variant) = (ident(ty, context.span), ident(variant, context.span));
            quote!(#ty::#variant)
        }
        Literal::Wrapped { ty, variant, value } => {
            let (ty, value) = (ident(ty, context.span), emit(value, context));
            let variant = variant.as_ref().map(|variant| {
                let variant = ident(variant, context.span);
                quote!(::#variant)
            });
            quote!(#ty #variant(#value))
        }
        Literal::Struct { ty, fields } => {
            let ty = ident(ty, context.span);
            let fields = fields.iter().map(|(name, value)| {
                let (name, value) = (ident(name, context.span), emit(value, context));
                quote!(#name: #value,)
            });
            quote!(#ty { #(#fields)* })
        }
    }
}
