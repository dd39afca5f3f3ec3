//! What a delivered event costs the server: one at a time with 1 000 subscribers, and in bursts of 16 with 10 000.

use super::{Plan, Session, progress};
use crate::load::numbers::{float, median};
use crate::load::{Kind, Result};
use crate::table::{Limit, Row, number};

const SERVERS: [&str; 4] = ["raw-writes", "hyper-body", "axum-sse", "hub"];
const RAW: usize = 0;
const AXUM: usize = 2;
const HUB: usize = 3;

/// Microseconds a delivered event, of every server in every round.
type Rounds = Vec<[f64; 4]>;

pub(super) fn run(plan: &Plan) -> Result<Vec<Row>> {
    let (mut single, mut bursts) = (Rounds::new(), Rounds::new());
    let (few, many) = (plan.connections(1000).max(1000), plan.connections(10_000));
    for round in 0..plan.pick(3, 9) {
        let mut costs = [[0.0; 4]; 2];
        for turn in 0..SERVERS.len() {
            // Nobody is always the first.
            let at = (turn + round) % SERVERS.len();
            costs[0][at] = cost(SERVERS[at], few, plan.pick(100, 500), 1)?;
            costs[1][at] = cost(SERVERS[at], many, plan.pick(30, 20), 16)?;
        }
        progress(&format!(
            "round {round}: {:.2?} one at a time, {:.2?} in bursts ({SERVERS:?})",
            costs[0], costs[1]
        ));
        single.push(costs[0]);
        bursts.push(costs[1]);
    }
    let raw_single = |round: usize| single[round][RAW];
    Ok(vec![
        Row {
            measure: format!("CPU µs a delivered event, one at a time, {few} subscribers"),
            values: values(&single),
            limits: vec![
                Limit::at_most("× raw", ratio(&single, |round, costs| costs[HUB] / raw_single(round)), 1.4),
                Limit::at_least("ahead of axum ×", ratio(&single, |_, costs| costs[AXUM] / costs[HUB]), 1.25),
            ],
        },
        Row {
            measure: format!("CPU µs a delivered event, bursts of 16, {many} subscribers"),
            values: values(&bursts),
            limits: vec![
                Limit::at_most(
                    "× raw, one at a time",
                    ratio(&bursts, |round, costs| costs[HUB] / raw_single(round)),
                    0.2,
                ),
                Limit::at_least("ahead of axum ×", ratio(&bursts, |_, costs| costs[AXUM] / costs[HUB]), 2.5),
            ],
        },
    ])
}

/// Microseconds of CPU time of the server a delivered event.
fn cost(server: &'static str, connections: usize, times: u64, burst: u64) -> Result<f64> {
    let mut session = Session::start(server, &[], connections, Kind::Counts)?;
    session.publish(times / 10 + 2, burst)?;
    let before = session.server.cpu()?;
    session.publish(times, burst)?;
    let spent = session.server.cpu()? - before;
    Ok(float(spent) / 1e3 / float(times * burst * connections as u64))
}

/// The median of a ratio that is taken within each round.
fn ratio(rounds: &Rounds, of: impl Fn(usize, &[f64; 4]) -> f64) -> f64 {
    let ratios: Vec<f64> = rounds.iter().enumerate().map(|(round, costs)| of(round, costs)).collect();
    median(&ratios)
}

fn values(rounds: &Rounds) -> Vec<(&'static str, String)> {
    let one = |at: usize| median(&rounds.iter().map(|costs| costs[at]).collect::<Vec<_>>());
    SERVERS.iter().enumerate().map(|(at, server)| (*server, number(one(at)))).collect()
}
