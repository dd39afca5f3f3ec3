//! How much a log keeps.

use std::time::Duration;

#[derive(Clone, Copy, Debug)]
pub(super) struct Settings {
    pub(super) events: usize,
    pub(super) age: Duration,
    pub(super) bytes: usize,
    pub(super) idle: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            events: 256,
            age: Duration::from_secs(5 * 60),
            bytes: 4 * 1024 * 1024,
            idle: Duration::from_secs(60),
        }
    }
}
