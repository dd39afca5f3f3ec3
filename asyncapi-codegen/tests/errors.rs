//! A golden for every entry of the catalogue: each document in `errors/` with what is said about it.
//! The second line of every message is what editors jump by.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]

use std::path::{Path, PathBuf};

use asyncapi_codegen::diagnostic::{Renderer, Severity};
use asyncapi_codegen::source::FileSystem;
use asyncapi_codegen::{Expansion, expand};

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors")
}

fn run(input: &str) -> Expansion {
    expand(input.parse().expect("tokens"), &directory(), &FileSystem).expect("well-formed input")
}

fn render(expansion: &Expansion) -> String {
    let renderer = Renderer::new(&expansion.sources, directory());
    let texts: Vec<_> = expansion
        .diagnostics
        .iter()
        .map(|diagnostic| {
            let severity = format!("{:?}[{}]", diagnostic.severity, diagnostic.code).to_lowercase();
            let text = renderer.render(diagnostic);
            if diagnostic.primary.is_some() {
                assert_jumpable(&text);
            }
            format!("{severity}: {text}")
        })
        .collect();
    texts.join("\n\n").replace(&directory().display().to_string(), "<dir>")
}

/// `^ *--> .+:[1-9]\d*:[1-9]\d*$`
fn assert_jumpable(text: &str) {
    let second = text.lines().nth(1).unwrap_or_default();
    let place = second.trim_start().strip_prefix("--> ").unwrap_or_else(|| panic!("{text}"));
    let mut parts = place.rsplitn(3, ':');
    for _ in 0..2 {
        let number: usize = parts.next().and_then(|part| part.parse().ok()).unwrap_or(0);
        assert!(number > 0, "{text}");
    }
    assert!(!parts.next().unwrap_or_default().is_empty(), "{text}");
}

#[test]
fn documents() {
    insta::glob!("errors/*.yaml", |path| {
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
        if name == "common.yaml" {
            return;
        }
        let expansion = run(&format!("{name:?}"));
        assert!(!expansion.diagnostics.is_empty(), "{name} has no problem");
        insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
            insta::assert_snapshot!(render(&expansion));
        });
    });
}

#[test]
fn file_not_found() {
    insta::assert_snapshot!(render(&run(r#""comon.yaml""#)));
}

#[test]
fn macro_options() {
    let input = r#""common-options.yml", lenien, generate = [types, servr], renam = {"a" = "b"}, rename = {"signup" = "x"}, formats = [uid, "uid" = A, time], derives = [Eq], patch = {"signdup" = {derives = [Eq], derive = [Hash]}}"#;
    insta::assert_snapshot!(render(&run(input)));
}

/// Options that name nothing of the document, each with what they could have meant.
#[test]
fn options_that_match_nothing() {
    let input = r##""../../../tests/specs/options.yaml",
        rename = {"User.nam" = "x", "Usr" = "y", "User.choice.u-3" = "z", "#/components/schemas/Usr" = "w"},
        replace = {"Adress" = A, "User.states" = B, "userChange" = C},
        patch = {"Stat" = {rename = "S", replace = D, derives = [Eq]}, "Id" = {derives = [Eq]}},
        formats = {"datetime" = E, "uuid" = F}"##;
    insta::assert_snapshot!(render(&run(input)));
}

/// An option is given twice: the second would have no effect.
#[test]
fn options_given_twice() {
    let input = r#""common-options.yml", rename = {"signups" = "a", "signups" = "b"},
        replace = {"signedUp" = A, "signedUp" = B}, patch = {"signups" = {rename = "c"}}"#;
    insta::assert_snapshot!(render(&run(input)));
}

/// What `x-sse` has besides may be another tool's: with `lenient` it is a warning. Its own fields are still ours.
#[test]
fn lenient_about_extensions() {
    let expansion = run(r#""x-sse.yaml", lenient"#);
    let of = |severity| expansion.diagnostics.iter().filter(move |one| one.severity == severity);
    assert_eq!(of(Severity::Warning).count(), 5);
    let errors: Vec<_> = of(Severity::Error).map(|error| error.title.as_str()).collect();
    assert_eq!(errors, ["`event` of the `x-sse` object must be a string or null, found an integer"]);
}

/// Options that cannot be read: one error, at the place.
#[test]
fn malformed_options() {
    let directory = directory();
    let errors: Vec<_> = [
        r#""common-options.yml", rename = {"signups" = "not one"}"#,
        r#""common-options.yml", rename = {"signups" = "type"}"#,
        r#""common-options.yml", rename = {"signups" = self}"#,
        r#""common-options.yml", rename = {"signups": "a"}"#,
        r#""common-options.yml", rename = ["signups"]"#,
        r#""common-options.yml", replace = {"signedUp" = }"#,
        r#""common-options.yml", replace = {"signedUp"}"#,
        r#""common-options.yml", formats = {uuid = A}"#,
        r#""common-options.yml", derives = Eq"#,
        r#""common-options.yml", derives = [,]"#,
        r#""common-options.yml", patch = {"signedUp" = [Eq]}"#,
        r#""common-options.yml", patch = {"signedUp" = {derives = Eq}}"#,
        r#""common-options.yml", patch = {"signedUp" = {derives}}"#,
        r#""common-options.yml", generate = types"#,
        r#""common-options.yml" lenient"#,
        r#""common-options.yml", lenient = true"#,
        r"lenient",
    ]
    .into_iter()
    .map(|input| {
        let tokens = input.parse().expect("tokens");
        match expand(tokens, &directory, &FileSystem) {
            Ok(expansion) => format!("{input}\n    {}", render(&expansion).replace('\n', "\n    ")),
            Err(error) => format!("{input}\n    {error}"),
        }
    })
    .collect();
    insta::assert_snapshot!(errors.join("\n"));
}

/// The help of a collision cures it, also where a type stands inside another.
#[test]
fn renames_cure_collisions() {
    let input = r#""name-collision.yaml", rename = { "signedIn.userName" = "user_name_2", "signed-up" = "SignedUp2" }"#;
    assert!(run(input).diagnostics.is_empty());
    let nested = run(r#""nested-collision.yaml""#);
    assert_eq!(nested.diagnostics[0].code, "name-collision");
    let help = nested.diagnostics[0].help.clone().unwrap_or_default();
    let rename = help.split('`').nth(1).expect("something to paste");
    assert!(run(&format!("\"nested-collision.yaml\", {rename}")).diagnostics.is_empty(), "{rename}");
}

/// What uses something broken is left out with it, also where the two refer to one another; nothing else is.
#[test]
fn what_uses_the_broken_is_left_out() {
    let tokens = run(r#""broken-through-a-circle.yaml""#).tokens.to_string();
    for name in ["struct A ", "struct B ", "type One ", "type Two ", "register_send_one", "register_send_two"]
    {
        assert!(!tokens.contains(name), "{name} is generated, but what it uses is not");
    }
    for name in ["struct C ", "struct D ", "type Three ", "register_send_three"] {
        assert!(tokens.contains(name), "{name} is missing");
    }
}

/// What is broken drops only itself (D-7): the channel `ok` is generated all the same.
#[test]
fn the_valid_rest_is_generated() {
    let expansion = run(r#""several-at-once.yaml""#);
    let tokens = expansion.tokens.to_string();
    assert!(tokens.contains("register_send_fine"));
    assert!(!tokens.contains("signed_up"));
}
