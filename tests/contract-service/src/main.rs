//! `sse-contract-service`: this project's client behind the public SSE contract-test protocol.
//!
//! A harness, in whatever language, tells the service over HTTP which streams to listen to; the service posts back
//! what the client told it. So the client is tested from outside, by what it does on the wire and by what its user
//! sees, with the same tests as clients in other languages.
//!
//! ```text
//! sse-contract-service 8000        # or PORT=8000 sse-contract-service; port 0 takes a free one
//! ```
//!
//! It listens on 127.0.0.1 and says where on stdout: `listening on http://127.0.0.1:8000`.
//!
//! | request | what it does |
//! |---|---|
//! | `GET /` | says which optional features there are: `{"capabilities": [...]}` |
//! | `POST /` | opens a stream; 201, its URL under `Location` |
//! | `POST` to that URL | the command `restart` or `listen` |
//! | `DELETE` to that URL | closes the stream; nothing more is posted |
//! | `DELETE /` | ends the process |

mod api;
mod callback;
mod log;
mod params;
mod stream;
mod text;

use std::env;
use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;

/// The port where neither an argument nor `PORT` gives one.
const PORT: u16 = 8000;
/// How long open connections may take to end once the process is told to.
const PATIENCE: Duration = Duration::from_secs(1);

#[tokio::main]
async fn main() -> ExitCode {
    let port = match port() {
        Ok(port) => port,
        Err(given) => {
            log::log(format_args!("`{given}` is no port; usage: sse-contract-service [PORT]"));
            return ExitCode::from(2);
        }
    };
    match serve(port).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            log::log(format_args!("cannot serve on port {port} of 127.0.0.1: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// The port to listen on, or what was given that is none.
fn port() -> Result<u16, String> {
    let given = env::args().nth(1).or_else(|| env::var("PORT").ok());
    given.map_or(Ok(PORT), |given| given.parse().map_err(|_| given))
}

/// Serves until a harness ends the process.
async fn serve(port: u16) -> std::io::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    writeln!(std::io::stdout(), "listening on http://{}", listener.local_addr()?)?;
    let (router, ended) = api::router();
    let end = until(ended.clone());
    let serving = axum::serve(listener, router).with_graceful_shutdown(end);
    let deadline = async {
        until(ended).await;
        tokio::time::sleep(PATIENCE).await;
    };
    tokio::select! {
        ended = serving => ended,
        () = deadline => Ok(()),
    }
}

/// Waits until a harness ends the process.
async fn until(mut ended: watch::Receiver<bool>) {
    // The sender is in the router, which lives as long as the server.
    let _ = ended.wait_for(|ended| *ended).await;
}
