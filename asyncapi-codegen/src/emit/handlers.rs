//! The handlers of a channel: a struct with a method for each message, around the runtime's.

use proc_macro2::TokenStream;
use quote::quote;

use super::channel::message_type;
use super::ident::ident;
use super::{Context, allow_deprecated, deprecated, docs, implementations, quiet, ty};
use crate::ir::{Channel, Handlers, Message, Messages};

pub(super) fn emit(channel: &Channel, context: &Context<'_>) -> Option<TokenStream> {
    let Handlers { name, on_error, on_other } = channel.handlers.as_ref()?;
    let rt = &context.runtime;
    let name = ident(name, context.span);
    let (on_error, on_other) = (ident(on_error, context.span), ident(on_other, context.span));
    let all = message_type(channel, context);
    let methods: TokenStream = match &channel.messages {
        Messages::One(message) => method(message, None, context),
        Messages::Many { name, messages } => {
            messages.iter().map(|message| method(message, Some(name), context)).collect()
        }
    };
    let (allow, quiet) = (allow_deprecated(context), quiet());
    let methods = implementations(
        quote! {
            #allow
            impl #name { #methods }
        },
        context,
    );
    let summary = format!(
        " A function for each message of channel `{}`: what `listen_for_{}(…).dispatch(…)` calls.",
        channel.id, channel.function
    );
    Some(quote! {
        #[doc = #summary]
        ///
        /// A function that is set again replaces the one before. A message without one is ignored; errors are logged.
        #allow
        #quiet
        #[must_use = "handlers do nothing unless a listener is given them with `dispatch`"]
        #[derive(::core::fmt::Debug)]
        pub struct #name(#rt::client::Handlers<#all>);
        #rt::__asyncapi_handlers! {
            #allow
            #name (#all) #on_other #on_error
        }
        #methods
    })
}

/// The method for one message; of an enum of this name, if the channel has several.
fn method(message: &Message, of: Option<&str>, context: &Context<'_>) -> TokenStream {
    let name = ident(&message.handler, context.span);
    let payload = ty(&message.ty, context);
    let last = if message.terminal { " The stream ends with it." } else { "" };
    let summary = format!(" Calls `handler` with every message `{}`.{last}", message.key);
    let more = message.docs.as_deref().map(|text| {
        let text = docs::emit(Some(text), String::new);
        quote!(#[doc = ""] #text)
    });
    let deprecated = deprecated(message.deprecated);
    let pick = match of {
        None => quote!(__rt::Ok),
        Some(of) => {
            let (of, variant) = (ident(of, context.span), ident(&message.variant, context.span));
            quote! {
                |message| match message {
                    #of::#variant(message) => __rt::Ok(message),
                    message => __rt::Err(message),
                }
            }
        }
    };
    quote! {
        #[doc = #summary]
        #more
        #deprecated
        pub fn #name(
            self,
            handler: impl __rt::FnMut(__rt::Event<#payload>) + __rt::Send + 'static,
        ) -> Self {
            Self(self.0.on(#pick, handler))
        }
    }
}
