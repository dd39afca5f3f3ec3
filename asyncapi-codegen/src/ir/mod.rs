//! What is to be generated, with every decision taken: emitting it cannot fail.
//!
//! Names are Rust names already, without `r#`; texts are the document's own.

mod check;
mod id;
mod literal;
mod server;

use proc_macro2::TokenStream;

pub(crate) use check::{Check, Checks, Number, size};
pub(crate) use id::IdPath;
pub(crate) use literal::Literal;
pub(crate) use server::{Server, Variable as ServerVariable};

/// Everything one macro call generates.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ir {
    pub(crate) types: Vec<TypeDef>,
    pub(crate) channels: Vec<Channel>,
    pub(crate) servers: Vec<Server>,
    /// Checks of schemas that others refer to by [`Check::Call`].
    pub(crate) functions: Vec<Checks>,
}

impl Ir {
    /// Whether anything of it is deprecated.
    pub(crate) fn has_deprecations(&self) -> bool {
        let field = |kind: &TypeKind| match kind {
            TypeKind::Struct { fields, .. } => fields.iter().any(|field| field.deprecated),
            _ => false,
        };
        let message = |messages: &Messages| match messages {
            Messages::One(message) => message.deprecated,
            Messages::Many { messages, .. } => messages.iter().any(|message| message.deprecated),
        };
        self.types.iter().any(|definition| definition.deprecated || field(&definition.kind))
            || self.channels.iter().any(|channel| channel.deprecated || message(&channel.messages))
    }
}

#[derive(Clone, Debug)]
pub(crate) struct TypeDef {
    pub(crate) name: String,
    pub(crate) docs: Option<String>,
    pub(crate) deprecated: bool,
    pub(crate) kind: TypeKind,
    /// What the schema says about the value as a whole.
    pub(crate) checks: Checks,
    /// More traits to derive, from the macro's options.
    pub(crate) derives: Vec<TokenStream>,
    /// The schema's example.
    pub(crate) example: Option<Literal>,
}

#[derive(Clone, Debug)]
pub(crate) enum TypeKind {
    Struct {
        fields: Vec<Field>,
        unknown: Unknown,
    },
    StringEnum {
        variants: Vec<Variant>,
        /// Other strings are values too (`x-extensible-enum`).
        open: bool,
    },
    /// A value that can only be this one.
    Constant(Constant),
    Union(Union),
    /// A type with checks of its own around one without.
    Newtype(Type),
    Alias(Type),
}

/// The value of a `const`.
#[derive(Clone, Debug)]
pub(crate) enum Constant {
    String(String),
    /// JSON text of another scalar.
    Json(String),
}

/// A choice between schemas: an enum.
#[derive(Clone, Debug)]
pub(crate) struct Union {
    pub(crate) variants: Vec<Alternative>,
    /// The property that tells which variant it is; else the variants are tried in order.
    pub(crate) tag: Option<String>,
    /// `oneOf`, where nothing else says that only one variant can fit.
    pub(crate) only_one: bool,
}

/// A variant of a [`Union`].
#[derive(Clone, Debug)]
pub(crate) struct Alternative {
    pub(crate) name: String,
    pub(crate) ty: Type,
    /// The values of the tag that mean this variant.
    pub(crate) tags: Vec<String>,
    pub(crate) docs: Option<String>,
    pub(crate) checks: Checks,
}

/// What becomes of properties that the schema does not list.
#[derive(Clone, Debug)]
pub(crate) enum Unknown {
    Ignored,
    Rejected,
    /// Kept in a map field of this name.
    Kept {
        name: String,
        value: Type,
        checks: Checks,
    },
}

#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    /// The property's name in JSON.
    pub(crate) json: String,
    pub(crate) ty: Type,
    pub(crate) required: bool,
    pub(crate) nullable: bool,
    /// The value of a property that is absent.
    pub(crate) default: Option<Literal>,
    /// What the value, if there is one and it is not null, has to fulfil.
    pub(crate) checks: Checks,
    pub(crate) docs: Option<String>,
    pub(crate) deprecated: bool,
}

impl Field {
    pub(crate) fn is_optional(&self) -> bool {
        !self.required && self.default.is_none()
    }

    /// Whether null is a value of its own: `Value` holds null itself.
    pub(crate) fn is_nullable(&self) -> bool {
        self.nullable && !matches!(self.ty, Type::Json)
    }
}

/// A value of a string enum.
#[derive(Clone, Debug)]
pub(crate) struct Variant {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) docs: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) enum Type {
    String,
    Bool,
    I32,
    I64,
    U32,
    U64,
    F32,
    F64,
    /// Anything JSON can hold.
    Json,
    /// Any object.
    JsonObject,
    List(Box<Type>),
    /// A list without duplicates.
    Set(Box<Type>),
    Tuple(Vec<Type>),
    Map(Box<Type>),
    Nullable(Box<Type>),
    Boxed(Box<Type>),
    /// A type of this [`Ir`].
    Named(String),
    /// A type of the user's: `replace`, `formats`, `x-rust-type`.
    Foreign(TokenStream),
}

impl Type {
    /// Whether `Deserialize` of the Rust type is not JSON Schema's idea of a value: 1.0 is an integer, a duplicate in
    /// a set is an error. (An alias is asked by its target.)
    pub(crate) fn is_read_by_adapter(&self) -> bool {
        match self {
            Self::I32 | Self::I64 | Self::U32 | Self::U64 | Self::Set(_) | Self::Tuple(_) => true,
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) | Self::Boxed(inner) => {
                inner.is_read_by_adapter()
            }
            _ => false,
        }
    }

    /// The types of the document that a value of this type is made of.
    pub(crate) fn names(&self) -> Vec<&str> {
        match self {
            Self::Named(name) => vec![name],
            Self::List(inner)
            | Self::Set(inner)
            | Self::Map(inner)
            | Self::Nullable(inner)
            | Self::Boxed(inner) => inner.names(),
            Self::Tuple(parts) => parts.iter().flat_map(Self::names).collect(),
            _ => Vec::new(),
        }
    }
}

impl TypeDef {
    /// A definition with nothing but a name and a kind.
    pub(crate) fn new(name: String, kind: TypeKind) -> Self {
        Self {
            name,
            docs: None,
            deprecated: false,
            kind,
            checks: Checks::default(),
            derives: Vec::new(),
            example: None,
        }
    }

    /// The types that the definition is made of.
    pub(crate) fn parts(&self) -> Vec<&Type> {
        match &self.kind {
            TypeKind::Struct { fields, unknown } => {
                let additional = match unknown {
                    Unknown::Kept { value, .. } => Some(value),
                    Unknown::Ignored | Unknown::Rejected => None,
                };
                fields.iter().map(|field| &field.ty).chain(additional).collect()
            }
            TypeKind::StringEnum { .. } | TypeKind::Constant(_) => Vec::new(),
            TypeKind::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
            TypeKind::Newtype(inner) | TypeKind::Alias(inner) => vec![inner],
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Channel {
    /// The name in functions.
    pub(crate) function: String,
    /// The name in types.
    pub(crate) type_name: String,
    /// The type that stands for the channel.
    pub(crate) marker: String,
    pub(crate) id: String,
    pub(crate) address: String,
    /// The axum route.
    pub(crate) route: String,
    pub(crate) path: Vec<PathPart>,
    pub(crate) docs: Option<String>,
    pub(crate) deprecated: bool,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) messages: Messages,
    pub(crate) server: bool,
    pub(crate) client: bool,
    /// Where there is a client.
    pub(crate) handlers: Option<Handlers>,
}

/// The struct with a function for each message of a channel.
#[derive(Clone, Debug)]
pub(crate) struct Handlers {
    pub(crate) name: String,
    /// The methods for errors and for messages that nobody handles.
    pub(crate) on_error: String,
    pub(crate) on_other: String,
}

/// The address as the client writes it.
#[derive(Clone, Debug)]
pub(crate) enum PathPart {
    /// Percent-encoded already.
    Literal(String),
    /// A parameter, by its position in [`Channel::parameters`].
    Parameter(usize),
}

#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    /// The name in the document.
    pub(crate) key: String,
    pub(crate) ty: Type,
    /// Where it stands when it does not fill a segment of the path.
    pub(crate) part: Option<SegmentPart>,
    /// Whether the type is `Eq` and `Hash`: floats are not.
    pub(crate) exact: bool,
    pub(crate) docs: Option<String>,
}

/// A parameter that fills a part of a segment, as in `a.{b}`.
#[derive(Clone, Debug)]
pub(crate) struct SegmentPart {
    /// What the route calls the whole segment: the key of its first parameter.
    pub(crate) capture: String,
    /// The texts around the segment's parameters.
    pub(crate) literals: Vec<String>,
    /// Which of the parameters it is.
    pub(crate) at: usize,
}

#[derive(Clone, Debug)]
pub(crate) enum Messages {
    One(Message),
    /// An enum of this name.
    Many {
        name: String,
        messages: Vec<Message>,
    },
}

#[derive(Clone, Debug)]
pub(crate) struct Message {
    /// The variant of the enum.
    pub(crate) variant: String,
    /// The method of the channel's handlers.
    pub(crate) handler: String,
    /// The key in the document.
    pub(crate) key: String,
    pub(crate) ty: Type,
    /// The struct of its headers.
    pub(crate) headers: Option<Type>,
    /// The `event:` line; `None` sends none.
    pub(crate) event: Option<String>,
    /// Raw text in place of JSON.
    pub(crate) text: bool,
    /// Where the id of its event is.
    pub(crate) id: Option<Box<IdPath>>,
    /// The `retry:` line, in milliseconds.
    pub(crate) retry: Option<u64>,
    /// Whether a client ends its stream with it.
    pub(crate) terminal: bool,
    /// What the payload has to fulfil.
    pub(crate) checks: Checks,
    pub(crate) docs: Option<String>,
    pub(crate) deprecated: bool,
}
