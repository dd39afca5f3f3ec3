//! Streams of small events, and what reads them: the parser, and those of other crates.

use std::convert::Infallible;
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use asyncapi_runtime::sse::{Parsed, Parser};
use bytes::Bytes;
use eventsource_stream::Eventsource as _;
use futures_core::Stream;
use memchr::memchr_iter;
use serde::Deserialize;

/// What a client commonly reads at once.
pub const CHUNK: usize = 16 << 10;

/// Which fields each event of a stream has. Each event is 60 bytes, its ends of line included.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// `data`.
    Data,
    /// `id` and `data`.
    Id,
    /// `event`, `id` and `data`.
    Name,
}

impl Shape {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Data, Self::Id, Self::Name];

    /// The names of the fields.
    pub fn label(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Id => "id, data",
            Self::Name => "event, id, data",
        }
    }
}

/// A stream, in pieces of [`CHUNK`] bytes and of one byte, and its payloads alone.
#[derive(Debug)]
pub struct Wire {
    /// All of it.
    pub bytes: Bytes,
    /// The same, cut.
    pub chunks: Vec<Bytes>,
    /// The payload of each event.
    pub payloads: Vec<String>,
}

/// The payload of an event, short and long.
#[derive(Debug, Deserialize, PartialEq)]
pub struct Tick<'a> {
    /// A number of the event.
    pub seq: u32,
    /// A number with a fraction.
    pub v: f64,
    /// A text, where there is room for it.
    #[serde(default)]
    pub name: &'a str,
}

impl Wire {
    /// A stream of so many events.
    pub fn new(shape: Shape, events: u32) -> Self {
        let mut text = String::new();
        let mut payloads = Vec::new();
        for at in 0..events {
            let seq = 1_000_000 + at % 9_000_000;
            let value = 100 + at % 900;
            let (head, payload) = match shape {
                Shape::Data => {
                    (String::new(), format!(r#"{{"seq":{seq},"v":{value}.25,"name":"from here to all"}}"#))
                }
                Shape::Id => {
                    (format!("id: {seq}\n"), format!(r#"{{"seq":{seq},"v":{value}.25,"name":"east"}}"#))
                }
                Shape::Name => {
                    (format!("event: tick\nid: {seq}\n"), format!(r#"{{"seq":{seq},"v":{value}.2500}}"#))
                }
            };
            let event = format!("{head}data: {payload}\n\n");
            assert_eq!(event.len(), 60, "{event:?}");
            text.push_str(&event);
            payloads.push(payload);
        }
        let bytes = Bytes::from(text);
        let chunks = cut(&bytes, CHUNK);
        Self { bytes, chunks, payloads }
    }
}

/// The bytes in chunks of this size.
pub fn cut(bytes: &Bytes, size: usize) -> Vec<Bytes> {
    (0..bytes.len()).step_by(size).map(|at| bytes.slice(at..bytes.len().min(at + size))).collect()
}

/// The bare visit of every LF: less cannot be done.
pub fn visit(chunks: &[Bytes]) -> usize {
    let mut lines = 0;
    for chunk in chunks {
        for at in memchr_iter(b'\n', chunk) {
            black_box(at);
            lines += 1;
        }
    }
    lines
}

/// The parser of `asyncapi-runtime`; gives each event's name, data and id, and how many events there were.
///
/// # Panics
/// When a limit is passed.
pub fn ours<'c>(chunks: impl IntoIterator<Item = &'c [u8]>, mut each: impl FnMut(&str, &str, &str)) -> usize {
    let mut parser = Parser::new();
    let mut events = 0;
    for mut chunk in chunks {
        while let Some(parsed) = parser.parse(&mut chunk).expect("no limit is passed") {
            if let Parsed::Event { name, data, last_event_id } = parsed {
                each(name, data, last_event_id);
                events += 1;
            }
        }
    }
    events
}

/// `sse-core`.
pub fn sse_core(chunks: &[Bytes], mut each: impl FnMut(&str)) -> usize {
    let mut decoder = sse_core::SseDecoder::new();
    let mut events = 0;
    for chunk in chunks {
        let mut chunk = &chunk[..];
        while let Some(event) = decoder.next(&mut chunk) {
            if let sse_core::SseEvent::Message(message) = black_box(event.expect("no limit is passed")) {
                each(&message.data);
                events += 1;
            }
        }
    }
    events
}

/// `sse-stream`, by its decoder of a stream of bytes.
pub fn sse_stream(chunks: &[Bytes], mut each: impl FnMut(&str)) -> usize {
    drain(sse_stream::SseByteStream::new(Ready(chunks.iter())), |event| {
        each(black_box(event.expect("no error")).data.as_deref().unwrap_or_default());
    })
}

/// `eventsource-stream`.
pub fn eventsource_stream(chunks: &[Bytes], mut each: impl FnMut(&str)) -> usize {
    drain(Ready(chunks.iter()).eventsource(), |event| each(&black_box(event.expect("no error")).data))
}

/// A stream whose chunks are there.
struct Ready<'a>(std::slice::Iter<'a, Bytes>);

impl Stream for Ready<'_> {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: std::pin::Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().cloned().map(Ok))
    }
}

/// Polls a stream that is always ready; no runtime is in the way of it.
fn drain<S: Stream>(stream: S, mut each: impl FnMut(S::Item)) -> usize {
    let mut stream = pin!(stream);
    let mut context = Context::from_waker(Waker::noop());
    let mut items = 0;
    while let Poll::Ready(Some(item)) = stream.as_mut().poll_next(&mut context) {
        each(item);
        items += 1;
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parser_reads_the_same() {
        for shape in Shape::ALL {
            let wire = Wire::new(shape, 1_000);
            assert_eq!(visit(&wire.chunks), wire.bytes.iter().filter(|byte| **byte == b'\n').count());
            let mut seen = Vec::new();
            ours(wire.chunks.iter().map(|chunk| &chunk[..]), |_, data, _| seen.push(data.to_owned()));
            assert_eq!(seen, wire.payloads);
            for peer in [
                |chunks: &[Bytes], each: &mut dyn FnMut(&str)| sse_core(chunks, each),
                |chunks: &[Bytes], each: &mut dyn FnMut(&str)| sse_stream(chunks, each),
                |chunks: &[Bytes], each: &mut dyn FnMut(&str)| eventsource_stream(chunks, each),
            ] {
                let mut seen = Vec::new();
                assert_eq!(peer(&wire.chunks, &mut |data| seen.push(data.to_owned())), 1_000);
                assert_eq!(seen, wire.payloads);
            }
            for payload in &wire.payloads {
                serde_json::from_str::<Tick<'_>>(payload).expect("a tick");
            }
        }
    }
}
