//! A new crate outside the workspace, with the dependencies that the README names and no others, compiles every
//! program of the README as it stands, and runs the first.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, missing_docs, reason = "a test")]

use std::fs;

use asyncapi_tests::{Fixture, workspace};

/// The code blocks with this tag, in order.
fn blocks(text: &str, tag: &str) -> Vec<String> {
    let fence = format!("```{tag}\n");
    let after = text.split(&fence).skip(1);
    after.map(|rest| rest.split("```").next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn the_readme_runs() {
    let readme = fs::read_to_string(workspace().join("README.md")).unwrap();
    let toml = blocks(&readme, "toml").remove(0);
    let dependencies = toml.lines().skip(1).filter(|line| !line.starts_with("asyncapi-runtime"));
    let dependencies = dependencies.fold(String::new(), |text, line| text + line + "\n");
    assert!(dependencies.contains("axum") && dependencies.contains("tokio"), "{dependencies}");

    let fixture = Fixture::new(env!("CARGO_TARGET_TMPDIR"), "outside", &dependencies);
    let document = workspace().join("examples/account-service/asyncapi.yaml");
    fixture.write("asyncapi.yaml", &fs::read_to_string(document).unwrap());
    let orders = workspace().join("asyncapi-runtime/orders.yaml");
    fixture.write("orders.yaml", &fs::read_to_string(orders).unwrap());
    let programs = blocks(&readme, "rust");
    assert!(programs.len() > 3);
    for (number, program) in programs.iter().enumerate() {
        fixture.write(&format!("src/bin/block{number}.rs"), program);
    }
    let build = fixture.cargo(&["build", "--quiet"]);
    assert!(build.status.success(), "{}", String::from_utf8_lossy(&build.stderr));

    let output = fixture.cargo(&["run", "--quiet", "--bin", "block0"]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "Some(\"test@test.dk\") (id None)\n", "{stderr}");
    assert_eq!(stderr, "", "no warnings, no errors");
}
