//! Golden expansions: what the macro generates, readable. `tests/` of the workspace compiles the same
//! documents.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]

use std::path::Path;

use asyncapi_codegen::expand;
use asyncapi_codegen::source::FileSystem;

fn expansion(input: &str) -> String {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let expansion = expand(input.parse().expect("tokens"), &base, &FileSystem).expect("well-formed input");
    assert!(expansion.diagnostics.is_empty(), "{:#?}", expansion.diagnostics);
    let file = syn::parse2(expansion.tokens).expect("Rust");
    prettyplease::unparse(&file)
}

#[test]
fn seed() {
    insta::assert_snapshot!(expansion(r#""examples/account-service/asyncapi.yaml""#));
}

#[test]
fn notifications() {
    insta::assert_snapshot!(expansion(r#""tests/specs/notifications.yaml""#));
}

#[test]
fn generate_narrows() {
    insta::assert_snapshot!(expansion(
        r#""examples/account-service/asyncapi.yaml", generate = [types, client]"#
    ));
}

/// AsyncAPI 2.6: channels by address, typed parameters, `oneOf` messages, traits that override.
#[test]
fn legacy() {
    insta::assert_snapshot!(expansion(r#""tests/specs/legacy.yaml", generate = [server, client]"#));
}

/// Channels of other protocols are left out.
#[test]
fn mixed() {
    insta::assert_snapshot!(expansion(r#""tests/specs/mixed.yaml", generate = [types, client]"#));
}

/// Every shape of payload, with its checks.
#[test]
fn payloads() {
    insta::assert_snapshot!(expansion(r#""tests/specs/payloads.yaml", generate = [types]"#));
}

/// A message that ends its stream.
#[test]
fn completions() {
    insta::assert_snapshot!(expansion(r#""tests/specs/completions.yaml", generate = [client]"#));
}

/// Servers with variables.
#[test]
fn servers() {
    insta::assert_snapshot!(expansion(r#""tests/specs/servers.yaml", generate = [client]"#));
}

/// Ids and reconnection times that the document gives.
#[test]
fn stream_fields() {
    insta::assert_snapshot!(expansion(r#""tests/specs/stream_fields.yaml", generate = [server]"#));
}
