//! From a place in a file to the JSON pointer of what stands there: the form that tools can follow.

use crate::source::Span;
use crate::tree::Node;

/// The pointer of the innermost value (or key) of `root` that holds `span`, such as `/channels/users/address`.
pub(crate) fn pointer(root: &Node, span: Span) -> String {
    let mut pointer = String::new();
    let mut node = root;
    loop {
        let step =
            node.entries().find(|entry| entry.key.span.contains(span) || entry.value.span.contains(span));
        if let Some(entry) = step {
            push(&mut pointer, &entry.key.name);
            if entry.key.span.contains(span) {
                return pointer;
            }
            node = &entry.value;
            continue;
        }
        let item = node.items().iter().enumerate().find(|(_, item)| item.span.contains(span));
        let Some((at, item)) = item else { return pointer };
        push(&mut pointer, &at.to_string());
        node = item;
    }
}

fn push(pointer: &mut String, segment: &str) {
    pointer.push('/');
    pointer.push_str(&segment.replace('~', "~0").replace('/', "~1"));
}
