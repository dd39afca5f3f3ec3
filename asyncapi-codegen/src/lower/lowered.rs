//! What a schema comes to: its type, and how that is called.

use super::name::pascal;
use super::registry::Place;
use crate::ir::{Check, Checks, Type};
use crate::source::Span;
use crate::tree::Node;

/// An error that is among the diagnostics.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reported;

/// The type of a schema.
#[derive(Clone, Debug)]
pub(super) struct Lowered {
    pub(super) ty: Type,
    pub(super) nullable: bool,
    /// What a value that is not null has to fulfil.
    pub(super) checks: Checks,
}

/// How a schema is called, should it need a type of its own.
#[derive(Clone, Debug)]
pub(super) struct Named<'a> {
    pub(super) rust: String,
    /// "schema `User`".
    pub(super) what: String,
    pub(super) key: String,
    /// What `rename` takes to call it otherwise, and nothing else so.
    pub(super) rename: String,
    pub(super) span: Span,
    /// Whether the name is the document's: then a schema that needs no type of its own gets an alias.
    pub(super) definition: bool,
    /// The description of what holds the schema, for a schema without one.
    pub(super) docs: Option<String>,
    /// The example of what holds the schema, for a schema without one.
    pub(super) example: Option<&'a Node>,
}

impl Named<'_> {
    pub(super) fn place(&self) -> Place {
        Place {
            span: self.span,
            what: self.what.clone(),
            key: self.rename.clone(),
            proposal: format!("{}2", self.rust),
        }
    }

    /// The name of something inside, such as a property: `part` in names, at `path` of the schema.
    pub(super) fn inside(&self, part: &str, path: &[&str], span: Span) -> Self {
        let rust = format!("{}{}", self.rust, pascal(part));
        let path = path.iter().map(|segment| segment.replace('~', "~0").replace('/', "~1"));
        Self {
            rename: path.fold(self.rename.clone(), |pointer, segment| format!("{pointer}/{segment}")),
            rust,
            what: format!("`{part}` of {}", self.what),
            key: format!("{}.{part}", self.key),
            span,
            definition: false,
            docs: None,
            example: None,
        }
    }
}

impl Lowered {
    /// A type that allows every value it can hold.
    pub(super) fn of(ty: Type) -> Self {
        Self { ty, nullable: false, checks: Checks::new() }
    }

    /// A type of the document with checks of its own.
    pub(super) fn named(name: &str) -> Self {
        Self { checks: vec![Check::Nested], ..Self::of(Type::Named(name.to_owned())) }
    }

    /// The type with null in it, for places that are always there.
    pub(super) fn or_null(self) -> Type {
        if self.is_option() { Type::Nullable(Box::new(self.ty)) } else { self.ty }
    }

    /// Whether [`or_null`](Self::or_null) is an `Option`: `Value` holds null itself.
    pub(super) fn is_option(&self) -> bool {
        self.nullable && !matches!(self.ty, Type::Json)
    }

    /// The checks of the type with null in it.
    pub(super) fn checks_or_null(&self) -> Checks {
        if self.checks.is_empty() || !self.is_option() {
            self.checks.clone()
        } else {
            vec![Check::Some(self.checks.clone())]
        }
    }
}
