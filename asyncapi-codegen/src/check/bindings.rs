//! Bindings of the protocols that carry event streams; those of others are nobody's business here.

use super::Version;
use super::rules::Subject;
use crate::diagnostic::{Diagnostics, Severity, catalogue};
use crate::tree::Node;

/// http (for servers and channels) and mercure bindings must not contain any property. Many a real document says
/// with a channel's http binding what belongs to its operation: that is a warning.
pub(super) fn without_properties(subject: Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    versions(subject, diagnostics);
    empty(subject, "http", Severity::Warning, diagnostics);
    empty(subject, "mercure", Severity::Error, diagnostics);
}

/// The http binding of an operation: `type` went with 0.1.0, which 3.x documents cannot follow any more.
pub(super) fn operation(subject: Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    versions(subject, diagnostics);
    empty(subject, "mercure", Severity::Error, diagnostics);
    let Some(http) = subject.node.get("http") else { return };
    if let (Version::V3(_), Some(entry)) =
        (subject.version, http.as_mapping().and_then(|http| http.entry("type")))
    {
        diagnostics.push(catalogue::http_binding_type(entry.key.span));
    }
}

pub(super) fn message(subject: Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    versions(subject, diagnostics);
    empty(subject, "mercure", Severity::Error, diagnostics);
}

/// A version that the binding does not have; without one it is the latest.
fn versions(subject: Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (protocol, known) in
        [("http", &["0.1.0", "0.2.0", "0.3.0", "latest"][..]), ("mercure", &["0.1.0", "latest"])]
    {
        let Some(version) = subject.node.get(protocol).and_then(|binding| binding.get("bindingVersion"))
        else {
            continue;
        };
        if let Some(text) = version.as_str().filter(|text| !known.contains(text)) {
            diagnostics.push(catalogue::binding_version(version.span, protocol, text, known));
        }
    }
}

fn empty(subject: Subject<'_, '_>, protocol: &str, severity: Severity, diagnostics: &mut Diagnostics) {
    let entries = subject.node.get(protocol).map(Node::entries).unwrap_or_default();
    let own = |name: &str| name == "bindingVersion" || name.starts_with("x-");
    for entry in entries.filter(|entry| !own(&entry.key.name)) {
        let mut diagnostic = catalogue::binding_property(&entry.key, protocol, subject.name);
        diagnostic.severity = severity;
        diagnostics.push(diagnostic);
    }
}
