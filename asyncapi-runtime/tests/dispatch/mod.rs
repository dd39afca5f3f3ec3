//! A subscriber of `tracing` for one test, beside tests that have none.

use std::sync::OnceLock;

use tracing::subscriber::{DefaultGuard, NoSubscriber, set_default};
use tracing::{Dispatch, Subscriber};

/// What this thread says goes to `subscriber`, until the guard is dropped.
///
/// While there is only one dispatcher, `tracing` asks that of the thread which is first at a place in the code whether anybody
/// listens there, and remembers the answer for all: a test without a subscriber would silence the place for this one. Of two
/// or more it asks all.
pub(crate) fn listen(subscriber: impl Subscriber + Send + Sync + 'static) -> DefaultGuard {
    static OTHER: OnceLock<Dispatch> = OnceLock::new();
    OTHER.get_or_init(|| Dispatch::new(NoSubscriber::new()));
    set_default(subscriber)
}
