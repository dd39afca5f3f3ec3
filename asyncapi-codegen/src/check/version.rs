//! Which version of the specification a document follows (rule D3).

use crate::diagnostic::{Diagnostics, catalogue};
use crate::tree::{Node, Value};

/// A minor version of the specification that is supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    V3_0,
    V3_1,
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
            Some((3, 0)) => return Some(Version::V3_0),
            Some((3, 1)) => return Some(Version::V3_1),
            Some((2, _)) => catalogue::version_2(entry.value.span, text),
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
fn parse(text: &str) -> Option<(u32, u32)> {
    let number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())?;
    let (core, suffix) = text.split_once('-').map_or((text, None), |(core, suffix)| (core, Some(suffix)));
    let mut parts = core.split('.');
    let (major, minor) = (number(parts.next()?)?, number(parts.next()?)?);
    number(parts.next()?)?;
    (parts.next().is_none() && suffix != Some("")).then_some((major, minor))
}
