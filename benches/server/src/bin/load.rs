//! Starts the servers, connects to them, and prints the table: `load [--short] [SCENARIO…]`.

use std::process::ExitCode;

use asyncapi_bench_server::load::Result;
use asyncapi_bench_server::scenarios::{Plan, SCENARIOS};
use asyncapi_bench_server::table::{self, Row};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let short = arguments.iter().any(|argument| argument == "--short");
    let names: Vec<&str> = arguments.iter().map(String::as_str).filter(|name| *name != "--short").collect();
    if let Some(unknown) = names.iter().find(|name| SCENARIOS.iter().all(|(known, _)| known != *name)) {
        eprintln!("no such scenario: {unknown}; there are {:?}", SCENARIOS.map(|(name, _)| name));
        return ExitCode::FAILURE;
    }
    match measure(short, &names) {
        Ok(rows) => {
            println!("{}", table::render(&rows));
            let mut missed = rows.iter().flat_map(|row| &row.limits).filter(|limit| !limit.holds(short));
            if missed.next().is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(short: bool, names: &[&str]) -> Result<Vec<Row>> {
    let plan = Plan { short, connections: files()?.saturating_sub(100) };
    let mut rows = Vec::new();
    for (name, scenario) in SCENARIOS.iter().filter(|(name, _)| names.is_empty() || names.contains(name)) {
        eprintln!("==> {name}");
        rows.extend(scenario(&plan).map_err(|error| format!("{name}: {error}"))?);
    }
    Ok(rows)
}

/// How many files this process, and those that it starts, may have open: as many as it can get.
fn files() -> Result<usize> {
    let limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum })
            .map_err(|error| format!("the limit of open files: {error}"))?;
    }
    Ok(limit.maximum.map_or(usize::MAX, |maximum| usize::try_from(maximum).unwrap_or(usize::MAX)))
}
