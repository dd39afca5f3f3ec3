//! The project's own commands. `cargo xtask test` runs every check there is, as CI does.

#![forbid(unsafe_code)]

mod test;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask test              every check: format, lints, features, docs, tests, dependencies
cargo xtask test --offline    the same without what needs a network; says what it skipped";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["test"] => test::run(false),
        ["test", "--offline"] => test::run(true),
        _ => {
            eprintln!("{USAGE}");
            ExitCode::FAILURE
        }
    }
}
