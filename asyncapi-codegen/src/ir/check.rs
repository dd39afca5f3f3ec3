//! What a schema demands of a value beyond its Rust type: JSON Schema's keywords, one variant each.

/// Checks of one value, in the order they are made.
pub(crate) type Checks = Vec<Check>;

/// A limit of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Number {
    Int(i128),
    Float(f64),
}

/// One check, of a typed value or of a JSON value alike; it says nothing about values of another JSON type
/// than its keyword's.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Check {
    MinLength(u64),
    MaxLength(u64),
    Pattern(String),
    /// The name of a `Format` of the runtime.
    Format(&'static str),

    Minimum(Number),
    Maximum(Number),
    ExclusiveMinimum(Number),
    ExclusiveMaximum(Number),
    MultipleOf(Number),

    MinItems(u64),
    MaxItems(u64),
    UniqueItems,
    Items(Checks),
    /// One position.
    Item(usize, Checks),
    /// Every item from a position on.
    ItemsFrom(usize, Checks),
    Contains(Checks),

    MinProperties(u64),
    MaxProperties(u64),
    Required(Vec<String>),
    /// Checks of the names, which are strings.
    PropertyNames(Checks),
    Property(String, Checks),
    Values(Checks),
    PatternProperties(String, Checks),
    AdditionalProperties {
        known: Vec<String>,
        patterns: Vec<String>,
        checks: Checks,
    },
    /// Checks of the whole object, if it has this property.
    Dependency(String, Checks),
    DependentRequired(String, Vec<String>),

    /// JSON text.
    Const(String),
    /// JSON text of a list.
    Enum(String),
    /// Names of JSON types.
    Types(Vec<&'static str>),
    Never,
    AnyOf(Vec<Checks>),
    OneOf(Vec<Checks>),
    Not(Checks),
    If {
        condition: Checks,
        then: Checks,
        otherwise: Checks,
    },
    /// A property of a struct that has to be one of these strings.
    Tag(String, Vec<String>),
    /// The checks of [`Ir::functions`](super::Ir::functions) at this position.
    Call(usize),

    /// What the value's own type demands.
    Nested,
    /// Of the value that is not null.
    Some(Checks),
    /// Of one member of a tuple.
    Member(usize, Checks),
    /// Of the value in its JSON form.
    AsJson(Checks),
}

impl Check {
    /// The checks inside this one.
    pub(crate) fn children(&self) -> Vec<&Checks> {
        match self {
            Self::Items(inner)
            | Self::Item(_, inner)
            | Self::ItemsFrom(_, inner)
            | Self::Contains(inner)
            | Self::PropertyNames(inner)
            | Self::Property(_, inner)
            | Self::Values(inner)
            | Self::PatternProperties(_, inner)
            | Self::AdditionalProperties { checks: inner, .. }
            | Self::Dependency(_, inner)
            | Self::Not(inner)
            | Self::Some(inner)
            | Self::Member(_, inner)
            | Self::AsJson(inner) => vec![inner],
            Self::AnyOf(several) | Self::OneOf(several) => several.iter().collect(),
            Self::If { condition, then, otherwise } => vec![condition, then, otherwise],
            _ => Vec::new(),
        }
    }

    /// Drops checks inside this one that `keep` does not want. Whether anything is left to check.
    pub(crate) fn retain(&mut self, keep: &impl Fn(&Self) -> bool) -> bool {
        match self {
            Self::Items(inner)
            | Self::Item(_, inner)
            | Self::ItemsFrom(_, inner)
            | Self::Values(inner)
            | Self::Some(inner)
            | Self::Member(_, inner) => {
                inner.retain_mut(|check| check.retain(keep));
                !inner.is_empty()
            }
            // In the others every check is of the JSON form, and the empty list means something too.
            other => keep(other),
        }
    }

    /// How many checks there are, itself included.
    pub(crate) fn size(&self) -> usize {
        1 + self.children().into_iter().map(size).sum::<usize>()
    }
}

/// How many checks there are in all.
pub(crate) fn size(checks: &Checks) -> usize {
    checks.iter().map(Check::size).sum()
}
