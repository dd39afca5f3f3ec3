//! Sockets, and the short form of what a listener gives.

use std::time::Duration;

use asyncapi_runtime::ListenOptions;
use asyncapi_runtime::client::{ListenError, Listener};
use asyncapi_runtime::testing::Script;
use axum::Router;
use tokio::net::TcpListener;
use tokio::time::timeout;

/// Nothing takes this long when all is well.
const PATIENCE: Duration = Duration::from_secs(20);

/// Serves until the test ends; gives the URL.
pub(crate) async fn serve(app: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    url
}

/// Options that connect again soon.
pub(crate) fn options(url: &str) -> ListenOptions {
    ListenOptions::new(url).reconnection_time(Duration::ZERO)
}

/// The next item.
pub(crate) async fn next<M>(events: &mut Listener<M>) -> Option<Result<(M, Option<String>), ListenError>> {
    let item = timeout(PATIENCE, events.next()).await.expect("an item in time")?;
    Some(item.map(|event| (event.message, event.id)))
}

/// The next item, which has to be an event: the message and its id.
pub(crate) async fn event<M>(events: &mut Listener<M>) -> (M, Option<String>) {
    next(events).await.expect("the stream has not ended").expect("an event")
}

/// The next item, which has to be an error.
pub(crate) async fn error<M>(events: &mut Listener<M>) -> ListenError {
    match next(events).await.expect("the stream has not ended") {
        Ok(_) => panic!("an event in place of an error"),
        Err(error) => error,
    }
}

/// A response that is written byte by byte as it stands, its body in chunks of this many bytes.
pub(crate) fn chunked(head: &str, body: &str, size: usize) -> Script {
    let script = Script::raw().text(format!("{head}Transfer-Encoding: chunked\r\n\r\n"));
    let script = body.as_bytes().chunks(size).fold(script, |script, chunk| {
        let mut bytes = format!("{:x}\r\n", chunk.len()).into_bytes();
        bytes.extend_from_slice(chunk);
        bytes.extend_from_slice(b"\r\n");
        script.text(bytes)
    });
    script.text("0\r\n\r\n")
}
