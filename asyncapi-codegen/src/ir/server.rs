//! Servers of the document, as base URLs of clients.

use super::TypeDef;

/// A server: a struct with its variables.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    pub(crate) name: String,
    /// The key in the document.
    pub(crate) key: String,
    /// `http` or `https`.
    pub(crate) scheme: &'static str,
    /// With `{variables}`, and with the port.
    pub(crate) host: String,
    /// Empty, or with a slash in front; with `{variables}`.
    pub(crate) path: String,
    pub(crate) title: Option<String>,
    pub(crate) docs: Option<String>,
    pub(crate) variables: Vec<Variable>,
}

/// A variable of a server: a field.
#[derive(Clone, Debug)]
pub(crate) struct Variable {
    pub(crate) name: String,
    /// The name in the document.
    pub(crate) key: String,
    /// The enum of its values; else it is a string.
    pub(crate) values: Option<TypeDef>,
    /// The text, or the variant, that it has unless another is given.
    pub(crate) default: Option<String>,
    pub(crate) docs: Option<String>,
}
