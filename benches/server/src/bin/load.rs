//! Starts the servers, connects to them, and prints the table: `load [--short] [--counted] [SCENARIO…]`.
//!
//! With `--counted` only what is counted decides about success: lost and doubled events, calls of hooks, clients cut off.
//! What is measured is printed all the same. That is for machines that do other things too.
//!
//! `--server hyper-body` runs the scenarios that have one server against the hand-tuned one: a check of the scenarios.

use std::process::ExitCode;

use asyncapi_bench_server::load::Result;
use asyncapi_bench_server::scenarios::{Plan, SCENARIOS};
use asyncapi_bench_server::table::{self, Row, SERVERS};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

fn main() -> ExitCode {
    let (mut short, mut counted, mut server, mut names) = (false, false, "hub", Vec::new());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--short" {
            short = true;
        } else if argument == "--counted" {
            counted = true;
        } else if argument == "--server" {
            let name = arguments.next();
            server = SERVERS
                .iter()
                .find(|(known, _)| Some(*known) == name.as_deref())
                .map_or("hub", |(known, _)| known);
        } else if SCENARIOS.iter().any(|(known, _)| *known == argument) {
            names.push(argument);
        } else {
            eprintln!("no such scenario: {argument}; there are {:?}", SCENARIOS.map(|(name, _)| name));
            return ExitCode::FAILURE;
        }
    }
    match measure(short, server, &names) {
        Ok(rows) => {
            println!("{}", table::render(&rows));
            let mut limits = rows.iter().flat_map(|row| &row.limits);
            let missed = limits.any(|limit| (limit.is_counted() || !counted) && !limit.holds(short));
            if missed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(short: bool, server: &'static str, names: &[String]) -> Result<Vec<Row>> {
    let plan = Plan { short, server, connections: files()?.saturating_sub(100) };
    let mut rows = Vec::new();
    for (name, scenario) in
        SCENARIOS.iter().filter(|(name, _)| names.is_empty() || names.iter().any(|wanted| wanted == name))
    {
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
