//! Runs a stream through the parser in every chunking and compares what comes out.
#![allow(dead_code, reason = "each test binary uses its part")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a helper of tests fails the test"
)]

use std::time::Duration;

use asyncapi_runtime::sse::{Limits, ParseError, Parsed, Parser};

/// What a parser gave, owned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    Event { name: String, data: String, id: String },
    Retry(Duration),
    Comment(String),
    Error(ParseError),
}

impl From<Parsed<'_>> for Item {
    fn from(parsed: Parsed<'_>) -> Self {
        match parsed {
            Parsed::Event { name, data, last_event_id } => event(name, data, last_event_id),
            Parsed::Retry(time) => Self::Retry(time),
            Parsed::Comment(text) => Self::Comment(text.to_owned()),
            other => panic!("not known to the tests: {other:?}"),
        }
    }
}

pub(crate) fn event(name: &str, data: &str, id: &str) -> Item {
    Item::Event { name: name.to_owned(), data: data.to_owned(), id: id.to_owned() }
}

/// An event with neither name nor id.
pub(crate) fn data(data: &str) -> Item {
    event("", data, "")
}

pub(crate) fn retry(milliseconds: u64) -> Item {
    Item::Retry(Duration::from_millis(milliseconds))
}

pub(crate) fn comment(text: &str) -> Item {
    Item::Comment(text.to_owned())
}

/// Feeds the chunks to a parser.
pub(crate) fn feed<'c>(parser: &mut Parser, chunks: impl IntoIterator<Item = &'c [u8]>) -> Vec<Item> {
    let mut items = Vec::new();
    for mut chunk in chunks {
        loop {
            match parser.parse(&mut chunk) {
                Ok(Some(parsed)) => items.push(parsed.into()),
                Ok(None) => break,
                Err(error) => items.push(Item::Error(error)),
            }
        }
        assert!(chunk.is_empty(), "the parser says that all is read");
    }
    items
}

/// Cuts after each of these places.
pub(crate) fn cut<'s>(stream: &'s [u8], places: &[usize]) -> Vec<&'s [u8]> {
    let mut places = places.to_vec();
    places.retain(|place| *place <= stream.len());
    places.sort_unstable();
    let mut chunks = Vec::new();
    let mut start = 0;
    for place in places {
        chunks.push(&stream[start..place]);
        start = place;
    }
    chunks.push(&stream[start..]);
    chunks
}

/// Every chunking that the rules ask for: whole, 1, 2 and 3 bytes, after each CR, cut once at each place, and
/// at random.
pub(crate) fn chunkings(stream: &[u8]) -> Vec<Vec<&[u8]>> {
    let mut all = vec![vec![stream]];
    all.extend((1..=3).map(|size| stream.chunks(size).collect()));
    let after_cr: Vec<usize> = (1..=stream.len()).filter(|end| stream[end - 1] == b'\r').collect();
    all.push(cut(stream, &after_cr));
    all.extend((0..=stream.len()).map(|place| cut(stream, &[place])));
    let mut random = fastrand::Rng::with_seed(stream.len() as u64);
    for _ in 0..16 {
        let places: Vec<usize> = (0..random.usize(1..8)).map(|_| random.usize(0..=stream.len())).collect();
        all.push(cut(stream, &places));
    }
    all
}

/// Asserts that the stream gives these items in every chunking.
#[track_caller]
pub(crate) fn check(case: &str, stream: impl AsRef<[u8]>, expected: &[Item]) {
    check_with(case, Limits::default(), stream.as_ref(), expected);
}

/// The same with other limits.
#[track_caller]
pub(crate) fn check_with(case: &str, limits: Limits, stream: &[u8], expected: &[Item]) {
    for chunks in chunkings(stream) {
        let shown: Vec<_> = chunks.iter().map(|chunk| chunk.escape_ascii().to_string()).collect();
        assert_eq!(feed(&mut Parser::with_limits(limits), chunks), expected, "{case}: chunks {shown:?}");
    }
}

/// Asserts a table of cases.
#[track_caller]
pub(crate) fn check_all(cases: &[(&str, &[u8], &[Item])]) {
    for (case, stream, expected) in cases {
        check(case, stream, expected);
    }
}
