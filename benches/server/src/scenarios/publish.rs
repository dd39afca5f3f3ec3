//! What a publication costs whose subscribers are none: the encoding, and the log.

use std::env;
use std::process::Command;

use super::{Plan, progress};
use crate::load::Result;
use crate::table::{Limit, Row};

/// Runs the program `publish-cost`, which prints a line for each of its messages.
pub(super) fn run(_: &Plan) -> Result<Vec<Row>> {
    let program = env::current_exe().map_err(|error| error.to_string())?.with_file_name("publish-cost");
    let output =
        Command::new(&program).output().map_err(|error| format!("{}: {error}", program.display()))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().map(row).collect()
}

fn row(line: &str) -> Result<Row> {
    progress(line);
    let fields: Vec<&str> = line.split(' ').collect();
    let ["cost", bytes, to_writer, encode, publish, ratio, allocations] = fields[..] else {
        return Err(format!("publish-cost says {line:?}"));
    };
    let number = |text: &str| text.parse::<f64>().map_err(|error| error.to_string());
    let allocations: f64 = number(allocations)?;
    Ok(Row {
        measure: format!(
            "ns to publish {bytes} bytes of JSON, of them {encode} to encode (`serde_json::to_writer`: {to_writer})"
        ),
        values: vec![("hub", publish.to_owned())],
        limits: vec![
            Limit::at_most("encoding × `to_writer`", number(ratio)?, 1.3),
            Limit::at_most("allocations", allocations, 2.0),
        ],
    })
}
