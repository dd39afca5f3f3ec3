//! What the parser allocates: nothing for an event, once it has seen one like it; of a large message what it must.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]

use allocation_counter::{AllocationInfo, measure};
use asyncapi_runtime::sse::{Parsed, Parser};

/// How many events the stream has in chunks of this size; none of them is kept.
fn events(parser: &mut Parser, stream: &[u8], size: usize) -> usize {
    let mut events = 0;
    for mut chunk in stream.chunks(size) {
        while let Some(parsed) = parser.parse(&mut chunk).unwrap() {
            events += usize::from(matches!(parsed, Parsed::Event { .. }));
        }
    }
    events
}

/// What is allocated for many copies of the block, in chunks of this size, after as many of them.
fn allocated(block: &str, size: usize) -> AllocationInfo {
    let stream = block.repeat(1_000);
    let mut parser = Parser::new();
    events(&mut parser, stream.as_bytes(), size);
    measure(|| assert_eq!(events(&mut parser, stream.as_bytes(), size), 1_000, "{block:?}"))
}

#[test]
fn an_event_in_one_chunk_takes_no_memory() {
    for block in [
        "data: {\"seq\":1}\n\n",
        "data: {\"seq\":1}\r\n\r\n",
        "data: {\"seq\":1}\r\r",
        "id: 1000000\ndata: {\"seq\":1}\n\n",
        "event: tick\nid: 1000000\ndata: {\"seq\":1}\n\n",
        "data: {\"seq\":1}\nid: 1000000\nevent: tick\n\n",
        "event: tick\nid: 3f2504e0-4f89-11d3-9a0c-0305e82c3301\ndata: \u{e9}\u{2026}\u{1f600}\n\n",
        ":\n: comment\ndata: {\"seq\":1}\n\n",
        "retry: 1000\ndata: {\"seq\":1}\n\n",
        "foo: bar\ndata: {\"seq\":1}\n\n",
    ] {
        assert_eq!(allocated(block, usize::MAX).count_total, 0, "{block:?}");
        // The first event of a stream needs memory for its id only, which outlives its chunk.
        let first = measure(|| assert_eq!(events(&mut Parser::new(), block.as_bytes(), usize::MAX), 1));
        assert!(first.count_total <= u64::from(block.contains("id:")), "{block:?}: {first:?}");
    }
}

#[test]
fn other_events_use_the_memory_of_those_before() {
    for block in [
        "event: tick\nid: 1000000\ndata: {\"seq\":1}\n\n",
        "data: {\"a\":1,\ndata: \"b\":2}\n\n",
        ": \u{e9}\nretry: 1000\nid: 7\n\ndata: a\n\n",
    ] {
        for size in [1, 2, 3, 7, 16, 1 << 14] {
            // Where a chunk ends in a place that it did not end in before, a buffer may grow once more.
            let count = allocated(block, size).count_total;
            assert!(count < 5, "{block:?} in chunks of {size}: {count}");
        }
    }
    assert_eq!(allocated("data: \u{fffd}\n\n", 5).count_total, 0);
}

#[test]
fn p_lin_a_large_message_is_copied_as_often_as_a_growing_buffer_is() {
    const LENGTH: usize = 10 << 20;
    let message = [b"data: ".as_slice(), &vec![b'x'; LENGTH], b"\n\n"].concat();
    for size in [1, 3, 60, 1 << 14, 1 << 20] {
        let cost = measure(|| assert_eq!(events(&mut Parser::new(), &message, size), 1));
        // A buffer that doubles holds at most twice of what is in it, and all its sizes before are as much again.
        assert!(cost.bytes_total < 5 * LENGTH as u64, "{size}: {cost:?}");
        assert!(cost.bytes_max < 4 * LENGTH as u64, "{size}: {cost:?}");
    }
    let whole = measure(|| assert_eq!(events(&mut Parser::new(), &message, usize::MAX), 1));
    assert_eq!(whole.count_total, 0);
}

#[test]
fn p_max_the_memory_of_a_large_event_is_given_back() {
    for field in ["data: ", "event: ", "id: ", ": ", "data: \u{fffd}", ": \u{fffd}"] {
        // Behind it come events that lie in their chunks.
        let large = format!("{field}{}\ndata: a\nid: 1\n\n", "x".repeat(1 << 20)).replace('\u{fffd}', "\0");
        let mut large = large.into_bytes();
        large.iter_mut().filter(|byte| **byte == 0).for_each(|byte| *byte = 0xFF);
        let mut parser = Parser::new();
        let left = measure(|| {
            assert_eq!(events(&mut parser, &large, 1000), 1, "{field:?}");
            assert_eq!(events(&mut parser, "data: a\n\n".repeat(3).as_bytes(), usize::MAX), 3);
        });
        assert!(left.bytes_current < 300 << 10, "{field:?}: {left:?}");
    }
}

#[test]
fn p_max_junk_takes_no_memory() {
    let junk = format!("junk: {}\n", "x".repeat(1 << 20));
    let cost = measure(|| assert_eq!(events(&mut Parser::new(), junk.as_bytes(), 1000), 0));
    assert!(cost.bytes_max < 1 << 10, "{cost:?}");
}
