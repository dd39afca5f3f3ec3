//! The parameters of a channel's address: a struct, an axum extractor, and the path on the client.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::ident::ident;
use super::{Context, allow_deprecated, docs, extractor, implementations, quiet, ty};
use crate::ir::{Channel, Parameter, PathPart, SegmentPart};

pub(super) fn emit(channel: &Channel, context: &Context<'_>) -> Option<TokenStream> {
    if channel.parameters.is_empty() {
        return None;
    }
    let name = format_ident!("{}Parameters", channel.type_name, span = context.span);
    let docs = format!(
        " The parameters of channel `{}`, from its address `{}`: an axum extractor on the server, an argument \
         of the client.",
        channel.id, channel.address
    );
    let members = channel.parameters.iter().map(|parameter| member(parameter, context));
    let reads = channel.parameters.iter().map(|parameter| {
        let (name, key) = (ident(&parameter.name, context.span), &parameter.key);
        match &parameter.part {
            None => quote!(#name: path.get(#key)?,),
            Some(SegmentPart { capture, literals, at }) => {
                quote!(#name: path.get_part(#key, #capture, &[#(#literals),*], #at)?,)
            }
        }
    });
    let writes = channel.path.iter().map(|part| match part {
        PathPart::Literal(text) => quote!(path.literal(#text);),
        PathPart::Parameter(at) => {
            let Some(parameter) = channel.parameters.get(*at) else { return TokenStream::new() };
            let (name, key) = (ident(&parameter.name, context.span), &parameter.key);
            quote!(path.parameter(#key, &self.#name);)
        }
    });
    let extractor = channel
        .server
        .then(|| extractor(&name, &quote!(ParameterError), &quote!(extract_parameters), context));
    let exact = channel.parameters.iter().all(|parameter| parameter.exact);
    let keys = exact.then(|| quote!(, ::core::cmp::Eq, ::core::hash::Hash));
    let implementations = implementations(
        quote! {
            impl __rt::Parameters for #name {
                fn from_path(
                    path: &__rt::PathValues<'_>,
                ) -> __rt::Result<Self, __rt::ParameterError> {
                    __rt::Ok(Self { #(#reads)* })
                }
                fn write_path(&self, path: &mut __rt::PathWriter) {
                    #(#writes)*
                }
            }
            #extractor
        },
        context,
    );
    let (allow, quiet) = (allow_deprecated(context), quiet());
    Some(quote! {
        #[doc = #docs]
        #allow
        #quiet
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq #keys)]
        pub struct #name { #(#members)* }
        #implementations
    })
}

fn member(parameter: &Parameter, context: &Context<'_>) -> TokenStream {
    let name = ident(&parameter.name, context.span);
    let docs = docs::emit(parameter.docs.as_deref(), || format!("The parameter `{}`.", parameter.key));
    let ty = ty(&parameter.ty, context);
    quote!(#docs pub #name: #ty,)
}
