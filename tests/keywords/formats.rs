//! `format`.

use asyncapi_runtime::asyncapi;
use serde_json::json;

use crate::support::{fine, refused, violates};

asyncapi!("specs/keywords-formats.yaml");

#[test]
fn format_of_strings() {
    for (format, good, bad) in [
        ("date-time", "2026-11-21T10:00:00.5+01:00", "2026-11-21 10:00"),
        ("date", "2024-02-29", "2024-02-30"),
        ("time", "23:59:60Z", "24:00:00Z"),
        ("duration", "P1DT2H", "P1D2H"),
        ("email", "a.b@example.com", "a.example.com"),
        ("idn-email", "ä@exämple.com", "ä"),
        ("hostname", "a-b.example.com", "-a.example"),
        ("idn-hostname", "exämple.com", "a b"),
        ("ipv4", "127.0.0.1", "127.0.0.256"),
        ("ipv6", "::1", "::1::"),
        ("uri", "https://example.com/a?b#c", "/a?b#c"),
        ("uri-reference", "../a?b", "a\\b"),
        ("iri", "https://exämple.com/ü", "ü"),
        ("iri-reference", "ü/ö", "\\\\ü"),
        ("uri-template", "/users/{id}", "/users/{id"),
        ("uuid", "2eb8aa08-aa98-11ea-b4aa-73b441d16380", "2eb8aa08-aa98-11ea-b4aa"),
        ("json-pointer", "/a/b~1c", "a/b"),
        ("relative-json-pointer", "1/a", "/a"),
        ("regex", "^a+$", "(a"),
        ("byte", "YWI=", "YWI"),
        ("base64", "YWI=", "Y?=="),
    ] {
        let any = format!("any-{format}");
        fine::<Formats>(&json!({format: good, any.as_str(): good}));
        fine::<Formats>(&json!({any.as_str(): 1}));
        fine::<Formats>(&json!({any.as_str(): [bad]}));
        violates::<Formats>(&json!({format: bad}), &format!("/{format}"), "format");
        violates::<Formats>(&json!({any.as_str(): bad}), &format!("/{any}"), "format");
        refused::<Formats>(&json!({format: 1}));
    }
}

#[test]
fn format_that_says_nothing_about_validity() {
    fine::<Formats>(&json!({
        "unknown": "", "password": "a", "binary": "\u{0}", "number": 1.5, "date-of-numbers": 1,
    }));
}

#[test]
fn format_in_lists_and_maps() {
    violates::<Formats>(&json!({"list": ["1.1.1.1", "1.1.1"]}), "/list/1", "format");
    violates::<Formats>(&json!({"map": {"a": "b"}}), "/map/a", "format");
}
