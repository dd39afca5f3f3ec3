//! A channel: its marker type, the enum of its messages, `register_send_*` and `listen_for_*`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::ident::ident;
use super::{Context, allow_deprecated, checks, deprecated, docs, id, implementations, quiet, ty};
use crate::ir::{Channel, Message, Messages, Type, TypeKind};

/// The enum of a channel with several messages.
pub(super) fn message_enum(
    name: &str,
    messages: &[Message],
    channel: &Channel,
    context: &Context<'_>,
) -> TokenStream {
    let name = ident(name, context.span);
    let docs = format!(" The messages of channel `{}`.", channel.id);
    let allow = allow_deprecated(context);
    let variants = messages.iter().map(|message| {
        let docs = docs::emit(message.docs.as_deref(), || format!("The message `{}`.", message.key));
        let last = message.terminal.then(|| quote!(#[doc = ""] #[doc = " The stream ends with it."]));
        let deprecated = deprecated(message.deprecated);
        let (variant, ty) = (ident(&message.variant, context.span), ty(&message.ty, context));
        quote!(#docs #last #deprecated #variant(#ty),)
    });
    let conversions =
        messages.iter().filter(|message| has_own_type(message, messages, context)).map(|message| {
            let (variant, ty) = (ident(&message.variant, context.span), ty(&message.ty, context));
            quote! {
                #allow
                impl __rt::From<#ty> for #name {
                    fn from(message: #ty) -> Self {
                        Self::#variant(message)
                    }
                }
            }
        });
    let conversions: TokenStream = conversions.collect();
    let validate = checks::of_messages(&name, messages, context);
    let implementations = implementations(quote!(#conversions #validate), context);
    let quiet = quiet();
    quote! {
        #[doc = #docs]
        #allow
        #quiet
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
        pub enum #name { #(#variants)* }
        #implementations
    }
}

/// Whether the type of a message tells which message it is.
fn has_own_type(message: &Message, messages: &[Message], context: &Context<'_>) -> bool {
    let (Type::Named(_), Some(own)) = (&message.ty, context.canonical(&message.ty)) else { return false };
    let same = |other: &&Message| context.canonical(&other.ty).as_ref() == Some(&own);
    context.types.contains_key(own.as_str()) && messages.iter().filter(same).count() == 1
}

pub(super) fn message_type(channel: &Channel, context: &Context<'_>) -> TokenStream {
    match &channel.messages {
        Messages::One(message) => ty(&message.ty, context),
        Messages::Many { name, .. } => {
            let name = ident(name, context.span);
            quote!(#name)
        }
    }
}

fn parameters_type(channel: &Channel, context: &Context<'_>) -> TokenStream {
    if channel.parameters.is_empty() {
        return quote!(());
    }
    let name = format_ident!("{}Parameters", channel.type_name, span = context.span);
    quote!(#name)
}

/// The marker type and what it tells the runtime.
pub(super) fn marker(channel: &Channel, context: &Context<'_>) -> TokenStream {
    let name = ident(&channel.marker, context.span);
    let (id, address, route) = (&channel.id, &channel.address, &channel.route);
    let docs = format!(" Channel `{id}` of the document, at `{address}`.");
    let message = message_type(channel, context);
    let parameters = parameters_type(channel, context);
    let (encode, decode) = match &channel.messages {
        Messages::One(message) => (encode_one(message, context), decode_one(message, context)),
        Messages::Many { name, messages } => {
            (encode_many(name, messages, context), decode_many(name, messages, context))
        }
    };
    let allow = allow_deprecated(context);
    let validate = match &channel.messages {
        Messages::One(message) => checks::of_message(message, context),
        Messages::Many { .. } => Some(quote!(__rt::Validate::validate(message))),
    };
    let validate = validate.map(|validate| {
        quote! {
            fn validate(message: &Self::Message) -> __rt::Result<(), __rt::Violations> {
                #validate
            }
        }
    });
    let is_terminal = is_terminal(&channel.messages, context).map(|is_terminal| {
        quote! {
            fn is_terminal(message: &Self::Message) -> __rt::bool {
                #is_terminal
            }
        }
    });
    let events = events(&channel.messages);
    let implementations = implementations(
        quote! {
            #allow
            impl __rt::Channel for #name {
                type Message = #message;
                type Parameters = #parameters;
                const ID: &'static __rt::str = #id;
                const ADDRESS: &'static __rt::str = #address;
                const ROUTE: &'static __rt::str = #route;
                #events
                fn encode(
                    message: &Self::Message,
                    event: &mut __rt::EventWriter,
                ) -> __rt::Result<(), __rt::EncodeError> {
                    #encode
                }
                fn decode(
                    event: &__rt::RawEvent<'_>,
                ) -> __rt::Result<Self::Message, __rt::DecodeError> {
                    #decode
                }
                #validate
                #is_terminal
            }
        },
        context,
    );
    let quiet = quiet();
    quote! {
        #[doc = #docs]
        #quiet
        #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
        pub struct #name;
        #implementations
    }
}

/// The names of the channel's events; nothing where they have none.
fn events(messages: &Messages) -> Option<TokenStream> {
    let messages = match messages {
        Messages::One(message) => std::slice::from_ref(message),
        Messages::Many { messages, .. } => messages.as_slice(),
    };
    let mut names: Vec<&str> = Vec::new();
    for name in messages.iter().filter_map(|message| message.event.as_deref()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    (!names.is_empty()).then(|| quote!(const EVENTS: &'static [&'static __rt::str] = &[#(#names),*];))
}

/// Whether `message` is the last of its stream; nothing where no message of the channel is.
fn is_terminal(messages: &Messages, context: &Context<'_>) -> Option<TokenStream> {
    match messages {
        Messages::One(message) => message.terminal.then(|| quote!(let _ = message; true)),
        Messages::Many { name, messages } => {
            let name = ident(name, context.span);
            let mut terminal = messages
                .iter()
                .filter(|message| message.terminal)
                .map(|message| ident(&message.variant, context.span))
                .peekable();
            terminal.peek()?;
            Some(quote!(::core::matches!(message, #(#name::#terminal(_))|*)))
        }
    }
}

fn encode_one(message: &Message, context: &Context<'_>) -> TokenStream {
    let id = message.id.as_ref().map(|path| id::emit(path, context));
    let name = message.event.as_ref().map(|name| quote!(event.name(#name)?;));
    let retry = message.retry.map(|time| quote!(event.retry(::core::time::Duration::from_millis(#time));));
    let lines = quote!(#id #name #retry);
    if message.text && is_string(&message.ty, context) {
        quote!(#lines event.text(message); __rt::Ok(()))
    } else if message.text {
        quote!(#lines event.text_of(message))
    } else {
        quote!(#lines event.json(message))
    }
}

fn encode_many(name: &str, messages: &[Message], context: &Context<'_>) -> TokenStream {
    let name = ident(name, context.span);
    let arms = messages.iter().map(|message| {
        let variant = ident(&message.variant, context.span);
        let encode = encode_one(message, context);
        quote!(#name::#variant(message) => { #encode })
    });
    quote!(match message { #(#arms)* })
}

/// A channel with one message takes any event name: other generators send the route as the name.
fn decode_one(message: &Message, context: &Context<'_>) -> TokenStream {
    let read = read(message, context);
    quote!(event.#read())
}

/// By name; else, for servers that name events otherwise, the one message that fits.
fn decode_many(name: &str, messages: &[Message], context: &Context<'_>) -> TokenStream {
    let name = ident(name, context.span);
    let candidate = |message: &Message| {
        let (key, variant, read) =
            (&message.key, ident(&message.variant, context.span), read(message, context));
        quote!((#key, |event| event.#read().map(#name::#variant)),)
    };
    let mut seen = Vec::new();
    let arms = messages.iter().filter_map(|message| {
        let event = message.event.as_deref().unwrap_or("message");
        if seen.contains(&event) {
            return None;
        }
        seen.push(event);
        let mut same = messages.iter().filter(|other| other.event == message.event).peekable();
        let first = same.next()?;
        let (variant, read) = (ident(&first.variant, context.span), read(first, context));
        if same.peek().is_none() {
            return Some(quote!(#event => event.#read().map(#name::#variant),));
        }
        let same = messages.iter().filter(|other| other.event == message.event).map(candidate);
        Some(quote!(#event => event.unique_valid_fit(&[#(#same)*], <Self as __rt::Channel>::validate),))
    });
    // Any data is text: it fits nothing in particular. A constant does.
    let candidates = messages.iter().filter(|message| !is_string(&message.ty, context)).map(candidate);
    quote! {
        match event.name() {
            #(#arms)*
            _ => event.unique_valid_fit(&[#(#candidates)*], <Self as __rt::Channel>::validate),
        }
    }
}

fn read(message: &Message, context: &Context<'_>) -> TokenStream {
    match (message.text, is_string(&message.ty, context)) {
        (true, true) => quote!(text),
        (true, false) => quote!(text_as),
        (false, _) => quote!(json),
    }
}

/// Whether a type is `String`, under whatever name.
fn is_string(ty: &Type, context: &Context<'_>) -> bool {
    match ty {
        Type::String => true,
        Type::Named(name) => match context.types.get(name.as_str()).map(|definition| &definition.kind) {
            Some(TypeKind::Alias(inner)) => is_string(inner, context),
            _ => false,
        },
        _ => false,
    }
}

pub(super) fn register(channel: &Channel, context: &Context<'_>) -> TokenStream {
    let rt = &context.runtime;
    let name = format_ident!("register_send_{}", channel.function, span = context.span);
    let marker = ident(&channel.marker, context.span);
    let message = match &channel.messages {
        Messages::Many { name, .. } | Messages::One(Message { ty: Type::Named(name), .. }) => name.as_str(),
        Messages::One(_) => "_",
    };
    let usage = format!(
        "The handler is an axum handler: extractors, then `EventSender<{message}>` as the last argument; or extractors \
         alone, and `EventStream<{message}>` as the output. A `Hub<{marker}>` is one too: what is published to it goes to \
         all who listen."
    );
    let summary = format!("Serves channel `{}` as Server-Sent Events at `{}`.", channel.id, channel.route);
    let docs = function_docs(channel, &summary, &usage);
    let deprecated = deprecated(channel.deprecated);
    let (allow, quiet) = (allow_deprecated(context), quiet());
    quote! {
        #docs
        #deprecated
        #allow
        #quiet
        #[must_use = "the returned router serves the channel"]
        pub fn #name<S, H, T>(
            router: #rt::__private::axum::Router<S>,
            handler: H,
        ) -> #rt::__private::axum::Router<S>
        where
            S: ::core::clone::Clone + ::core::marker::Send + ::core::marker::Sync + 'static,
            H: #rt::server::Handler<#marker, T, S>,
        {
            #rt::server::register::<#marker, S, H, T>(router, handler)
        }
    }
}

pub(super) fn listen(channel: &Channel, context: &Context<'_>) -> TokenStream {
    let rt = &context.runtime;
    let name = format_ident!("listen_for_{}", channel.function, span = context.span);
    let marker = ident(&channel.marker, context.span);
    let message = message_type(channel, context);
    let (argument, parameters) = if channel.parameters.is_empty() {
        (None, quote!(()))
    } else {
        let ty = parameters_type(channel, context);
        (Some(quote!(parameters: #ty,)), quote!(parameters))
    };
    let summary =
        format!("Listens to channel `{}`: a stream of its events that reconnects by itself.", channel.id);
    let base = if context.servers {
        "the server's base URL, or one of the servers of the document"
    } else {
        "the server's base URL"
    };
    let docs = function_docs(
        channel,
        &summary,
        &format!("`options` is {base}, or everything else that `ListenOptions` offers."),
    );
    let deprecated = deprecated(channel.deprecated);
    let (allow, quiet) = (allow_deprecated(context), quiet());
    quote! {
        #docs
        #deprecated
        #allow
        #quiet
        pub fn #name(
            #argument
            options: impl ::core::convert::Into<#rt::ListenOptions>,
        ) -> #rt::Listener<#message> {
            #rt::client::listen::<#marker>(#parameters, options.into())
        }
    }
}

fn function_docs(channel: &Channel, summary: &str, usage: &str) -> TokenStream {
    let description = channel.docs.as_deref().map(|text| {
        let text = docs::emit(Some(text), String::new);
        quote!(#[doc = ""] #text)
    });
    let (summary, usage) = (format!(" {summary}"), format!(" {usage}"));
    quote!(#[doc = #summary] #description #[doc = ""] #[doc = #usage])
}
