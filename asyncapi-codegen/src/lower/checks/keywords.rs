//! The keywords about strings, numbers, lists and objects that hold no schema.

use crate::document::text;
use crate::ir::{Check, Checks, Number};
use crate::lower::schema::count;
use crate::tree::{Node, Value};

/// `minLength`, `maxLength`, `pattern`, `format`, `contentEncoding`.
pub(in crate::lower) fn string_keywords(schema: &Node, checks: &mut Checks) {
    // Every string is that long.
    let least = count(schema, "minLength").filter(|limit| *limit > 0);
    checks.extend(least.map(Check::MinLength));
    checks.extend(count(schema, "maxLength").map(Check::MaxLength));
    checks.extend(text(schema, "pattern").map(|pattern| Check::Pattern(pattern.to_owned())));
    checks.extend(text(schema, "format").and_then(format).map(Check::Format));
    let base64 = text(schema, "contentEncoding") == Some("base64");
    checks.extend(base64.then_some(Check::Format("Base64")));
}

/// `minimum`, `maximum`, the exclusive ones and `multipleOf`.
pub(in crate::lower) fn number_keywords(schema: &Node, checks: &mut Checks) {
    let limit = |keyword: &str| schema.get(keyword).and_then(number);
    checks.extend(limit("minimum").map(Check::Minimum));
    checks.extend(limit("maximum").map(Check::Maximum));
    checks.extend(limit("exclusiveMinimum").map(Check::ExclusiveMinimum));
    checks.extend(limit("exclusiveMaximum").map(Check::ExclusiveMaximum));
    checks.extend(limit("multipleOf").map(Check::MultipleOf));
}

/// `minItems`, `maxItems`, `uniqueItems`.
pub(in crate::lower) fn list_keywords(schema: &Node, checks: &mut Checks) {
    let least = count(schema, "minItems").filter(|limit| *limit > 0);
    checks.extend(least.map(Check::MinItems));
    checks.extend(count(schema, "maxItems").map(Check::MaxItems));
    if schema.get("uniqueItems").and_then(Node::as_bool) == Some(true) {
        checks.push(Check::UniqueItems);
    }
}

/// `minProperties` and `maxProperties`.
pub(in crate::lower) fn size_keywords(schema: &Node, checks: &mut Checks) {
    let least = count(schema, "minProperties").filter(|limit| *limit > 0);
    checks.extend(least.map(Check::MinProperties));
    checks.extend(count(schema, "maxProperties").map(Check::MaxProperties));
}

fn number(node: &Node) -> Option<Number> {
    match node.value {
        Value::Int(number) => Some(Number::Int(number)),
        Value::Float(number) if number.is_finite() => Some(Number::Float(number)),
        _ => None,
    }
}

/// The formats that are checked (rule X10: others say nothing about validity), as the runtime calls them.
fn format(name: &str) -> Option<&'static str> {
    const FORMATS: [(&str, &str); 21] = [
        ("date-time", "DateTime"),
        ("date", "Date"),
        ("time", "Time"),
        ("duration", "Duration"),
        ("email", "Email"),
        ("idn-email", "IdnEmail"),
        ("hostname", "Hostname"),
        ("idn-hostname", "IdnHostname"),
        ("ipv4", "Ipv4"),
        ("ipv6", "Ipv6"),
        ("uri", "Uri"),
        ("uri-reference", "UriReference"),
        ("iri", "Iri"),
        ("iri-reference", "IriReference"),
        ("uri-template", "UriTemplate"),
        ("uuid", "Uuid"),
        ("regex", "Regex"),
        ("json-pointer", "JsonPointer"),
        ("relative-json-pointer", "RelativeJsonPointer"),
        ("byte", "Byte"),
        ("base64", "Base64"),
    ];
    FORMATS.iter().find(|(known, _)| *known == name).map(|(_, variant)| *variant)
}
