//! The span of a stream: what is in it, and what is said inside of it.

use std::collections::HashMap;
use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use asyncapi_runtime::server::register;
use asyncapi_runtime::{EventSender, EventStream, Hub};
use axum::Router;
use axum::body::Body;
use futures_util::StreamExt as _;
use http::Request;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::dispatch;
use crate::support::{Lines, call, frame, send};

/// Writes a line for every event: the span that it is in, then what it says.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    spans: HashMap<u64, String>,
    entered: Vec<u64>,
    lines: Vec<String>,
}

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let name = field.name();
        if name == "message" {
            write!(self.0, " {value:?}").unwrap();
        } else {
            write!(self.0, " {name}={value:?}").unwrap();
        }
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("asyncapi_runtime::server") || metadata.target() == "handler"
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut fields = Fields(format!("{} {}", span.metadata().level(), span.metadata().name()));
        span.record(&mut fields);
        let mut inner = self.0.lock().unwrap();
        let id = inner.spans.len() as u64 + 1;
        inner.spans.insert(id, fields.0);
        Id::from_u64(id)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields(String::new());
        event.record(&mut fields);
        let mut inner = self.0.lock().unwrap();
        let span = inner.entered.last().map_or("-".to_owned(), |id| inner.spans[id].clone());
        let line = format!("[{span}] {}{}", event.metadata().level(), fields.0);
        inner.lines.push(line);
    }

    fn enter(&self, id: &Id) {
        self.0.lock().unwrap().entered.push(id.into_u64());
    }

    fn exit(&self, _: &Id) {
        self.0.lock().unwrap().entered.pop();
    }
}

impl Log {
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap().lines)
    }
}

fn said(what: &str) {
    tracing::info!(target: "handler", "{what}");
}

const SPAN: &str = r#"[DEBUG event_stream channel="lines" path="/lines"]"#;

#[tokio::test]
async fn a_push_handler_speaks_inside_the_span_of_its_stream() {
    let log = Log::default();
    let _here = dispatch::listen(log.clone());
    let app = register::<Lines, _, _, _>(Router::new(), |events: EventSender<String>| async move {
        said("started");
        events.on_close(|_| said("hook"));
        tokio::task::yield_now().await;
        said("goes on");
        events.closed().await;
    });
    let mut body = call(&app, "/lines").await.into_body();
    assert_eq!(log.take(), [format!("{SPAN} INFO started")]);
    frame(&mut body).await;
    assert_eq!(log.take(), [format!("{SPAN} DEBUG open")]);
    assert!(futures_util::FutureExt::now_or_never(frame(&mut body)).is_none());
    assert_eq!(log.take(), [format!("{SPAN} INFO goes on")]);
    drop(body);
    let last = log.take();
    assert_eq!(last[0], format!("{SPAN} INFO hook"));
    assert!(last[1].starts_with(&format!("{SPAN} DEBUG closed reason=ClientGone open_for=")), "{last:?}");
    assert_eq!(last.len(), 2);
    assert_eq!(log.0.lock().unwrap().entered, [] as [u64; 0]);
}

#[tokio::test]
async fn a_pull_handler_and_its_stream_speak_inside_the_span() {
    let log = Log::default();
    let _here = dispatch::listen(log.clone());
    let app = register::<Lines, _, _, _>(Router::new(), || async {
        said("started");
        tokio::task::yield_now().await;
        said("answers");
        EventStream::new(futures_util::stream::iter(["x"]).map(|line| {
            said("yields");
            line.to_owned()
        }))
    });
    let mut body = call(&app, "/lines").await.into_body();
    frame(&mut body).await;
    frame(&mut body).await;
    let expected = ["INFO started", "INFO answers", "DEBUG open", "INFO yields"];
    assert_eq!(log.take(), expected.map(|line| format!("{SPAN} {line}")));
}

#[tokio::test]
async fn the_span_says_where_a_client_goes_on() {
    let log = Log::default();
    let _here = dispatch::listen(log.clone());
    let app = register::<Lines, _, _, _>(Router::new(), Hub::<Lines>::new());
    let request = Request::get("/lines?token=secret").header("last-event-id", "a.7").body(Body::empty());
    let mut body = send(&app, request.unwrap()).await.into_body();
    frame(&mut body).await;
    let line = r#"[DEBUG event_stream channel="lines" path="/lines" last_event_id="a.7"] DEBUG open"#;
    assert_eq!(log.take(), [line]);
}
