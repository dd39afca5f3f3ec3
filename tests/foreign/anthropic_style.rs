//! The stream of a language model whose pieces have names, in `event:` and in the data, with pings of its own, and a
//! last piece in place of `[DONE]`.

use asyncapi_runtime::client::ReadyState;
use asyncapi_runtime::testing::ScriptedServer;

use super::generated::{ContentBlockDeltaDelta, MessagesMessage, listen_for_messages};
use super::support::{chunked, error, event, next, options};

const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n";

/// A piece as it is sent: its name twice, and more fields than the document has.
fn piece(name: &str, rest: &str) -> String {
    format!("event: {name}\ndata: {{\"type\":\"{name}\"{rest}}}\n\n")
}

fn delta(index: u64, delta: &str) -> String {
    piece("content_block_delta", &format!(",\"index\":{index},\"delta\":{delta}"))
}

#[tokio::test]
async fn a_message_from_start_to_stop() {
    let body = [
        piece("message_start", ",\"model\":\"m\",\"usage\":{\"input_tokens\":3}"),
        piece("ping", ""),
        delta(0, "{\"type\":\"text_delta\",\"text\":\"Hel\"}"),
        delta(0, "{\"type\":\"text_delta\",\"text\":\"lo\"}"),
        piece("ping", ""),
        delta(1, "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"city\\\":\"}"),
        piece("message_stop", ""),
        piece("ping", ",\"never\":true"),
    ]
    .concat();
    let server = ScriptedServer::new().connection(chunked(HEAD, &body, 13));
    let socket = server.serve().await.unwrap();
    let mut events = listen_for_messages(options(&socket.url()));
    let (mut text, mut json, mut names) = (String::new(), String::new(), Vec::new());
    while let Some(item) = next(&mut events).await {
        names.push(match item.expect("no error").0 {
            MessagesMessage::MessageStart(start) => start.model.unwrap(),
            MessagesMessage::ContentBlockDelta(piece) => {
                match piece.delta {
                    ContentBlockDeltaDelta::TextDelta(delta) => text.push_str(&delta.text),
                    ContentBlockDeltaDelta::JsonDelta(delta) => json.push_str(&delta.partial_json),
                }
                format!("delta {}", piece.index)
            }
            MessagesMessage::Ping(_) => "ping".to_owned(),
            MessagesMessage::MessageStop(_) => "stop".to_owned(),
            MessagesMessage::Error(error) => panic!("{error:?}"),
        });
    }
    assert_eq!(names, ["m", "ping", "delta 0", "delta 0", "ping", "delta 1", "stop"]);
    assert_eq!((text.as_str(), json.as_str()), ("Hello", "{\"city\":"));
    assert_eq!((events.ready_state(), server.requests().len()), (ReadyState::Closed, 1));
}

/// What a newer version of such an API adds is an error item of its own, and the stream goes on (C-29).
#[tokio::test]
async fn c_29_a_piece_that_the_document_does_not_know() {
    let body = [
        piece("thinking", ",\"text\":\"hm\""),
        delta(0, "{\"type\":\"signature_delta\",\"signature\":\"x\"}"),
        piece("message_stop", ""),
    ]
    .concat();
    let server = ScriptedServer::new().connection(chunked(HEAD, &body, 50));
    let socket = server.serve().await.unwrap();
    let mut events = listen_for_messages(options(&socket.url()));
    for name in ["thinking", "content_block_delta"] {
        let problem = error(&mut events).await;
        assert!(!problem.is_fatal() && problem.to_string().contains(name), "{problem}");
    }
    assert!(matches!(event(&mut events).await.0, MessagesMessage::MessageStop(_)));
    assert!(next(&mut events).await.is_none());
}

/// An error in the middle has a name, too.
#[tokio::test]
async fn an_error_with_a_name() {
    let body = [
        delta(0, "{\"type\":\"text_delta\",\"text\":\"Hel\"}"),
        piece("error", ",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}"),
    ]
    .concat();
    let server = ScriptedServer::new().connection(chunked(HEAD, &body, 8));
    let socket = server.serve().await.unwrap();
    let mut events = listen_for_messages(options(&socket.url()).reconnect(false));
    event(&mut events).await;
    let MessagesMessage::Error(problem) = event(&mut events).await.0 else { panic!("no error") };
    let problem = problem.error;
    assert_eq!((problem.r#type.as_str(), problem.message.as_str()), ("overloaded_error", "Overloaded"));
    assert!(error(&mut events).await.is_fatal());
}
