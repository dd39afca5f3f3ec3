//! A pattern as it was read. Captures are not kept: only whether there is a match is of interest.

use super::set::Set;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// One character.
    Set(Set),
    /// One after the other; none is the empty string.
    Sequence(Vec<Node>),
    /// One of them.
    Choice(Vec<Node>),
    /// Without an end where `max` is `None`. Lazy or greedy is the same set of strings.
    Repeat {
        node: Box<Node>,
        min: u64,
        max: Option<u64>,
    },
    Assert(Assert),
    /// `(?=…)` and `(?!…)`.
    Lookahead {
        node: Box<Node>,
        negated: bool,
    },
    /// What only an engine can do; the parser says what it is.
    Opaque,
}

/// What holds between two characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Assert {
    /// `^`
    Start,
    /// `$`
    End,
    /// `\b`
    Boundary,
    /// `\B`
    NoBoundary,
}

impl Node {
    pub(super) const EMPTY: Self = Self::Sequence(Vec::new());
}
