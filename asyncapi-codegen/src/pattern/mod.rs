//! The keyword `pattern`: regular expressions of ECMA-262 with the `u` flag, searched for anywhere in a string.
//!
//! 1. [`parse`]: syntax, and what is wrong with it
//! 2. [`nfa`]: the expression as a graph over sets of code points
//! 3. [`dfa`], [`minimize`]: one deterministic table
//! 4. [`emit`]: the table as one Rust expression
//!
//! Nearly every pattern that documents use is regular, so that generated code needs no engine at run time. The rest
//! (backreferences, Unicode properties, lookaround inside) is left to one, behind a feature of the runtime.


mod alphabet;
mod ast;
mod class;
#[cfg(test)]
mod corpus;
mod dfa;
#[cfg(test)]
mod differential;
mod emit;
mod escape;
mod minimize;
mod nfa;
mod parse;
mod set;

pub(crate) use parse::{Error, parse};

use dfa::Dfa;

/// A pattern as generated code needs it.
#[derive(Debug)]
pub(crate) struct Compiled {
    /// The pattern as the document writes it.
    pub(crate) source: String,
    pub(crate) program: Program,
}

#[derive(Debug)]
pub(crate) enum Program {
    Table(Dfa),
    Engine {
        /// What no table can do: "a backreference".
        reason: Reason,
        /// The pattern as engines that know the `u` flag accept it.
        strict: String,
    },
}

/// Why a pattern needs an engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    Backreference,
    Lookahead,
    Lookbehind,
    Property,
    Size,
}

impl Reason {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Backreference => "a backreference",
            Self::Lookahead => "a lookahead that is not at its beginning",
            Self::Lookbehind => "a lookbehind",
            Self::Property => "a Unicode property",
            Self::Size => "more states than fit into a table",
        }
    }
}

/// Reads a pattern and decides how it is matched.
pub(crate) fn compile(source: &str) -> Result<Compiled, Error> {
    let parsed = parse(source)?;
    let program = match parsed.engine.map_or_else(|| dfa::build(&parsed.root), Err) {
        Ok(dfa) => Program::Table(dfa),
        Err(reason) => Program::Engine { reason, strict: parsed.strict },
    };
    Ok(Compiled { source: source.to_owned(), program })
}

/// A pattern as an expression of the runtime's, whose hidden module is `rt`. `None` for what is no pattern, which the
/// check of the document has reported.
pub(crate) fn tokens(source: &str, rt: &proc_macro2::TokenStream) -> Option<proc_macro2::TokenStream> {
    compile(source).ok().map(|compiled| compiled.tokens(rt))
}
