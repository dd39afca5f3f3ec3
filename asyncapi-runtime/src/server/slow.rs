//! [`SlowConsumer`]: what happens to a client that reads more slowly than events come.

/// What a [`Hub`](crate::Hub) does with a client that is more than the [queue](super::SseConfig::queue) behind.
///
/// Whatever it is, such a client slows nobody else down, and takes no more memory: it has a place in the log, not a copy
/// of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SlowConsumer {
    /// Its stream ends with [`CloseReason::Lagged`](super::CloseReason::Lagged). It connects again, and resumes after the
    /// last event that it has. The default: nothing is lost where the log still has it (rule S-12).
    #[default]
    Disconnect,
    /// It is told with a gap event that events are missing, and goes on with the newest ones that the queue holds.
    DropOldest,
    /// It goes on with the newest event, and is not told: for channels where only the present state counts.
    Latest,
}
