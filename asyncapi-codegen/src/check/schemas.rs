//! Schemas: keywords that contradict one another (rules X4, X5, X7).

use super::rules::Subject;
use super::{instance, pattern};
use crate::diagnostic::{Diagnostics, Severity, catalogue};
use crate::document::part_of_string;
use crate::tree::{Node, Value};

pub(super) fn check(subject: Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    discriminator(subject, diagnostics);
    default_fits(subject, diagnostics);
    pattern_is_one(subject, diagnostics);
}

/// Rule X8.
fn pattern_is_one(subject: Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let Some(node) = subject.node.get("pattern") else { return };
    let text = node.as_str().unwrap_or_default();
    if let Some((at, problem)) = pattern::problem(text) {
        let place = part_of_string(node.span, text, at, text.len(), subject.resolver.sources);
        diagnostics.push(catalogue::malformed_pattern(place, subject.name, problem));
    }
}

/// Rule X7: the property is one of the schema's, and required. OpenAPI's object form is accepted.
fn discriminator(subject: Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let Some(node) = subject.node.get("discriminator") else { return };
    let Some(name) = node.as_str() else {
        if !matches!(node.value, Value::Mapping(_)) {
            diagnostics.push(catalogue::discriminator_type(node.span, subject.name, node.describe()));
        }
        return;
    };
    let required = subject.node.get("required").map(Node::items).unwrap_or_default();
    let defined = subject.node.get("properties").is_some_and(|properties| properties.get(name).is_some());
    let composed = ["allOf", "oneOf", "anyOf"].iter().any(|word| subject.node.get(word).is_some());
    let required = required.iter().any(|required| required.as_str() == Some(name));
    if !composed && (!defined || !required) {
        diagnostics.push(catalogue::discriminator_not_required(node.span, name, defined));
    }
}

/// Rule X5: "the value MUST conform to the defined type".
fn default_fits(subject: Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let Some(default) = subject.node.get("default") else { return };
    if let Some(misfit) = instance::type_misfit(default, subject.node) {
        let mut diagnostic = catalogue::default_misfit(misfit.span, subject.name, &misfit.reason);
        // The specification's own examples have `type: boolean` with a default in quotes.
        diagnostic.severity = Severity::Warning;
        diagnostics.push(diagnostic);
    }
}
