//! A live dashboard: the load of this machine, alerts on it, and deployments, from one AsyncAPI document.
//!
//! ```sh
//! npm ci --prefix examples/live-dashboard           # once, for the charts
//! cargo run -p live-dashboard                       # http://127.0.0.1:3000
//! cargo run -p live-dashboard -- --log events.log   # clients resume over a restart, also over `kill -9`
//! cargo run -p live-dashboard -- --listen           # the same in a terminal, with the typed client
//! ```
//!
//! - `server` registers a handler for each channel: two hubs, and a function that checks its parameter first;
//! - `dashboard` publishes, `board` is the sum of what was published, for a page that is opened later;
//! - `history` is the log under the hubs: in memory, or in a file;
//! - `load` reads the machine, `thresholds` says when a figure is too high, `deployments` simulates some;
//! - `listen` is the client.

#![forbid(unsafe_code)]

mod arguments;
mod board;
mod dashboard;
mod deployments;
mod history;
mod listen;
mod load;
mod page;
mod server;
mod signals;
mod thresholds;

use std::process::ExitCode;

use arguments::{Command, USAGE};

asyncapi_runtime::asyncapi!("asyncapi.yaml", formats = [jiff]);

#[tokio::main]
async fn main() -> ExitCode {
    let ended = match Command::parse(std::env::args().skip(1)) {
        Ok(Command::Serve(options)) => server::run(options).await,
        Ok(Command::Listen { url }) => listen::run(&url).await,
        Ok(Command::Help) => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(problem) => {
            eprintln!("{problem}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Load, Memory, Metrics, Network};

    /// A reading of a machine with two cores.
    pub(crate) fn metrics() -> Metrics {
        let at = jiff::Timestamp::UNIX_EPOCH;
        let (memory, load) = (Memory::new(1, 4), Load::new(0.5, 0.4, 0.3));
        Metrics::new(at, 12.5, vec![5.0, 20.0], memory, load, Network::new(0, 0))
    }
}
