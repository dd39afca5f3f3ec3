//! Goldens of the messages that need documents nobody would write by hand: every limit has one, and so has a bug.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::Path;

use asyncapi_codegen::diagnostic::Renderer;
use asyncapi_codegen::source::SpecSource;
use asyncapi_codegen::{bug, check};

#[derive(Default)]
struct Memory(BTreeMap<String, String>);

impl SpecSource for Memory {
    fn read(&self, path: &Path) -> io::Result<String> {
        let path = path.to_str().unwrap();
        if path == "secret.yaml" {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        self.0.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn siblings(&self, _: &Path) -> Vec<String> {
        Vec::new()
    }
}

const HEAD: &str = "asyncapi: 3.0.0\ninfo: {title: T, version: 1.0.0}\n";

fn said(path: &str, files: &Memory) -> String {
    let checked = check(Path::new(path), files, false);
    let renderer = Renderer::new(&checked.sources, "");
    let texts: Vec<_> = checked
        .diagnostics
        .iter()
        .map(|diagnostic| format!("[{}] {}", diagnostic.code, renderer.render(diagnostic)))
        .collect();
    texts.join("\n\n")
}

fn document(text: String) -> Memory {
    Memory([("a.yaml".to_owned(), text)].into())
}

#[test]
fn a_file_that_cannot_be_read() {
    insta::assert_snapshot!(said("secret.yaml", &Memory::default()));
}

#[test]
fn a_file_that_is_too_large() {
    insta::assert_snapshot!(said("a.yaml", &document("x".repeat(65 * 1024 * 1024))));
}

#[test]
fn too_many_files() {
    let mut files =
        document(format!("{HEAD}x-first: {{$ref: f0.yaml}}\nchannels: {{a: {{$ref: f0.yaml}}}}\n"));
    for number in 0..1100 {
        files.0.insert(format!("f{number}.yaml"), format!("$ref: f{}.yaml\n", number + 1));
    }
    // The last file that is read names one that is not.
    let text = said("a.yaml", &files);
    assert!(text.starts_with("[too-many-files]") || text.starts_with("[cyclic-ref]"), "{text}");
    let wide = (0..1100).fold(format!("{HEAD}components:\n  schemas:\n"), |text, number| {
        text + &format!("    S{number}: {{$ref: f{number}.yaml}}\n")
    });
    let mut files = document(wide);
    for number in 0..1100 {
        files.0.insert(format!("f{number}.yaml"), "type: string\n".to_owned());
    }
    let text = said("a.yaml", &files);
    insta::assert_snapshot!(text.split("\n\n").next().unwrap_or_default());
}

#[test]
fn aliases_that_grow() {
    let mut text = String::from(HEAD) + "x-0: &a0 [x, x, x, x, x, x, x, x, x]\n";
    for level in 1..9 {
        let alias = format!("*a{}", level - 1);
        let _ = writeln!(text, "x-{level}: &a{level} [{}]", [alias.as_str(); 9].join(", "));
    }
    insta::assert_snapshot!(said("a.yaml", &document(text)));
}

#[test]
fn aliases_that_nest() {
    let mut text = String::from(HEAD) + "x-0: &a0 [[[[[[[[[[x]]]]]]]]]]\n";
    for level in 1..40 {
        let _ = writeln!(text, "x-{level}: &a{level} [[[[[[[[[[*a{}]]]]]]]]]]", level - 1);
    }
    insta::assert_snapshot!(said("a.yaml", &document(text)));
}

#[test]
fn schemas_that_nest() {
    let mut text = format!(
        "{HEAD}channels:\n  a:\n    address: a\n    messages: {{m: {{payload: {{$ref: '#/components/schemas/S0'}}}}}}\ncomponents:\n  schemas:\n"
    );
    for level in 0..400 {
        let _ = writeln!(
            text,
            "    S{level}: {{type: array, items: {{$ref: '#/components/schemas/S{}'}}}}",
            level + 1
        );
    }
    text.push_str("    S400: {type: string}\n");
    insta::assert_snapshot!(said("a.yaml", &document(text)));
}

#[test]
fn schemas_that_combine() {
    let mut text = format!(
        "{HEAD}channels:\n  a:\n    address: a\n    messages: {{m: {{payload: {{$ref: '#/components/schemas/S0'}}}}}}\ncomponents:\n  schemas:\n    S0:\n      type: object\n      properties:\n        a: {{$ref: '#/components/schemas/S0'}}\n        b: {{allOf: [{{$ref: '#/components/schemas/S0'}}, {{$ref: '#/components/schemas/S1'}}]}}\n"
    );
    for level in 1..15 {
        let next = format!("{{$ref: '#/components/schemas/S{}'}}", level + 1);
        let _ = writeln!(text, "    S{level}: {{type: object, properties: {{a: {next}, b: {next}}}}}");
    }
    text.push_str("    S15: {type: object, properties: {c: {type: string}}}\n");
    insta::assert_snapshot!(said("a.yaml", &document(text)));
}

/// Two ways at every step, and a way without an end: the search gives up.
#[test]
fn ids_that_lead_far() {
    let text = |pointer: &str| {
        format!(
            "{HEAD}channels:\n  a:\n    address: a\n    messages:\n      m:\n        x-sse: {{id: '$message.payload#{pointer}'}}\n        \
             payload: {{$ref: '#/components/schemas/S'}}\ncomponents:\n  schemas:\n    S:\n      oneOf: [{{$ref: '#/components/schemas/A'}}, {{$ref: '#/components/schemas/B'}}]\n    \
             A: {{type: object, properties: {{n: {{$ref: '#/components/schemas/S'}}, id: {{type: string}}}}}}\n    \
             B: {{type: object, required: [x], properties: {{n: {{$ref: '#/components/schemas/S'}}, id: {{type: integer}}, x: {{}}}}}}\n"
        )
    };
    assert_eq!(said("a.yaml", &document(text(&("/n".repeat(7) + "/id")))), "");
    let far = said("a.yaml", &document(text(&("/n".repeat(30) + "/id"))));
    assert!(far.starts_with("[event-id] `id` of message `m` leads through too many schemas\n"), "{far}");
    let long = said("a.yaml", &document(text(&"/n".repeat(100_000))));
    assert!(long.starts_with("[event-id] `id` of message `m` leads through too many schemas\n"));
}

#[test]
fn a_bug_of_ours_says_so() {
    insta::assert_snapshot!(bug("index out of bounds").to_string());
}
