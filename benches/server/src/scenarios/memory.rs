//! What an idle connection takes of the server's resident memory.

use super::{Plan, Session, progress};
use crate::load::numbers::{float, median};
use crate::load::{Kind, Result};
use crate::table::{Limit, Row, number};

const SERVERS: [&str; 3] = ["bare", "axum-sse", "hub"];
const BARE: usize = 0;
const HUB: usize = 2;
/// What a process takes that has served a few is not counted: code that was loaded, the runtime's threads.
const FEW: usize = 50;
/// At most this much more than a stream that does nothing, in bytes.
const OURS: f64 = 1000.0;

pub(super) fn run(plan: &Plan) -> Result<Vec<Row>> {
    let connections = plan.connections(10_000);
    let mut rows = Vec::new();
    for (by, argument) in [
        ("hyper's http1", "--hyper"),
        ("axum::serve, into_make_service", "--make-service"),
        ("axum::serve", "--plain"),
    ] {
        let arguments = ["--heartbeat", "15000", argument];
        let mut rounds = Vec::new();
        for _ in 0..plan.pick(1, 3) {
            let mut bytes = [0.0; 3];
            for (at, server) in SERVERS.iter().enumerate() {
                bytes[at] = a_connection(server, &arguments, connections)?;
            }
            progress(&format!("{by}: {bytes:.0?} bytes ({SERVERS:?})"));
            rounds.push(bytes);
        }
        let one = |at: usize| median(&rounds.iter().map(|bytes| bytes[at]).collect::<Vec<_>>());
        let ours = median(&rounds.iter().map(|bytes| bytes[HUB] - bytes[BARE]).collect::<Vec<_>>());
        rows.push(Row {
            measure: format!(
                "bytes an idle connection, {connections} open, by `{by}` (a stream that does nothing: {})",
                number(one(BARE))
            ),
            values: SERVERS
                .iter()
                .enumerate()
                .skip(1)
                .map(|(at, server)| (*server, number(one(at))))
                .collect(),
            limits: vec![Limit::at_most("beyond the stream that does nothing", ours, OURS)],
        });
    }
    Ok(rows)
}

fn a_connection(server: &'static str, arguments: &[&str], connections: usize) -> Result<f64> {
    let empty = {
        let session = Session::start(server, arguments, FEW, Kind::Counts)?;
        session.server.rss()?
    };
    let session = Session::start(server, arguments, connections, Kind::Counts)?;
    let full = session.server.rss()?;
    Ok(float(full.saturating_sub(empty)) / float(connections as u64 - FEW as u64))
}
