//! Values of the document (`default`, `examples`) as values of generated types.

/// A Rust expression for a value of a generated type.
#[derive(Clone, Debug)]
pub(crate) enum Literal {
    String(String),
    Bool(bool),
    Int(i128),
    Float(f64),
    /// JSON text, for values without a type of their own.
    Json(String),
    /// JSON text of an object.
    JsonObject(String),
    None,
    Some(Box<Literal>),
    Boxed(Box<Literal>),
    List(Vec<Literal>),
    Set(Vec<Literal>),
    Tuple(Vec<Literal>),
    Map(Vec<(String, Literal)>),
    /// A unit type.
    Constant(String),
    /// A variant without content: of a string enum.
    Variant {
        ty: String,
        variant: String,
    },
    /// A variant or newtype around a value.
    Wrapped {
        ty: String,
        variant: Option<String>,
        value: Box<Literal>,
    },
    Struct {
        ty: String,
        fields: Vec<(String, Literal)>,
    },
}
