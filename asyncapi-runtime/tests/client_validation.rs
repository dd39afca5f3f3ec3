//! Messages are validated after they are received; one that is not valid is one error item.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a helper of tests fails the test"
)]

mod client_support;

use asyncapi_runtime::__private::{At, min_length};
use asyncapi_runtime::client::{self, ListenErrorKind, Listener};
use asyncapi_runtime::server::{SseConfig, register};
use asyncapi_runtime::sse::{DecodeError, EncodeError, EventWriter, RawEvent};
use asyncapi_runtime::testing::{Script, ScriptedServer};
use asyncapi_runtime::{Channel, EventStream, ListenOptions, Violations};
use axum::Router;
use client_support::{Small, all, asked, checked, error, event};

fn listen(options: impl Into<ListenOptions>) -> Listener<u32> {
    client::listen::<Small>((), options.into())
}

#[tokio::test(start_paused = true)]
async fn an_invalid_message_is_one_error_and_the_stream_goes_on() {
    let server = ScriptedServer::new()
        .connection(Script::events().text("data: 1\n\nid: 2\nevent: e\ndata: 11\n\ndata: 3\n\n"));
    let mut listener = listen(server.options());
    assert_eq!(event(listener.next().await).message, 1);

    let error = error(listener.next().await);
    assert!(!error.is_fatal() && error.reconnects_in().is_none() && !error.is_unknown_event());
    let ListenErrorKind::Invalid { name, id, data, violations, .. } = error.kind() else { panic!("{error}") };
    assert_eq!((name.as_deref(), id.as_deref(), data.as_str()), (Some("e"), Some("2"), "11"));
    assert_eq!((violations.len(), Some(violations)), (1, error.violations()));
    let text = error.to_string();
    assert!(text.starts_with("the event \"e\" with id \"2\" is not valid: "), "{text}");
    assert!(text.contains("10") && text.contains("11"), "{text}");
    assert!(text.ends_with(" (http://localhost/small); the stream goes on"), "{text}");
    assert!(std::error::Error::source(&error).is_some());

    let event = event(listener.next().await);
    assert_eq!((event.message, event.id.as_deref()), (3, Some("2")));
    assert_eq!(server.requests().len(), 1, "on the same connection");
}

#[tokio::test(start_paused = true)]
async fn the_next_request_resumes_after_an_invalid_message() {
    let server =
        ScriptedServer::new().connection(Script::events().text("id: 1\ndata: 1\n\nid: 2\ndata: 11\n\n"));
    assert_eq!(all(listen(server.options())).await, ["1#1", "invalid", "ended"]);
    assert_eq!(asked(&server, "last-event-id"), ["-", "2"]);
}

#[tokio::test(start_paused = true)]
async fn it_has_a_switch_which_is_not_for_what_is_no_message() {
    let server =
        || ScriptedServer::new().connection(Script::events().text("data: 1\n\ndata: 11\n\ndata: x\n\n"));
    let off = server().options().validate(false);
    assert_eq!(all(listen(off)).await, ["1#-", "11#-", "message", "ended"]);
    let on = server().options().validate(false).validate(true);
    assert_eq!(all(listen(on)).await, ["1#-", "invalid", "message", "ended"]);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_does_not_validate_is_checked_by_its_client() {
    let app = |validate| {
        register::<Small, _, _, _>(Router::new(), || async { EventStream::iter([1, 11, 2]) })
            .layer(SseConfig::new().validate(validate).into_layer())
    };
    let once = |app: Router| ListenOptions::from(app).reconnect(false);
    assert_eq!(all(listen(once(app(false)))).await, ["1#-", "invalid", "2#-", "ended!"]);
    assert_eq!(all(listen(once(app(true)))).await, ["1#-", "2#-", "ended!"]);
}

/// Two messages of one shape: codes of at least five characters, and words of any length.
struct Texts;

#[derive(Debug, PartialEq)]
enum Text {
    Code(String),
    Word(String),
}

impl Channel for Texts {
    type Message = Text;
    type Parameters = ();
    const ID: &'static str = "texts";
    const ADDRESS: &'static str = "texts";
    const ROUTE: &'static str = "/texts";

    fn encode(_: &Text, _: &mut EventWriter) -> Result<(), EncodeError> {
        Ok(())
    }

    fn decode(event: &RawEvent<'_>) -> Result<Text, DecodeError> {
        match event.name() {
            "code" => event.json().map(Text::Code),
            "word" => event.json().map(Text::Word),
            _ => event.unique_valid_fit(
                &[
                    ("code", |event| event.json().map(Text::Code)),
                    ("word", |event| event.json().map(Text::Word)),
                ],
                Self::validate,
            ),
        }
    }

    fn validate(message: &Text) -> Result<(), Violations> {
        match message {
            Text::Code(code) => checked(|out| min_length(code, 5, &At::ROOT, out)),
            Text::Word(_) => Ok(()),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn of_several_messages_that_fit_the_only_valid_one_is_taken() {
    let events = "data: \"abc\"\n\ndata: \"abcde\"\n\nevent: code\ndata: \"abc\"\n\n";
    let server = ScriptedServer::new().connection(Script::events().text(events));
    let mut listener = client::listen::<Texts>((), server.options());
    assert_eq!(listener.next().await.unwrap().unwrap().message, Text::Word("abc".to_owned()));
    assert!(listener.next().await.unwrap().unwrap_err().is_unknown_event(), "both are valid");
    assert!(listener.next().await.unwrap().unwrap_err().violations().is_some(), "by its name it is a code");
}
