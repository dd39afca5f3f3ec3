//! Any bytes as a stream of events: whole and in pieces they give the same, and what is written is read back.
#![no_main]

use asyncapi_runtime::sse::{EventWriter, Limits, ParseError, Parsed, Parser};
use libfuzzer_sys::fuzz_target;

#[derive(Debug, PartialEq)]
enum Item {
    Event { name: String, data: String, id: String },
    Other(String),
    Error(ParseError),
}

/// Feeds the stream in pieces of these lengths, over and over; in one piece if there are none.
fn feed(parser: &mut Parser, stream: &[u8], lengths: &[u8]) -> Vec<Item> {
    let mut items = Vec::new();
    let mut lengths = lengths.iter().map(|length| usize::from(*length)).cycle();
    let mut rest = stream;
    loop {
        let (mut chunk, behind) = rest.split_at(lengths.next().unwrap_or(usize::MAX).min(rest.len()));
        rest = behind;
        loop {
            let before = chunk.len();
            match parser.parse(&mut chunk) {
                Ok(Some(Parsed::Event { name, data, last_event_id: id })) => {
                    let (name, data, id) = (name.to_owned(), data.to_owned(), id.to_owned());
                    items.push(Item::Event { name, data, id });
                }
                Ok(Some(other)) => items.push(Item::Other(format!("{other:?}"))),
                Ok(None) => break,
                Err(error) => items.push(Item::Error(error)),
            }
            assert!(chunk.len() < before, "it goes on");
        }
        assert!(chunk.is_empty(), "all is read");
        if rest.is_empty() {
            return items;
        }
    }
}

/// The bytes as text that a line can hold.
fn line(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace(['\r', '\n', '\0'], "")
}

fuzz_target!(|input: (&[u8], (u8, u8), &[u8])| {
    let (lengths, limits, stream) = input;
    // Pieces of no bytes only would never end.
    let lengths = if lengths.iter().any(|length| *length > 0) { lengths } else { &[1] };
    let limits = match limits {
        (0, 0) => Limits::default(),
        (line, event) => Limits::default().with_line(line.into()).with_event(event.into()),
    };

    let (mut whole, mut parts) = (Parser::with_limits(limits), Parser::with_limits(limits));
    // The second time is on another connection, behind whatever the first one left.
    for _ in 0..2 {
        let items = feed(&mut whole, stream, &[]);
        assert_eq!(feed(&mut parts, stream, lengths), items);
        assert_eq!(whole.last_event_id(), parts.last_event_id());
        whole.reconnect();
        parts.reconnect();
    }

    let mut wire = Vec::new();
    let mut expected = Vec::new();
    for block in stream.split(|byte| *byte == 0xFF) {
        let (head, text) = block.split_at(block.len() / 2);
        let (id, name) = head.split_at(head.len() / 2);
        let (id, name, text) = (line(id), line(name), String::from_utf8_lossy(text).into_owned());
        let mut writer = EventWriter::new();
        let written = writer.id(&id).and_then(|writer| writer.name(&name));
        written.expect("there is nothing in them that a line cannot hold").text(&text);
        wire.extend_from_slice(&writer.finish());
        let data = text.replace("\r\n", "\n").replace('\r', "\n");
        expected.push(Item::Event { name, data, id });
    }
    assert_eq!(feed(&mut Parser::new(), &wire, lengths), expected);
});
