//! [`Buffer`]: a value that stays in its chunk as long as it can.

use std::mem;

/// What a buffer keeps of its capacity from one event to the next.
const KEPT_CAPACITY: usize = 64 << 10;

/// Where a value lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Held {
    /// There is no value, which is not the same as an empty one.
    #[default]
    Nothing,
    /// In the chunk, from and to these places.
    Chunk(usize, usize),
    /// In the buffer, from this place to its end.
    Own(usize),
}

/// A line that is complete, without its end.
#[derive(Debug)]
pub(super) enum Source<'a> {
    /// From and to these places in the chunk.
    Chunk(usize, usize),
    /// It began in an earlier chunk, and is whole here.
    Own(&'a mut Vec<u8>),
}

impl Source<'_> {
    /// The line's bytes.
    #[inline]
    pub(super) fn bytes<'b>(&'b self, chunk: &'b [u8]) -> &'b [u8] {
        match self {
            Self::Chunk(start, end) => &chunk[*start..*end],
            Self::Own(bytes) => bytes,
        }
    }

    /// The line without what is behind this many bytes.
    pub(super) fn cut(self, length: usize) -> Self {
        match self {
            Self::Chunk(start, end) => Self::Chunk(start, end.min(start + length)),
            Self::Own(bytes) => {
                bytes.truncate(length);
                Self::Own(bytes)
            }
        }
    }
}

/// A value of the block, copied only when a second line is joined to it or its chunk ends.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    pub(super) held: Held,
    bytes: Vec<u8>,
    /// Only for bytes that are not UTF-8.
    lossy: String,
}

impl Buffer {
    /// Sets the value: the part of the line from this place on. The memory of a line of our own is taken, and the
    /// buffer's given for it.
    #[inline]
    pub(super) fn set(&mut self, source: Source<'_>, value: usize) {
        self.held = match source {
            Source::Chunk(start, end) => Held::Chunk(start + value, end),
            Source::Own(bytes) => {
                mem::swap(&mut self.bytes, bytes);
                Held::Own(value)
            }
        };
    }

    /// Joins a line to the value: LF, and its part from this place on.
    pub(super) fn join(&mut self, source: &Source<'_>, value: usize, chunk: &[u8]) {
        self.own(chunk);
        self.bytes.push(b'\n');
        self.bytes.extend_from_slice(&source.bytes(chunk)[value..]);
    }

    /// Takes the value out of the chunk.
    #[inline]
    pub(super) fn own(&mut self, chunk: &[u8]) {
        if let Held::Chunk(start, end) = self.held {
            empty(&mut self.bytes);
            self.bytes.extend_from_slice(&chunk[start..end]);
            self.held = Held::Own(0);
        }
    }

    /// Gives back what a large value left; there is none any more.
    #[inline]
    pub(super) fn release(&mut self) {
        if self.bytes.capacity().max(self.lossy.capacity()) > KEPT_CAPACITY {
            empty(&mut self.bytes);
            self.lossy = String::new();
        }
    }

    /// How long the value is, with the LF that joins another line to it.
    #[inline]
    pub(super) fn joined_length(&self) -> usize {
        match self.held {
            Held::Nothing => 0,
            Held::Chunk(start, end) => end - start + 1,
            Held::Own(start) => self.bytes.len() - start + 1,
        }
    }

    /// The value that `held` tells of, with U+FFFD for what is not UTF-8 (P-1): a line's end and a field's colon are
    /// ASCII, so decoding each value by itself is the same as decoding the stream.
    #[inline]
    pub(super) fn text<'a>(&'a mut self, held: Held, chunk: &'a [u8]) -> &'a str {
        let bytes = match held {
            Held::Nothing => return "",
            Held::Chunk(start, end) => &chunk[start..end],
            Held::Own(start) => &self.bytes[start..],
        };
        if let Ok(text) = std::str::from_utf8(bytes) {
            text
        } else {
            self.lossy.clear();
            self.lossy.push_str(&String::from_utf8_lossy(bytes));
            &self.lossy
        }
    }
}

/// Makes it empty, and gives back what one large event left.
#[inline]
pub(super) fn empty(bytes: &mut Vec<u8>) {
    bytes.clear();
    if bytes.capacity() > KEPT_CAPACITY {
        bytes.shrink_to(KEPT_CAPACITY);
    }
}
