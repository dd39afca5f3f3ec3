//! [`EventId`]: the id that a log gives an event.

use std::fmt;

use bytes::Bytes;

use super::LogError;

/// The id of an event in an [`EventLog`](super::EventLog): what its `id:` line holds, and what a client sends as
/// `Last-Event-ID` when it comes back.
///
/// 1 to 40 characters of printable ASCII, without those that make a browser ask for permission (a CORS preflight) before it
/// reconnects to another origin (rule S-06). It is kept in place: making and copying one takes no memory from the heap.
///
/// ```
/// use asyncapi_runtime::hub::EventId;
///
/// let id = EventId::new("k3v9.17")?;
/// assert_eq!(id.as_str(), "k3v9.17");
/// assert!(EventId::new("a (b)").is_err());
/// # Ok::<(), asyncapi_runtime::hub::LogError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct EventId {
    /// Zeroes after the text, so that equal ids have equal bytes.
    text: [u8; Self::MAX_LEN],
    len: u8,
}

impl EventId {
    /// The greatest length of an id: 40 characters.
    pub const MAX_LEN: usize = 40;

    /// The id with this text.
    ///
    /// # Errors
    /// When `text` is empty, longer than [`MAX_LEN`](Self::MAX_LEN), or has a character other than printable ASCII, or a
    /// space or one of `"():<>?@[\]{}`.
    pub fn new(text: &str) -> Result<Self, LogError> {
        let mut id = Self { text: [0; Self::MAX_LEN], len: 0 };
        if text.is_empty() || !text.bytes().all(is_safe) || fmt::Write::write_str(&mut id, text).is_err() {
            return Err(LogError::new(format!(
                "an event's id is 1 to {} characters that are safe in a header, not {:?}",
                Self::MAX_LEN,
                text.chars().take(2 * Self::MAX_LEN).collect::<String>()
            )));
        }
        Ok(id)
    }

    /// The id `epoch.sequence`. The epoch is short enough and safe.
    pub(super) fn of(epoch: &str, sequence: u64) -> Self {
        let mut id = Self { text: [0; Self::MAX_LEN], len: 0 };
        // It fits: an epoch has 10 characters, a number 20 at most.
        let _ = fmt::Write::write_fmt(&mut id, format_args!("{epoch}.{sequence}"));
        id
    }

    /// The id's text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    /// A whole event, in one allocation: `id: <id>`, the lines of `block`, and the blank line that ends it.
    ///
    /// `block` is what [`EventLog::append`](super::EventLog::append) gets: complete lines, each ended by LF.
    ///
    /// ```
    /// # use asyncapi_runtime::hub::EventId;
    /// let id = EventId::new("k3v9.17")?;
    /// assert_eq!(id.frame(b"event: greeting\ndata: hello\n"), "id: k3v9.17\nevent: greeting\ndata: hello\n\n");
    /// # Ok::<(), asyncapi_runtime::hub::LogError>(())
    /// ```
    pub fn frame(&self, block: &[u8]) -> Bytes {
        let id = self.as_bytes();
        // Exactly as much as there is: `Bytes` copies what has room left.
        let mut event = Vec::with_capacity(b"id: \n\n".len() + id.len() + block.len());
        event.extend_from_slice(b"id: ");
        event.extend_from_slice(id);
        event.push(b'\n');
        event.extend_from_slice(block);
        event.push(b'\n');
        Bytes::from(event)
    }

    fn as_bytes(&self) -> &[u8] {
        self.text.get(..usize::from(self.len)).unwrap_or_default()
    }
}

/// Whether a `Last-Event-ID` with this byte needs no preflight (Fetch, "CORS-unsafe request-header byte"), and survives
/// a header's trimming.
fn is_safe(byte: u8) -> bool {
    byte.is_ascii_graphic() && !br#""():<>?@[\]{}"#.contains(&byte)
}

/// Appends to the text, where there is room.
impl fmt::Write for EventId {
    fn write_str(&mut self, more: &str) -> fmt::Result {
        let start = usize::from(self.len);
        let end = start + more.len();
        self.text.get_mut(start..end).ok_or(fmt::Error)?.copy_from_slice(more.as_bytes());
        self.len = u8::try_from(end).map_err(|_| fmt::Error)?;
        Ok(())
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EventId({:?})", self.as_str())
    }
}

impl AsRef<str> for EventId {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl From<EventId> for String {
    fn from(id: EventId) -> Self {
        id.as_str().to_owned()
    }
}
