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
        let alone = in_turns(round, few, plan.pick(1, 4))?;
        let mut costs = [0.0; 4];
        for at in order(round) {
            costs[at] = in_bursts(SERVERS[at], many, 20)?;
        }
        progress(&format!("round {round}: {alone:.2?} one at a time, {costs:.2?} in bursts ({SERVERS:?})"));
        single.push(alone);
        bursts.push(costs);
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

/// The hub is served as its guide says: behind the listener that cuts clients which do not read.
fn arguments(server: &str) -> &'static [&'static str] {
    if server == SERVERS[HUB] { &["--stall", "30000"] } else { &[] }
}

/// Nobody is always the first.
fn order(round: usize) -> impl Iterator<Item = usize> {
    (0..SERVERS.len()).map(move |turn| (turn + round) % SERVERS.len())
}

/// All servers run at once, and take turns of a second or so: microseconds a delivered event.
fn in_turns(round: usize, connections: usize, turns: usize) -> Result<[f64; 4]> {
    const EVENTS: u64 = 150;
    let mut sessions = Vec::new();
    for server in SERVERS {
        sessions.push(Session::start(server, arguments(server), connections, Kind::Counts)?);
    }
    let mut spent = [0; 4];
    for turn in 0..turns {
        for at in order(round + turn) {
            // What the others left in the caches goes: it is half as much again in a turn of ten events.
            sessions[at].cost(20, 1)?;
            spent[at] += sessions[at].cost(EVENTS, 1)?;
        }
    }
    let delivered = float(EVENTS * turns as u64 * connections as u64);
    Ok(spent.map(|nanos| float(nanos) / 1e3 / delivered))
}

/// Servers run one after another: all at once would have too many connections.
fn in_bursts(server: &'static str, connections: usize, times: u64) -> Result<f64> {
    const BURST: u64 = 16;
    let mut session = Session::start(server, arguments(server), connections, Kind::Counts)?;
    session.cost(times / 5, BURST)?;
    let spent = session.cost(times, BURST)?;
    Ok(float(spent) / 1e3 / float(times * BURST * connections as u64))
}

impl Session {
    /// The CPU time of the server for so many bursts, in nanoseconds.
    fn cost(&mut self, times: u64, burst: u64) -> Result<u64> {
        let before = self.server.cpu()?;
        self.publish(times, burst)?;
        Ok(self.server.cpu()? - before)
    }
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
