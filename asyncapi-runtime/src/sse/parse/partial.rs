//! [`Partial`]: a line that began in one chunk and ends in another.

use std::mem;

use super::ParseError;
use super::buffer::empty;
use super::line::{HEAD, Head};

/// The longest piece that is looked at byte by byte.
const SMALL: usize = 16;

/// An unfinished line: what of it is there, as far as it matters.
#[derive(Debug, Default)]
pub(super) struct Partial {
    /// What the first [`HEAD`] bytes say, once they are there.
    head: Head,
    bytes: Vec<u8>,
    /// Below this length a byte is added without a look at anything else.
    until: usize,
}

impl Partial {
    /// Whether a line has begun.
    #[inline]
    pub(super) fn is_open(&self) -> bool {
        self.head != Head::Open || !self.bytes.is_empty()
    }

    /// There is no line any more.
    pub(super) fn forget(&mut self) {
        self.head = Head::Open;
        empty(&mut self.bytes);
        self.until = HEAD - 1;
    }

    /// The line has begun and does not matter.
    pub(super) fn skip(&mut self) {
        self.head = Head::Junk;
        self.until = 0;
    }

    /// Adds a piece of a few bytes if that is all there is to do: a server that flushes every byte costs a client
    /// little more than another. [`push`](Self::push) adds what this does not.
    #[inline]
    pub(super) fn push_small(&mut self, piece: &[u8]) -> bool {
        if let [byte] = *piece {
            let fits = self.bytes.len() < self.until && !matches!(byte, b'\n' | b'\r');
            if fits {
                self.bytes.push(byte);
            }
            return fits;
        }
        let fits = (1..=SMALL).contains(&piece.len())
            && self.bytes.len() + piece.len() <= self.until
            && !piece.iter().any(|byte| matches!(byte, b'\n' | b'\r'));
        if fits {
            self.bytes.extend_from_slice(piece);
        }
        fits
    }

    /// Adds a piece: a field's up to the limit and not past it, of a comment what the limit leaves room for, of
    /// junk nothing (P-MAX).
    pub(super) fn push(&mut self, mut piece: &[u8], limit: usize) -> Result<(), ParseError> {
        if self.head == Head::Open {
            let (start, rest) = piece.split_at(piece.len().min(HEAD.saturating_sub(self.bytes.len())));
            self.bytes.extend_from_slice(start);
            if self.bytes.len() < HEAD {
                self.until = HEAD - 1;
                return Ok(());
            }
            piece = rest;
            self.head = Head::of(&self.bytes);
            self.until = if self.head == Head::Junk { 0 } else { limit };
        }
        match self.head {
            Head::Open | Head::Junk => {}
            Head::Field if self.bytes.len() + piece.len() > limit => {
                return Err(ParseError::LineTooLong { limit });
            }
            Head::Field => self.bytes.extend_from_slice(piece),
            Head::Comment => {
                let room = limit.saturating_sub(self.bytes.len());
                self.bytes.extend_from_slice(&piece[..piece.len().min(room)]);
            }
        }
        Ok(())
    }

    /// Ends the line and takes it, if it matters; [`give_back`](Self::give_back) its memory.
    #[inline]
    pub(super) fn take(&mut self) -> Option<Vec<u8>> {
        let head = mem::take(&mut self.head);
        self.until = HEAD - 1;
        let bytes = mem::take(&mut self.bytes);
        if head == Head::Junk {
            self.give_back(bytes);
            None
        } else {
            Some(bytes)
        }
    }

    /// Takes back the memory of a line that was read.
    #[inline]
    pub(super) fn give_back(&mut self, mut bytes: Vec<u8>) {
        empty(&mut bytes);
        self.bytes = bytes;
    }
}
