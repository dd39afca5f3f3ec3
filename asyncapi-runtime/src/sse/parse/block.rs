//! [`Block`]: an event that lies in one chunk, which is how most come.

use memchr::memchr2;

/// An event whose block lies in one chunk, borrowed from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Block<'c> {
    /// The name, empty for none.
    pub(super) name: &'c str,
    /// The data.
    pub(super) data: &'c str,
    /// The id buffer, if the block sets it.
    pub(super) id: Option<&'c str>,
    /// How long the block is, its blank line included.
    pub(super) length: usize,
}

/// From and to a place in the chunk.
type Span = (usize, usize);

impl<'c> Block<'c> {
    /// Reads the block at the start of the chunk if it is a plain one: it ends in the chunk, is not longer than
    /// `limit`, has one `data` line, and besides it `event` and `id` lines without control characters, all of it
    /// UTF-8. The general way reads the others, from their start.
    ///
    /// A line's name is looked at before its end is looked for: a call that finds the end of a long line fast is slow
    /// on a short one, as those of `event`, `id` and the blank line are.
    #[inline]
    pub(super) fn read(chunk: &'c [u8], limit: usize) -> Option<Self> {
        let (mut name, mut data, mut id): (Span, Option<Span>, Option<Span>) = ((0, 0), None, None);
        let mut at = 0;
        let length = loop {
            match chunk.get(at..)? {
                [b'd', b'a', b't', b'a', b':', rest @ ..] if data.is_none() => {
                    let start = chunk.len() - rest.len() + usize::from(rest.first() == Some(&b' '));
                    let end = start + memchr2(b'\n', b'\r', chunk.get(start..)?)?;
                    data = Some((start, end));
                    at = behind(chunk, end)?;
                }
                [b'i', b'd', b':', rest @ ..] => {
                    let start = chunk.len() - rest.len() + usize::from(rest.first() == Some(&b' '));
                    let end = start + short(chunk.get(start..)?)?;
                    id = Some((start, end));
                    at = behind(chunk, end)?;
                }
                [b'e', b'v', b'e', b'n', b't', b':', rest @ ..] => {
                    let start = chunk.len() - rest.len() + usize::from(rest.first() == Some(&b' '));
                    let end = start + short(chunk.get(start..)?)?;
                    name = (start, end);
                    at = behind(chunk, end)?;
                }
                [b'\n' | b'\r', ..] => break behind(chunk, at)?,
                _ => return None,
            }
        };
        if length > limit {
            return None;
        }
        let text = std::str::from_utf8(&chunk[..at]).ok()?;
        let value = |(start, end): Span| text.get(start..end);
        Some(Self {
            name: value(name)?,
            data: value(data?)?,
            id: match id {
                Some(id) => Some(value(id)?),
                None => None,
            },
            length,
        })
    }
}

/// The place behind the end of line at `end`; none if an LF may follow in the next chunk.
#[inline]
fn behind(chunk: &[u8], end: usize) -> Option<usize> {
    if chunk.get(end) == Some(&b'\n') {
        return Some(end + 1);
    }
    // It is a CR (P-2).
    chunk.get(end + 1).map(|next| end + 1 + usize::from(*next == b'\n'))
}

/// How long a short line is, if no control character but its end is in it.
#[inline]
fn short(line: &[u8]) -> Option<usize> {
    let length = line.iter().position(|byte| *byte < b' ')?;
    matches!(line[length], b'\n' | b'\r').then_some(length)
}
