//! The generated client: prints a line of JSON for each event and each error.
//!
//! ```sh
//! cargo run -p asyncapi-peers --bin peers-client -- user http://127.0.0.1:3000 [--last-event-id ID] [--idle MS]
//! ```
//!
//! `--idle 0` waits for as long as it takes. With `--opened` a line for each connection that opens, too. `--retry-status`
//! goes on after a status such as 502.

#![forbid(unsafe_code)]

use std::io::{self, Write as _};
use std::time::Duration;

use asyncapi_peers::{
    NotificationsMessage, NotificationsParameters, listen_for_line, listen_for_notifications,
    listen_for_number, listen_for_user_signedup,
};
use asyncapi_runtime::{ListenOptions, Listener, client};
use serde_json::{Value, json};

#[tokio::main]
async fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(channel), Some(url)) = (arguments.next(), arguments.next()) else {
        return Err(io::Error::other(
            "usage: peers-client user|notifications/ID|number|line URL [--last-event-id ID] [--idle MS] [--opened] \
             [--retry-status]",
        ));
    };
    let mut options = ListenOptions::new(url).reconnection_time(Duration::from_millis(100));
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().unwrap_or_default();
        options = match argument.as_str() {
            "--last-event-id" => options.last_event_id(value()),
            "--idle" => {
                let idle = value().parse().map(Duration::from_millis).map_err(io::Error::other)?;
                options.idle_timeout(Some(idle).filter(|idle| !idle.is_zero()))
            }
            "--opened" => options.on_open(|opened| say(&json!({"opened": opened.url().to_string()}))),
            "--retry-status" => options.retry_status(client::is_transient),
            other => return Err(io::Error::other(format!("{other} is no option"))),
        };
    }
    match channel.split_once('/').unwrap_or((&channel, "")) {
        ("user", _) => print(listen_for_user_signedup(options), |user| json!(user)).await,
        ("number", _) => print(listen_for_number(options), |number| json!(number)).await,
        ("line", _) => print(listen_for_line(options), |line| json!(line)).await,
        ("notifications", user) => {
            let parameters = NotificationsParameters { user_id: user.to_owned() };
            let show = |message| match message {
                NotificationsMessage::OrderShipped(order) => json!({"orderShipped": order}),
                NotificationsMessage::Note(note) => json!({"note": note}),
            };
            print(listen_for_notifications(parameters, options), show).await
        }
        _ => Err(io::Error::other(format!("{channel} is no channel"))),
    }
}

async fn print<M>(mut events: Listener<M>, show: impl Fn(M) -> Value) -> io::Result<()> {
    while let Some(item) = events.next().await {
        say(&match item {
            Ok(event) => json!({"message": show(event.message), "id": event.id}),
            Err(error) => json!({"error": error.to_string(), "fatal": error.is_fatal()}),
        });
    }
    say(&json!({"closed": true}));
    Ok(())
}

/// A line; a reader that has left does not matter.
fn say(line: &Value) {
    let _ = writeln!(io::stdout(), "{line}");
}
