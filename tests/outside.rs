//! A new crate outside the workspace, with the dependencies that the README names, compiles every program of the README and
//! of the guide as it stands, and runs the first.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, missing_docs, reason = "a test")]

use std::fs;
use std::path::Path;

use asyncapi_tests::{Fixture, workspace};

/// What a few programs of the guide use besides, of axum's own dependencies.
const BESIDES: &str =
    "futures-util = '0.3'\nserde = { version = '1', features = ['derive'] }\ntower-service = '0.3'\n";

/// The code blocks with this tag, in order.
fn blocks(text: &str, tag: &str) -> Vec<String> {
    let fence = format!("```{tag}\n");
    let after = text.split(&fence).skip(1);
    after.map(|rest| rest.split("```").next().unwrap_or_default().to_owned()).collect()
}

fn programs(text: &str) -> Vec<String> {
    blocks(text, "rust").into_iter().chain(blocks(text, "rust,no_run")).collect()
}

/// The lines of a block of TOML under its heading, without our own crate.
fn lines(toml: &str) -> String {
    let lines = toml.lines().skip(1).filter(|line| !line.starts_with("asyncapi-runtime"));
    lines.fold(String::new(), |text, line| text + line + "\n")
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(workspace().join(path)).unwrap()
}

#[test]
fn the_readme_and_the_guide_run() {
    let (readme, testing) = (read("README.md"), read("asyncapi-runtime/docs/testing.md"));
    let toml = [&readme, &testing].map(|text| blocks(text, "toml").remove(0));
    let [dependencies, for_tests] = [lines(&toml[0]), lines(&toml[1])];
    assert!(dependencies.contains("axum") && dependencies.contains("tokio"), "{dependencies}");
    assert!(toml[1].contains("features = [\"testing\"]") && for_tests.contains("test-util"), "{for_tests}");
    let runtime = workspace().join("asyncapi-runtime").display().to_string();
    let dependencies = format!(
        "{dependencies}{BESIDES}\n[dev-dependencies]\n\
         asyncapi-runtime = {{ path = '{runtime}', features = ['testing'] }}\n{for_tests}"
    );

    let fixture = Fixture::new(env!("CARGO_TARGET_TMPDIR"), "outside", &dependencies);
    for document in ["asyncapi.yaml", "orders.yaml", "notifications.yaml", "readings.yaml"] {
        fixture.write(document, &read(format!("asyncapi-runtime/{document}")));
    }
    let mut files = vec![("readme".to_owned(), readme)];
    for chapter in fs::read_dir(workspace().join("asyncapi-runtime/docs")).unwrap() {
        let path = chapter.unwrap().path();
        files.push((path.file_stem().unwrap().to_string_lossy().into_owned(), read(path)));
    }
    let mut count = 0;
    for (file, text) in &files {
        for (number, program) in programs(text).iter().enumerate() {
            // Examples have what tests have, programs do not.
            let folder = if program.contains("::testing::") { "examples" } else { "src/bin" };
            fixture.write(&format!("{folder}/{file}{number}.rs"), program);
            count += 1;
        }
    }
    assert!(count > 15, "{count} programs");
    for build in [["build", "--quiet", "--bins"], ["build", "--quiet", "--examples"]] {
        let build = fixture.cargo(&build);
        assert!(build.status.success(), "{}", String::from_utf8_lossy(&build.stderr));
    }

    let output = fixture.cargo(&["run", "--quiet", "--bin", "readme0"]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "Some(\"test@test.dk\") (id None)\n", "{stderr}");
    assert_eq!(stderr, "", "no warnings, no errors");
}
