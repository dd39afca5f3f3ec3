//! Schemas: keywords that contradict one another (rules X4, X5, X7, X8).

use super::instance;
use super::rules::Subject;
use crate::diagnostic::{Diagnostics, Severity, catalogue};
use crate::document::part_of_string;
use crate::pattern;
use crate::source::Span;
use crate::tree::{Node, Value};

pub(super) fn check(subject: Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    discriminator(subject, diagnostics);
    default_fits(subject, diagnostics);
    examples_fit(subject, diagnostics);
    patterns_are_some(subject, diagnostics);
}

/// Rule X8: `pattern` and the names in `patternProperties` are regular expressions of ECMA-262.
fn patterns_are_some(subject: Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    if let Some((node, text)) = subject.node.get("pattern").and_then(|node| Some((node, node.as_str()?))) {
        pattern_is_one(node.span, text, &format!("the pattern of {}", subject.name), subject, diagnostics);
    }
    for entry in subject.node.get("patternProperties").into_iter().flat_map(Node::entries) {
        let what = format!("a name in `patternProperties` of {}", subject.name);
        pattern_is_one(entry.key.span, &entry.key.name, &what, subject, diagnostics);
    }
}

fn pattern_is_one(
    span: Span,
    text: &str,
    what: &str,
    subject: Subject<'_, '_>,
    diagnostics: &mut Diagnostics,
) {
    match pattern::parse(text) {
        Ok(parsed) => {
            let reason = parsed.engine.map(pattern::Reason::as_str);
            diagnostics.extend(reason.map(|reason| catalogue::pattern_needs_engine(span, what, reason)));
        }
        Err(error) => {
            let (start, end) = (error.range.start, error.range.end);
            let place = part_of_string(span, text, start, end, subject.resolver.sources);
            diagnostics.push(catalogue::malformed_pattern(place, what, error.text));
        }
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

/// Rule X5: "the value MUST conform to the defined type". What else it violates makes it no less valid a document, but
/// a default that nobody uses.
fn default_fits(subject: Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let Some(default) = subject.node.get("default") else { return };
    if let Some(misfit) = instance::type_misfit(default, subject.node) {
        let mut diagnostic = catalogue::default_misfit(misfit.span, subject.name, &misfit.reason);
        // The specification's own examples have `type: boolean` with a default in quotes.
        if is_scalar_in_quotes(default) {
            diagnostic.severity = Severity::Warning;
        }
        diagnostics.push(diagnostic);
    } else if let Some(misfit) = instance::misfit(default, subject.node, subject.resolver) {
        diagnostics.push(catalogue::default_not_valid(misfit.span, subject.name, &misfit.reason));
    }
}

fn is_scalar_in_quotes(node: &Node) -> bool {
    let text = node.as_str().unwrap_or_default();
    matches!(text, "true" | "false") || text.parse::<f64>().is_ok()
}

/// The examples of a schema are annotations: one that does not fit is worth a word.
fn examples_fit(subject: Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let several = subject.node.get("examples").map(Node::items).unwrap_or_default();
    for example in several.iter().chain(subject.node.get("example")) {
        if let Some(misfit) = instance::misfit(example, subject.node, subject.resolver) {
            diagnostics.push(catalogue::schema_example_misfit(misfit.span, subject.name, &misfit.reason));
        }
    }
}
