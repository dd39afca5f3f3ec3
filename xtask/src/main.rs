//! The project's own commands. `cargo xtask test` runs every check there is, as CI does; the others measure.

#![forbid(unsafe_code)]

mod bench;
mod build_cost;
mod command;
mod peers;
mod suite;
mod test;

use std::path::PathBuf;
use std::process::ExitCode;

use asyncapi_tests::workspace;

const USAGE: &str = "\
cargo xtask test              every check: format, lints, features, docs, tests, dependencies
cargo xtask test --offline    the same without what needs a network; says what it skipped
cargo xtask peers             a part of `test`: browsers, node's clients and servers, proxies; further arguments narrow it to
                              files with that in their path, such as `browser` or `proxies/nginx`; `--offline` before them
                              installs nothing
cargo xtask suite DIRECTORY   the JSON-Schema-Test-Suite's draft-07 tests (its directory tests/draft7) against what is
                              generated for their schemas; a further argument narrows it to files with that name
cargo xtask bench             the server against others, over sockets: the table in benches/RESULTS.md (half an hour);
                              further arguments narrow it to scenarios, and keep the file as it is
cargo xtask bench --short     the same in two minutes, with slack for what is measured, without the file; with
                              --counted only what is counted decides, which is a part of `cargo xtask test`
cargo xtask build-cost        what 100 schemas cost `cargo check`: by hand, by typify (from crates.io), and generated";

fn main() -> ExitCode {
    if let Ok(log) = std::env::var(build_cost::LOG) {
        return build_cost::stand_in(&log);
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["test"] => test::run(false),
        ["test", "--offline"] => test::run(true),
        ["peers", "--offline", only @ ..] => code(peers::run(true, only)),
        ["peers", only @ ..] => code(peers::run(false, only)),
        ["bench", arguments @ ..] => bench::run(arguments),
        ["build-cost"] => build_cost::run(),
        ["suite", directory] => suite::run(directory, ""),
        ["suite", directory, only] => suite::run(directory, only),
        _ => {
            eprintln!("{USAGE}");
            ExitCode::FAILURE
        }
    }
}

fn code(success: bool) -> ExitCode {
    if success { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Where throw-away crates are built.
fn scratch() -> String {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    target.unwrap_or_else(|| workspace().join("target")).join("xtask").display().to_string()
}
