//! Running other programs.

use std::env;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// `cargo` with these arguments, and variables of the environment; what it says is shown.
pub(crate) fn cargo(arguments: &[&str], environment: &[(&str, &str)]) -> bool {
    println!("cargo {}", arguments.join(" "));
    succeeds(cargo_command(arguments).envs(environment.iter().copied()))
}

/// The cargo that runs this.
pub(crate) fn cargo_command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments);
    command
}

/// A step that takes longer hangs.
const LIMIT: Duration = Duration::from_secs(30 * 60);

/// Runs a command; what it says is shown.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    let program = command.get_program().to_string_lossy().into_owned();
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => {
            eprintln!("cannot run {program}: {error}");
            return false;
        }
    };
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if start.elapsed() < LIMIT => std::thread::sleep(Duration::from_millis(50)),
            _ => {
                eprintln!("{program} did not end within {} minutes: a test hangs", LIMIT.as_secs() / 60);
                let _ = child.kill();
                return false;
            }
        }
    }
}

/// Runs a command for its exit code only.
pub(crate) fn quietly(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// What a command prints, if it succeeds.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
