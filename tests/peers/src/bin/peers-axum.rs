//! The numbers of `peers-server`, as a program without a document serves them: axum's own `Sse` with its keep-alive. It
//! prints a line for each request.
//!
//! ```sh
//! cargo run -p asyncapi-peers --bin peers-axum -- --port 0 --keep-alive 20 --every 200 [--retry 50]
//! ```

#![forbid(unsafe_code)]

use std::convert::Infallible;
use std::io::{self, Write as _};
use std::time::Duration;

use asyncapi_peers::option;
use asyncapi_runtime::LastEventId;
use axum::Router;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use futures_util::{Stream, StreamExt as _, stream};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> io::Result<()> {
    let keep_alive = Duration::from_millis(option("--keep-alive").unwrap_or(15_000));
    let every = Duration::from_millis(option("--every").unwrap_or(50));
    let retry = option("--retry").map(Duration::from_millis);
    let numbers = get(async move |last: LastEventId| {
        let _ = writeln!(io::stdout(), "asked after {last:?}");
        let last = last.as_deref().and_then(|id| id.parse().ok()).unwrap_or(0);
        let first = stream::iter(retry).map(|time| Ok(Event::default().retry(time)));
        Sse::new(first.chain(numbers_after(last, every))).keep_alive(KeepAlive::new().interval(keep_alive))
    });
    let port = u16::try_from(option("--port").unwrap_or(0)).map_err(io::Error::other)?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    writeln!(io::stdout(), "serving http://{}", listener.local_addr()?)?;
    axum::serve(listener, Router::new().route("/numbers", numbers)).await
}

fn numbers_after(last: u64, every: Duration) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(last, move |last| async move {
        tokio::time::sleep(every).await;
        let number = last + 1;
        let event = Event::default().id(number.to_string()).data(format!(r#"{{"number":{number}}}"#));
        Some((Ok(event), number))
    })
}
