//! [`Parser`]: bytes in, events out, without I/O (WHATWG HTML 9.2.6, rules P-1 to P-7).

mod block;
mod buffer;
mod limits;
mod line;
mod lines;
mod parsed;
mod partial;

use block::Block;
use buffer::{Buffer, Held};
pub use limits::{Limits, ParseError};
use lines::{Next, Step};
pub use parsed::Parsed;
use partial::Partial;

/// An incremental parser of `text/event-stream`.
///
/// It takes the stream in chunks cut anywhere and gives each event as soon as the blank line that ends it is
/// there (P-LAT), in time linear in the bytes (P-LIN). An event whose lines lie in one chunk is borrowed from it.
///
/// ```
/// use asyncapi_runtime::sse::{Parsed, Parser};
///
/// let mut parser = Parser::new();
/// let mut seen = Vec::new();
/// for chunk in ["id: 7\nda", "ta: hello\n\n: a comment\n"] {
///     let mut rest = chunk.as_bytes();
///     while let Some(parsed) = parser.parse(&mut rest)? {
///         match parsed {
///             Parsed::Event { data, last_event_id, .. } => seen.push(format!("{last_event_id} {data}")),
///             other => seen.push(format!("{other:?}")),
///         }
///     }
/// }
/// assert_eq!(seen, ["7 hello", r#"Comment("a comment")"#]);
/// # Ok::<(), asyncapi_runtime::sse::ParseError>(())
/// ```
#[derive(Debug, Default)]
pub struct Parser {
    limits: Limits,
    next: Next,
    /// No block has begun, but for what `partial` may hold.
    fresh: bool,
    /// The line that is not all there yet.
    partial: Partial,
    /// The block's data, name and id buffer.
    data: Buffer,
    name: Buffer,
    id: Buffer,
    /// The last event ID string.
    last_event_id: String,
    comment: Buffer,
}

impl Parser {
    /// A parser at the start of a stream, with the default [`Limits`] and an empty last event ID.
    pub fn new() -> Self {
        Self::default()
    }

    /// A parser at the start of a stream, with these limits (P-MAX).
    pub fn with_limits(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// The last event ID string: what a client sends as `Last-Event-ID` when it reconnects; empty for none.
    pub fn last_event_id(&self) -> &str {
        &self.last_event_id
    }

    /// Sets the last event ID string, for a stream that is resumed.
    pub fn set_last_event_id(&mut self, id: impl Into<String>) {
        self.last_event_id = id.into();
        self.id.held = Held::Nothing;
    }

    /// Makes the parser ready for the bytes of a new connection: all that was unfinished is dropped (P-6), the
    /// last event ID stays and goes on to the events of the new stream (P-7).
    pub fn reconnect(&mut self) {
        self.next = Next::default();
        self.fresh = false;
        self.partial.forget();
        self.data.held = Held::Nothing;
        self.name.held = Held::Nothing;
        self.id.held = Held::Nothing;
    }

    /// Reads up to the next event, retry or comment, and moves `input` behind it. `None` says that all of `input`
    /// is read; call it again with the next chunk.
    ///
    /// # Errors
    /// When the stream passes a [limit](Limits). What follows is then skipped, until [`reconnect`](Self::reconnect).
    #[inline]
    pub fn parse<'a, 'c: 'a>(&'a mut self, input: &mut &'c [u8]) -> Result<Option<Parsed<'a>>, ParseError> {
        if self.next == Next::Line && self.partial.push_small(input) {
            *input = &[];
            return Ok(None);
        }
        self.parse_more(input)
    }

    fn parse_more<'a, 'c: 'a>(&'a mut self, input: &mut &'c [u8]) -> Result<Option<Parsed<'a>>, ParseError> {
        let chunk = *input;
        if self.fresh && !self.partial.is_open() {
            if let Some(block) = Block::read(chunk, self.limits.line.min(self.limits.event)) {
                *input = &chunk[block.length..];
                if let Some(id) = block.id {
                    set(&mut self.last_event_id, id);
                }
                let last_event_id = &self.last_event_id;
                return Ok(Some(Parsed::Event { name: block.name, data: block.data, last_event_id }));
            }
        }
        let mut at = 0;
        let step = self.advance(chunk, &mut at);
        *input = chunk.get(at..).unwrap_or_default();
        match step {
            Ok(Step::More) => Ok(None),
            Ok(Step::Event { name, data }) => Ok(Some(Parsed::Event {
                name: self.name.text(name, chunk),
                data: self.data.text(data, chunk),
                last_event_id: &self.last_event_id,
            })),
            Ok(Step::Comment(held)) => Ok(Some(Parsed::Comment(self.comment.text(held, chunk)))),
            Ok(Step::Retry(time)) => Ok(Some(Parsed::Retry(time))),
            Err(error) => {
                *input = &[];
                Err(error)
            }
        }
    }
}

/// Sets the id in the memory of the one before: most ids of a stream are of one length.
#[inline]
fn set(id: &mut String, new: &str) {
    id.clear();
    id.push_str(new);
}
