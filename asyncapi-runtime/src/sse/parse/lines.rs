//! The general way through a stream: line by line, each of them whole or in pieces.

use std::mem;
use std::time::Duration;

use memchr::{memchr, memchr2};

use super::buffer::{Held, Source};
use super::line::{self, Field, Line};
use super::{ParseError, Parser, set};

const BOM: [u8; 3] = [0xEF, 0xBB, 0xBF];

/// What the next byte is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The stream's first, or a BOM of which so many bytes were seen.
    Bom(usize),
    /// A part of a line.
    Line,
    /// The same, unless it is an LF: that belongs to the CR at which the last chunk ended.
    Lf,
    /// Nothing: a limit was passed.
    Nothing,
}

impl Default for Next {
    fn default() -> Self {
        Self::Bom(0)
    }
}

/// What [`Parser::advance`] came to; where the value lies is told apart from the value so that the loop does
/// not borrow.
pub(super) enum Step {
    More,
    Event { name: Held, data: Held },
    Comment(Held),
    Retry(Duration),
}

impl Parser {
    /// Reads up to the next step, and keeps what is needed of the block when the chunk ends for the parser.
    pub(super) fn advance(&mut self, chunk: &[u8], at: &mut usize) -> Result<Step, ParseError> {
        if self.fresh {
            for buffer in [&mut self.data, &mut self.name, &mut self.id, &mut self.comment] {
                buffer.release();
            }
        }
        let step = self.read_lines(chunk, at);
        self.data.own(chunk);
        self.name.own(chunk);
        self.id.own(chunk);
        if step.is_err() {
            self.next = Next::Nothing;
        }
        self.fresh =
            self.next == Next::Line && [self.data.held, self.name.held, self.id.held] == [Held::Nothing; 3];
        step
    }

    fn read_lines(&mut self, chunk: &[u8], at: &mut usize) -> Result<Step, ParseError> {
        match self.next {
            Next::Line => {}
            Next::Lf => {
                if let Some(byte) = chunk.first() {
                    *at = usize::from(*byte == b'\n');
                    self.next = Next::Line;
                }
            }
            Next::Bom(seen) => self.skip_bom(seen, chunk, at),
            Next::Nothing => {
                *at = chunk.len();
                return Ok(Step::More);
            }
        }
        if self.partial.is_open() {
            if let Some(step) = self.finish_line(chunk, at)? {
                return Ok(step);
            }
        }
        while let Some(&first) = chunk.get(*at) {
            if matches!(first, b'\n' | b'\r') {
                self.end_line(chunk, *at, at);
                if let Some(step) = self.dispatch(chunk) {
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
            if let Some(step) = self.line(Source::Chunk(start, start + length), chunk)? {
                return Ok(step);
            }
        }
        Ok(Step::More)
    }

    /// Drops a BOM at the stream's start, which may come in pieces (P-1).
    fn skip_bom(&mut self, mut seen: usize, chunk: &[u8], at: &mut usize) {
        while let Some(byte) = chunk.get(*at) {
            if *byte != BOM[seen] {
                // No field starts with a part of a BOM: the line that does is nothing.
                if seen > 0 {
                    self.partial.skip();
                }
                self.next = Next::Line;
                return;
            }
            *at += 1;
            seen += 1;
            if seen == BOM.len() {
                self.next = Next::Line;
                return;
            }
        }
        self.next = Next::Bom(seen);
    }

    /// Goes behind the line end at `end`. A CR ends its line at once, the LF that may follow is swallowed (P-2).
    #[inline]
    fn end_line(&mut self, chunk: &[u8], end: usize, at: &mut usize) {
        *at = end + 1;
        if chunk[end] == b'\r' {
            match chunk.get(end + 1) {
                Some(b'\n') => *at += 1,
                Some(_) => {}
                None => self.next = Next::Lf,
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
        let Some(mut line) = self.partial.take() else { return Ok(None) };
        let step = self.line(Source::Own(&mut line), chunk);
        self.partial.give_back(line);
        step
    }

    /// Reads a complete line that is not blank.
    #[inline]
    fn line(&mut self, source: Source<'_>, chunk: &[u8]) -> Result<Option<Step>, ParseError> {
        let line = source.bytes(chunk);
        let (field, start) = match Line::read(line) {
            Line::Field { field, value } => (field, value),
            Line::Comment { text } => {
                let end = line.len().min(self.limits.line).max(text);
                self.comment.set(source.cut(end), text);
                return Ok(Some(Step::Comment(mem::take(&mut self.comment.held))));
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
                    self.data.set(source, start);
                } else {
                    self.data.join(&source, start, chunk);
                }
            }
            Field::Event => self.name.set(source, start),
            Field::Id if memchr(0, value).is_some() => {}
            Field::Id => self.id.set(source, start),
            Field::Retry => return Ok(line::retry(value).map(Step::Retry)),
        }
        Ok(None)
    }

    /// A blank line: commits the id, and gives the event if there is data (P-5).
    #[inline]
    fn dispatch(&mut self, chunk: &[u8]) -> Option<Step> {
        let id = mem::take(&mut self.id.held);
        if id != Held::Nothing {
            set(&mut self.last_event_id, self.id.text(id, chunk));
        }
        let name = mem::take(&mut self.name.held);
        match mem::take(&mut self.data.held) {
            Held::Nothing => None,
            data => Some(Step::Event { name, data }),
        }
    }
}
