//! The processor time of rustc for one crate: this program stands in for rustc and says what its child took.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, ExitCode};

/// Where the stand-in writes; set, it is one.
pub(crate) const LOG: &str = "XTASK_RUSTC_LOG";

/// Runs `rustc arguments…` and appends the name of the crate and the milliseconds to the log.
pub(crate) fn stand_in(log: &str) -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let Some(rustc) = arguments.next() else { return ExitCode::FAILURE };
    let arguments: Vec<_> = arguments.collect();
    let Ok(status) = Command::new(rustc).args(&arguments).status() else { return ExitCode::FAILURE };
    let name = arguments.iter().skip_while(|argument| *argument != "--crate-name").nth(1);
    if let (Some(name), Some(milliseconds)) = (name, children()) {
        let line = format!("{} {milliseconds}\n", name.to_string_lossy());
        let file = fs::OpenOptions::new().create(true).append(true).open(log);
        let _ = file.and_then(|mut file| file.write_all(line.as_bytes()));
    }
    if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// User and system time of the children that were waited for (`cutime`, `cstime`; Linux).
fn children() -> Option<u64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name in front may hold anything; the fields behind it are counted from the state, the third.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = fields.get(13)?.parse::<u64>().ok()? + fields.get(14)?.parse::<u64>().ok()?;
    Some(ticks * 10)
}

/// The milliseconds that the log has for the crate.
pub(super) fn logged(log: &Path, name: &str) -> Option<u64> {
    let text = fs::read_to_string(log).ok()?;
    let line = text.lines().rev().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))?;
    line.parse().ok()
}
