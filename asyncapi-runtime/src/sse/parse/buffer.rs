//! [`Buffer`]: a value that stays in its chunk as long as it can.

/// What a buffer keeps of its capacity from one event to the next.
pub(super) const KEPT_CAPACITY: usize = 64 << 10;

/// Where a value lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Held {
    /// There is no value, which is not the same as an empty one.
    #[default]
    Nothing,
    /// In the chunk, from and to these places.
    Chunk(usize, usize),
    /// In the buffer.
    Own,
}

/// A value of the block, copied only when a second line is joined to it or its chunk ends.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    pub(super) held: Held,
    pub(super) bytes: Vec<u8>,
    /// Only for bytes that are not UTF-8.
    lossy: String,
}

impl Buffer {
    /// Sets the value; `origin` is where it starts in the chunk, if it lies there.
    #[inline]
    pub(super) fn set(&mut self, value: &[u8], origin: Option<usize>) {
        if let Some(origin) = origin {
            self.held = Held::Chunk(origin, origin + value.len());
        } else {
            self.copy(value);
        }
    }

    /// Takes the value out of the chunk.
    #[inline]
    pub(super) fn own(&mut self, chunk: &[u8]) {
        if let Held::Chunk(start, end) = self.held {
            self.copy(&chunk[start..end]);
        }
    }

    fn copy(&mut self, value: &[u8]) {
        self.bytes.clear();
        self.bytes.shrink_to(KEPT_CAPACITY);
        self.bytes.extend_from_slice(value);
        self.held = Held::Own;
    }

    /// How long the value is, with the LF that joins another line to it.
    #[inline]
    pub(super) fn joined_length(&self) -> usize {
        match self.held {
            Held::Nothing => 0,
            Held::Chunk(start, end) => end - start + 1,
            Held::Own => self.bytes.len() + 1,
        }
    }

    /// The value that `held` tells of.
    #[inline]
    pub(super) fn text<'a>(&'a mut self, held: Held, chunk: &'a [u8]) -> &'a str {
        match held {
            Held::Nothing => "",
            Held::Chunk(start, end) => text(&chunk[start..end], &mut self.lossy),
            Held::Own => text(&self.bytes, &mut self.lossy),
        }
    }
}

/// The bytes as text, with U+FFFD for what is not UTF-8 (P-1): a line's end and a field's colon are ASCII, so
/// decoding each value by itself is the same as decoding the stream.
#[inline]
pub(super) fn text<'a>(bytes: &'a [u8], lossy: &'a mut String) -> &'a str {
    if let Ok(text) = std::str::from_utf8(bytes) {
        text
    } else {
        lossy.clear();
        lossy.shrink_to(KEPT_CAPACITY);
        lossy.push_str(&String::from_utf8_lossy(bytes));
        lossy
    }
}
