//! The keywords of JSON Schema, draft 7, as its validation specification has them: in types, and where a schema has
//! no type of its own. What is violated is told by place and keyword.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]
#![deny(warnings, missing_docs, unsafe_code)]

mod absent;
mod choices;
mod formats;
mod inheritance;
mod lists;
mod objects;
mod positions;
mod recursion;
mod support;
mod values;
