//! Addresses of channels: their parameters as types, axum's route, and what the client fills in.

use std::fmt::Write as _;

use super::lowered::Named;
use super::name::{pascal, snake};
use super::registry::{Place, Registry};
use super::types::Types;
use crate::document::{self, Part, Segment, address_parameters};
use crate::ir::{Parameter, PathPart, SegmentPart, Type};

/// The parameters of a channel's address.
pub(super) fn parameters<'a>(
    channel: &document::Channel<'a>,
    type_name: &str,
    types: &mut Types<'a, '_>,
) -> Option<Vec<Parameter>> {
    let address = channel.address.as_ref()?;
    let mut fields = Registry::default();
    let mut parameters = Vec::new();
    for (key, span) in address_parameters(address) {
        let defined = channel.parameters.iter().find(|parameter| parameter.key.name == key);
        let what = format!("parameter `{key}` of channel `{}`", channel.key.name);
        let rename_key = format!("{}.{key}", channel.key.name);
        let name = types.options.renamed(&[&rename_key]).unwrap_or_else(|| snake(key));
        let proposal = format!("{name}_2");
        let place = Place { span, what: what.clone(), key: rename_key.clone(), proposal };
        if let Err(collision) = fields.take(&name, place) {
            types.diagnostics.push(*collision);
            return None;
        }
        let ty = match defined {
            None => Type::String,
            Some(parameter) if parameter.schema.is_none() && parameter.values.is_empty() => Type::String,
            Some(parameter) => {
                let values: Vec<_> = parameter.values.iter().map(|value| (value, None)).collect();
                let rust = format!("{type_name}{}", pascal(key));
                let named = Named {
                    rename: rust.clone(),
                    rust,
                    what,
                    key: rename_key,
                    span: parameter.key.span,
                    definition: false,
                    docs: parameter.description.map(str::to_owned),
                    example: None,
                };
                match parameter.schema {
                    // 3.x: a string, with a set of values.
                    None => types.enum_of(&values, false, false, parameter.node, &named)?.ty,
                    // 2.x: any schema, of which one that is no scalar is taken as text.
                    Some(schema) => {
                        let ty = types.schema(schema, &named)?.ty;
                        if types.is_scalar(&ty) { ty } else { Type::String }
                    }
                }
            }
        };
        let docs = defined.and_then(|parameter| parameter.description).map(str::to_owned);
        let exact = !types.is_float(&ty);
        let part = segment_part(address, key);
        parameters.push(Parameter { name, key: key.to_owned(), ty, part, exact, docs });
    }
    Some(parameters)
}

/// The address as axum writes routes: with a leading slash, literals percent-encoded as they stand in a request, a
/// segment with parameters in it captured whole.
pub(super) fn route(address: &document::Address<'_>) -> String {
    let segment = |segment: &Segment<'_>| match segment.parameters.first() {
        None => encode(&segment.literals.concat()),
        Some(capture) => format!("{{{capture}}}"),
    };
    let segments: Vec<_> = address.segments().iter().map(segment).collect();
    format!("/{}", segments.join("/"))
}

/// Where the parameter `key` stands, if it does not fill its segment.
fn segment_part(address: &document::Address<'_>, key: &str) -> Option<SegmentPart> {
    let segments = address.segments();
    let segment = segments.iter().find(|segment| segment.parameters.contains(&key))?;
    let at = segment.parameters.iter().position(|name| *name == key)?;
    (!segment.is_whole()).then(|| SegmentPart {
        capture: segment.parameters.first().copied().unwrap_or_default().to_owned(),
        literals: segment.literals.iter().map(|literal| (*literal).to_owned()).collect(),
        at,
    })
}

/// The address as the client fills it in.
pub(super) fn path(address: &document::Address<'_>, parameters: &[Parameter]) -> Vec<PathPart> {
    let mut path: Vec<PathPart> = address
        .parts
        .iter()
        .map(|part| match part {
            Part::Literal(text) => PathPart::Literal(encode(text)),
            Part::Parameter { name, .. } => PathPart::Parameter(
                parameters.iter().position(|parameter| parameter.key == *name).unwrap_or_default(),
            ),
        })
        .collect();
    match path.first_mut() {
        Some(PathPart::Literal(first)) => *first = format!("/{}", first.trim_start_matches('/')),
        _ => path.insert(0, PathPart::Literal("/".to_owned())),
    }
    path
}

/// Percent-encodes what may not stand in the path of a URL (RFC 3986, 3.3); `%` is taken as written.
pub(super) fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/%".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
