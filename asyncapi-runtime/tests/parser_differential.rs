//! Random streams, cut at random places, through this parser and through `sse-core`, which follows the standard too.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]

#[path = "parser_support/grammar.rs"]
mod grammar;
mod parser_support;

use std::time::Duration;

use asyncapi_runtime::sse::{Parser, RawEvent};
use parser_support::{Item, cut, feed};
use proptest::prelude::*;
use sse_core::{SseDecoder, SseEvent};

/// What the other parser gives, in our terms.
fn theirs(decoder: &mut SseDecoder, chunks: &[&[u8]]) -> Vec<Item> {
    let mut items = Vec::new();
    for mut chunk in chunks.iter().copied() {
        while let Some(event) = decoder.next(&mut chunk) {
            items.push(match event.expect("the streams are short") {
                SseEvent::Message(message) => Item::Event {
                    name: message.event.into_owned(),
                    data: message.data,
                    id: message.last_event_id.as_deref().unwrap_or_default().to_owned(),
                },
                SseEvent::Retry(milliseconds) => Item::Retry(Duration::from_millis(milliseconds.into())),
            });
        }
    }
    items
}

/// What this parser gives, without what the other does not tell.
fn ours(parser: &mut Parser, chunks: &[&[u8]]) -> Vec<Item> {
    let items = feed(parser, chunks.iter().copied());
    let told = items.into_iter().filter(|item| match item {
        // It drops comments. P-3 lets a parser do that; this one shows them (C-23).
        Item::Comment(_) => false,
        // It ignores a time that does not fit into 32 bits. P-4 ignores only what is not digits: a large number is
        // a long time.
        Item::Retry(time) => time.as_millis() <= u128::from(u32::MAX),
        _ => true,
    });
    told.map(|item| match item {
        // It gives an event without a name the one that a browser dispatches it by (P-5).
        Item::Event { name, data, id } => {
            Item::Event { name: RawEvent::new(&name, "").name().to_owned(), data, id }
        }
        other => other,
    })
    .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, ..ProptestConfig::default() })]

    #[test]
    fn p_1_to_p_7_another_parser_gives_the_same(
        connections in prop::collection::vec(grammar::stream(), 1..4),
        places in prop::collection::vec(0_usize..400, 0..12),
        whole in any::<bool>(),
    ) {
        let (mut parser, mut decoder) = (Parser::new(), SseDecoder::new());
        for stream in connections {
            let cuts: &[usize] = if whole { &[] } else { &places };
            // What one parser gives for the whole stream, the other must give for the pieces.
            let (mine, other) = (cut(&stream, cuts), cut(&stream, &places));
            prop_assert_eq!(
                ours(&mut parser, &mine), theirs(&mut decoder, &other), "{}", stream.escape_ascii()
            );
            let last = decoder.last_event_id().map(ToString::to_string).unwrap_or_default();
            prop_assert_eq!(parser.last_event_id(), last);
            parser.reconnect();
            decoder.reconnect();
        }
    }
}
