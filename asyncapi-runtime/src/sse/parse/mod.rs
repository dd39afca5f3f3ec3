//! [`Parser`]: bytes in, events out, without I/O (WHATWG HTML 9.2.6, rules P-1 to P-7).

mod buffer;
mod limits;
mod line;
mod parsed;
mod partial;

use std::mem;
use std::time::Duration;

use memchr::{memchr, memchr2};

use buffer::{Buffer, Held, text};
pub use limits::{Limits, ParseError};
use line::{Field, Line};
pub use parsed::Parsed;
use partial::Partial;

const BOM: [u8; 3] = [0xEF, 0xBB, 0xBF];

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
    /// How many bytes of a leading BOM were seen; 3 is also "no BOM can come any more".
    bom: usize,
    /// The last chunk ended in CR: an LF at the start of the next one belongs to it.
    skip_lf: bool,
    /// A limit was passed: nothing more is read.
    failed: bool,
    /// The line that is not all there yet.
    partial: Partial,
    /// The data of the block, where a chunk's end or a second line made it ours.
    data: Buffer,
    /// The name of the block, likewise.
    name: Buffer,
    /// The last event ID string.
    last_event_id: String,
    /// The id buffer, if it differs from the last event ID.
    id: String,
    id_changed: bool,
    /// Only for a comment that is not UTF-8.
    comment: String,
}

/// What [`Parser::advance`] came to; where the value lies is told apart from the value so that the loop does
/// not borrow.
enum Step {
    More,
    Event { name: Held, data: Held },
    Comment { own: bool, start: usize, end: usize },
    Retry(Duration),
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
        self.id_changed = false;
    }

    /// Makes the parser ready for the bytes of a new connection: all that was unfinished is dropped (P-6), the
    /// last event ID stays and goes on to the events of the new stream (P-7).
    pub fn reconnect(&mut self) {
        self.bom = 0;
        self.skip_lf = false;
        self.failed = false;
        self.id_changed = false;
        self.partial.forget();
        self.data.held = Held::Nothing;
        self.name.held = Held::Nothing;
    }

    /// Reads up to the next event, retry or comment, and moves `input` behind it. `None` says that all of `input`
    /// is read; call it again with the next chunk.
    ///
    /// # Errors
    /// When the stream passes a [limit](Limits). What follows is then skipped, until [`reconnect`](Self::reconnect).
    pub fn parse<'a, 'c: 'a>(&'a mut self, input: &mut &'c [u8]) -> Result<Option<Parsed<'a>>, ParseError> {
        let chunk = *input;
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
            Ok(Step::Comment { own, start, end }) => {
                let line = if own { self.partial.bytes() } else { chunk };
                Ok(Some(Parsed::Comment(text(&line[start..end], &mut self.comment))))
            }
            Ok(Step::Retry(time)) => Ok(Some(Parsed::Retry(time))),
            Err(error) => {
                self.failed = true;
                *input = &[];
                Err(error)
            }
        }
    }

    fn advance(&mut self, chunk: &[u8], at: &mut usize) -> Result<Step, ParseError> {
        if self.failed {
            *at = chunk.len();
            return Ok(Step::More);
        }
        if self.bom < BOM.len() {
            self.skip_bom(chunk, at);
        }
        if self.skip_lf && *at < chunk.len() {
            self.skip_lf = false;
            *at += usize::from(chunk[*at] == b'\n');
        }
        if self.partial.is_open() {
            if let Some(step) = self.finish_line(chunk, at)? {
                return Ok(step);
            }
        }
        while let Some(&first) = chunk.get(*at) {
            if matches!(first, b'\n' | b'\r') {
                self.end_line(chunk, *at, at);
                if let Some(step) = self.dispatch() {
                    return Ok(step);
                }
                continue;
            }
            let start = *at;
            let Some(length) = memchr2(b'\n', b'\r', &chunk[start..]) else {
                *at = chunk.len();
                self.partial.push(&chunk[start..], self.limits.line)?;
                break;
            };
            self.end_line(chunk, start + length, at);
            if let Some(step) = self.line(&chunk[start..start + length], Some(start), chunk)? {
                self.own(chunk);
                return Ok(step);
            }
        }
        self.own(chunk);
        Ok(Step::More)
    }

    /// Drops a BOM at the stream's start, which may come in pieces (P-1).
    fn skip_bom(&mut self, chunk: &[u8], at: &mut usize) {
        while let Some(byte) = chunk.get(*at) {
            if *byte != BOM[self.bom] {
                // No field starts with a part of a BOM: the line that does is nothing.
                if self.bom > 0 {
                    self.partial.skip();
                }
                self.bom = BOM.len();
                return;
            }
            *at += 1;
            self.bom += 1;
            if self.bom == BOM.len() {
                return;
            }
        }
    }

    /// Goes behind the line end at `end`. A CR ends its line at once, the LF that may follow is swallowed (P-2).
    #[inline]
    fn end_line(&mut self, chunk: &[u8], end: usize, at: &mut usize) {
        *at = end + 1;
        if chunk[end] == b'\r' {
            match chunk.get(end + 1) {
                Some(b'\n') => *at += 1,
                Some(_) => {}
                None => self.skip_lf = true,
            }
        }
    }

    /// Goes on with a line that began in an earlier chunk.
    fn finish_line(&mut self, chunk: &[u8], at: &mut usize) -> Result<Option<Step>, ParseError> {
        let start = *at;
        let Some(length) = memchr2(b'\n', b'\r', &chunk[start..]) else {
            *at = chunk.len();
            self.partial.push(&chunk[start..], self.limits.line)?;
            return Ok(Some(Step::More));
        };
        self.partial.push(&chunk[start..start + length], self.limits.line)?;
        self.end_line(chunk, start + length, at);
        let Some(line) = self.partial.take() else { return Ok(None) };
        let step = self.line(&line, None, chunk);
        self.partial.give_back(line);
        step
    }

    /// Reads a complete line that is not blank; `origin` is where it starts in the chunk, if it lies there whole.
    #[inline]
    fn line(&mut self, line: &[u8], origin: Option<usize>, chunk: &[u8]) -> Result<Option<Step>, ParseError> {
        let (field, start) = match Line::read(line) {
            Line::Field { field, value } => (field, value),
            Line::Comment { text } => {
                let end = line.len().min(self.limits.line).max(text);
                let (own, origin) = (origin.is_none(), origin.unwrap_or_default());
                return Ok(Some(Step::Comment { own, start: origin + text, end: origin + end }));
            }
            Line::Junk => return Ok(None),
        };
        // A name without a colon is never too long: its length is known.
        if line.len() > self.limits.line && line.contains(&b':') {
            return Err(ParseError::LineTooLong { limit: self.limits.line });
        }
        let value = &line[start..];
        match field {
            Field::Data => {
                if self.data.joined_length() + value.len() > self.limits.event {
                    return Err(ParseError::EventTooLong { limit: self.limits.event });
                }
                if self.data.held == Held::Nothing {
                    self.data.set(value, origin.map(|origin| origin + start));
                } else {
                    self.data.own(chunk);
                    self.data.bytes.push(b'\n');
                    self.data.bytes.extend_from_slice(value);
                }
            }
            Field::Event if value.is_empty() => self.name.held = Held::Nothing,
            Field::Event => self.name.set(value, origin.map(|origin| origin + start)),
            Field::Id => {
                if memchr(0, value).is_none() {
                    self.id.clear();
                    self.id.push_str(&String::from_utf8_lossy(value));
                    self.id_changed = true;
                }
            }
            Field::Retry => return Ok(line::retry(value).map(Step::Retry)),
        }
        Ok(None)
    }

    /// A blank line: commits the id, and gives the event if there is data (P-5).
    #[inline]
    fn dispatch(&mut self) -> Option<Step> {
        if mem::take(&mut self.id_changed) {
            mem::swap(&mut self.last_event_id, &mut self.id);
        }
        let name = mem::take(&mut self.name.held);
        match mem::take(&mut self.data.held) {
            Held::Nothing => None,
            data => Some(Step::Event { name, data }),
        }
    }

    /// Takes what the block has so far out of the chunk, which ends here for the parser.
    #[inline]
    fn own(&mut self, chunk: &[u8]) {
        self.data.own(chunk);
        self.name.own(chunk);
    }
}
