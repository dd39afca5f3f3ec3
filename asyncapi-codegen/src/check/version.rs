//! Which version of the specification a document follows (rule D3).

use crate::diagnostic::{Diagnostics, catalogue};
use crate::tree::{Node, Value};

/// A minor version of the specification that is supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// 2.0 to 2.6, by the minor version.
    V2(u8),
    /// 3.0 and 3.1, by the minor version.
    V3(u8),
}

/// The document's version; `None`, with the reason among the diagnostics, when it is none of ours.
pub(crate) fn version(root: &Node, diagnostics: &mut Diagnostics) -> Option<Version> {
    let Some(mapping) = root.as_mapping() else {
        diagnostics.push(catalogue::not_a_document(root.span));
        return None;
    };
    let Some(entry) = mapping.entry("asyncapi") else {
        let diagnostic = match mapping.entry("openapi").or_else(|| mapping.entry("swagger")) {
            Some(other) => catalogue::openapi_document(other.key.span, &other.key.name),
            None => {
                catalogue::missing_version(mapping.iter().next().map_or(root.span, |entry| entry.key.span))
            }
        };
        diagnostics.push(diagnostic);
        return None;
    };
    let diagnostic = match &entry.value.value {
        Value::String(text) => match parse(text) {
            // A release candidate of 2.0 was another format.
            Some((2, minor @ 0..=6)) if !text.contains('-') => return Some(Version::V2(minor)),
            Some((3, minor @ 0..=1)) => return Some(Version::V3(minor)),
            Some(_) => catalogue::unsupported_version(entry.value.span, text),
            None => catalogue::malformed_version(entry.value.span, text),
        },
        Value::Float(value) => catalogue::version_not_quoted(entry.value.span, &format!("{value:?}")),
        Value::Int(value) => catalogue::version_not_quoted(entry.value.span, &format!("{value}.0")),
        _ => catalogue::malformed_version(entry.value.span, entry.value.describe()),
    };
    diagnostics.push(diagnostic);
    None
}

/// `major.minor.patch`, the patch with an optional `-suffix`, as major and minor.
fn parse(text: &str) -> Option<(u8, u8)> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let number = |part: &str| digits(part).then(|| part.parse().ok())?;
    let (core, suffix) = text.split_once('-').map_or((text, None), |(core, suffix)| (core, Some(suffix)));
    let mut parts = core.split('.');
    let (major, minor) = (number(parts.next()?)?, number(parts.next()?)?);
    parts.next().filter(|patch| digits(patch))?;
    (parts.next().is_none() && suffix != Some("")).then_some((major, minor))
}
