//! The command as users run it.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cargo-asyncapi"))
        .arg("asyncapi")
        .args(arguments)
        .current_dir(workspace())
        .output()
        .unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

const FINE: &str = "examples/account-service/asyncapi.yaml";
const BROKEN: &str = "asyncapi-codegen/tests/errors/unknown-field.yaml";
const WARNED: &str = "asyncapi-codegen/tests/errors/parameters-missing.yaml";

#[test]
fn check_says_the_same_as_the_macro() {
    let output = run(&["check", FINE, BROKEN]);
    assert_eq!(output.status.code(), Some(1));
    let text = stdout(&output);
    assert!(text.starts_with(&format!("{FINE}: ok\n")), "{text}");
    let excerpt = "error: unknown field `adress` in channel `userSignups`\n --> asyncapi-codegen/tests/errors/unknown-field.yaml:5:5\n";
    assert!(text.contains(excerpt), "{text}");
    assert!(text.contains("= help: did you mean `address`?"), "{text}");
    assert!(!text.contains('\u{1b}'), "no colours where nobody looks");
    assert!(text.ends_with(&format!("{BROKEN}: 3 errors\n")), "{text}");
}

#[test]
fn warnings_do_not_fail() {
    let output = run(&["check", WARNED]);
    assert_eq!(output.status.code(), Some(0));
    assert!(stdout(&output).contains("warning: channel `a` uses parameter `id`"), "{}", stdout(&output));
    let lenient = run(&["check", "--lenient", BROKEN]);
    assert_eq!(lenient.status.code(), Some(0), "{}", stdout(&lenient));
}

#[test]
fn json_is_one_object_a_file() {
    let output = run(&["check", "--json", BROKEN, FINE, "nowhere.yaml"]);
    assert_eq!(output.status.code(), Some(1));
    let objects: Vec<serde_json::Value> =
        stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(objects.len(), 3);
    assert_eq!(objects[0]["file"], BROKEN);
    assert_eq!(objects[0]["ok"], false);
    assert_eq!(
        objects[0]["diagnostics"][0],
        serde_json::json!({
            "severity": "error",
            "code": "unknown-field",
            "message": "unknown field `adress` in channel `userSignups`",
            "file": BROKEN,
            "line": 5,
            "column": 5,
            "pointer": "/channels/userSignups/adress",
            "help": "did you mean `address`?",
        })
    );
    assert_eq!(objects[1], serde_json::json!({ "file": FINE, "ok": true, "diagnostics": [] }));
    assert_eq!(objects[2]["diagnostics"][0]["code"], "file-not-found");
}

/// What is only a matter of generating Rust is no fault of the document.
#[test]
fn what_an_option_cures_is_a_warning() {
    let output = run(&["check", "asyncapi-codegen/tests/errors/name-collision.yaml"]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    assert!(
        stdout(&output).contains("warning: message `SignedUp` and schema `signed-up`"),
        "{}",
        stdout(&output)
    );
}

#[test]
fn verbose_says_what_is_left_out() {
    let output = run(&["check", "-v", "tests/specs/mixed.yaml"]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    let line = "tests/specs/mixed.yaml: channel `orders` is left out: its servers speak kafka\n";
    assert!(stdout(&output).contains(line), "{}", stdout(&output));
}

#[test]
fn expand_prints_rust() {
    let output = run(&["expand", FINE]);
    assert_eq!(output.status.code(), Some(0));
    let text = stdout(&output);
    assert!(text.contains("pub struct UserSignedUp {\n    /// Name of the user\n"), "{text}");
    assert!(text.contains("pub fn register_send_user_signedup<S, H, T>("), "{text}");
}

#[test]
fn wrong_usage_is_exit_code_2() {
    for arguments in [&["chek", FINE][..], &["check"], &["check", "--jsn", FINE], &[]] {
        assert_eq!(run(arguments).status.code(), Some(2), "{arguments:?}");
    }
}
