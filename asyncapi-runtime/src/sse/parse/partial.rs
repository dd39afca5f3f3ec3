//! [`Partial`]: a line that began in one chunk and ends in another.

use std::mem;

use super::ParseError;
use super::buffer::KEPT_CAPACITY;
use super::line::{HEAD, Head};

/// An unfinished line: what of it is there, as far as it matters.
#[derive(Debug, Default)]
pub(super) struct Partial {
    kind: Kind,
    bytes: Vec<u8>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    /// There is no unfinished line.
    #[default]
    None,
    /// It is kept; this is what its beginning says.
    Kept(Head),
    /// It does not matter.
    Skipped,
}

impl Partial {
    /// Whether a line has begun.
    #[inline]
    pub(super) fn is_open(&self) -> bool {
        self.kind != Kind::None
    }

    /// There is no line any more.
    pub(super) fn forget(&mut self) {
        self.kind = Kind::None;
    }

    /// The line has begun and does not matter.
    pub(super) fn skip(&mut self) {
        self.kind = Kind::Skipped;
    }

    /// The line last kept.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Adds a piece: a field's up to the limit and not past it, of a comment what the limit leaves room for, of
    /// junk nothing (P-MAX).
    pub(super) fn push(&mut self, piece: &[u8], limit: usize) -> Result<(), ParseError> {
        let (head, piece) = match self.kind {
            Kind::Skipped => return Ok(()),
            Kind::Kept(head @ (Head::Field | Head::Comment)) => (head, piece),
            Kind::None | Kind::Kept(_) => {
                if self.kind == Kind::None {
                    self.bytes.clear();
                    self.bytes.shrink_to(KEPT_CAPACITY);
                }
                let (start, rest) = piece.split_at(piece.len().min(HEAD.saturating_sub(self.bytes.len())));
                self.bytes.extend_from_slice(start);
                let head = Head::of(&self.bytes);
                self.kind = if head == Head::Junk { Kind::Skipped } else { Kind::Kept(head) };
                (head, rest)
            }
        };
        match head {
            // An open head is shorter than a name and its colon: all of the piece was taken above.
            Head::Junk | Head::Open => {}
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
    pub(super) fn take(&mut self) -> Option<Vec<u8>> {
        match mem::take(&mut self.kind) {
            Kind::Kept(_) => Some(mem::take(&mut self.bytes)),
            Kind::None | Kind::Skipped => None,
        }
    }

    /// Takes back the memory of a line that was read.
    pub(super) fn give_back(&mut self, bytes: Vec<u8>) {
        self.bytes = bytes;
    }
}
