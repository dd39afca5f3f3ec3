//! The server: a completion is generated while its listener listens, and from where that one is.

use std::io::{self, Write as _};
use std::time::Duration;

use asyncapi_runtime::{Event, EventSender, EventStream, LastEventId, SendError};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Html;
use axum::{Router, routing::get};
use tokio::net::TcpListener;

use crate::model::Answer;
use crate::{CompletionsMessage, CompletionsParameters, register_send_completions};

/// After how long a client whose connection broke comes back. A browser would wait for seconds.
const RETRY: Duration = Duration::from_millis(500);

/// How long the model takes for a piece.
#[derive(Clone, Copy)]
struct Pace(Duration);

pub(crate) async fn serve(port: u16, every: Duration) -> io::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", port)).await.map_err(|error| {
        io::Error::new(error.kind(), format!("cannot serve on 127.0.0.1:{port}: {error}"))
    })?;
    writeln!(io::stdout(), "serving http://{}/", listener.local_addr()?)?;
    let app = register_send_completions(Router::new(), complete)
        .route("/", get(|| async { Html(include_str!("../static/index.html")) }))
        .with_state(Pace(every));
    axum::serve(listener, app).await
}

/// The events behind the last one that the client has. Who has `[DONE]` gets 204, which lets an `EventSource` rest for
/// good; a place that the answer does not have is an error.
async fn complete(
    CompletionsParameters { prompt }: CompletionsParameters,
    State(pace): State<Pace>,
    last: LastEventId,
) -> Result<EventStream<CompletionsMessage>, StatusCode> {
    let answer = Answer::to(&prompt);
    let from = match last.as_deref().map(str::parse::<usize>) {
        None => 0,
        Some(Ok(last)) if last < answer.end() => last + 1,
        Some(Ok(last)) if last == answer.end() => return Err(StatusCode::NO_CONTENT),
        Some(_) => return Err(StatusCode::BAD_REQUEST),
    };
    Ok(EventStream::with_sender(move |events| generate(prompt, answer, from, pace, events)))
}

/// Writes the answer. A client that leaves drops this where it waits.
async fn generate(
    prompt: String,
    answer: Answer,
    from: usize,
    Pace(pace): Pace,
    events: EventSender<CompletionsMessage>,
) -> Result<(), SendError> {
    let from_piece = from.min(answer.pieces());
    let mut told = Told { prompt, from: from_piece, to: from_piece, pieces: answer.pieces() };
    for (place, message) in answer.messages().skip(from) {
        if place < answer.pieces() {
            tokio::time::sleep(pace).await;
            told.to = place + 1;
        }
        let mut event = Event::new(message).with_id(place.to_string());
        if place == from {
            event = event.with_retry(RETRY);
        }
        events.send(event).await?;
    }
    Ok(())
}

/// Says what was generated, however that ends.
struct Told {
    prompt: String,
    from: usize,
    to: usize,
    pieces: usize,
}

impl Drop for Told {
    fn drop(&mut self) {
        let Self { prompt, from, to, pieces } = self;
        let why = if to < pieces { ", then its listener left" } else { "" };
        // Nobody may read it any more.
        let _ = writeln!(io::stdout(), "{prompt:?}: generated {from} to {to} of {pieces} pieces{why}");
    }
}
