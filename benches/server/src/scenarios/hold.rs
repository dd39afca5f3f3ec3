//! Ten thousand connections held: idle with heartbeats, with some that never read, and at shutdown.

use std::time::{Duration, Instant};

use super::{Plan, Session, progress};
use crate::load::numbers::float;
use crate::load::{Kind, Result};
use crate::table::{Limit, Row, number};

/// Idle connections, with a heartbeat of 15 s each: the share of one core.
pub(super) fn idle(plan: &Plan) -> Result<Vec<Row>> {
    let connections = plan.connections(10_000);
    // As many heartbeats a second in the short form, which has fewer connections.
    let heartbeat = (15_000 * connections / 10_000).to_string();
    let time = plan.seconds(5, 60);
    let mut values = Vec::new();
    let mut ours = 0.0;
    for server in ["axum-sse", "hub"] {
        let mut session = Session::start(server, &["--heartbeat", &heartbeat], connections, Kind::Counts)?;
        session.fleet.read_for(Duration::from_secs(1))?;
        let before = session.server.cpu()?;
        session.fleet.read_for(time)?;
        ours = float(session.server.cpu()? - before) / 1e9 / time.as_secs_f64() * 100.0;
        progress(&format!("{server}: {ours:.2} % of one core"));
        values.push((server, number(ours)));
    }
    let measure =
        format!("% of one core, {connections} idle, a heartbeat each {heartbeat} ms, {} s", time.as_secs());
    Ok(vec![Row { measure, values, limits: vec![Limit::at_most("%", ours, 2.0)] }])
}

/// One in a hundred never reads: the others lose nothing, and memory stays where it is.
pub(super) fn stalled(plan: &Plan) -> Result<Vec<Row>> {
    // Enough to fill what the kernel and hyper hold for a connection, 0.4 MB and more.
    const EVENTS: u64 = 1600;
    const SIZE: &str = "1000";
    let connections = plan.connections(10_000);
    let stalls = connections / 100;
    let arguments = ["--size", SIZE, "--stall", "5000"];
    let mut session = Session::start(plan.server, &arguments, connections - stalls, Kind::Counts)?;
    session.fleet.connect(stalls, Kind::Stalls)?;
    let readers = (connections - stalls) as u64;
    let (before, mut most) = (session.server.rss()?, 0);
    for done in 0..EVENTS / 16 {
        session.server.publish(16)?;
        session.fleet.until_blocks((done + 1) * 16 * readers)?;
        most = most.max(session.server.rss()?);
    }
    // No more than the time-out, and what it takes to see it.
    session.fleet.read_for(Duration::from_secs(7))?;
    let (_, cut) = session.fleet.stalled_and_cut()?;
    let complete = session.fleet.with_blocks(EVENTS) as u64;
    let grown = float(most.saturating_sub(before)) / 1e6;
    progress(&format!("{complete} of {readers} have all, {cut} of {stalls} are cut, {grown:.1} MB more"));
    let limits = vec![
        Limit::exactly("readers with every event", complete, readers),
        Limit::exactly("cut off", cut as u64, stalls as u64),
        Limit::at_most("MB more at most", grown, 64.0),
    ];
    let measure = format!("{connections} subscribers, {stalls} never read, {EVENTS} events of {SIZE} bytes");
    Ok(vec![Row { measure, values: vec![(plan.server, format!("{} MB", number(grown)))], limits }])
}

/// All streams end in order, inside the deadline.
pub(super) fn shutdown(plan: &Plan) -> Result<Vec<Row>> {
    /// The drain window, and after it the time to the deadline, in milliseconds.
    const DRAIN: &str = "2000";
    const DEADLINE: f64 = 5.0;
    let connections = plan.connections(10_000);
    let mut session =
        Session::start(plan.server, &["--drain", DRAIN, "--deadline", "5000"], connections, Kind::Checks)?;
    session.publish(3, 1)?;
    let start = Instant::now();
    session.server.tell("stop")?;
    let left = session.fleet.until_closed(Duration::from_secs(15))?;
    let (opened, closed) = if left == 0 { session.server.counts()? } else { (0, 0) };
    let took = start.elapsed().as_secs_f64();
    progress(&format!("{took:.2} s; {left} left open, {opened} opened, {closed} closed"));
    let limits = vec![
        Limit::at_most("s", took, DEADLINE),
        Limit::exactly("left open", left as u64, 0),
        Limit::exactly("ended in order", session.fleet.ended_in_order() as u64, connections as u64),
        Limit::exactly("`on_close` calls", closed, connections as u64),
    ];
    let measure = format!("shutdown with {connections} open streams, drained over {} s, seconds", 2);
    Ok(vec![Row { measure, values: vec![(plan.server, number(took))], limits }])
}
