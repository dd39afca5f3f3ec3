//! A log that several hubs share.

use std::sync::Arc;

use super::{EventId, EventLog, LogError, Start, SubscribeOptions};

/// The same log: what several hubs are made with.
///
/// ```
/// use std::sync::Arc;
/// use asyncapi_runtime::{Channel, Hub};
/// use asyncapi_runtime::hub::MemoryLog;
///
/// fn hubs<A: Channel, B: Channel>() -> (Hub<A, Arc<MemoryLog>>, Hub<B, Arc<MemoryLog>>) {
///     let log = Arc::new(MemoryLog::new());
///     (Hub::with_log(Arc::clone(&log)), Hub::with_log(log))
/// }
/// ```
impl<L: EventLog> EventLog for Arc<L> {
    type Tail = L::Tail;

    fn append(&self, topic: &str, block: &[u8]) -> impl Future<Output = Result<EventId, LogError>> + Send {
        L::append(self, topic, block)
    }

    fn subscribe(
        &self,
        topic: &str,
        options: SubscribeOptions<'_>,
    ) -> impl Future<Output = Result<(Start, Self::Tail), LogError>> + Send {
        L::subscribe(self, topic, options)
    }
}
