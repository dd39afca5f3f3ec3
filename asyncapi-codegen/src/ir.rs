//! What is to be generated, with every decision taken: emitting it cannot fail.
//!
//! Names are Rust names already, without `r#`; texts are the document's own.

use proc_macro2::TokenStream;

/// Everything one macro call generates.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ir {
    pub(crate) types: Vec<TypeDef>,
    pub(crate) channels: Vec<Channel>,
}

impl Ir {
    /// Whether anything of it is deprecated.
    pub(crate) fn has_deprecations(&self) -> bool {
        let field = |kind: &TypeKind| match kind {
            TypeKind::Struct { fields, .. } => fields.iter().any(|field| field.deprecated),
            TypeKind::StringEnum(_) | TypeKind::Alias(_) => false,
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
}

#[derive(Clone, Debug)]
pub(crate) enum TypeKind {
    Struct { fields: Vec<Field>, unknown: Unknown },
    StringEnum(Vec<Variant>),
    Alias(Type),
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
    pub(crate) docs: Option<String>,
    pub(crate) deprecated: bool,
}

/// A value of a string enum.
#[derive(Clone, Debug)]
pub(crate) struct Variant {
    pub(crate) name: String,
    pub(crate) value: String,
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
    Map(Box<Type>),
    Nullable(Box<Type>),
    Boxed(Box<Type>),
    /// A type of this [`Ir`].
    Named(String),
    /// A type of the user's, from `replace`.
    Foreign(TokenStream),
}

#[derive(Clone, Debug)]
pub(crate) struct Channel {
    /// The name in functions.
    pub(crate) function: String,
    /// The name in types.
    pub(crate) type_name: String,
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
    /// The key in the document.
    pub(crate) key: String,
    pub(crate) ty: Type,
    /// The `event:` line; `None` sends none.
    pub(crate) event: Option<String>,
    /// Raw text in place of JSON.
    pub(crate) text: bool,
    pub(crate) docs: Option<String>,
    pub(crate) deprecated: bool,
}
