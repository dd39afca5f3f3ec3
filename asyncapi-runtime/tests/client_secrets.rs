//! What a listener writes to the log: never a credential, whatever happens to it.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a helper of tests fails the test"
)]

mod client_support;
mod dispatch;

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use asyncapi_runtime::ListenOptions;
use asyncapi_runtime::client::{self, ApiKeyPlace};
use asyncapi_runtime::testing::{Script, ScriptedServer};
use client_support::listen;
use http::{HeaderMap, HeaderValue};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Everything that is logged, of every level and every crate.
#[derive(Clone, Default)]
struct Everything(Arc<Mutex<String>>);

impl Visit for Everything {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0.lock().unwrap(), " {field}={value:?}").unwrap();
    }
}

impl Subscriber for Everything {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
        self.0.lock().unwrap().push('\n');
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

const SECRET: &str = "hunter2";

fn options(base: &str) -> ListenOptions {
    ListenOptions::new(base)
        .bearer(SECRET)
        .header("cookie", "sid=hunter2")
        .header("x-own", SECRET)
        .api_key(ApiKeyPlace::Header, "x-key", SECRET)
        .api_key(ApiKeyPlace::Query, "k", SECRET)
        .body(SECRET)
        .method(http::Method::POST)
        .retry_status(client::is_transient)
        .max_reconnects(6)
        .idle_timeout(Some(Duration::from_secs(1)))
        .headers_with(|attempt| async move {
            if attempt.number() == 1 {
                return Err("no token".into());
            }
            Ok(HeaderMap::from_iter([("x-made".parse()?, HeaderValue::from_static(SECRET))]))
        })
}

async fn drain(options: ListenOptions) {
    let mut listener = listen(options);
    while let Some(item) = listener.next().await {
        let shown = format!("{item:?} {listener:?} {:?}", listener.control());
        assert!(!shown.contains(SECRET), "{shown}");
        if let Err(error) = item {
            assert!(!error.to_string().contains(SECRET), "{error}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn c_09_nothing_is_logged_that_is_secret() {
    let log = Everything::default();
    let _default = dispatch::listen(log.clone());
    let to = |location: &str| Script::status(307).header("location", location);
    let server = ScriptedServer::new()
        .connection(Script::events().text("data: 1\n\ndata: x\n\n"))
        .connection(Script::refused())
        .connection(Script::status(503).header("set-cookie", "sid=hunter2"))
        .connection(to("/a?k=hunter2"))
        .connection(to("https://hunter2:hunter2@other/b?k=hunter2#hunter2"))
        .connection(Script::events().reset())
        .connection(to("//hunter2@localhost/?hunter2"))
        .connection(Script::silent())
        .connection(to("http://u:hunter2@h:hunter2/?hunter2"));
    drain(options("http://hunter2:hunter2@localhost/?hunter2").transport(server.clone())).await;
    assert_eq!(server.requests().len(), 9);
    for location in
        ["ftp://u:hunter2@h/?hunter2", "http://hunter2@/", "http://h:hunter2", "http://h/<hunter2 >\\^`"]
    {
        drain(options("http://localhost").transport(ScriptedServer::new().connection(to(location)))).await;
    }
    for base in ["http://u:hunter2@", "http://h:hunter2", "hunter2", "u:hunter2@h", "http://h/ ?hunter2"] {
        drain(options(base)).await;
    }
    let log = log.0.lock().unwrap();
    assert!(log.contains("connecting") && !log.contains(SECRET), "{log}");
}

#[tokio::test]
async fn c_09_transports_log_nothing_that_is_secret() {
    let log = Everything::default();
    let _default = dispatch::listen(log.clone());
    let server = ScriptedServer::new()
        .connection(Script::events().text("data: 1\n\n"))
        .connection(Script::refused())
        .connection(Script::raw().text("HTTP/1.1 200 OK\r\nhunter2"))
        .connection(Script::raw().text("hunter2"))
        .connection(Script::status(307).header("location", "https://hunter2@127.0.0.1:1/?hunter2"))
        .connection(Script::status(404));
    let socket = server.serve().await.unwrap();
    let base = format!("{}/?hunter2", socket.url().replace("//", "//u:hunter2@"));
    drain(options(&base).reconnection_time(Duration::ZERO)).await;
    let log = log.0.lock().unwrap();
    assert!(log.contains("connecting") && !log.contains(SECRET), "{log}");
}
