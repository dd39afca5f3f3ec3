//! From an AsyncAPI document to Rust for Server-Sent Events: the library behind `asyncapi-runtime`'s
//! `asyncapi!` macro, usable without a compiler around it.
//!
//! The pipeline reads from top to bottom, each step a module:
//!
//! 1. [`source`]: load the text of every file
//! 2. `tree`: parse it into values that know where they stand
//! 3. `resolve`: follow `$ref`s; `document`: one form for all versions
//! 4. `check`: what the specification forbids
//! 5. `lower`: decide what is generated, into the `ir`
//! 6. `emit`: Rust
//!
//! Problems are collected on the way ([`diagnostic`]) and never stop more than what they concern: a run stops
//! early only when the document cannot be read, or does not say which version it follows.

#![forbid(unsafe_code)]

mod check;
pub mod diagnostic;
mod document;
mod emit;
mod format_sets;
mod ir;
mod locate;
mod lower;
mod options;
mod pattern;
mod pipeline;
mod resolve;
pub mod source;
mod spec;
mod tree;

pub use pipeline::{Checked, Expansion, Runtime, Skipped, bug, check, expand, expand_to_tokens};
