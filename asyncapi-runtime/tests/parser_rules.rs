//! Rules P-1 to P-6, one table each, every case in every chunking.

mod parser_support;

use parser_support::{check, check_all, comment, data, event, retry};

#[test]
fn p_2_ends_of_line() {
    check_all(&[
        ("LF", b"data: a\ndata: b\n\n", &[data("a\nb")]),
        ("CR", b"data: a\rdata: b\r\r", &[data("a\nb")]),
        ("CRLF", b"data: a\r\ndata: b\r\n\r\n", &[data("a\nb")]),
        ("LF then CR", b"data: a\n\rdata: b\n\r", &[data("a"), data("b")]),
        ("CR, CRLF", b"data: a\r\r\ndata: b\r\r\n", &[data("a"), data("b")]),
        ("CRLF, LF", b"data: a\r\n\ndata: b\r\n\n", &[data("a"), data("b")]),
        ("LF, CRLF", b"data: a\n\r\ndata: b\n\r\n", &[data("a"), data("b")]),
        (
            "nothing else ends a line",
            "data: a\u{b}\u{c}\u{85}\u{2028}\u{2029}b\n\n".as_bytes(),
            &[data("a\u{b}\u{c}\u{85}\u{2028}\u{2029}b")],
        ),
    ]);
}

#[test]
fn p_3_blank_lines_alone_dispatch_nothing() {
    check_all(&[
        ("LF", b"\n\n\n\ndata: a\n\n\n\n", &[data("a")]),
        ("CR", b"\r\r\r\rdata: a\r\r\r\r", &[data("a")]),
        ("CRLF", b"\r\n\r\n\r\ndata: a\r\n\r\n\r\n\r\n", &[data("a")]),
        ("empty stream", b"", &[]),
    ]);
}

#[test]
fn p_1_one_bom_at_the_start_is_dropped() {
    check_all(&[
        ("before a field", b"\xEF\xBB\xBFdata: a\n\n", &[data("a")]),
        ("before a blank line", b"\xEF\xBB\xBF\ndata: a\n\n", &[data("a")]),
        ("before a comment", b"\xEF\xBB\xBF:c\ndata: a\n\n", &[comment("c"), data("a")]),
        ("two spoil the field's name", b"\xEF\xBB\xBF\xEF\xBB\xBFdata: a\n\ndata: b\n\n", &[data("b")]),
        ("in the second line it spoils the name", b"data: a\n\xEF\xBB\xBFdata: b\n\n", &[data("a")]),
        ("in a value it is a character", b"data:\xEF\xBB\xBFa\n\n", &[data("\u{feff}a")]),
        ("a part of it spoils the name", b"\xEF\xBBdata: a\n\xEF\n\ndata: b\n\n", &[data("b")]),
        ("and is a line of its own", b"\xEF\xBB\ndata: a\n\n", &[data("a")]),
        ("alone", b"\xEF\xBB\xBF", &[]),
        ("of UTF-16", b"\xFE\xFFdata: a\n\ndata: b\n\n", &[data("b")]),
    ]);
}

#[test]
fn p_3_one_space_after_the_colon_is_dropped() {
    check_all(&[
        ("none", b"data:a\n\n", &[data("a")]),
        ("two", b"data:  a\n\n", &[data(" a")]),
        ("a tab is none", b"data:\ta \n\n", &[data("\ta ")]),
        ("only a space", b"data: \n\n", &[data("")]),
    ]);
}

#[test]
fn p_3_a_line_without_colon_is_a_name() {
    check_all(&[
        ("data", b"data\n\n", &[data("")]),
        ("event resets", b"event: e\nevent\ndata: a\n\n", &[data("a")]),
        ("id resets", b"id: 1\nid\ndata: a\n\n", &[data("a")]),
        ("retry", b"retry\ndata: a\n\n", &[data("a")]),
        ("unknown", b"datas\ndat\ndata: a\n\n", &[data("a")]),
    ]);
}

#[test]
fn p_4_names_compare_exactly() {
    check_all(&[
        ("case", b"Data: a\nDATA: b\nEvent: c\nID: d\nRetry: 1\n\n", &[]),
        ("space before", b" data: a\n\n", &[]),
        ("space behind", b"data : a\n\n", &[]),
        ("longer", b"data2: a\ndatadata: b\nids: c\n\n", &[]),
        ("shorter", b"dat: a\nd: b\ne: c\n\n", &[]),
        ("unknown", b"foo: a\nevent-id: b\nlast-event-id: c\ndata: x\n\n", &[data("x")]),
    ]);
}

#[test]
fn p_4_the_order_of_fields_does_not_matter() {
    for fields in [
        ["data: a", "event: e", "id: 1"],
        ["data: a", "id: 1", "event: e"],
        ["event: e", "data: a", "id: 1"],
        ["event: e", "id: 1", "data: a"],
        ["id: 1", "data: a", "event: e"],
        ["id: 1", "event: e", "data: a"],
    ] {
        check("order", format!("{}\n\n", fields.join("\n")), &[event("e", "a", "1")]);
    }
    check(
        "between data",
        "data: a\nid: 1\nfoo\ndata: b\nevent: e\ndata: c\n\n",
        &[event("e", "a\nb\nc", "1")],
    );
}

#[test]
fn p_5_data() {
    check_all(&[
        ("an empty line of data dispatches", b"data:\n\n", &[data("")]),
        ("two empty ones are one LF", b"data\ndata\n\n", &[data("\n")]),
        ("only one LF is dropped at the end", b"data: a\ndata:\ndata:\n\n", &[data("a\n\n")]),
        ("colons in the value", b"data: a:b: c\ndata::d\n\n", &[data("a:b: c\n:d")]),
        ("cleared after the event", b"data: a\n\ndata: b\n\n", &[data("a"), data("b")]),
        ("no data, no event", b"event: e\nid: 1\n\n", &[]),
    ]);
}

#[test]
fn p_4_event() {
    check_all(&[
        ("a name", b"event: e\ndata: a\n\n", &[event("e", "a", "")]),
        ("the last one counts", b"event: e\nevent: f\ndata: a\n\n", &[event("f", "a", "")]),
        ("an empty one resets", b"event: e\nevent:\ndata: a\n\n", &[data("a")]),
        ("forgotten with a block without data", b"event: e\n\ndata: a\n\n", &[data("a")]),
        ("forgotten with the event", b"event: e\ndata: a\n\ndata: b\n\n", &[event("e", "a", ""), data("b")]),
        ("spaces are kept", b"event:  e \ndata: a\n\n", &[event(" e ", "a", "")]),
    ]);
}

#[test]
fn p_4_p_5_id() {
    let id = |id: &str, text: &str| event("", text, id);
    check_all(&[
        ("an id", b"id: 1\ndata: a\n\n", &[id("1", "a")]),
        ("behind the data", b"data: a\nid: 1\n\n", &[id("1", "a")]),
        ("kept for later events", b"id: 1\ndata: a\n\ndata: b\n\n", &[id("1", "a"), id("1", "b")]),
        ("the last one counts", b"id: 1\nid: 2\ndata: a\n\n", &[id("2", "a")]),
        ("replaced", b"id: 1\ndata: a\n\nid: 2\ndata: b\n\n", &[id("1", "a"), id("2", "b")]),
        ("empty resets", b"id: 1\ndata: a\n\nid:\ndata: b\n\n", &[id("1", "a"), id("", "b")]),
        ("empty in the same block", b"id: 1\nid:\ndata: a\n\n", &[id("", "a")]),
        ("no colon resets", b"id: 1\ndata: a\n\nid\ndata: b\n\n", &[id("1", "a"), id("", "b")]),
        ("NUL: ignored", b"id: 1\ndata: a\n\nid: 2\x003\ndata: b\n\n", &[id("1", "a"), id("1", "b")]),
        ("NUL alone: ignored", b"id: 1\nid: \x00\ndata: a\n\n", &[id("1", "a")]),
        ("NUL then a good one", b"id: \x00\nid: 2\ndata: a\n\n", &[id("2", "a")]),
        ("committed without data", b"id: 1\n\ndata: a\n\n", &[id("1", "a")]),
        ("not UTF-8", b"id: \xFF\ndata: a\n\n", &[id("\u{fffd}", "a")]),
        ("beyond ASCII", "id: \u{2026}\ndata: a\n\n".as_bytes(), &[id("\u{2026}", "a")]),
        ("spaces are kept", b"id:  1 \ndata: a\n\n", &[id(" 1 ", "a")]),
        ("back to an id of before", b"id: 1\n\nid: 2\n\nid: 1\ndata: a\n\n", &[id("1", "a")]),
    ]);
}

#[test]
fn p_4_retry() {
    check_all(&[
        ("a number", b"retry: 1000\n", &[retry(1000)]),
        ("no space", b"retry:1000\n", &[retry(1000)]),
        ("zero", b"retry: 0\n", &[retry(0)]),
        ("leading zeros are decimal", b"retry: 0010\n", &[retry(10)]),
        ("too large", b"retry: 99999999999999999999999999\n", &[retry(u64::MAX)]),
        ("at once, before the blank line", b"retry: 5\ndata: a\n\n", &[retry(5), data("a")]),
        ("behind data, which stays", b"data: a\nretry: 5\ndata: b\n\n", &[retry(5), data("a\nb")]),
        (
            "behind a name and an id",
            b"event: e\nid: 1\nretry: 5\ndata: a\n\n",
            &[retry(5), event("e", "a", "1")],
        ),
        ("each one", b"retry: 1\nretry: 2\n", &[retry(1), retry(2)]),
        ("empty", b"retry:\n", &[]),
        ("no colon", b"retry\n", &[]),
        ("a space more", b"retry:  1\n", &[]),
        ("a space behind", b"retry: 1 \n", &[]),
        ("a plus", b"retry: +1\n", &[]),
        ("a minus", b"retry: -1\n", &[]),
        ("a fraction", b"retry: 1.5\n", &[]),
        ("an exponent", b"retry: 1e3\n", &[]),
        ("hexadecimal", b"retry: 0x10\n", &[]),
        ("letters behind", b"retry: 1000x\n", &[]),
        ("digits that are not ASCII", "retry: \u{661}\n".as_bytes(), &[]),
        ("no end of line", b"retry: 1", &[]),
    ]);
}

#[test]
fn p_3_comments() {
    check_all(&[
        (
            "empty, and with text",
            b":\n: a\n:b\n::c\n",
            &[comment(""), comment("a"), comment("b"), comment(":c")],
        ),
        ("inside a block", b"data: a\n:x\ndata: b\n:y\n\n", &[comment("x"), comment("y"), data("a\nb")]),
        ("not UTF-8", b": \xFF\n", &[comment("\u{fffd}")]),
        ("no end of line", b": a", &[]),
    ]);
}

#[test]
fn p_6_what_is_unfinished_at_the_end_is_dropped() {
    check_all(&[
        ("a line", b"data: a\n\ndata: b", &[data("a")]),
        ("a block", b"data: a\n\ndata: b\n", &[data("a")]),
        ("a block with a name", b"data: a\n\nevent: e\ndata: b\n", &[data("a")]),
        ("a CR ends the line and the block", b"data: a\r\r", &[data("a")]),
        ("a retry took effect", b"data: a\nretry: 5\n", &[retry(5)]),
    ]);
}

#[test]
fn p_1_bytes_that_are_not_utf_8_become_replacement_characters() {
    check_all(&[
        ("one byte", b"data: a\xFFb\n\n", &[data("a\u{fffd}b")]),
        (
            "a sequence cut by the line's end",
            b"data: \xE2\x82\ndata: \xAC\n\n",
            &[data("\u{fffd}\n\u{fffd}")],
        ),
        (
            "maximal parts",
            b"data: \xF0\x9F\x98 \xC0\x80 \xED\xA0\x80\n\n",
            &[data("\u{fffd} \u{fffd}\u{fffd} \u{fffd}\u{fffd}\u{fffd}")],
        ),
        ("in a name", b"event: \xFFe\ndata: \xFF\n\n", &[event("\u{fffd}e", "\u{fffd}", "")]),
        ("in a field's name", b"dat\xFFa: a\ndata: b\n\n", &[data("b")]),
    ]);
    let text = "data: \u{e9}\u{2026}\u{1f600}\u{10ffff}\n\n";
    check("characters cut by chunks", text, &[data("\u{e9}\u{2026}\u{1f600}\u{10ffff}")]);
}

#[test]
fn p_1_nul_is_a_character() {
    check("in data", b"data: \x00a\x00\n\n", &[data("\0a\0")]);
    check("in a name", b"event: \x00\ndata: a\n\n", &[event("\0", "a", "")]);
    check("in a field's name", b"\x00data: a\nda\x00ta: b\ndata\x00: c\ndata: d\n\n", &[data("d")]);
}

#[test]
fn p_5_the_examples_of_the_standard() {
    check("stock ticker", "data: YHOO\ndata: +2\ndata: 10\n\n", &[data("YHOO\n+2\n10")]);
    check(
        "four blocks",
        ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n",
        &[comment("test stream"), event("", "first event", "1"), data("second event")],
    );
    check("two events, the last is cut", "data\n\ndata\ndata\n\ndata:", &[data(""), data("\n")]);
    check("the space", "data:test\n\ndata: test\n\n", &[data("test"), data("test")]);
}
