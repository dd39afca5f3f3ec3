//! `cargo xtask bench`: builds the servers and the load of `benches/server`, runs them, and keeps the table.

use std::env;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::thread;

use asyncapi_tests::workspace;

const PACKAGE: &str = "asyncapi-bench-server";

/// Runs what is named, or everything, in full or for seconds. A full run of everything writes `benches/RESULTS.md`.
pub(crate) fn run(arguments: &[&str]) -> ExitCode {
    let benches = workspace().join("benches");
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| benches.join("target"), PathBuf::from);
    if !build(&benches, &target) {
        eprintln!("the servers do not build");
        return ExitCode::FAILURE;
    }
    match measure(&benches, &target, arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprintln!("a limit is missed, or a scenario could not be run");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("cannot run the load: {error}");
            ExitCode::FAILURE
        }
    }
}

fn build(benches: &Path, target: &Path) -> bool {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--release", "--locked", "--bins", "--package", PACKAGE]).current_dir(benches);
    cargo.env("CARGO_TARGET_DIR", target);
    cargo.status().is_ok_and(|status| status.success())
}

/// Whether every limit is kept.
fn measure(benches: &Path, target: &Path, arguments: &[&str]) -> io::Result<bool> {
    let mut load = Command::new(target.join("release/load"));
    let output = load.args(arguments).stderr(Stdio::inherit()).output()?;
    io::stdout().write_all(&output.stdout)?;
    // A table is there also when a limit is missed; a part of it, or one of a few seconds, is not to be kept.
    if arguments.is_empty() && !output.stdout.is_empty() {
        let table = String::from_utf8_lossy(&output.stdout);
        let file = benches.join("RESULTS.md");
        fs::write(&file, format!("{}\n{table}", introduction()))?;
        println!("written to benches/RESULTS.md");
    }
    Ok(output.status.success())
}

fn introduction() -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    format!(
        "# The server, measured\n\n\
         `cargo xtask bench` wrote this, on {cores} processor cores: release builds, every server in a process of its\n\
         own, the load in another, over loopback, with 2 worker threads. The servers take turns; a figure is the median\n\
         of the rounds, a ratio the median of the ratios within a round. CPU time is what the kernel counts for the\n\
         server's threads. An event is 100 bytes unless it says otherwise.\n"
    )
}
