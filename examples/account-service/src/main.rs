//! The account service: sign-ups as Server-Sent Events, a typed client beside the server, and a page for
//! browsers.
//!
//! ```sh
//! cargo run -p account-service                           # http://127.0.0.1:3000, until Ctrl-C
//! cargo run -p account-service -- --events 3             # stops after three events
//! cargo run -p account-service -- --file signups.jsonl   # keeps them: started again, it goes on
//! ```

#![forbid(unsafe_code)]

mod arguments;
mod signups;

use std::future::IntoFuture as _;
use std::io::{self, Write as _};
use std::process::ExitCode;

use arguments::Arguments;
use asyncapi_runtime::hub::GapReason;
use asyncapi_runtime::{Event, EventSender, LastEventId, SendError, asyncapi};
use axum::extract::State;
use axum::response::Html;
use axum::{Router, routing::get};
use signups::Signups;
use tokio::net::TcpListener;

asyncapi!("asyncapi.yaml", generate = [types, server, client]);

#[tokio::main]
async fn main() -> ExitCode {
    match Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => match run(arguments).await {
            Ok(()) => ExitCode::SUCCESS,
            // Whoever read the output has seen enough: `account-service | head`.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{error}");
                ExitCode::FAILURE
            }
        },
        Err(usage) => {
            eprintln!("{usage}");
            ExitCode::from(2)
        }
    }
}

async fn run(arguments: Arguments) -> io::Result<()> {
    let port = arguments.port;
    let listener = TcpListener::bind(("127.0.0.1", port)).await.map_err(|error| {
        io::Error::new(error.kind(), format!("cannot serve on 127.0.0.1:{port}: {error}"))
    })?;
    let url = format!("http://{}", listener.local_addr()?);
    writeln!(io::stdout(), "serving {url}/ and {url}/user/signedup")?;

    let signups = arguments.file.as_deref().map(Signups::load).transpose()?.unwrap_or_default();
    let app = register_send_user_signedup(Router::new(), send_signups)
        .route("/", get(|| async { Html(include_str!("../static/index.html")) }))
        .with_state(signups.clone());
    tokio::select! {
        ended = axum::serve(listener, app).into_future() => ended,
        ended = signups.publish(arguments.every, arguments.file) => ended,
        ended = listen(url, arguments.events) => ended,
    }
}

/// One listener's stream: every sign-up after the last one that the listener has, then those that come. Who comes from
/// another list is told so, and gets everything.
async fn send_signups(
    State(signups): State<Signups>,
    last: LastEventId,
    events: EventSender<UserSignedUp>,
) -> Result<(), SendError> {
    events.on_close(|reason| eprintln!("a listener has left: {reason:?}"));
    let known = last.as_deref().map(|id| signups.number(id));
    if known == Some(None) {
        events.gap(GapReason::Unknown).await?;
    }
    let mut last = known.flatten().unwrap_or(0);
    while let Some((number, user)) = signups.after(last).await {
        events.send(Event::new(user).with_id(number.to_string())).await?;
        last = number;
    }
    Ok(())
}

/// The typed client: prints what arrives, `limit` events of it.
async fn listen(url: String, limit: Option<usize>) -> io::Result<()> {
    let mut events = listen_for_user_signedup(url);
    let mut seen = 0;
    while limit.is_none_or(|limit| seen < limit) {
        match events.next().await {
            Some(Ok(event)) => {
                seen += 1;
                let user = event.message;
                let name = user.display_name.as_deref().unwrap_or("somebody");
                let email = user.email.as_deref().unwrap_or("no address");
                writeln!(io::stdout(), "{name} signed up with {email}")?;
            }
            Some(Err(error)) => eprintln!("{error}"),
            None => return Err(io::Error::other("the stream ended")),
        }
    }
    Ok(())
}
