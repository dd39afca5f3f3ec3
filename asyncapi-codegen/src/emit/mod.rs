//! Step 6, emit: Rust for the [`Ir`]. Every decision was taken before, so nothing here can fail.
//!
//! Paths are absolute or go through the runtime (`$crate::__private`, in implementations as `__rt`): the code needs
//! no other dependency of the user's, and no prelude.

mod channel;
mod docs;
mod ident;
mod object;
mod parameters;
mod string_enum;

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::ir::{Channel, Ir, Messages, Type, TypeDef, TypeKind};
use crate::options::Generate;

/// What emitting needs besides the [`Ir`].
#[derive(Clone, Debug)]
pub(crate) struct Context {
    /// The path of the runtime.
    pub(crate) runtime: TokenStream,
    /// Where generated names live: at the macro call, shown at the path literal.
    pub(crate) span: Span,
    pub(crate) generate: Generate,
    /// Whether anything generated is deprecated: the code around it must then use it in silence.
    pub(crate) deprecations: bool,
}

pub(crate) fn emit(ir: &Ir, context: &Context) -> TokenStream {
    let mut tokens = TokenStream::new();
    if context.generate.types {
        for definition in &ir.types {
            tokens.extend(type_definition(definition, context));
        }
        for channel in &ir.channels {
            if let Messages::Many { name, messages } = &channel.messages {
                tokens.extend(channel::message_enum(name, messages, channel, ir, context));
            }
        }
    }
    for channel in ir.channels.iter().filter(|channel| channel.server || channel.client) {
        tokens.extend(one_channel(channel, context));
    }
    tokens
}

fn one_channel(channel: &Channel, context: &Context) -> TokenStream {
    let parameters = parameters::emit(channel, context);
    let marker = channel::marker(channel, context);
    let server = channel.server.then(|| channel::register(channel, context));
    let client = channel.client.then(|| channel::listen(channel, context));
    quote!(#parameters #marker #server #client)
}

fn type_definition(definition: &TypeDef, context: &Context) -> TokenStream {
    match &definition.kind {
        TypeKind::Struct { fields, unknown } => object::emit(definition, fields, unknown, context),
        TypeKind::StringEnum(variants) => string_enum::emit(definition, variants, context),
        TypeKind::Alias(target) => {
            let name = ident::ident(&definition.name, context.span);
            let docs =
                docs::emit(definition.docs.as_deref(), || format!("`{}` of the document.", definition.name));
            let deprecated = deprecated(definition.deprecated);
            let target = ty(target, context);
            let allow = allow_deprecated(context);
            quote!(#docs #deprecated #allow pub type #name = #target;)
        }
    }
}

/// The Rust for a type.
fn ty(ty: &Type, context: &Context) -> TokenStream {
    let rt = &context.runtime;
    match ty {
        Type::String => quote!(::std::string::String),
        Type::Bool => quote!(::core::primitive::bool),
        Type::I32 => quote!(::core::primitive::i32),
        Type::I64 => quote!(::core::primitive::i64),
        Type::U32 => quote!(::core::primitive::u32),
        Type::U64 => quote!(::core::primitive::u64),
        Type::F32 => quote!(::core::primitive::f32),
        Type::F64 => quote!(::core::primitive::f64),
        Type::Json => quote!(#rt::__private::serde_json::Value),
        Type::JsonObject => {
            quote!(#rt::__private::serde_json::Map<::std::string::String, #rt::__private::serde_json::Value>)
        }
        Type::List(item) => {
            let item = self::ty(item, context);
            quote!(::std::vec::Vec<#item>)
        }
        Type::Map(value) => {
            let value = self::ty(value, context);
            quote!(::std::collections::BTreeMap<::std::string::String, #value>)
        }
        Type::Nullable(inner) => {
            let inner = self::ty(inner, context);
            quote!(::core::option::Option<#inner>)
        }
        Type::Boxed(inner) => {
            let inner = self::ty(inner, context);
            quote!(::std::boxed::Box<#inner>)
        }
        Type::Named(name) => {
            let name = ident::ident(name, context.span);
            quote!(#name)
        }
        Type::Foreign(tokens) => tokens.clone(),
    }
}

/// Implementations in a scope of their own, where the runtime has a short name.
#[allow(clippy::needless_pass_by_value, reason = "callers build it here")]
fn implementations(implementations: TokenStream, context: &Context) -> TokenStream {
    let rt = &context.runtime;
    quote! {
        const _: () = {
            use #rt::__private as __rt;
            #implementations
        };
    }
}

fn deprecated(deprecated: bool) -> Option<TokenStream> {
    deprecated.then(|| quote!(#[deprecated]))
}

/// Generated code uses deprecated items and fields; only the user is to be told.
fn allow_deprecated(context: &Context) -> Option<TokenStream> {
    context.deprecations.then(|| quote!(#[allow(deprecated)]))
}

/// Makes the compiler watch the files: `cargo check` runs the macro again when one of them changes.
/// (As the value of a constant the text would be stored in the library's metadata.)
pub(crate) fn track(paths: &[String]) -> TokenStream {
    quote! {
        const _: () = {
            #[allow(dead_code)]
            fn track() {
                #(let _ = ::core::include_str!(#paths);)*
            }
        };
    }
}

pub(crate) fn compile_error(span: Span, message: &str) -> TokenStream {
    quote_spanned!(span=> ::core::compile_error! { #message })
}
