//! The chunked transfer coding (RFC 9112, section 7.1), as far as servers here use it.

/// Takes the framing off, whatever pieces the bytes come in.
#[derive(Debug, Default)]
pub(crate) struct Chunks {
    state: State,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Start,
    /// In the size's line, with what was read of it.
    Size(usize),
    /// In an extension, or before the LF, of the size's line.
    SizeEnd(usize),
    /// In the data, of which so much is left.
    Data(usize),
    /// In the end of line after the data.
    DataEnd,
    /// After the last chunk.
    Ended,
}

impl Chunks {
    /// Passes the content on; `false` when the framing is broken.
    pub(crate) fn feed(&mut self, mut bytes: &[u8], mut content: impl FnMut(&[u8])) -> bool {
        while let Some(&byte) = bytes.first() {
            match self.state {
                State::Ended => return true,
                State::Start | State::Size(_) => {
                    let size = if let State::Size(size) = self.state { size } else { 0 };
                    self.state = match (byte as char).to_digit(16) {
                        Some(digit) => State::Size(size * 16 + digit as usize),
                        None if matches!(self.state, State::Start) => return false,
                        None => State::SizeEnd(size),
                    };
                    bytes = &bytes[1..];
                }
                State::SizeEnd(size) => {
                    if byte == b'\n' {
                        self.state = if size == 0 { State::Ended } else { State::Data(size) };
                    }
                    bytes = &bytes[1..];
                }
                State::Data(left) => {
                    let (data, rest) = bytes.split_at(left.min(bytes.len()));
                    content(data);
                    self.state =
                        if left > data.len() { State::Data(left - data.len()) } else { State::DataEnd };
                    bytes = rest;
                }
                State::DataEnd => {
                    if byte == b'\n' {
                        self.state = State::Start;
                    }
                    bytes = &bytes[1..];
                }
            }
        }
        true
    }

    /// Whether the last chunk has come: the response ended in order.
    pub(crate) fn ended(&self) -> bool {
        matches!(self.state, State::Ended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_framing_goes_however_it_is_cut() {
        let wire = b"2\r\n:\n\r\n1a;x=y\r\nid: 1\ndata: abcdefghijklm\n\r\n0\r\n\r\n";
        for size in 1..wire.len() {
            let (mut chunks, mut content) = (Chunks::default(), Vec::new());
            for part in wire.chunks(size) {
                assert!(chunks.feed(part, |bytes| content.extend_from_slice(bytes)));
            }
            assert_eq!(content, b":\nid: 1\ndata: abcdefghijklm\n");
            assert!(chunks.ended());
        }
        assert!(!Chunks::default().feed(b"x", |_| ()));
    }
}
