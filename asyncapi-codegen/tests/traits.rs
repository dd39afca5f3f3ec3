//! Rule O8 and its opposite: in 2.x a trait overrides what it is applied to (26:748), in 3.x the target wins (L2707).

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use asyncapi_codegen::expand;
use asyncapi_codegen::source::SpecSource;

struct Memory(BTreeMap<String, String>);

impl SpecSource for Memory {
    fn read(&self, path: &Path) -> io::Result<String> {
        self.0.get(path.to_str().unwrap()).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn siblings(&self, _: &Path) -> Vec<String> {
        self.0.keys().cloned().collect()
    }
}

fn generated(document: &str) -> String {
    let source = Memory([("a.yaml".to_owned(), document.to_owned())].into());
    let expansion = expand(r#""a.yaml""#.parse().unwrap(), Path::new(""), &source).unwrap();
    assert!(expansion.diagnostics.is_empty(), "{:?}", expansion.diagnostics);
    expansion.tokens.to_string()
}

const TRAITS: &str = "traits: [{name: first}, {name: second, x-sse: {event: from-trait}}]";

#[test]
fn o8_a_trait_overrides_in_2x() {
    let document = format!(
        "asyncapi: 2.6.0\ninfo: {{title: T, version: 1.0.0}}\nchannels:\n  a:\n    subscribe:\n      message:\n        \
         x-sse: {{event: own}}\n        payload: {{type: string}}\n        {TRAITS}\n"
    );
    let text = generated(&document);
    assert!(text.contains("\"from-trait\"") && !text.contains("\"own\""), "{text}");
    // The name that stands in for a key is the last trait's too.
    assert!(text.contains("register_send_second"), "{text}");
}

#[test]
fn o8_the_target_wins_in_3x() {
    let document = format!(
        "asyncapi: 3.0.0\ninfo: {{title: T, version: 1.0.0}}\nchannels:\n  a:\n    address: a\n    messages:\n      m:\n        \
         x-sse: {{event: own}}\n        payload: {{type: string}}\n        {TRAITS}\n"
    );
    let text = generated(&document);
    assert!(text.contains("\"own\"") && !text.contains("\"from-trait\""), "{text}");
}

/// The fields are looked for one by one: those of a trait stand beside the message's own.
#[test]
fn o8_each_field_of_an_extension_is_merged() {
    let with = "x-sse: {id: $message.payload, event: own}\n        payload: {type: string}\n        \
                traits: [{x-sse: {retry: 7, id: '$message.payload#'}}, {bindings: {x-sse: {event: from-trait}}}]\n";
    let legacy = format!(
        "asyncapi: 2.6.0\ninfo: {{title: T, version: 1.0.0}}\nchannels:\n  a:\n    subscribe:\n      message:\n        {with}"
    );
    let document = format!(
        "asyncapi: 3.1.0\ninfo: {{title: T, version: 1.0.0}}\nchannels:\n  a:\n    address: a\n    messages:\n      m:\n        {with}"
    );
    for text in [generated(&legacy), generated(&document)] {
        for part in ["id_of (message)", "from_millis (7u64)", "\"from-trait\""] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}

#[test]
fn o8_a_later_trait_goes_before_an_earlier_one_in_3x() {
    let document = "asyncapi: 3.0.0\ninfo: {title: T, version: 1.0.0}\nchannels:\n  a:\n    address: a\n    messages:\n      \
                    m:\n        payload: {type: string}\n        traits: [{x-sse: {event: one}}, {x-sse: {event: two}}]\n";
    let text = generated(document);
    assert!(text.contains("\"two\"") && !text.contains("\"one\""), "{text}");
}
