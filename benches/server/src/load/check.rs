//! Every event of one subscriber looked at: whether it is the one that was to come.

use super::chunks::Chunks;

/// What was seen of a stream, or of all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Events.
    pub events: u64,
    /// Events that were left out.
    pub lost: u64,
    /// Events that came again, or after a later one.
    pub twice: u64,
    /// Events that say that others are gone.
    pub gaps: u64,
    /// Responses whose framing is broken.
    pub broken: u64,
}

impl Seen {
    /// Adds what was seen elsewhere.
    pub fn add(&mut self, other: Self) {
        self.events += other.events;
        self.lost += other.lost;
        self.twice += other.twice;
        self.gaps += other.gaps;
        self.broken += other.broken;
    }
}

/// A subscriber's memory: it outlives its connections.
#[derive(Debug, Default)]
pub(crate) struct Check {
    pub(crate) seen: Seen,
    /// The id to go on from.
    pub(crate) last_id: String,
    /// The number of the last event.
    pub(crate) last: Option<u64>,
    chunks: Chunks,
    line: Vec<u8>,
    block: Block,
}

#[derive(Debug, Default)]
struct Block {
    id: Option<String>,
    name: String,
    seq: Option<u64>,
}

impl Check {
    /// What comes next is of another connection: what was not complete is forgotten.
    pub(crate) fn reconnected(&mut self) {
        self.chunks = Chunks::default();
        self.line.clear();
        self.block = Block::default();
    }

    /// Bytes of the response's body, framed.
    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        let mut chunks = std::mem::take(&mut self.chunks);
        if !chunks.feed(bytes, |content| self.content(content)) {
            self.seen.broken += 1;
        }
        self.chunks = chunks;
    }

    /// Whether the response ended in order.
    pub(crate) fn ended(&self) -> bool {
        self.chunks.ended()
    }

    fn content(&mut self, content: &[u8]) {
        for part in content.split_inclusive(|byte| *byte == b'\n') {
            match part.strip_suffix(b"\n") {
                None => self.line.extend_from_slice(part),
                Some(part) => {
                    self.line.extend_from_slice(part);
                    let line = std::mem::take(&mut self.line);
                    self.line(&String::from_utf8_lossy(&line));
                    self.line = line;
                    self.line.clear();
                }
            }
        }
    }

    fn line(&mut self, line: &str) {
        if let Some(id) = line.strip_prefix("id: ") {
            self.block.id = Some(id.to_owned());
        } else if let Some(name) = line.strip_prefix("event: ") {
            name.clone_into(&mut self.block.name);
        } else if let Some(data) = line.strip_prefix("data: {\"seq\":") {
            self.block.seq = data.split(',').next().and_then(|seq| seq.parse().ok());
        } else if line.is_empty() {
            self.event();
        }
    }

    fn event(&mut self) {
        let Block { id, name, seq } = std::mem::take(&mut self.block);
        if let Some(id) = id {
            self.last_id = id;
        }
        if name == "gap" {
            self.seen.gaps += 1;
        }
        let Some(seq) = seq else { return };
        self.seen.events += 1;
        match self.last {
            Some(last) if seq <= last => self.seen.twice += 1,
            Some(last) => self.seen.lost += seq - last - 1,
            None => {}
        }
        self.last = Some(self.last.map_or(seq, |last| last.max(seq)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(content: &str) -> Vec<u8> {
        format!("{:x}\r\n{content}\r\n", content.len()).into_bytes()
    }

    fn event(seq: u64) -> Vec<u8> {
        chunk(&format!("id: e.{seq}\ndata: {{\"seq\":{seq},\"at\":0}}\n\n"))
    }

    #[test]
    fn what_is_missing_or_comes_twice_is_counted() {
        let mut check = Check::default();
        for seq in [5, 6, 9, 9, 8, 10] {
            check.feed(&event(seq));
        }
        assert_eq!(check.seen, Seen { events: 6, lost: 2, twice: 2, gaps: 0, broken: 0 });
        assert_eq!((check.last_id.as_str(), check.last), ("e.10", Some(10)));
    }

    #[test]
    fn a_connection_that_is_cut_takes_its_half_event_with_it() {
        let mut check = Check::default();
        check.feed(&event(1));
        check.feed(&event(2)[..30]);
        check.reconnected();
        check.feed(&event(2));
        check.feed(&chunk("event: gap\ndata: {\"reason\":\"expired\"}\n\n"));
        check.feed(b"zz");
        assert_eq!(check.seen, Seen { events: 2, lost: 0, twice: 0, gaps: 1, broken: 1 });
    }
}
