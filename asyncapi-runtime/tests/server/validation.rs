//! Messages are validated before they are sent; one that is not valid ends nothing.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};

use asyncapi_runtime::__private::{At, Num, maximum};
use asyncapi_runtime::server::{SseConfig, register};
use asyncapi_runtime::sse::{DecodeError, EncodeError, EventWriter, RawEvent};
use asyncapi_runtime::{Channel, Event, EventSender, EventStream, SendError, Violations};
use axum::Router;
use axum::http::StatusCode;
use http_body::Body as _;
use tracing::field::{Field, Visit};
use tracing::span;

use crate::dispatch;
use crate::support::{Raw, call, serve, text};

/// Temperatures of at most 40 degrees.
struct Temperatures;

impl Channel for Temperatures {
    type Message = i64;
    type Parameters = ();
    const ID: &'static str = "temperatures";
    const ADDRESS: &'static str = "temperatures";
    const ROUTE: &'static str = "/temperatures";

    fn encode(message: &i64, event: &mut EventWriter) -> Result<(), EncodeError> {
        event.json(message)
    }

    fn decode(event: &RawEvent<'_>) -> Result<i64, DecodeError> {
        event.json()
    }

    fn validate(message: &i64) -> Result<(), Violations> {
        let mut out = Violations::default();
        maximum(message, Num::I(40), &At::ROOT, &mut out);
        if out.is_empty() { Ok(()) } else { Err(out) }
    }
}

/// Tells what became of each send, in its last event.
async fn push(events: EventSender<i64>) -> Result<(), SendError> {
    let mut refused = 0;
    for degrees in [20, 41, 40, 99] {
        let sent = if degrees > 50 { events.try_send(degrees) } else { events.send(degrees).await };
        match sent {
            Err(SendError::Invalid(violations)) => {
                assert_eq!(violations.len(), 1);
                refused += 1;
            }
            sent => sent?,
        }
    }
    events.send(Event::new(refused).with_name("refused")).await
}

async fn pull() -> EventStream<i64> {
    EventStream::iter([20, 41, 40, 99])
}

const CHECKED: &str = ":\ndata: 20\n\ndata: 40\n\n";
const UNCHECKED: &str = ":\ndata: 20\n\ndata: 41\n\ndata: 40\n\ndata: 99\n\n";

fn pushing() -> Router {
    register::<Temperatures, _, _, _>(Router::new(), push)
}

fn pulling() -> Router {
    register::<Temperatures, _, _, _>(Router::new(), pull)
}

/// All that a socket brings.
async fn received(app: Router) -> String {
    let mut raw = Raw::get(serve(app).await, "/temperatures").await;
    assert_eq!(raw.head().await[0], "HTTP/1.1 200 OK");
    raw.rest().await.concat()
}

#[tokio::test]
async fn push_an_invalid_message_is_an_error_of_its_send_and_the_stream_goes_on() {
    assert_eq!(received(pushing()).await, format!("{CHECKED}event: refused\ndata: 2\n\n"));
}

#[tokio::test]
async fn pull_an_invalid_message_is_skipped_and_the_stream_goes_on() {
    assert_eq!(received(pulling()).await, CHECKED);
}

#[tokio::test]
async fn each_form_has_the_switch() {
    let off = || SseConfig::new().validate(false).into_layer();
    let sent = received(pushing().layer(off())).await;
    assert_eq!(sent, format!("{UNCHECKED}event: refused\ndata: 0\n\n"));
    assert_eq!(received(pulling().layer(off())).await, UNCHECKED);
    let on = SseConfig::new().validate(false).validate(true).into_layer();
    assert_eq!(received(pulling().layer(on)).await, CHECKED);
}

#[tokio::test]
async fn with_sender_validates_too() {
    let app = register::<Temperatures, _, _, _>(Router::new(), || async { EventStream::with_sender(push) });
    assert_eq!(received(app).await, format!("{CHECKED}event: refused\ndata: 2\n\n"));
}

#[tokio::test]
async fn before_the_start_an_invalid_message_that_is_passed_on_is_500_without_a_word() {
    let app = register::<Temperatures, _, _, _>(Router::new(), |events: EventSender<i64>| async move {
        events.send(41).await
    });
    let response = call(&app, "/temperatures").await;
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(text(response.into_body()).await, "");
}

#[test]
fn the_error_says_what_is_violated() {
    let error = SendError::from(Temperatures::validate(&41).unwrap_err());
    let said = error.to_string();
    assert!(said.starts_with("the event is not sent, its message is not valid: "), "{said}");
    assert!(said.contains("40") && said.contains("41"), "{said}");
    assert!(error.violations().is_some() && !error.is_closed() && !error.is_full());
    assert!(std::error::Error::source(&error).is_some());
    assert!(SendError::Closed.violations().is_none());
}

#[tokio::test]
async fn pull_an_endless_stream_of_invalid_messages_leaves_room_for_other_tasks() {
    let app = register::<Temperatures, _, _, _>(Router::new(), || async {
        EventStream::iter(std::iter::repeat(41))
    });
    let mut body = call(&app, "/temperatures").await.into_body();
    let mut body = std::pin::Pin::new(&mut body);
    let mut context = Context::from_waker(Waker::noop());
    assert!(body.as_mut().poll_frame(&mut context).is_ready(), "the comment");
    assert!(body.as_mut().poll_frame(&mut context).is_pending());
}

/// Notes what is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl tracing::Subscriber for Log {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target().starts_with("asyncapi_runtime") && *metadata.level() <= tracing::Level::WARN
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        struct Fields<'a>(&'a mut String);
        impl Visit for Fields<'_> {
            fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
                write!(self.0, " {field}={value:?}").unwrap();
            }
        }
        let mut log = self.0.lock().unwrap();
        write!(log, "{}", event.metadata().level()).unwrap();
        event.record(&mut Fields(&mut log));
        log.push('\n');
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

#[tokio::test]
async fn pull_what_is_skipped_is_logged() {
    let log = Log::default();
    let _guard = dispatch::listen(log.clone());
    assert_eq!(text(call(&pulling(), "/temperatures").await.into_body()).await, CHECKED);
    let log = log.0.lock().unwrap();
    let lines: Vec<&str> = log.lines().collect();
    assert_eq!(lines.len(), 2, "{log}");
    for (line, value) in lines.iter().zip(["41", "99"]) {
        assert!(line.starts_with("ERROR ") && line.contains("channel=\"temperatures\""), "{line}");
        assert!(line.contains("40") && line.contains(value), "{line}");
    }
}
