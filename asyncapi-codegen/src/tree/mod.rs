//! Step 2, parse: YAML or JSON text into a tree in which every key and value knows where it stands.

#[cfg(test)]
mod differential;
mod json;
mod node;
mod read;
mod scalar;

pub(crate) use json::{list_to_json, string_to_json, to_json};
pub(crate) use node::{Entry, Key, Node, Value};
pub(crate) use read::read;
