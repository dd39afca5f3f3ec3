//! What holds for a stream as a whole: P-7, P-LAT, P-LIN, P-MAX, P-RT, and any bytes in any chunking.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of tests fails the test")]

#[path = "parser_support/grammar.rs"]
mod grammar;
mod parser_support;

use asyncapi_runtime::sse::{EventWriter, Limits, ParseError, Parsed, Parser};
use parser_support::{Item, check_with, comment, cut, data, event, feed};
use proptest::prelude::*;

fn feed_one(parser: &mut Parser, chunk: &[u8]) -> Vec<Item> {
    feed(parser, [chunk])
}

#[test]
fn p_lat_an_event_is_there_with_its_blank_line() {
    for end in ["\n", "\r", "\r\n"] {
        let mut parser = Parser::new();
        assert_eq!(feed_one(&mut parser, format!("data: a{end}").as_bytes()), []);
        // Of a CRLF the CR is enough.
        assert_eq!(feed_one(&mut parser, &end.as_bytes()[..1]), [data("a")], "{end:?}");
        assert_eq!(feed_one(&mut parser, &end.as_bytes()[1..]), []);
        assert_eq!(feed_one(&mut parser, format!("data: b{end}{end}").as_bytes()), [data("b")]);
    }
}

#[test]
fn p_6_p_7_a_new_connection_drops_what_was_unfinished_and_keeps_the_id() {
    for left in [
        "data: x",
        "data: x\n",
        "event: x\n",
        "id: 2\n",
        "id: 2\ndata: x\n",
        "id: 2",
        "\r",
        "foo",
        ":c",
        "da",
    ] {
        for size in [1, 100] {
            let mut parser = Parser::new();
            feed_one(&mut parser, b"id: 1\ndata: a\n\n");
            feed(&mut parser, left.as_bytes().chunks(size));
            parser.reconnect();
            assert_eq!(parser.last_event_id(), "1", "{left:?}");
            let items = feed(&mut parser, b"\ndata: b\n\n".chunks(size));
            assert_eq!(items, [event("", "b", "1")], "{left:?}");
        }
    }
}

#[test]
fn p_7_a_new_connection_may_start_with_a_bom() {
    let mut parser = Parser::new();
    for _ in 0..2 {
        assert_eq!(feed(&mut parser, [&b"\xEF\xBB"[..], b"\xBFdata: a\n\n"]), [data("a")]);
        feed_one(&mut parser, b"\r");
        parser.reconnect();
        feed_one(&mut parser, b"\xEF");
        parser.reconnect();
    }
}

#[test]
fn p_7_the_id_of_a_resumed_stream_goes_on_to_its_events() {
    let mut parser = Parser::new();
    parser.set_last_event_id("41");
    assert_eq!(feed_one(&mut parser, b"data: a\n\nid\ndata: b\n\n"), [event("", "a", "41"), data("b")]);
    assert_eq!(parser.last_event_id(), "");
}

#[test]
fn p_5_an_id_is_committed_by_the_blank_line_even_without_data() {
    let mut parser = Parser::new();
    feed_one(&mut parser, b"id: 1\n");
    assert_eq!(parser.last_event_id(), "");
    feed_one(&mut parser, b"\n");
    assert_eq!(parser.last_event_id(), "1");
}

#[test]
fn p_max_a_field_longer_than_a_line_may_be_ends_the_stream() {
    let limits = Limits::default().with_line(10);
    let error = Item::Error(ParseError::LineTooLong { limit: 10 });
    let check = |stream: &str, expected: &[Item]| check_with("line", limits, stream.as_bytes(), expected);
    check("data: 1234\n\n", &[data("1234")]);
    check("data: a\n\ndata: 12345\n\ndata: b\n\n", &[data("a"), error.clone()]);
    check("id: 1234567\n\n", std::slice::from_ref(&error));
    check("event: 1234\n\n", std::slice::from_ref(&error));
    check("retry: 1234\n\n", std::slice::from_ref(&error));
    check("data: 12345", &[error]);
}

#[test]
fn p_max_data_longer_than_an_event_may_have_ends_the_stream() {
    let limits = Limits::default().with_event(5);
    let error = Item::Error(ParseError::EventTooLong { limit: 5 });
    let check = |stream: &str, expected: &[Item]| check_with("event", limits, stream.as_bytes(), expected);
    check("data: 12345\n\ndata: 12\ndata: 45\n\n", &[data("12345"), data("12\n45")]);
    check("data: 123456\n\ndata: b\n\n", std::slice::from_ref(&error));
    check("data: 1\ndata:\ndata:\ndata:\ndata:\n\n", &[data("1\n\n\n\n")]);
    check("data: 1\ndata:\ndata:\ndata:\ndata:\ndata:\n\n", &[error]);
}

#[test]
fn p_max_tiny_limits_are_the_same_in_every_chunking() {
    for line in 0..8 {
        let limits = Limits::default().with_line(line);
        for stream in
            ["data\n\n", "data:\n\n", "datax\n\n", "d\n\n", ":\n: c\n", "id:1\ndata\n\n", "event:e\n"]
        {
            let whole = feed_one(&mut Parser::with_limits(limits), stream.as_bytes());
            check_with("tiny", limits, stream.as_bytes(), &whole);
        }
    }
}

#[test]
fn p_max_junk_is_skipped_and_a_comment_is_cut() {
    let limits = Limits::default().with_line(10);
    let stream =
        format!("junk: {}\ndata{}\n: {}\ndata: a\n\n", "x".repeat(99), "x".repeat(99), "y".repeat(99));
    check_with("junk", limits, stream.as_bytes(), &[comment(&"y".repeat(8)), data("a")]);
}

#[test]
fn p_max_after_an_error_nothing_is_read_until_the_next_connection() {
    let mut parser = Parser::with_limits(Limits::default().with_event(1));
    assert_eq!(feed_one(&mut parser, b"data: ab\n\ndata: c\n\n").len(), 1);
    assert_eq!(feed_one(&mut parser, b"data: d\n\n"), []);
    parser.reconnect();
    assert_eq!(feed_one(&mut parser, b"data: e\n\n"), [data("e")]);
}

/// How long it takes to read one message of `length` bytes in chunks of one byte.
fn time_of(length: usize) -> std::time::Duration {
    let message = [b"data: ".as_slice(), &vec![b'x'; length], b"\n\n"].concat();
    let mut parser = Parser::new();
    let start = std::time::Instant::now();
    let mut events = 0;
    for mut byte in message.chunks(1) {
        while let Some(parsed) = parser.parse(&mut byte).unwrap() {
            assert!(matches!(parsed, Parsed::Event { data, .. } if data.len() == length));
            events += 1;
        }
    }
    assert_eq!(events, 1);
    start.elapsed()
}

#[test]
fn p_lin_ten_times_the_message_in_chunks_of_one_byte_takes_ten_times_as_long() {
    // Quadratic time would be a factor of 100; the best of several runs keeps other load out.
    let best = |length| (0..2).map(|_| time_of(length)).min().unwrap();
    let (small, large) = (best(1 << 20), best(10 << 20));
    assert!(large < small * 40, "1 MiB: {small:?}, 10 MiB: {large:?}");
}

fn limits() -> impl Strategy<Value = Limits> {
    prop_oneof![
        Just(Limits::default()),
        (0_usize..20, 0_usize..20)
            .prop_map(|(line, event)| Limits::default().with_line(line).with_event(event)),
    ]
}

proptest! {
    #[test]
    fn p_1_any_bytes_give_the_same_in_any_chunking(
        stream in grammar::stream(), limits in limits(), places in prop::collection::vec(0_usize..200, 0..8),
    ) {
        let whole = feed_one(&mut Parser::with_limits(limits), &stream);
        for chunks in [cut(&stream, &places), stream.chunks(1).collect()] {
            prop_assert_eq!(&feed(&mut Parser::with_limits(limits), chunks), &whole);
        }
    }

    #[test]
    fn p_1_arbitrary_bytes_never_panic(stream in prop::collection::vec(any::<u8>(), 0..512)) {
        let whole = feed_one(&mut Parser::new(), &stream);
        prop_assert_eq!(feed(&mut Parser::new(), stream.chunks(1)), whole);
    }

    #[test]
    fn p_rt_what_is_written_is_read_back(
        events in prop::collection::vec(("[^\r\n\0]{0,9}", "[^\r\n\0]{0,9}", any::<String>()), 1..5),
        size in 1_usize..40,
    ) {
        let mut wire = Vec::new();
        let mut expected = Vec::new();
        for (id, name, text) in &events {
            let mut writer = EventWriter::new();
            writer.id(id).unwrap().name(name).unwrap().text(text);
            wire.extend_from_slice(&writer.finish());
            expected.push(event(name, &text.replace("\r\n", "\n").replace('\r', "\n"), id));
        }
        prop_assert_eq!(feed(&mut Parser::new(), wire.chunks(size)), expected);
    }
}
