//! Messages: headers describe an object (rule M1), examples fit the schemas (rule M5).

use super::Version;
use super::instance;
use super::rules::Subject;
use crate::diagnostic::{Diagnostics, Severity, catalogue};
use crate::document::{is_json_schema, text};
use crate::tree::Node;

pub(super) fn check(subject: Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    headers_are_an_object(subject, diagnostics);
    no_protocol_headers(subject, diagnostics);
    examples_fit(subject, diagnostics);
}

/// Rule M1: headers are the application's. Those of the protocol are the server's business.
fn no_protocol_headers(subject: Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    const PROTOCOL: [&str; 5] = ["connection", "content-length", "content-type", "host", "transfer-encoding"];
    let headers = subject.node.get("headers").and_then(|headers| subject.resolver.follow(headers));
    for entry in headers.and_then(|headers| headers.get("properties")).map(Node::entries).unwrap_or_default()
    {
        if PROTOCOL.contains(&entry.key.name.to_ascii_lowercase().as_str()) {
            diagnostics.push(catalogue::protocol_header(&entry.key, subject.name));
        }
    }
}

fn headers_are_an_object(subject: Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let Some(headers) = subject.node.get("headers").and_then(|headers| subject.resolver.follow(headers))
    else {
        return;
    };
    if headers.get("schemaFormat").is_some() {
        return;
    }
    if let Some(kind) = headers.get("type").filter(|kind| kind.as_str().is_some_and(|kind| kind != "object"))
    {
        diagnostics.push(catalogue::headers_not_an_object(kind.span, subject.name));
    } else if let (Version::V2(_), true, None) =
        (subject.version, headers.as_mapping().is_some(), headers.get("type"))
    {
        let composed =
            ["allOf", "oneOf", "anyOf", "properties"].iter().any(|word| headers.get(word).is_some());
        if !composed {
            diagnostics.push(catalogue::headers_not_an_object(headers.span, subject.name));
        }
    }
}

/// An error in 2.x; in 3.x a warning, since the specification's own examples fail it.
fn examples_fit(subject: Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    if text(subject.node, "schemaFormat").is_some_and(|format| !is_json_schema(format)) {
        return;
    }
    for example in subject.node.get("examples").map(Node::items).unwrap_or_default() {
        for part in ["payload", "headers"] {
            let (Some(value), Some(schema)) = (example.get(part), subject.node.get(part)) else { continue };
            let Some(misfit) = instance::misfit(value, schema, subject.resolver) else { continue };
            let mut diagnostic = catalogue::example_misfit(misfit.span, part, subject.name, &misfit.reason);
            if matches!(subject.version, Version::V3(_)) {
                diagnostic.severity = Severity::Warning;
            }
            diagnostics.push(diagnostic);
        }
    }
}
