//! What both transports ask of an HTTP/2 connection, which carries many streams at once.

use std::time::Duration;

/// How many bytes of one stream may be under way, unread: a listener that is not polled holds that much back, and is
/// quick enough over a long way (2.5 MB/s at 100 ms).
pub(super) const STREAM_WINDOW: u32 = 256 * 1024;

/// The same for all streams of a connection together. With hyper's defaults, three listeners that are not polled
/// stop all others on their connection; with this it takes 64.
pub(super) const CONNECTION_WINDOW: u32 = 64 * STREAM_WINDOW;

/// After this time without a byte, a connection with open streams is asked whether it still lives. Longer than the
/// heartbeats of this project's server, so that there is nothing to ask a server that keeps them.
pub(super) const PING_AFTER: Duration = Duration::from_secs(20);

/// How long the answer may take. Both together are less than the default idle timeout: a listener that gave up would
/// otherwise send its next request over the same dead connection.
pub(super) const PING_TIMEOUT: Duration = Duration::from_secs(10);
