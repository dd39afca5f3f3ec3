//! Where in a message the id of its event is.

/// The way from a message to the value that is its id, a step at a time.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum IdPath {
    /// The value at hand is the id; there is none where it is absent or null.
    Value,
    /// The value is of a type of the user's: where in its JSON form the id is, as a JSON pointer.
    Within(String),
    /// A field of a struct, by its name in Rust.
    Field(String, Box<IdPath>),
    /// What is in an `Option`; there is no id where there is nothing.
    Some(Box<IdPath>),
    /// What is in a `Box`.
    Unboxed(Box<IdPath>),
    /// What is in a newtype.
    Inner(Box<IdPath>),
    /// A way for each variant of an enum.
    Union { name: String, variants: Vec<(String, IdPath)> },
}
