//! Documents made to take forever, or more stack than there is. The compiler and the editor wait for the
//! macro, so each has to end in reasonable time; without the rules they test, these took minutes or aborted.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]

use std::fmt::Write as _;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use asyncapi_codegen::source::SpecSource;
use asyncapi_codegen::{Expansion, expand};

const HEAD: &str = "asyncapi: 3.0.0\ninfo: {title: a, version: '1'}\nchannels:\n";

struct One(String);

impl SpecSource for One {
    fn read(&self, _: &Path) -> io::Result<String> {
        Ok(self.0.clone())
    }

    fn siblings(&self, _: &Path) -> Vec<String> {
        Vec::new()
    }
}

fn run(body: &str) -> Expansion {
    let start = Instant::now();
    let source = One(format!("{HEAD}{body}"));
    let expansion = expand("\"a.yaml\"".parse().unwrap(), Path::new("/"), &source).unwrap();
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    expansion
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, at| {
        let _ = writeln!(text, "{}", line(at));
        text
    })
}

/// A chain of schemas, each a property of the one before.
fn chain(link: &str) -> Expansion {
    let payload = "{$ref: '#/components/schemas/S0'}";
    let channel = format!("  c: {{address: c, messages: {{m: {{payload: {payload}}}}}}}\n");
    let links = lines(2000, |at| format!("    S{at}: {}", link.replace("NEXT", &format!("S{}", at + 1))));
    run(&format!("{channel}components:\n  schemas:\n{links}    S2000: {{type: string}}\n"))
}

#[test]
fn a_long_chain_of_structs() {
    let expansion = chain("{type: object, properties: {a: {$ref: '#/components/schemas/NEXT'}}}");
    assert!(expansion.diagnostics.is_empty(), "{:#?}", expansion.diagnostics);
    assert_eq!(expansion.tokens.to_string().matches("pub struct S").count(), 2000);
}

#[test]
fn a_long_chain_of_aliases() {
    let expansion = chain("{type: array, items: {$ref: '#/components/schemas/NEXT'}}");
    assert_eq!(expansion.diagnostics[0].code, "schemas-too-deep");
}

#[test]
fn references_through_references() {
    let levels = 20;
    let target = |at: usize| match at {
        20 => "#/x-end".to_owned(),
        _ => format!("#/x-{}/a{at}/a{at}/z", at + 1),
    };
    let ways = lines(levels + 1, |at| format!("x-{at}: {{$ref: '{}'}}", target(at)));
    let steps: String = (0..levels).fold(String::new(), |mut steps, at| {
        let _ = write!(steps, "a{at}: {{$ref: '{}'}}, ", target(at + 1));
        steps
    });
    let end = (0..levels).fold("{}".to_owned(), |end, _| format!("{{{steps} z: {end}}}"));
    let expansion = run(&format!("  c: {{$ref: '#/x-0'}}\n{ways}x-end: {end}\n"));
    assert_eq!(expansion.diagnostics[0].code, "unresolved-ref");
}

/// An error in a place that nothing but the reference looks at.
#[test]
fn a_broken_reference_in_an_extension() {
    let expansion = run("  c: {$ref: '#/x-a'}\nx-a: {$ref: '#/nowhere'}\n");
    assert_eq!(expansion.diagnostics[0].code, "unresolved-ref");
    let expansion = run("  c: {$ref: '#/x-b'}\nx-a: {$ref: '#/x-b'}\nx-b: {$ref: '#/x-a'}\n");
    assert_eq!(expansion.diagnostics[0].code, "cyclic-ref");
}

#[test]
fn many_unresolved_references() {
    let ways =
        lines(200, |at| format!("  channel-{at}: {{$ref: '#/components/channels/another-channel-{at}'}}"));
    let names = lines(200, |at| format!("    some-Channel-{at}: {{address: a{at}}}"));
    assert_eq!(run(&format!("{ways}components:\n  channels:\n{names}")).diagnostics.len(), 200);
}

#[test]
fn many_parameters() {
    let address: String = (0..300).fold(String::new(), |text, at| format!("{text}/{{p{at}}}"));
    let parameters = lines(300, |at| format!("      q{at}: {{}}"));
    run(&format!("  c:\n    address: {address}\n    messages: {{m: {{}}}}\n    parameters:\n{parameters}"));
}

#[test]
fn long_names() {
    let (a, b) = ("a".repeat(20_000), "b".repeat(20_000));
    run(&format!("  ? {a}\n  : {{address: a}}\n  x: {{$ref: '#/channels/{b}'}}\n"));
}

#[test]
fn many_errors() {
    run(&"  a: {address: a}\n".repeat(20_000));
}

#[test]
fn large_merge_keys() {
    let keys = |name: &str| lines(40_000, |at| format!("  {name}{at}: 1"));
    run(&format!("x-a: &a\n{}x-b:\n  <<: *a\n{}", keys("a"), keys("b")));
}

/// A document with one payload and these schemas, each on a line.
fn schemas(payload: &str, schemas: &str) -> Expansion {
    let channel = format!("  c: {{address: c, messages: {{m: {{payload: {payload}}}}}}}\n");
    run(&format!("{channel}components:\n  schemas:\n{schemas}"))
}

const S0: &str = "{$ref: '#/components/schemas/S0'}";

#[test]
fn a_default_of_choices_in_choices() {
    let next = |at: usize| format!("{{$ref: '#/components/schemas/S{}'}}", at + 1);
    for keyword in ["oneOf", "anyOf", "allOf"] {
        let links = lines(60, |at| format!("    S{at}: {{{keyword}: [{0}, {0}]}}", next(at)));
        let payload = format!("{{type: object, properties: {{a: {{default: x, allOf: [{S0}]}}}}}}");
        schemas(&payload, &format!("{links}    S60: {{type: integer}}\n"));
    }
    let payload = format!("{{type: object, properties: {{a: {{default: x, allOf: [{S0}]}}}}}}");
    schemas(&payload, &format!("    S0: {{allOf: [{S0}, {S0}]}}\n"));
}

#[test]
fn defaults_of_defaults() {
    let links = lines(30, |at| {
        let next = format!("{{default: {{}}, allOf: [{{$ref: '#/components/schemas/S{}'}}]}}", at + 1);
        format!("    S{at}: {{type: object, properties: {{a: {next}, b: {next}, c: {next}}}}}")
    });
    let expansion = schemas(S0, &format!("{links}    S30: {{type: object, properties: {{a: {{}}}}}}\n"));
    assert!(expansion.tokens.to_string().len() < 5_000_000);
}

/// Every member adds properties: the object is one of 65536.
#[test]
fn many_choices_of_one_object() {
    let member = |name: &str, at: usize| {
        format!("{{type: object, required: [{name}{at}], properties: {{{name}{at}: {{type: string}}}}}}")
    };
    let choices: Vec<_> =
        (0..16).map(|at| format!("{{oneOf: [{}, {}]}}", member("a", at), member("b", at))).collect();
    let schema = format!("{{type: object, properties: {{a: {{}}}}, allOf: [{}]}}", choices.join(", "));
    let expansion = schemas(S0, &format!("    S0: {schema}\n"));
    assert!(expansion.diagnostics.is_empty(), "{:#?}", expansion.diagnostics);
    assert!(expansion.tokens.to_string().len() < 5_000_000);
}

/// Whether a schema applies depends on the last sixteen properties on the way.
#[test]
fn combinations_of_recursive_schemas() {
    let links = lines(15, |at| {
        let next = format!("{{$ref: '#/components/schemas/S{}'}}", (at + 2).min(15));
        format!("    S{}: {{type: object, properties: {{a: {next}, b: {next}}}}}", at + 1)
    });
    let both = format!("{{allOf: [{S0}, {{$ref: '#/components/schemas/S1'}}]}}");
    let first = format!("    S0: {{type: object, properties: {{a: {S0}, b: {both}}}}}\n");
    let expansion = schemas(S0, &format!("{first}{links}"));
    let codes: Vec<_> = expansion.diagnostics.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["too-many-combinations"]);
}
