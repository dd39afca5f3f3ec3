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
            if matches!(chunk.get(at)?, b'\n' | b'\r') {
                break behind(chunk, at)?;
            }
            let head = word(chunk, at)?;
            let end;
            if head & DATA.1 == DATA.0 {
                let start = at + 5 + space(head, 5);
                end = start + memchr2(b'\n', b'\r', chunk.get(start..)?)?;
                if data.replace((start, end)).is_some() {
                    return None;
                }
            } else if head & ID.1 == ID.0 {
                let start = at + 3 + space(head, 3);
                end = short(chunk, start)?;
                id = Some((start, end));
            } else if head & EVENT.1 == EVENT.0 {
                let start = at + 6 + space(head, 6);
                end = short(chunk, start)?;
                name = (start, end);
            } else {
                return None;
            }
            at = behind(chunk, end)?;
        };
        if length > limit {
            return None;
        }
        let data = data?;
        if name == (0, 0) && id.is_none() {
            return Some(Self { name: "", data: text(chunk, data)?, id: None, length });
        }
        // Of several values one look at all of them costs less than one at each.
        let lines = text(chunk, (0, at))?;
        let part = |(start, end): Span| lines.get(start..end);
        Some(Self {
            name: part(name)?,
            data: part(data)?,
            id: match id {
                Some(id) => Some(part(id)?),
                None => None,
            },
            length,
        })
    }
}

/// The bytes as text, if they are.
#[inline]
fn text(chunk: &[u8], (start, end): Span) -> Option<&str> {
    std::str::from_utf8(chunk.get(start..end)?).ok()
}

/// A field's name with its colon as the first bytes of a little-endian word, and which bytes these are.
const fn field(name: &[u8]) -> (u64, u64) {
    let (mut bytes, mut mask, mut at) = ([0; 8], [0; 8], 0);
    while at < name.len() {
        (bytes[at], mask[at]) = (name[at], 0xFF);
        at += 1;
    }
    (u64::from_le_bytes(bytes), u64::from_le_bytes(mask))
}

const DATA: (u64, u64) = field(b"data:");
const ID: (u64, u64) = field(b"id:");
const EVENT: (u64, u64) = field(b"event:");

/// The eight bytes at a place, the first of them the lowest; none where the chunk has fewer.
#[inline]
fn word(chunk: &[u8], at: usize) -> Option<u64> {
    chunk.get(at..)?.first_chunk().map(|bytes| u64::from_le_bytes(*bytes))
}

/// How many spaces to drop: one, if it is at this place of the word.
#[inline]
fn space(word: u64, at: u32) -> usize {
    usize::from(word >> (8 * at) & 0xFF == 0x20)
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

/// The end of a line that is short, which is looked for in words; none if a control character comes before it.
#[inline]
fn short(chunk: &[u8], mut at: usize) -> Option<usize> {
    /// Each byte of a word.
    const EACH: u64 = u64::from_le_bytes([1; 8]);
    loop {
        let word = word(chunk, at)?;
        // The lowest of these bits is right: a borrow comes only from a byte that is itself below.
        let below = word.wrapping_sub(EACH * 0x20) & !word & (EACH * 0x80);
        if below != 0 {
            let end = at + (below.trailing_zeros() / 8) as usize;
            return matches!(chunk.get(end)?, b'\n' | b'\r').then_some(end);
        }
        at += 8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_block_is_read_up_to_the_next() {
        for (block, name, data, id) in [
            ("data: a\n\n", "", "a", None),
            ("data:a\r\n\r\n", "", "a", None),
            ("data:  a\r\r", "", " a", None),
            ("data: \u{e9}\t:\0\nid: \n\n", "", "\u{e9}\t:\0", Some("")),
            ("event:\ndata:\nid:7\n\n", "", "", Some("7")),
            ("id: 1\nevent: a\nid: 2\nevent: \u{e9}\ndata: a\n\n", "\u{e9}", "a", Some("2")),
            ("event: a\nevent:\ndata: a\n\n", "", "a", None),
            ("event: a-name-longer-than-a-word\ndata: a\n\n", "a-name-longer-than-a-word", "a", None),
        ] {
            let chunk = format!("{block}data: the next\n\n");
            let expected = Block { name, data, id, length: block.len() };
            assert_eq!(Block::read(chunk.as_bytes(), 1000), Some(expected), "{block:?}");
            assert_eq!(Block::read(chunk.as_bytes(), block.len() - 1), None, "{block:?}");
        }
    }

    #[test]
    fn any_other_is_left_to_the_general_way() {
        for block in [
            "",
            "data: a\n",
            "data: a",
            "data: a\r\r",
            "data: a\ndata: b\n\n",
            "id: 1\n\ndata: a\n\n",
            "id: 1\0\ndata: a\n\n",
            "event: a\tb\ndata: a\n\n",
            ": comment\ndata: a\n\n",
            "retry: 1\ndata: a\n\n",
            "data\n\n   ",
            "Data: a\n\n",
        ] {
            assert_eq!(Block::read(block.as_bytes(), 1000), None, "{block:?}");
        }
        assert_eq!(Block::read(b"data: \xFF\n\n", 1000), None);
    }
}
