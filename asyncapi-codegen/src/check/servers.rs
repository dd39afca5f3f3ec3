//! Servers: the variables of their URL (rules S3, C7).

use super::Version;
use super::rules::Subject;
use crate::diagnostic::{Diagnostics, Severity, catalogue};
use crate::document::text;
use crate::tree::Node;

/// Every `{variable}` of the URL (2.x), or of host and pathname (3.x), is defined; every defined one is used.
pub(super) fn variables(subject: Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let fields: &[&str] = match subject.version {
        Version::V2(_) => &["url"],
        Version::V3(_) => &["host", "pathname"],
    };
    let defined = subject.node.get("variables");
    // What is no map was reported as that, and defines nothing.
    if defined.is_some_and(|variables| variables.as_mapping().is_none()) {
        return;
    }
    let mut used = Vec::new();
    for field in fields {
        let Some(place) = subject.node.get(field) else { continue };
        for name in variables_of(place.as_str().unwrap_or_default()) {
            used.push(name);
            if defined.is_none_or(|variables| variables.get(name).is_none()) {
                let mut undefined = catalogue::server_variable_undefined(place.span, subject.name, name);
                // 3.x has no MUST for it, and 2.x none where there are no definitions at all.
                if matches!(subject.version, Version::V3(_)) || defined.is_none() {
                    undefined.severity = Severity::Warning;
                }
                diagnostics.push(undefined);
            }
        }
    }
    for entry in defined.map(Node::entries).unwrap_or_default() {
        if !used.contains(&entry.key.name.as_str()) {
            diagnostics.push(catalogue::server_variable_unused(&entry.key, subject.name));
        }
    }
}

fn variables_of(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

/// Rule S3 for server variables, C7 for parameters.
pub(super) fn default_in_enum(subject: Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let (Some(default), Some(values)) = (subject.node.get("default"), subject.node.get("enum")) else {
        return;
    };
    let Some(word) = text(subject.node, "default") else { return };
    if !values.items().iter().any(|value| value == default) {
        let words: Vec<_> = values.items().iter().filter_map(Node::as_str).collect();
        diagnostics.push(catalogue::default_not_in_enum(default.span, subject.name, word, &words));
    }
}
