//! The stream of a language model as most providers send it: a POST, pieces without names, comments while it thinks,
//! errors among the pieces, `[DONE]`.

use std::time::Duration;

use asyncapi_runtime::ListenOptions;
use asyncapi_runtime::client::{self, ListenErrorKind, ReadyState};
use asyncapi_runtime::testing::{Script, ScriptedServer};
use axum::http::Method;
use serde_json::{Value, json};

use super::generated::{ChatErrorErrorCode, ChatMessage, listen_for_chat};
use super::support::{chunked, error, event, next};

const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\
    Cache-Control: no-cache\r\nConnection: keep-alive\r\n";

fn prompt() -> Value {
    json!({"model": "m", "stream": true, "messages": [{"role": "user", "content": "Say \"hello\"."}]})
}

/// As a program asks: a token, and the prompt as JSON.
fn request(url: &str) -> ListenOptions {
    ListenOptions::new(url)
        .method(Method::POST)
        .bearer("sk-secret")
        .header("content-type", "application/json")
        .body(prompt().to_string())
        .reconnection_time(Duration::ZERO)
}

fn chunk(content: &str) -> String {
    format!(
        "data: {}\n\n",
        json!({"id": "c", "choices": [{"delta": {"content": content}, "finish_reason": null}]})
    )
}

fn finish() -> String {
    let last = json!({"id": "c", "choices": [{"delta": {}, "finish_reason": "stop"}], "usage": {"total_tokens": 12}});
    format!("data: {last}\n\n")
}

/// The answer, as a program puts it together.
#[derive(Debug, Default, PartialEq)]
struct Answer {
    text: String,
    tokens: Option<u64>,
    done: bool,
}

impl Answer {
    fn add(&mut self, message: ChatMessage) {
        match message {
            ChatMessage::Chunk(chunk) => {
                self.text.extend(chunk.choices.into_iter().filter_map(|choice| choice.delta.content));
                self.tokens = chunk.usage.map(|usage| usage.total_tokens).or(self.tokens);
            }
            ChatMessage::Error(error) => panic!("{error:?}"),
            ChatMessage::Done(_) => self.done = true,
        }
    }
}

/// C-19, C-23: a whole conversation, whatever the chunks; after `[DONE]` nobody asks again.
#[tokio::test]
async fn a_completion_from_prompt_to_done() {
    let waiting = ": OPENROUTER PROCESSING\n\n";
    let role = "data: {\"id\":\"c\",\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n";
    let body =
        [waiting, waiting, role, &chunk("Hel"), waiting, &chunk("lo 😀"), &finish(), "data: [DONE]\n\n"]
            .concat();
    for size in [1, 5, 64, 10_000] {
        let server = ScriptedServer::new().connection(chunked(HEAD, &body, size));
        let socket = server.serve().await.unwrap();
        let mut events = listen_for_chat(request(&socket.url()));
        let mut answer = Answer::default();
        while let Some(item) = next(&mut events).await {
            answer.add(item.expect("no error").0);
        }
        let expected = Answer { text: "Hello 😀".to_owned(), tokens: Some(12), done: true };
        assert_eq!(answer, expected, "chunks of {size}");
        assert_eq!(events.ready_state(), ReadyState::Closed);

        // The next request that the server gets is another one's: the first listener has not come back.
        let other = ListenOptions::new(socket.url()).query("other", "1").reconnect(false);
        next(&mut listen_for_chat(other)).await;
        let requests = server.requests();
        let uris: Vec<_> = requests.iter().map(|request| request.uri().to_string()).collect();
        assert_eq!(uris, ["/v1/chat/completions", "/v1/chat/completions?other=1"]);
        assert_eq!(requests[0].method(), Method::POST);
        assert_eq!(requests[0].header("authorization"), Some("Bearer sk-secret"));
        assert_eq!(requests[0].header("content-type"), Some("application/json"));
        assert_eq!(requests[0].header("accept"), Some("text/event-stream"));
        assert_eq!(serde_json::from_slice::<Value>(requests[0].body()).unwrap(), prompt());
    }
}

/// C-05: too many requests. The listener waits as long as it is told, and sends the prompt again.
#[tokio::test]
async fn c_05_429_with_retry_after() {
    let busy = "{\"error\":{\"message\":\"Rate limit reached\",\"code\":429}}";
    let refused =
        Script::status(429).header("retry-after", "1").header("content-type", "application/json").text(busy);
    let server = ScriptedServer::new().connection(refused).connection(chunked(
        HEAD,
        &[&chunk("hi"), "data: [DONE]\n\n"].concat(),
        9,
    ));
    let socket = server.serve().await.unwrap();
    let mut events = listen_for_chat(request(&socket.url()).retry_status(client::is_transient));
    let refusal = error(&mut events).await;
    assert!(
        refusal.to_string().contains("429") && refusal.to_string().contains("Rate limit reached"),
        "{refusal}"
    );
    assert!(refusal.reconnects_in() >= Some(Duration::from_secs(1)), "{refusal}");
    let mut answer = Answer::default();
    while let Some(item) = next(&mut events).await {
        answer.add(item.expect("no error").0);
    }
    assert_eq!((answer.text.as_str(), answer.done), ("hi", true));
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert!(requests[1].since(&requests[0]) >= Duration::from_secs(1));
    assert_eq!(requests[0].body(), requests[1].body());
}

/// A wrong key: the end, with what the server says about it; the key itself is not told.
#[tokio::test]
async fn a_wrong_key_ends_it() {
    let body = "{\"error\":{\"message\":\"Incorrect API key provided\"}}";
    let server = ScriptedServer::new()
        .connection(Script::status(401).header("content-type", "application/json").text(body));
    let socket = server.serve().await.unwrap();
    let mut events = listen_for_chat(request(&socket.url()));
    let refusal = error(&mut events).await;
    assert!(refusal.is_fatal() && refusal.to_string().contains("Incorrect API key provided"), "{refusal}");
    assert!(!format!("{refusal:?}").contains("sk-secret"));
    assert!(next(&mut events).await.is_none());
    assert_eq!(server.requests().len(), 1);
}

/// It breaks in the middle, and says so in a piece of the stream: a typed message. A program that does not want its
/// prompt to be answered anew says `reconnect(false)`.
#[tokio::test]
async fn an_error_among_the_pieces() {
    let broken = "data: {\"error\":{\"message\":\"The engine is overloaded\",\"code\":\"overloaded\"}}\n\n";
    let body = [&chunk("Hel"), broken].concat();
    let server = ScriptedServer::new().connection(chunked(HEAD, &body, 16));
    let socket = server.serve().await.unwrap();
    let mut events = listen_for_chat(request(&socket.url()).reconnect(false));
    let mut answer = Answer::default();
    answer.add(event(&mut events).await.0);
    assert_eq!(answer.text, "Hel");
    let ChatMessage::Error(problem) = event(&mut events).await.0 else { panic!("no error") };
    assert_eq!(problem.error.message, "The engine is overloaded");
    assert_eq!(problem.error.code, Some(ChatErrorErrorCode::from("overloaded".to_owned())));
    let end = error(&mut events).await;
    assert!(matches!(end.kind(), ListenErrorKind::Ended) && end.is_fatal(), "{end}");
    assert!(next(&mut events).await.is_none());
    assert_eq!(server.requests().len(), 1);
}

/// Without `stream: true` such a server answers with JSON: the error shows it.
#[tokio::test]
async fn c_04_an_answer_that_is_no_stream() {
    let body = "{\"id\":\"c\",\"choices\":[{\"message\":{\"content\":\"Hello\"}}]}";
    let server = ScriptedServer::new()
        .connection(Script::status(200).header("content-type", "application/json").text(body));
    let socket = server.serve().await.unwrap();
    let mut events = listen_for_chat(request(&socket.url()));
    let problem = error(&mut events).await;
    assert!(matches!(problem.kind(), ListenErrorKind::ContentType { .. }) && problem.is_fatal(), "{problem}");
    assert!(problem.to_string().contains("Hello"), "{problem}");
}
