//! A channel of numbers, and a transport that answers by a script and notes what it was asked.
#![allow(dead_code, reason = "each test binary uses its part")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a helper of tests fails the test"
)]

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use asyncapi_runtime::client::{
    self, BodyStream, BoxError, ListenError, ListenErrorKind, Listener, ResponseFuture, Transport,
    TransportError,
};
use asyncapi_runtime::sse::{DecodeError, EncodeError, EventWriter, RawEvent};
use asyncapi_runtime::{Channel, Event, ListenOptions};
use bytes::Bytes;
use futures_core::Stream;
use tokio::time::{Instant, Sleep, sleep};

/// A channel whose messages are numbers. An event called `unknown` is none of its own.
pub(crate) struct Numbers;

impl Channel for Numbers {
    type Message = u32;
    type Parameters = ();
    const ID: &'static str = "numbers";
    const ADDRESS: &'static str = "numbers";
    const ROUTE: &'static str = "/numbers";

    fn encode(message: &u32, event: &mut EventWriter) -> Result<(), EncodeError> {
        event.json(message)
    }

    fn decode(event: &RawEvent<'_>) -> Result<u32, DecodeError> {
        if event.name() == "unknown" { event.unique_fit(&[]) } else { event.json() }
    }
}

pub(crate) fn listen(options: impl Into<ListenOptions>) -> Listener<u32> {
    client::listen::<Numbers>((), options.into())
}

/// One step of a body.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Bytes(Bytes),
    Wait(Duration),
    /// The connection breaks.
    Reset,
    /// Nothing comes any more.
    Hang,
}

/// Bytes as a step.
pub(crate) fn send(bytes: impl AsRef<[u8]>) -> Step {
    Step::Bytes(Bytes::copy_from_slice(bytes.as_ref()))
}

/// What one request is answered.
pub(crate) enum Answer {
    Response(http::Response<Vec<Step>>),
    /// There is no connection.
    Refused,
    /// The head never comes.
    Silent,
    Fatal,
}

/// 200, an event stream, and this body.
pub(crate) fn stream(steps: impl Into<Vec<Step>>) -> Answer {
    answer(200, &[("content-type", "text/event-stream")], steps)
}

pub(crate) fn answer(status: u16, headers: &[(&str, &str)], steps: impl Into<Vec<Step>>) -> Answer {
    let mut response = http::Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    Answer::Response(response.body(steps.into()).unwrap())
}

/// A transport that gives these answers, then 204, which ends a listener.
#[derive(Clone, Default)]
pub(crate) struct Script(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    answers: VecDeque<Answer>,
    asked: Vec<(http::request::Parts, Instant)>,
    /// How many response futures and bodies were dropped.
    dropped: usize,
}

impl Script {
    pub(crate) fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        let inner = Inner { answers: answers.into_iter().collect(), ..Inner::default() };
        Self(Arc::new(Mutex::new(inner)))
    }

    /// Options for a listener to it.
    pub(crate) fn options(&self) -> ListenOptions {
        ListenOptions::new("http://localhost").transport(self.clone())
    }

    /// The value of a header in each request, `-` where there is none.
    pub(crate) fn asked(&self, header: &str) -> Vec<String> {
        let text = |value: &http::HeaderValue| String::from_utf8(value.as_bytes().to_vec()).unwrap();
        let inner = self.0.lock().unwrap();
        inner.asked.iter().map(|(head, _)| head.headers.get(header).map_or("-".to_owned(), text)).collect()
    }

    pub(crate) fn urls(&self) -> Vec<String> {
        self.0.lock().unwrap().asked.iter().map(|(head, _)| head.uri.to_string()).collect()
    }

    /// How much time passed between the requests.
    pub(crate) fn waits(&self) -> Vec<Duration> {
        let inner = self.0.lock().unwrap();
        inner.asked.windows(2).map(|pair| pair[1].1 - pair[0].1).collect()
    }

    pub(crate) fn dropped(&self) -> usize {
        self.0.lock().unwrap().dropped
    }
}

/// Counts its drop.
struct Guard(Script);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.0.lock().unwrap().dropped += 1;
    }
}

impl Transport for Script {
    fn send(&self, request: http::Request<Bytes>) -> ResponseFuture {
        let answer = {
            let mut inner = self.0.lock().unwrap();
            inner.asked.push((request.into_parts().0, Instant::now()));
            inner.answers.pop_front().unwrap_or_else(|| answer(204, &[], []))
        };
        let guard = Guard(self.clone());
        Box::pin(async move {
            match answer {
                Answer::Response(response) => Ok(response.map(|steps| {
                    Box::pin(Body { steps: steps.into(), wait: None, _guard: guard }) as BodyStream
                })),
                Answer::Refused => Err(TransportError::retryable("connection refused")),
                Answer::Fatal => Err(TransportError::fatal("no such transport")),
                Answer::Silent => {
                    let _guard = guard;
                    std::future::pending().await
                }
            }
        })
    }
}

struct Body {
    steps: VecDeque<Step>,
    wait: Option<Pin<Box<Sleep>>>,
    _guard: Guard,
}

impl Stream for Body {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(wait) = &mut self.wait {
                std::task::ready!(wait.as_mut().poll(context));
                self.wait = None;
            }
            match self.steps.pop_front() {
                Some(Step::Bytes(bytes)) => return Poll::Ready(Some(Ok(bytes))),
                Some(Step::Wait(time)) => self.wait = Some(Box::pin(sleep(time))),
                Some(Step::Reset) => return Poll::Ready(Some(Err("connection reset".into()))),
                Some(Step::Hang) => {
                    self.steps.push_front(Step::Hang);
                    return Poll::Pending;
                }
                None => return Poll::Ready(None),
            }
        }
    }
}

/// The next item, which has to be an event.
#[track_caller]
pub(crate) fn event(item: Option<Result<Event<u32>, ListenError>>) -> Event<u32> {
    item.expect("the stream has not ended").expect("an event")
}

/// The next item, which has to be an error.
#[track_caller]
pub(crate) fn error(item: Option<Result<Event<u32>, ListenError>>) -> ListenError {
    item.expect("the stream has not ended").expect_err("an error")
}

/// All items until the end, in short: `7#1` is message 7 with id 1.
pub(crate) async fn all(mut listener: Listener<u32>) -> Vec<String> {
    let mut items = Vec::new();
    while let Some(item) = listener.next().await {
        items.push(match item {
            Ok(event) => format!("{}#{}", event.message, event.id.as_deref().unwrap_or("-")),
            Err(error) => short(&error).to_owned(),
        });
    }
    items
}

/// An error in a word; one that ends the stream has a `!`.
pub(crate) fn short(error: &ListenError) -> &'static str {
    match (error.kind(), error.is_fatal()) {
        (ListenErrorKind::Ended, false) => "ended",
        (ListenErrorKind::Ended, true) => "ended!",
        (ListenErrorKind::Transport(_), false) => "network",
        (ListenErrorKind::Transport(_), true) => "network!",
        (ListenErrorKind::Idle { .. }, false) => "idle",
        (ListenErrorKind::Message { .. }, false) => "message",
        (ListenErrorKind::Invalid { .. }, false) => "invalid",
        (ListenErrorKind::Options { .. }, true) => "options!",
        (ListenErrorKind::Status { .. }, true) => "status!",
        (ListenErrorKind::ContentType { .. }, true) => "type!",
        (ListenErrorKind::Redirect { .. }, true) => "redirect!",
        (ListenErrorKind::Limit(_), true) => "limit!",
        other => panic!("not expected: {other:?}"),
    }
}
