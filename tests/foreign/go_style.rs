//! What programs in Go send: chunks wherever a write ended, header names in capitals, fields in any order.

use asyncapi_runtime::testing::{Script, ScriptedServer};

use super::generated::{Tick, listen_for_text, listen_for_tick};
use super::support::{chunked, error, event, options};

const HEAD: &str = "HTTP/1.1 200 OK\r\nCache-Control: no-cache\r\nContent-Type: text/event-stream\r\n\
    Date: Sat, 21 Nov 2026 10:00:00 GMT\r\n";

/// P-2, P-3, P-4: ends of lines, the one space that is none, fields in any order, fields that mean nothing.
const BODY: &str = "data:{\"number\":1}\r\nid:1\r\n\r\n\
    id: 2\r\nx-trace: abc\r\ndata: {\"number\":2,\r\ndata: \"note\":\"ü 😀\"}\r\nevent: tick\r\n\r\n\
    : ping\n\n\
    event:\rdata:  {\"number\":3}\rretry:200\r\r\
    id\ndata: {\"number\":4}\n\n\
    data: {\"number\":5}\nid: 5\n";

fn note(number: u64, note: &str) -> Tick {
    Tick { note: Some(note.to_owned()), ..Tick::new(number) }
}

#[tokio::test]
async fn p_2_p_3_p_4_whatever_the_chunks() {
    for size in [1, 2, 3, 7, 11, 1000] {
        let next = "data: {\"number\":6}\n\n";
        let server =
            ScriptedServer::new().connections([chunked(HEAD, BODY, size), chunked(HEAD, next, size)]);
        let socket = server.serve().await.unwrap();
        let mut events = listen_for_tick(options(&socket.url()));
        let id = |id: &str| Some(id.to_owned());
        assert_eq!(event(&mut events).await, (Tick::new(1), id("1")), "{size}");
        assert_eq!(event(&mut events).await, (note(2, "ü 😀"), id("2")), "{size}");
        assert_eq!(event(&mut events).await, (Tick::new(3), id("2")), "{size}");
        // An `id` without a value takes the last one away.
        assert_eq!(event(&mut events).await, (Tick::new(4), None), "{size}");
        // P-6: the last event has no blank line behind it, and its id is none.
        assert_eq!(error(&mut events).await.reconnects_in().unwrap().as_millis(), 200, "{size}");
        assert_eq!(event(&mut events).await, (Tick::new(6), None), "{size}");
        assert_eq!(server.requests()[1].last_event_id(), None, "{size}");
    }
}

/// HTTP/1.0: no chunks, and the end of the connection is the end of the stream.
#[tokio::test]
async fn http_1_0_ends_with_the_connection() {
    let old = |number: u64| {
        Script::raw()
            .text("HTTP/1.0 200 OK\r\nContent-Type: Text/Event-Stream; Charset=UTF-8\r\n\r\n")
            .text(format!("id: {number}\ndata: {{\"num"))
            .text(format!("ber\":{number}}}\n\n"))
    };
    let server = ScriptedServer::new().connections([old(1), old(2), old(3)]);
    let socket = server.serve().await.unwrap();
    let mut events = listen_for_tick(options(&socket.url()));
    for number in 1..=3 {
        assert_eq!(event(&mut events).await, (Tick::new(number), Some(number.to_string())));
        assert!(!error(&mut events).await.is_fatal());
    }
    let asked: Vec<_> =
        server.requests().iter().take(3).map(|one| one.last_event_id().map(str::to_owned)).collect();
    assert_eq!(asked, [None, Some("1".to_owned()), Some("2".to_owned())]);
}

/// A chunk may say more than its size, and headers may follow the last one.
#[tokio::test]
async fn chunk_extensions_and_trailers() {
    let body = Script::raw()
        .text(format!("{HEAD}Trailer: X-Done\r\nTransfer-Encoding: chunked\r\n\r\n"))
        .text("6;name=value\r\ndata: \r\n")
        .text("0007\r\na line\n\r\n1;x\r\n\n\r\n")
        .text("0\r\nX-Done: yes\r\n\r\n");
    let server = ScriptedServer::new().connection(body);
    let socket = server.serve().await.unwrap();
    let mut events = listen_for_text(options(&socket.url()));
    assert_eq!(event(&mut events).await.0, "a line");
    assert!(!error(&mut events).await.is_fatal());
}

/// C-11, C-17: the connection breaks in a chunk; what was not whole comes again.
#[tokio::test]
async fn c_11_c_17_a_connection_that_breaks_in_a_chunk() {
    let first = Script::raw()
        .text(format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n"))
        .text("1b\r\nid: 1\ndata: {\"number\": 1}\n\n\r\n")
        .text("40\r\nid: 2\ndata: {\"numb")
        .cut();
    let server = ScriptedServer::new().connection(first).connection(chunked(
        HEAD,
        "id: 2\ndata: {\"number\":2}\n\n",
        5,
    ));
    let socket = server.serve().await.unwrap();
    let mut events = listen_for_tick(options(&socket.url()));
    assert_eq!(event(&mut events).await, (Tick::new(1), Some("1".to_owned())));
    assert!(!error(&mut events).await.is_fatal());
    assert_eq!(event(&mut events).await, (Tick::new(2), Some("2".to_owned())));
    assert_eq!(server.requests()[1].last_event_id(), Some("1"));
}
