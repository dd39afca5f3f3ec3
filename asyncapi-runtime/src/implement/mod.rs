//! What every payload type and server implements, written once: generated code names a type's properties, values,
//! variants or variables, and these macros do the rest. They belong to generated code, not to users.
//!
//! What they expand to is compiled once for each type of a document, so it is little: it names the parts, and
//! functions of this crate put them together.

mod constant;
mod handlers;
mod newtype;
mod object;
mod server;
mod string_enum;
mod union;
