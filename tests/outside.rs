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

/// The lines of a block of TOML under its heading, without our own crate.
fn lines(toml: &str) -> String {
    let lines = toml.lines().skip(1).filter(|line| !line.starts_with("asyncapi-runtime"));
    lines.fold(String::new(), |text, line| text + line + "\n")
}

#[test]
fn the_readme_runs() {
    let readme = fs::read_to_string(workspace().join("README.md")).unwrap();
    let toml = blocks(&readme, "toml");
    let (dependencies, for_tests) = (lines(&toml[0]), lines(&toml[1]));
    assert!(dependencies.contains("axum") && dependencies.contains("tokio"), "{dependencies}");
    assert!(toml[1].contains("features = [\"testing\"]") && for_tests.contains("test-util"), "{for_tests}");
    let runtime = workspace().join("asyncapi-runtime").display().to_string();
    let dependencies = format!(
        "{dependencies}\n[dev-dependencies]\nasyncapi-runtime = {{ path = '{runtime}', features = ['testing'] }}\n\
         {for_tests}"
    );

    let fixture = Fixture::new(env!("CARGO_TARGET_TMPDIR"), "outside", &dependencies);
    let document = workspace().join("examples/account-service/asyncapi.yaml");
    fixture.write("asyncapi.yaml", &fs::read_to_string(document).unwrap());
    let orders = workspace().join("asyncapi-runtime/orders.yaml");
    fixture.write("orders.yaml", &fs::read_to_string(orders).unwrap());
    let programs: Vec<String> =
        blocks(&readme, "rust").into_iter().chain(blocks(&readme, "rust,no_run")).collect();
    assert!(programs.len() > 5);
    for (number, program) in programs.iter().enumerate() {
        // Examples have what tests have, programs do not.
        let folder = if program.contains("::testing::") { "examples" } else { "src/bin" };
        fixture.write(&format!("{folder}/block{number}.rs"), program);
    }
    for build in [["build", "--quiet", "--bins"], ["build", "--quiet", "--examples"]] {
        let build = fixture.cargo(&build);
        assert!(build.status.success(), "{}", String::from_utf8_lossy(&build.stderr));
    }

    let output = fixture.cargo(&["run", "--quiet", "--bin", "block0"]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "Some(\"test@test.dk\") (id None)\n", "{stderr}");
    assert_eq!(stderr, "", "no warnings, no errors");
}
