//! Connections that are cut all the time, and go on from the last id that they have.

use std::time::{Duration, Instant};

use super::{Plan, Session, progress};
use crate::load::numbers::{float, median};
use crate::load::{Kind, Result};
use crate::table::{Limit, Row, number};

/// What is done how often.
#[derive(Clone, Copy)]
struct Churn {
    cuts_a_second: u32,
    events_a_second: u32,
}

/// What churn has come to.
struct Done {
    cuts: u64,
    events: u64,
}

/// Cuts 100 connections a second; every subscriber still gets every event, once and in order.
pub(super) fn run(plan: &Plan) -> Result<Vec<Row>> {
    const CLIENTS: usize = 1000;
    let time = plan.seconds(5, 60);
    let mut session = Session::start(plan.server, &[], CLIENTS, Kind::Checks)?;
    let churn = Churn { cuts_a_second: 100, events_a_second: 50 };
    let done = session.churn(time, churn, |_| Ok(()))?;
    let seen = session.fleet.seen();
    let missing = session.wait_for(done.events)?;
    progress(&format!("{} cuts, {} events, {seen:?}, {missing} without the last", done.cuts, done.events));
    let limits = vec![
        Limit::exactly("lost", seen.lost + missing, 0),
        Limit::exactly("twice", seen.twice, 0),
        Limit::exactly("gap events", seen.gaps, 0),
        Limit::exactly("broken responses", seen.broken, 0),
    ];
    let measure =
        format!("{CLIENTS} clients, {} disconnects in {} s, events checked", done.cuts, time.as_secs());
    Ok(vec![Row { measure, values: vec![(plan.server, session.fleet.seen().events.to_string())], limits }])
}

/// Ten minutes of everything: memory is as it was.
pub(super) fn soak(plan: &Plan) -> Result<Vec<Row>> {
    let clients = plan.connections(2000);
    let time = plan.seconds(12, 600);
    let mut session = Session::start(plan.server, &["--heartbeat", "1000"], clients, Kind::Checks)?;
    let churn = Churn { cuts_a_second: 50, events_a_second: 20 };
    let mut samples = Vec::new();
    let done = session.churn(time, churn, |session| {
        samples.push(float(session.server.rss()?));
        Ok(())
    })?;
    let missing = session.wait_for(done.events)?;
    let seen = session.fleet.seen();
    // The first quarter is the warming up: the ring fills, and every allocator's arena is in use.
    let quarter = samples.len() / 4;
    let early = median(&samples[quarter..2 * quarter]);
    let late = median(&samples[samples.len() - quarter..]);
    let grown = (late - early) / 1e6;
    progress(&format!("{:.1} MB, later {:.1} MB; {seen:?}", early / 1e6, late / 1e6));
    let limits = vec![
        Limit::at_most("MB more in the last quarter than in the second", grown, 2.0),
        Limit::exactly("lost", seen.lost + missing, 0),
        Limit::exactly("twice", seen.twice, 0),
    ];
    let measure = format!(
        "soak of {} s, {clients} clients, {} disconnects, {} events, MB",
        time.as_secs(),
        done.cuts,
        done.events
    );
    Ok(vec![Row { measure, values: vec![(plan.server, number(late / 1e6))], limits }])
}

impl Session {
    /// Cuts and publishes at even distances; looks at the server every half second.
    fn churn(
        &mut self,
        time: Duration,
        churn: Churn,
        mut look: impl FnMut(&mut Self) -> Result<()>,
    ) -> Result<Done> {
        let mut done = Done { cuts: 0, events: 0 };
        // Everyone has an id to go on from.
        self.publish(1, 1)?;
        done.events += 1;
        let (mut looked, start) = (0, Instant::now());
        while start.elapsed() < time {
            let elapsed = start.elapsed().as_secs_f64();
            while float(done.cuts) < elapsed * f64::from(churn.cuts_a_second) {
                // A prime: all are met, in no order that matters.
                let at = usize::try_from(done.cuts * 7919).unwrap_or(0) % self.fleet.len();
                self.fleet.cut(at)?;
                done.cuts += 1;
            }
            while float(done.events) < elapsed * f64::from(churn.events_a_second) {
                self.server.publish(1)?;
                done.events += 1;
            }
            if start.elapsed().as_millis() / 500 > looked {
                looked = start.elapsed().as_millis() / 500;
                look(self)?;
            }
            self.fleet.read_for(Duration::from_millis(2))?;
        }
        self.fleet.until_open()?;
        Ok(done)
    }

    /// Reads until everyone has the event with this number, 10 s at most; gives how many have not.
    fn wait_for(&mut self, seq: u64) -> Result<u64> {
        let start = Instant::now();
        while self.fleet.without(seq) > 0 && start.elapsed() < Duration::from_secs(10) {
            self.fleet.read_for(Duration::from_millis(20))?;
        }
        Ok(self.fleet.without(seq) as u64)
    }
}
