//! Random streams: nearly right ones, made of lines, and bytes that get somewhere.

use proptest::prelude::*;

/// An end of line, LF more often than the others.
fn end() -> impl Strategy<Value = &'static str> {
    prop_oneof![3 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\r")]
}

/// The name of a field: one of the standard's, or nearly.
fn name() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        4 => Just("data"),
        2 => Just("id"),
        2 => Just("event"),
        2 => Just("retry"),
        1 => prop::sample::select(vec![
            "", "d", "dat", "datas", "Data", " data", "data ", "i", "ids", "even", "events", "retr", "x", "\u{feff}data",
        ]),
    ]
}

/// A value: digits, text of one byte a character and of more, NUL, control characters, and bytes that are no UTF-8.
fn value() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        6 => "[a-z0-9 :{}\",]{0,12}".prop_map(String::into_bytes),
        2 => "[0-9]{1,12}".prop_map(String::into_bytes),
        2 => prop::sample::select(vec![
            "\u{e9}", "\u{2026}", "\u{1f600}", "\u{feff}", "\u{85}", "\u{2028}", "\t", "\0", "\u{b}", "\u{7f}",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::sample::select(vec![&b"\xFF"[..], b"\xE2\x82", b"\xF0\x9F\x98", b"\xC0\x80", b"\xED\xA0\x80"])
            .prop_map(<[u8]>::to_vec),
        1 => "[a-z]{60,90}".prop_map(String::into_bytes),
    ];
    prop::collection::vec(piece, 0..3).prop_map(|pieces| pieces.concat())
}

/// A line with its end.
fn line() -> impl Strategy<Value = Vec<u8>> {
    let separator =
        prop_oneof![4 => Just(": "), 2 => Just(":"), 1 => Just(":  "), 1 => Just(""), 1 => Just(" :")];
    let field = (name(), separator, value())
        .prop_map(|(name, separator, value)| [name.as_bytes(), separator.as_bytes(), &value].concat());
    let line = prop_oneof![
        6 => field,
        1 => Just(Vec::new()),
        1 => value().prop_map(|value| [b":", &value[..]].concat()),
        1 => value(),
    ];
    (line, end()).prop_map(|(line, end)| [&line, end.as_bytes()].concat())
}

/// A block: lines, and nearly always a blank one.
fn block() -> impl Strategy<Value = Vec<u8>> {
    (prop::collection::vec(line(), 0..6), prop::option::weighted(0.9, end()))
        .prop_map(|(lines, blank)| [lines.concat(), blank.unwrap_or_default().as_bytes().to_vec()].concat())
}

/// A stream of blocks, some of them cut short, now and then behind a BOM or a part of one.
pub(crate) fn blocks() -> impl Strategy<Value = Vec<u8>> {
    let bom = prop_oneof![6 => Just(&b""[..]), 2 => Just(&b"\xEF\xBB\xBF"[..]), 1 => Just(&b"\xEF\xBB"[..])];
    (bom, prop::collection::vec(block(), 0..6), 0_usize..12).prop_map(|(bom, blocks, cut)| {
        let mut stream = [bom, &blocks.concat()].concat();
        // Most end where they should.
        if cut < 4 {
            stream.truncate(stream.len().saturating_sub(cut));
        }
        stream
    })
}

/// Bytes of which streams are made, in no order.
pub(crate) fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "data", "event", "id", "retry", ":", ": ", "\n", "\r", "\r\n", "\n\n", "a", "12", "\u{feff}", "\u{e9}", "\0",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..4),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Either.
pub(crate) fn stream() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![blocks(), pieces()]
}
