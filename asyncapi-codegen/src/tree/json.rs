//! A node as JSON text.

use std::fmt::Write as _;

use super::node::{Node, Value};

/// The JSON text of a node. A number that JSON cannot write (`.nan`, `.inf`) becomes null.
pub(crate) fn to_json(node: &Node) -> String {
    let mut text = String::new();
    write(node, &mut text);
    text
}

/// The JSON text of a list of nodes.
pub(crate) fn list_to_json<'a>(nodes: impl IntoIterator<Item = &'a Node>) -> String {
    let items: Vec<_> = nodes.into_iter().map(to_json).collect();
    format!("[{}]", items.join(","))
}

/// The JSON text of a string.
pub(crate) fn string_to_json(string: &str) -> String {
    let mut text = String::new();
    write_string(string, &mut text);
    text
}

fn write(node: &Node, text: &mut String) {
    match &node.value {
        Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Int(number) => {
            let _ = write!(text, "{number}");
        }
        Value::Float(number) if number.is_finite() => {
            let _ = write!(text, "{number:?}");
        }
        Value::Null | Value::Float(_) => text.push_str("null"),
        Value::String(string) => write_string(string, text),
        Value::Sequence(items) => {
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(']');
        }
        Value::Mapping(mapping) => {
            text.push('{');
            for (at, entry) in mapping.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                write_string(&entry.key.name, text);
                text.push(':');
                write(&entry.value, text);
            }
            text.push('}');
        }
    }
}

fn write_string(string: &str, text: &mut String) {
    text.push('"');
    for c in string.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            c if u32::from(c) < 0x20 => {
                let _ = write!(text, "\\u{:04x}", u32::from(c));
            }
            c => text.push(c),
        }
    }
    text.push('"');
}
