//! What users see: the real compiler's output for mistakes in documents and macro calls. All cases are binaries
//! of one crate, checked in one run.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, missing_docs, reason = "a test")]

use std::fmt::Write as _;

use asyncapi_tests::Fixture;

const HEAD: &str = "asyncapi: 3.0.0\ninfo: {title: T, version: 1.0.0}\n";

/// A channel with nothing wrong.
const FINE: &str = "channels:\n  fine: {address: fine, messages: {ok: {payload: {type: string}}}}\n";

/// Name, document (if there is one), macro input, and Rust behind the call.
struct Case {
    name: &'static str,
    document: String,
    input: &'static str,
    rust: &'static str,
}

fn case(name: &'static str, body: &str) -> Case {
    Case { name, document: format!("{HEAD}{body}"), input: "", rust: "" }
}

fn with_input(name: &'static str, input: &'static str) -> Case {
    Case { name, document: format!("{HEAD}{FINE}"), input, rust: "" }
}

fn cases() -> Vec<Case> {
    let message = "messages: {m: {payload: {type: string}}}";
    let mut many = String::from("channels:\n");
    for number in 0..25 {
        let _ = writeln!(many, "  c{number}: {{adress: x}}");
    }
    vec![
        with_input("file_missing", "\"fil_missing.yaml\""),
        case("yaml_syntax", "channels: {a: [b, c}\n"),
        case("unknown_field", &format!("channels:\n  a:\n    adress: x\n    {message}\n")),
        Case {
            document: format!("asyncapi: 3.0.0\ninfo: {{title: T, version: 1.0}}\n{FINE}"),
            ..case("wrong_type", "")
        },
        case(
            "unresolved_ref",
            "channels:\n  a:\n    address: x\n    messages: {m: {$ref: '#/components/messages/Mesage'}}\n\
             components:\n  messages:\n    Message: {payload: {type: string}}\n",
        ),
        case("referenced_file", "channels: {$ref: 'x'}\nx-unused: 1\n"),
        case("error_in_another_file", &FINE.replace("{type: string}", "{$ref: './shared.yaml#/Thing'}")),
        case(
            "parameter_undefined",
            &format!(
                "channels:\n  a:\n    address: user/{{userId}}\n    parameters:\n      userID: {{}}\n    {message}\n"
            ),
        ),
        case(
            "contradicting_types",
            &FINE.replace("{type: string}", "{allOf: [{type: string}, {type: object}]}"),
        ),
        case("bad_pattern", &FINE.replace("{type: string}", "{type: string, pattern: '^[a-z'}")),
        case("engine_pattern", &FINE.replace("{type: string}", "{type: string, pattern: '^(.)\\1$'}")),
        case("default_misfit", &FINE.replace("{type: string}", "{type: integer, default: many}")),
        case(
            "name_collision",
            &FINE.replace("{type: string}", "{type: object, properties: {user-name: {}, userName: {}}}"),
        ),
        case("remote_ref", &FINE.replace("{type: string}", "{$ref: 'https://example.com/a.json'}")),
        Case { document: "openapi: 3.1.0\n".into(), ..case("openapi", "") },
        Case { document: "asyncapi: 4.0.0\n".into(), ..case("unsupported_version", "") },
        case(
            "action",
            &format!("{FINE}operations:\n  o: {{action: sendd, channel: {{$ref: '#/channels/fine'}}}}\n"),
        ),
        case("duplicate_key", "channels: {}\nchannels: {}\n"),
        case("more_than_twenty", &many),
        with_input("unknown_option", "\"unknown_option.yaml\", lenientt, generate = [type]"),
        with_input(
            "option_matches_nothing",
            "\"option_matches_nothing.yaml\", rename = { \"fin\" = \"other\" }",
        ),
        with_input("no_path", ""),
        with_input("not_a_literal", "include_str!(\"x.yaml\")"),
        with_input("malformed_options", "\"malformed_options.yaml\" rename = {}"),
        Case {
            rust: "fn app() -> axum::Router { register_send_ok(axum::Router::new(), |x: u8| async move { x }) }",
            ..case("not_a_handler", FINE)
        },
        Case {
            rust: "fn app() { let _ = listen_for_ok(\"http://localhost\"); }",
            ..case(
                "several_at_once",
                &format!("{FINE}  broken: {{adress: x}}\nchanels: {{}}\noperations: []\n"),
            )
        },
    ]
}

#[test]
fn rendered_by_rustc() {
    let dependencies = "axum = { version = \"0.8\", default-features = false }";
    let fixture = Fixture::new(env!("CARGO_TARGET_TMPDIR"), "compile-errors", dependencies);
    fixture.write("shared.yaml", "Thing:\n  type: object\n  properties:\n    a: {type: strin}\n");
    let cases = cases();
    for Case { name, document, input, rust } in &cases {
        fixture.write(&format!("{name}.yaml"), document);
        let path =
            format!("{name:?}").replace("\"\n", "").replace(&format!("{name}\""), &format!("{name}.yaml\""));
        let with_path = matches!(*name, "no_path");
        let input = if input.is_empty() && !with_path { path } else { (*input).to_owned() };
        fixture.write(
            &format!("src/bin/{name}.rs"),
            &format!("#![allow(dead_code)]\nasyncapi_runtime::asyncapi!({input});\n{rust}\nfn main() {{}}\n"),
        );
    }
    let errors = fixture.errors(&["--bins"]);
    for Case { name, .. } in &cases {
        let texts: Vec<&str> =
            errors.iter().filter(|(target, _)| target == name).map(|(_, text)| text.trim_end()).collect();
        assert!(!texts.is_empty(), "{name} compiles");
        let text = texts.join("\n\n");
        assert!(!text.contains("panicked"), "{text}");
        insta::with_settings!({omit_expression => true, prepend_module_to_snapshot => false}, {
            insta::assert_snapshot!(*name, text);
        });
    }
}

/// The compiler says itself which feature has the type, once, and at the name in the macro call.
#[test]
fn a_missing_feature_is_named() {
    let fixture = Fixture::new(env!("CARGO_TARGET_TMPDIR"), "missing-feature", "");
    let id = "{type: string, format: uuid}";
    let object = format!("{{type: object, properties: {{a: {id}, b: {id}}}}}");
    fixture.write("asyncapi.yaml", &format!("{HEAD}{}", FINE.replace("{type: string}", &object)));
    let line = "asyncapi_runtime::asyncapi!(\"asyncapi.yaml\", formats = [uuid]);\n";
    fixture.write("src/lib.rs", line);
    let errors = fixture.errors(&[]);
    let [(_, text)] = errors.as_slice() else { panic!("{errors:?}") };
    let column = line.find("uuid]").expect("the name") + 1;
    for part in [&format!("src/lib.rs:1:{column}"), "gated behind the `uuid` feature"] {
        assert!(text.contains(part), "{text}");
    }
}
