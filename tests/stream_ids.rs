//! The `id:` line that the document takes from a message, through all kinds of types: `x-sse: {id: …}`.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]
#![deny(warnings, missing_docs, unsafe_code)]
#![deny(clippy::pedantic)]

use asyncapi_runtime::Channel;
use asyncapi_runtime::asyncapi;
use asyncapi_runtime::sse::EventWriter;
use serde_json::json;

asyncapi!("specs/stream_ids.yaml");

/// The lines of the event before its data.
fn lines<C: Channel>(message: &C::Message) -> String {
    let mut event = EventWriter::new();
    C::encode(message, &mut event).unwrap();
    let bytes = event.finish();
    let text = std::str::from_utf8(&bytes).unwrap();
    let (lines, _) = text.split_once("data:").unwrap();
    lines.to_owned()
}

fn read<M: serde::de::DeserializeOwned>(message: serde_json::Value) -> M {
    serde_json::from_value(message).unwrap()
}

macro_rules! sends {
    ($($channel:ty: $message:tt => $lines:literal,)*) => {
        $({
            let found = lines::<$channel>(&read(json!($message)));
            assert_eq!(found, $lines, "{}: {}", stringify!($channel), json!($message));
        })*
    };
}

#[test]
fn through_what_may_be_absent() {
    sends! {
        OptionalChannel: {"a": {"b": "x"}} => "id: x\n",
        OptionalChannel: {"a": {}} => "",
        OptionalChannel: {} => "",
        NullableBothChannel: {"a": {"b": -5}} => "id: -5\n",
        NullableBothChannel: {"a": {"b": null}} => "",
        NullableBothChannel: {"a": null} => "",
        DefaultedChannel: {"a": {"b": "z"}} => "id: z\n",
        DefaultedChannel: {"a": {}} => "id: y\n",
        DefaultedChannel: {} => "id: x\n",
        ReadonlyChannel: {"a": {"b": "x"}} => "id: x\n",
    }
}

#[test]
fn through_choices() {
    sends! {
        DiscriminatedChannel: {"a": {"kind": "Cat", "b": "c"}} => "id: c\n",
        DiscriminatedChannel: {"a": {"kind": "Dog", "b": 1}} => "id: 1\n",
        DiscriminatedChannel: {"a": {"kind": "Dog"}} => "",
        AnyOfChannel: {"b": 4, "x": ""} => "id: 4\n",
        AnyOfChannel: {"b": "4"} => "id: 4\n",
        NullUnionChannel: {"a": {"kind": "Cat", "b": "c"}} => "id: c\n",
        NullUnionChannel: {"a": null} => "",
        NullUnionChannel: {} => "",
        AllChannel: {"a": {"b": "c"}} => "id: c\n",
        NestedChannel: "s" => "id: s\n",
        NestedChannel: 1 => "id: 1\n",
        NestedChannel: null => "",
        DeepChannel: {"n": {"id": "no"}} => "",
        NullObjectChannel: {"id": "YQ=="} => "id: YQ==\n",
        NullObjectChannel: null => "",
    }
}

#[test]
fn to_each_kind_of_value() {
    sends! {
        ConstantChannel: {"a": {"b": "fixed"}} => "id: fixed\n",
        ConstantNumberChannel: {"a": {"b": 7}} => "id: 7\n",
        StringEnumChannel: {"a": {"b": "two"}} => "id: two\n",
        IntegerEnumChannel: {"a": {"b": 2}} => "id: 2\n",
        MixedEnumChannel: {"a": {"b": "two"}} => "id: two\n",
        MixedEnumChannel: {"a": {"b": 1}} => "id: 1\n",
        MixedEnumChannel: {"a": {"b": null}} => "",
        OpenEnumChannel: {"a": {"b": "one"}} => "id: one\n",
        OpenEnumChannel: {"a": {"b": "three"}} => "id: three\n",
        RustyChannel: {"to": 3} => "id: 3\n",
        RustyOptionalChannel: {"to": {"x": "y"}} => "id: y\n",
        RustyOptionalChannel: {"to": null} => "",
        NewtypeChannel: "ab" => "id: ab\n",
        NewtypeNumberChannel: 2 => "id: 2\n",
        NewtypeObjectChannel: {"a": {"b": "c"}} => "id: c\n",
        TraitsChannel: {"id": 18_446_744_073_709_551_615_u64} => "id: 18446744073709551615\nretry: 7\n",
        RecursionChannel: {"id": 1, "next": {"id": 2, "next": {"id": 3, "next": null}}} => "id: 3\n",
        RecursionChannel: {"id": 1, "next": {"id": 2}} => "",
        ReferencedChannel: {"id": "r"} => "id: r\nretry: 1\n",
        ParameterChannel: {"id": "p"} => "id: p\n",
    }
}

#[test]
fn through_odd_names() {
    sends! {
        RawChannel: {"type": "t"} => "id: t\n",
        NamesChannel: {"message": {"event": {"value": {"self": 9}}}} => "id: 9\n",
        UnicodeChannel: {"größe": {"%20": {"a/b~c": {" ": "u"}}}} => "id: u\n",
        EmptyChannel: {"": "e"} => "id: e\n",
        EmptyTwiceChannel: {"": {"": "e"}} => "id: e\n",
    }
}

#[test]
fn each_message_of_several() {
    let token = |n| DoneMessage::from(Token { n });
    assert_eq!(lines::<DoneChannel>(&token(Some(1))), "id: 1\nevent: token\n");
    assert_eq!(lines::<DoneChannel>(&token(None)), "event: token\n");
    assert_eq!(lines::<DoneChannel>(&DoneMessage::Done(Done)), "id: [DONE]\nevent: done\n");
    assert_eq!(lines::<DoneChannel>(&DoneMessage::Number(Number)), "id: 5\nevent: number\n");
    let shared = |id: &str| Shared { id: Some(id.to_owned()) };
    assert_eq!(lines::<Shared1Channel>(&shared("s")), "id: s\nretry: 10\n");
    assert_eq!(lines::<Shared2Channel>(&shared("s").into()), "id: s\nevent: shared\nretry: 10\n");
}

mod of_formats {
    #![no_implicit_prelude]

    ::asyncapi_runtime::asyncapi!("specs/stream_ids.yaml", formats = [uuid, chrono, url]);
}

mod of_jiff {
    #![no_implicit_prelude]

    ::asyncapi_runtime::asyncapi!(
        "specs/stream_ids.yaml",
        formats = [jiff],
        replace = { "Cat" = ::serde_json::Value, "Chain" = ::serde_json::Value },
        rename = { "recursion" = "Loop", "names.message" = "body" },
    );
}

mod of_a_client {
    ::asyncapi_runtime::asyncapi!("specs/stream_ids.yaml", generate = [types, client]);
}

mod of_a_server {
    ::asyncapi_runtime::asyncapi!("specs/stream_ids.yaml", generate = [types, server]);
}

#[test]
fn of_types_of_ones_own() {
    let id = "67e55044-10b1-426f-9247-bb680e5fe0c8";
    let lines_of = lines::<of_formats::FormatsChannel>(&read(json!({"id": id})));
    assert_eq!(lines_of, format!("id: {id}\n"));
    sends! {
        of_formats::TimesChannel: {"at": "2026-01-02T03:04:05Z"} => "id: 2026-01-02T03:04:05Z\n",
        of_formats::TimesChannel: {"at": null} => "",
        of_formats::UrlsChannel: {"to": "http://a.b/c"} => "id: http://a.b/c\n",
        of_jiff::TimesChannel: {"at": "2026-01-02T03:04:05Z"} => "id: 2026-01-02T03:04:05Z\n",
    }
    let cat = |cat| of_jiff::Discriminated { a: of_jiff::DiscriminatedA::Cat(cat) };
    assert_eq!(lines::<of_jiff::DiscriminatedChannel>(&cat(json!({"b": 3}))), "id: 3\n");
    assert_eq!(lines::<of_jiff::DiscriminatedChannel>(&cat(json!([]))), "");
}
