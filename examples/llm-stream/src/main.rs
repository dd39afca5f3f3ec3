//! An answer as it is written, on the wire as the APIs of language models send it: a server with a stand-in for the
//! model, a typed client for the terminal, and a page.
//!
//! ```sh
//! cargo run -p llm-stream                                     # http://127.0.0.1:3000, until Ctrl-C
//! cargo run -p llm-stream -- --listen http://127.0.0.1:3000 --prompt "What is an event stream?"
//! ```

#![forbid(unsafe_code)]

mod arguments;
mod client;
mod model;
mod server;

use std::io;
use std::process::ExitCode;

use arguments::{Arguments, Task};
use asyncapi_runtime::asyncapi;

asyncapi!("asyncapi.yaml");

#[tokio::main]
async fn main() -> ExitCode {
    let ended = match Arguments::parse(std::env::args().skip(1)) {
        Ok(Arguments { task: Task::Serve { port }, every, .. }) => server::serve(port, every).await,
        Ok(Arguments { task: Task::Listen { url }, prompt, .. }) => client::listen(url, prompt).await,
        Err(usage) => {
            eprintln!("{usage}");
            return ExitCode::from(2);
        }
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read the output has seen enough: `llm-stream … | head`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
