//! Channels of numbers, and short forms of what a listener gave and a server was asked.
#![allow(dead_code, reason = "each test binary uses its part")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a helper of tests fails the test"
)]

use std::time::Duration;

use asyncapi_runtime::__private::{At, Num, maximum};
use asyncapi_runtime::client::{self, ListenError, ListenErrorKind, Listener};
use asyncapi_runtime::sse::{DecodeError, EncodeError, EventWriter, RawEvent};
use asyncapi_runtime::testing::ScriptedServer;
use asyncapi_runtime::{Channel, Event, ListenOptions, Violations};
use http::HeaderValue;

/// A channel whose messages are numbers. An event called `unknown` is none of its own.
pub(crate) struct Numbers;

impl Channel for Numbers {
    type Message = u32;
    type Parameters = ();
    const ID: &'static str = "numbers";
    const ADDRESS: &'static str = "numbers";
    const ROUTE: &'static str = "/numbers";

    fn encode(message: &u32, event: &mut EventWriter) -> Result<(), EncodeError> {
        event.json(message)
    }

    fn decode(event: &RawEvent<'_>) -> Result<u32, DecodeError> {
        if event.name() == "unknown" { event.unique_fit(&[]) } else { event.json() }
    }
}

pub(crate) fn listen(options: impl Into<ListenOptions>) -> Listener<u32> {
    client::listen::<Numbers>((), options.into())
}

/// Numbers up to 10.
pub(crate) struct Small;

impl Channel for Small {
    type Message = u32;
    type Parameters = ();
    const ID: &'static str = "small";
    const ADDRESS: &'static str = "small";
    const ROUTE: &'static str = "/small";

    fn encode(message: &u32, event: &mut EventWriter) -> Result<(), EncodeError> {
        event.json(message)
    }

    fn decode(event: &RawEvent<'_>) -> Result<u32, DecodeError> {
        event.json()
    }

    fn validate(message: &u32) -> Result<(), Violations> {
        checked(|out| maximum(&i64::from(*message), Num::I(10), &At::ROOT, out))
    }
}

pub(crate) fn checked(check: impl FnOnce(&mut Violations)) -> Result<(), Violations> {
    let mut out = Violations::default();
    check(&mut out);
    if out.is_empty() { Ok(()) } else { Err(out) }
}

/// The value of a header in each request, `-` where there is none.
pub(crate) fn asked(server: &ScriptedServer, header: &str) -> Vec<String> {
    let text = |value: &HeaderValue| String::from_utf8(value.as_bytes().to_vec()).unwrap();
    server
        .requests()
        .iter()
        .map(|request| request.headers().get(header).map_or("-".to_owned(), text))
        .collect()
}

/// The URL of each request.
pub(crate) fn urls(server: &ScriptedServer) -> Vec<String> {
    server.requests().iter().map(|request| request.uri().to_string()).collect()
}

/// How much time passed between the requests.
pub(crate) fn waits(server: &ScriptedServer) -> Vec<Duration> {
    server.requests().windows(2).map(|pair| pair[1].since(&pair[0])).collect()
}

/// How many requests the listeners have let go of.
pub(crate) fn dropped(server: &ScriptedServer) -> usize {
    server.requests().len() - server.open()
}

/// The next item, which has to be an event.
#[track_caller]
pub(crate) fn event(item: Option<Result<Event<u32>, ListenError>>) -> Event<u32> {
    item.expect("the stream has not ended").expect("an event")
}

/// The next item, which has to be an error.
#[track_caller]
pub(crate) fn error(item: Option<Result<Event<u32>, ListenError>>) -> ListenError {
    item.expect("the stream has not ended").expect_err("an error")
}

/// All items until the end, in short: `7#1` is message 7 with id 1.
pub(crate) async fn all(mut listener: Listener<u32>) -> Vec<String> {
    let mut items = Vec::new();
    while let Some(item) = listener.next().await {
        items.push(match item {
            Ok(event) => format!("{}#{}", event.message, event.id.as_deref().unwrap_or("-")),
            Err(error) => short(&error).to_owned(),
        });
    }
    items
}

/// An error in a word; one that ends the stream has a `!`.
pub(crate) fn short(error: &ListenError) -> &'static str {
    match (error.kind(), error.is_fatal()) {
        (ListenErrorKind::Ended, false) => "ended",
        (ListenErrorKind::Ended, true) => "ended!",
        (ListenErrorKind::Transport(_), false) => "network",
        (ListenErrorKind::Transport(_), true) => "network!",
        (ListenErrorKind::Idle { .. }, false) => "idle",
        (ListenErrorKind::Message { .. }, false) => "message",
        (ListenErrorKind::Invalid { .. }, false) => "invalid",
        (ListenErrorKind::Options { .. }, true) => "options!",
        (ListenErrorKind::Status { .. }, true) => "status!",
        (ListenErrorKind::ContentType { .. }, true) => "type!",
        (ListenErrorKind::Redirect { .. }, true) => "redirect!",
        (ListenErrorKind::Limit(_), true) => "limit!",
        other => panic!("not expected: {other:?}"),
    }
}
