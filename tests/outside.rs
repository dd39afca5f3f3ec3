//! A new crate outside the workspace, with the dependencies that the README names and no others, runs the README's
//! first program as it stands.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, missing_docs, reason = "a test")]

use std::fs;

use asyncapi_tests::{Fixture, workspace};

#[test]
fn the_readme_runs() {
    let readme = fs::read_to_string(workspace().join("README.md")).unwrap();
    let blocks = |tag: &str| {
        let fence = format!("```{tag}\n");
        let text = readme.split_once(&fence).map(|(_, rest)| rest).unwrap_or_default();
        text.split_once("```").map(|(block, _)| block.to_owned()).unwrap()
    };
    let dependencies: String = blocks("toml")
        .lines()
        .filter(|line| !line.starts_with("asyncapi-runtime"))
        .skip(1)
        .fold(String::new(), |text, line| text + line + "\n");
    assert!(dependencies.contains("axum") && dependencies.contains("tokio"), "{dependencies}");

    let fixture = Fixture::new(env!("CARGO_TARGET_TMPDIR"), "outside", &dependencies);
    let document = workspace().join("examples/account-service/asyncapi.yaml");
    fixture.write("asyncapi.yaml", &fs::read_to_string(document).unwrap());
    fixture.write("src/main.rs", &blocks("rust"));
    let output = fixture.cargo(&["run", "--quiet"]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "Some(\"test@test.dk\") (id None)\n", "{stderr}");
    assert_eq!(stderr, "", "no warnings, no errors");
}
