//! How long an event takes from publish to the subscriber, at a moderate rate.

use std::time::{Duration, Instant};

use super::{Plan, Session, progress};
use crate::load::numbers::{median, percentile};
use crate::load::{Kind, Result};
use crate::table::{Limit, Row, number};

const SERVERS: [&str; 3] = ["hyper-body", "axum-sse", "hub"];
const AXUM: usize = 1;
const HUB: usize = 2;
const SUBSCRIBERS: usize = 1000;
/// 25 events a second for every subscriber: about an eighth of one core.
const EVERY: Duration = Duration::from_millis(40);

pub(super) fn run(plan: &Plan) -> Result<Vec<Row>> {
    let mut rounds: [Vec<[f64; 3]>; 2] = [Vec::new(), Vec::new()];
    for round in 0..plan.pick(2, 5) {
        let mut both = [[0.0; 3]; 2];
        for turn in 0..SERVERS.len() {
            let at = (turn + round) % SERVERS.len();
            let latencies = measure(SERVERS[at], plan.pick(50, 250))?;
            both[0][at] = percentile(&latencies, 0.5) / 1e3;
            both[1][at] = percentile(&latencies, 0.99) / 1e3;
        }
        progress(&format!("round {round}: p50 {:.2?} ms, p99 {:.2?} ms ({SERVERS:?})", both[0], both[1]));
        rounds[0].push(both[0]);
        rounds[1].push(both[1]);
    }
    let row = |name: &str, rounds: &[[f64; 3]]| {
        let one = |at: usize| median(&rounds.iter().map(|round| round[at]).collect::<Vec<_>>());
        let values = SERVERS.iter().enumerate().map(|(at, server)| (*server, number(one(at)))).collect();
        let ratios: Vec<f64> = rounds.iter().map(|round| round[HUB] / round[AXUM]).collect();
        let measure =
            format!("ms from publish to subscriber, {name}, {SUBSCRIBERS} subscribers, 25 a second");
        (Row { measure, values, limits: Vec::new() }, median(&ratios))
    };
    let (p50, _) = row("p50", &rounds[0]);
    let (mut p99, ratio) = row("p99", &rounds[1]);
    p99.limits.push(Limit::at_most("× axum", ratio, 1.0));
    Ok(vec![p50, p99])
}

/// Microseconds, of every delivery.
fn measure(server: &'static str, events: u32) -> Result<Vec<f64>> {
    let mut session = Session::start(server, &[], SUBSCRIBERS, Kind::Counts)?;
    session.publish(20, 1)?;
    session.fleet.latencies();
    let until = session.fleet.blocks() + u64::from(events) * SUBSCRIBERS as u64;
    let start = Instant::now();
    for event in 0..events {
        session.server.publish(1)?;
        session.fleet.read_for((start + EVERY * (event + 1)).saturating_duration_since(Instant::now()))?;
    }
    session.fleet.until_blocks(until)?;
    Ok(session.fleet.latencies())
}
