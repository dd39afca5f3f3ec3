//! The account service: sign-ups as Server-Sent Events, a typed client beside the server, and a page for
//! browsers.
//!
//! ```sh
//! cargo run -p account-service                # http://127.0.0.1:3000, until Ctrl-C
//! cargo run -p account-service -- --events 3  # stops after three events
//! ```

#![forbid(unsafe_code)]

mod arguments;
mod signups;

use std::io::{self, Write as _};
use std::process::ExitCode;

use arguments::Arguments;
use asyncapi_runtime::{EventSender, asyncapi};
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

    let signups = Signups::new();
    tokio::spawn(signups.clone().publish(arguments.every));
    let app = register_send_user_signedup(Router::new(), send_signups)
        .route("/", get(|| async { Html(include_str!("../static/index.html")) }))
        .with_state(signups);
    tokio::spawn(async move { axum::serve(listener, app).await });

    listen(url, arguments.events).await
}

/// One listener's stream: every sign-up from now on.
async fn send_signups(State(signups): State<Signups>, events: EventSender<UserSignedUp>) {
    let mut signups = signups.subscribe();
    while let Some(user) = signups.next().await {
        if events.send(user).await.is_err() {
            break;
        }
    }
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
