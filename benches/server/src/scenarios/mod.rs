//! What is measured. Every scenario starts its servers anew, one after another, in every round: what else the machine
//! does meets all of them, and ratios are taken within a round.

mod fan_out;
mod hold;
mod latency;
mod memory;
mod publish;
mod resume;

use std::time::Duration;

use crate::load::{Fleet, Kind, Result};
use crate::process::Server;
use crate::table::Row;

/// How much is to be run.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Seconds instead of minutes: what continuous integration runs.
    pub short: bool,
    /// How many connections this process, and the server's, may have.
    pub connections: usize,
    /// The server of the scenarios that have only one; `hub`, unless the scenario itself is in question.
    pub server: &'static str,
}

impl Plan {
    /// One of two, by the form.
    fn pick<T>(&self, short: T, full: T) -> T {
        if self.short { short } else { full }
    }

    /// So many connections at most; in the short form a tenth of that.
    fn connections(&self, full: usize) -> usize {
        self.pick(full / 10, full).min(self.connections)
    }

    fn seconds(&self, short: u64, full: u64) -> Duration {
        Duration::from_secs(self.pick(short, full))
    }
}

/// A scenario: it gives lines of the table.
pub type Scenario = fn(&Plan) -> Result<Vec<Row>>;

/// The scenarios by name, in the order of the table.
pub const SCENARIOS: [(&str, Scenario); 9] = [
    ("fan-out", fan_out::run),
    ("latency", latency::run),
    ("publish", publish::run),
    ("memory", memory::run),
    ("idle", hold::idle),
    ("stalled", hold::stalled),
    ("resume", resume::run),
    ("shutdown", hold::shutdown),
    ("soak", resume::soak),
];

/// A server with its connections.
struct Session {
    fleet: Fleet,
    server: Server,
}

impl Session {
    fn start(name: &'static str, arguments: &[&str], connections: usize, kind: Kind) -> Result<Self> {
        let server = Server::start(name, arguments)?;
        let mut fleet = Fleet::new(server.port)?;
        fleet.connect(connections, kind).map_err(|error| format!("{name}: {error}"))?;
        // What the server still does about the last of them is not what is measured.
        fleet.read_for(Duration::from_millis(200))?;
        Ok(Self { fleet, server })
    }

    /// Publishes so many events at a time, so many times, each when all subscribers have those before.
    fn publish(&mut self, times: u64, burst: u64) -> Result<()> {
        for _ in 0..times {
            let until = self.fleet.blocks() + burst * self.fleet.open() as u64;
            self.server.publish(burst)?;
            self.fleet.until_blocks(until).map_err(|error| format!("{}: {error}", self.server.name))?;
        }
        Ok(())
    }
}

/// What is going on, for who waits.
fn progress(what: &str) {
    eprintln!("    {what}");
}
