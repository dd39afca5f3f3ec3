//! [`event_log_suite`]: what every event log does.

mod concurrent;
mod cursors;
mod delivery;
mod lag;
mod subject;

use std::fmt;
use std::future::Future;

use crate::hub::EventLog;

use self::subject::{Checked, Subject};

/// Checks that an [`EventLog`] does what the trait promises. For the tests of those who write one.
///
/// `make` makes a log without events, a new one for each check. Where logs share a store, each has a part of its own in it. It
/// keeps 64 to 4000 events of a topic, or the check of gaps has none to see; set it up with few.
///
/// Checked are: the order; blocks that come out as they went in, with their ids; resume after each event; gaps; cursors that are
/// none; live subscriptions; topics of any name that stay apart; subscriptions that begin and end while events are appended; publishers
/// on several tasks; wakers; lag and skip.
///
/// It runs in a tokio runtime with a clock, which may be paused for a log that needs no sockets: nothing takes longer than 30 s of
/// it, or is taken for hanging. On a runtime with several threads the checks of concurrency see more.
///
/// ```
/// use asyncapi_runtime::hub::MemoryLog;
/// use asyncapi_runtime::testing::{EventLogFailure, event_log_suite};
///
/// # fn main() -> Result<(), EventLogFailure> {
/// # tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap().block_on(async {
/// // In a `#[tokio::test] async fn my_log() -> Result<(), EventLogFailure>`:
/// event_log_suite(|| async { MemoryLog::new() }).await
/// # })
/// # }
/// ```
///
/// # Errors
/// With all checks that failed, and what they saw.
pub async fn event_log_suite<L, F>(make: impl Fn() -> F) -> Result<(), EventLogFailure>
where
    L: EventLog,
    F: Future<Output = L>,
{
    let new = async || Subject::new(make().await);
    let mut report = Report::default();
    report.add("order", delivery::order(new().await).await);
    report.add("blocks", delivery::blocks(new().await).await);
    report.add("live", delivery::live(new().await).await);
    report.add("topics", delivery::topics(new().await).await);
    report.add("resume", cursors::resume(new().await).await);
    report.add("gap", cursors::gap(new().await).await);
    report.add("unknown", cursors::unknown(new().await, new().await).await);
    report.add("wake", concurrent::wake(new().await).await);
    report.add("drop", concurrent::drop_tails(new().await).await);
    report.add("resume while publishing", concurrent::resume_while_publishing(new().await).await);
    report.add("publishers", concurrent::publishers(new().await).await);
    report.add("lag", lag::lag(new().await).await);
    report.add("no lag", lag::no_lag(new().await).await);
    report.finish()
}

/// What an [`event_log_suite`] found wrong.
pub struct EventLogFailure {
    failed: Vec<(&'static str, String)>,
}

impl EventLogFailure {
    /// The names of the checks that failed, such as `gap`.
    pub fn checks(&self) -> impl Iterator<Item = &'static str> {
        self.failed.iter().map(|(check, _)| *check)
    }
}

impl fmt::Display for EventLogFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the event log is wrong:")?;
        self.failed.iter().try_for_each(|(check, why)| write!(f, "\n- {check}: {why}"))
    }
}

/// As it is displayed, for tests that return it.
impl fmt::Debug for EventLogFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for EventLogFailure {}

#[derive(Default)]
struct Report {
    failed: Vec<(&'static str, String)>,
}

impl Report {
    fn add(&mut self, check: &'static str, outcome: Checked) {
        if let Err(why) = outcome {
            self.failed.push((check, why));
        }
    }

    fn finish(self) -> Result<(), EventLogFailure> {
        if self.failed.is_empty() { Ok(()) } else { Err(EventLogFailure { failed: self.failed }) }
    }
}
