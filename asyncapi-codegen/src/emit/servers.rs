//! Servers of the document: a struct with the variables of its URL, which becomes the options of a listener.

use proc_macro2::TokenStream;
use quote::quote;

use super::ident::ident;
use super::{Context, docs, implementations, quiet, type_definition};
use crate::ir::{Server, ServerVariable};

pub(super) fn emit(server: &Server, context: &Context<'_>) -> TokenStream {
    let rt = &context.runtime;
    let name = ident(&server.name, context.span);
    let enums = server.variables.iter().filter_map(|variable| variable.values.as_ref());
    let enums: TokenStream = enums.map(|values| type_definition(values, context)).collect();
    let members = server.variables.iter().map(|variable| {
        let field = ident(&variable.name, context.span);
        let docs =
            docs::emit(variable.docs.as_deref(), || format!("The variable `{}` of the URL.", variable.key));
        let ty = field_type(variable, context);
        quote!(#docs pub #field: #ty,)
    });
    let fields = server.variables.iter().map(|variable| {
        let (field, key) = (ident(&variable.name, context.span), &variable.key);
        quote!(#field #key,)
    });
    let Server { key, scheme, host, path, .. } = server;
    let url = format!("{scheme}://{host}{path}").replace('`', "'");
    let summary = format!(" Server `{key}` of the document, at `{url}`: the base URL for `listen_for_*`.");
    let more = [&server.title, &server.docs].into_iter().flatten().map(|text| {
        let text = docs::emit(Some(text), String::new);
        quote!(#[doc = ""] #text)
    });
    let ((constructor, has_default), quiet) = (constructor(server, context), quiet());
    let word = has_default.then(|| quote!(default));
    quote! {
        #enums
        #[doc = #summary]
        #(#more)*
        #quiet
        #[derive(
            ::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq, ::core::cmp::Eq, ::core::hash::Hash
        )]
        pub struct #name { #(#members)* }
        #constructor
        #rt::__asyncapi_server! {
            #name #key [#scheme #host #path] { #(#fields)* } #word
        }
    }
}

fn field_type(variable: &ServerVariable, context: &Context<'_>) -> TokenStream {
    let Some(values) = &variable.values else { return quote!(::std::string::String) };
    let name = ident(&values.name, context.span);
    quote!(#name)
}

/// `new`, which is told what has no default, and whether everything has one.
fn constructor(server: &Server, context: &Context<'_>) -> (TokenStream, bool) {
    let name = ident(&server.name, context.span);
    let mut arguments = TokenStream::new();
    let mut values = TokenStream::new();
    for variable in &server.variables {
        let field = ident(&variable.name, context.span);
        values.extend(match (&variable.values, &variable.default) {
            (None, None) => {
                arguments.extend(quote!(#field: impl __rt::Into<__rt::String>,));
                quote!(#field: __rt::Into::into(#field),)
            }
            (Some(_), None) => {
                let ty = field_type(variable, context);
                arguments.extend(quote!(#field: #ty,));
                quote!(#field,)
            }
            (None, Some(text)) => quote!(#field: __rt::string(#text),),
            (Some(values), Some(variant)) => {
                let (ty, variant) = (ident(&values.name, context.span), ident(variant, context.span));
                quote!(#field: #ty::#variant,)
            }
        });
    }
    let docs = match (server.variables.is_empty(), arguments.is_empty()) {
        (true, _) => " The server: its URL has no variables.",
        (false, true) => " With the defaults of the variables.",
        (false, false) => " With these variables; others have their defaults.",
    };
    let constructor = implementations(
        quote! {
            impl #name {
                #[doc = #docs]
                #[must_use]
                pub fn new(#arguments) -> Self {
                    Self { #values }
                }
            }
        },
        context,
    );
    (constructor, arguments.is_empty())
}
