//! Step 6, emit: Rust for the [`Ir`]. Every decision was taken before, so nothing here can fail.
//!
//! Paths are absolute or go through the runtime (`$crate::__private`, in implementations as `__rt`): the code needs
//! no other dependency of the user's, and no prelude.

mod adapter;
mod channel;
mod checks;
mod docs;
mod handlers;
mod headers;
mod id;
mod ident;
mod keywords;
mod literal;
mod object;
mod parameters;
mod servers;
mod small;
mod union;

use std::cell::RefCell;
use std::collections::HashMap;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::ir::{Channel, Checks, Ir, Messages, Type, TypeDef, TypeKind};
use crate::options::Generate;
use crate::pattern;

/// What emitting needs besides the [`Ir`].
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// The path of the runtime.
    pub(crate) runtime: TokenStream,
    /// Where generated names live: at the macro call, shown at the path literal.
    pub(crate) span: Span,
    pub(crate) generate: Generate,
    /// Whether the runtime has a regex engine.
    pub(crate) engine: bool,
}

/// What every part of emitting needs.
struct Context<'i> {
    runtime: TokenStream,
    span: Span,
    generate: Generate,
    engine: bool,
    /// Whether anything generated is deprecated: the code around it must then use it in silence.
    deprecations: bool,
    /// Whether there are servers.
    servers: bool,
    types: HashMap<&'i str, &'i TypeDef>,
    functions: &'i [Checks],
    /// Patterns as expressions: the same one stands in many places of a document.
    patterns: RefCell<HashMap<String, Option<TokenStream>>>,
}

pub(crate) fn emit(ir: &Ir, settings: &Settings) -> TokenStream {
    let context = &Context {
        runtime: settings.runtime.clone(),
        span: settings.span,
        generate: settings.generate,
        engine: settings.engine,
        deprecations: ir.has_deprecations(),
        servers: !ir.servers.is_empty(),
        types: ir.types.iter().map(|definition| (definition.name.as_str(), definition)).collect(),
        functions: &ir.functions,
        patterns: RefCell::default(),
    };
    let mut tokens = TokenStream::new();
    if context.generate.types {
        for definition in &ir.types {
            tokens.extend(type_definition(definition, context));
        }
        tokens.extend(headers::emit(ir, context));
        for channel in &ir.channels {
            if let Messages::Many { name, messages } = &channel.messages {
                tokens.extend(channel::message_enum(name, messages, channel, context));
            }
        }
    }
    for server in &ir.servers {
        tokens.extend(servers::emit(server, context));
    }
    for channel in ir.channels.iter().filter(|channel| channel.server || channel.client) {
        tokens.extend(one_channel(channel, context));
    }
    tokens
}

fn one_channel(channel: &Channel, context: &Context<'_>) -> TokenStream {
    let parameters = parameters::emit(channel, context);
    let marker = channel::marker(channel, context);
    let server = channel.server.then(|| channel::register(channel, context));
    let client = channel.client.then(|| channel::listen(channel, context));
    let handlers = handlers::emit(channel, context);
    quote!(#parameters #marker #server #client #handlers)
}

/// A type, and what goes with it.
fn type_definition(definition: &TypeDef, context: &Context<'_>) -> TokenStream {
    let (item, more) = match &definition.kind {
        TypeKind::Struct { fields, unknown } => (
            object::emit(definition, fields, unknown, context),
            object::constructors(definition, fields, unknown, context),
        ),
        TypeKind::StringEnum { variants, open } => {
            (small::string_enum(definition, variants, *open, context), TokenStream::new())
        }
        TypeKind::Constant(value) => (small::constant(definition, value, context), TokenStream::new()),
        TypeKind::Newtype(inner) => (small::newtype(definition, inner, context), TokenStream::new()),
        TypeKind::Union(union) => {
            (union::emit(definition, union, context), union::conversions(definition, union, context))
        }
        TypeKind::Alias(target) => return small::alias(definition, target, context),
    };
    let validate = checks::validate(definition, context);
    let variants = checks::variant_checks(definition, context);
    let example = example(definition, context);
    let more = quote!(#more #example #validate #variants);
    let implementations = (!more.is_empty()).then(|| implementations(more, context));
    quote!(#item #implementations)
}

/// `T::example()`.
fn example(definition: &TypeDef, context: &Context<'_>) -> Option<TokenStream> {
    let value = literal::emit(definition.example.as_ref()?, context);
    let name = ident::ident(&definition.name, context.span);
    let allow = allow_deprecated(context);
    Some(quote! {
        #allow
        impl #name {
            /// The example that the document gives.
            #[must_use]
            pub fn example() -> Self {
                #value
            }
        }
    })
}

impl<'i> Context<'i> {
    /// The struct that a type is, or stands for.
    fn struct_of(&self, ty: &Type) -> Option<&'i TypeKind> {
        match ty {
            Type::Boxed(inner) => self.struct_of(inner),
            Type::Named(name) => match &self.types.get(name.as_str())?.kind {
                TypeKind::Alias(inner) => self.struct_of(inner),
                kind @ TypeKind::Struct { .. } => Some(kind),
                _ => None,
            },
            _ => None,
        }
    }

    /// A pattern as an expression of the runtime's; `None` for one that has been reported.
    fn pattern(&self, source: &str) -> Option<TokenStream> {
        let mut patterns = self.patterns.borrow_mut();
        let make = || pattern::tokens(source, &quote!(__rt), self.engine);
        patterns.entry(source.to_owned()).or_insert_with(make).clone()
    }

    /// A type with its aliases replaced, as text; `None` for what is not the document's own.
    fn canonical(&self, ty: &Type) -> Option<String> {
        let inner = |inner: &Type, name: &str| Some(format!("{name}<{}>", self.canonical(inner)?));
        match ty {
            Type::Foreign(_) => None,
            Type::List(item) => inner(item, "List"),
            Type::Set(item) => inner(item, "Set"),
            Type::Map(value) => inner(value, "Map"),
            Type::Nullable(value) => inner(value, "Nullable"),
            Type::Boxed(value) => inner(value, "Boxed"),
            Type::Tuple(members) => {
                let members = members.iter().map(|member| self.canonical(member));
                Some(format!("({})", members.collect::<Option<Vec<_>>>()?.join(",")))
            }
            Type::Named(name) => match self.types.get(name.as_str()).map(|definition| &definition.kind) {
                Some(TypeKind::Alias(inner)) => self.canonical(inner),
                _ => Some(name.clone()),
            },
            scalar => Some(format!("{scalar:?}")),
        }
    }
}

/// The Rust for a type.
fn ty(ty: &Type, context: &Context<'_>) -> TokenStream {
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
        Type::Set(item) => {
            let item = self::ty(item, context);
            quote!(::std::collections::BTreeSet<#item>)
        }
        Type::Tuple(members) => {
            let members = members.iter().map(|member| self::ty(member, context));
            quote!((#(#members,)*))
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

/// The traits that the user wants besides those that the type derives by itself.
fn extra_derives(definition: &TypeDef, own: &[&str]) -> TokenStream {
    let is_own = |derive: &&TokenStream| {
        let last = (*derive).clone().into_iter().last().map(|name| name.to_string()).unwrap_or_default();
        own.contains(&last.as_str()) || ["Clone", "Debug", "PartialEq"].contains(&last.as_str())
    };
    let derives = definition.derives.iter().filter(|derive| !is_own(derive));
    quote!(#(, #derives)*)
}

/// What clippy says about a type is the document's doing, and nobody reads the implementations.
fn quiet() -> TokenStream {
    quote!(#[allow(clippy::all, clippy::pedantic)])
}

/// Implementations in a scope of their own, where the runtime has a short name.
#[allow(clippy::needless_pass_by_value, reason = "callers build it here")]
fn implementations(implementations: TokenStream, context: &Context<'_>) -> TokenStream {
    let rt = &context.runtime;
    quote! {
        // An example alone has no use for the short name.
        #[allow(clippy::all, clippy::pedantic, unused_imports)]
        const _: () = {
            use #rt::__private as __rt;
            #implementations
        };
    }
}

/// Makes a type an axum extractor, by a function of the runtime.
fn extractor(
    name: &Ident,
    rejection: &TokenStream,
    extract: &TokenStream,
    context: &Context<'_>,
) -> TokenStream {
    let allow = allow_deprecated(context);
    // The document may have a type called `S`.
    quote! {
        #allow
        impl<__S> __rt::FromRequestParts<__S> for #name
        where
            __S: __rt::Send + __rt::Sync,
        {
            type Rejection = __rt::#rejection;
            async fn from_request_parts(
                parts: &mut __rt::Parts,
                state: &__S,
            ) -> __rt::Result<Self, Self::Rejection> {
                __rt::#extract(parts, state).await
            }
        }
    }
}

fn deprecated(deprecated: bool) -> Option<TokenStream> {
    deprecated.then(|| quote!(#[deprecated]))
}

/// Generated code uses deprecated items and fields; only the user is to be told.
fn allow_deprecated(context: &Context<'_>) -> Option<TokenStream> {
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
