//! A log that fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use asyncapi_runtime::hub::{
    EventId, EventLog, LogError, MemoryLog, MemoryTail, PublishError, Start, SubscribeError,
    SubscribeOptions, Tail, TailItem,
};
use asyncapi_runtime::server::{CloseReason, SseConfig, register};
use asyncapi_runtime::{EventStream, Hub};
use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use futures_util::FutureExt;
use tokio::sync::mpsc::unbounded_channel;

use crate::next;
use crate::support::{Lines, call, frame, text};

const NOTHING: u8 = 0;
const SUBSCRIBE: u8 = 1;
const APPEND: u8 = 2;
const READ: u8 = 3;

/// Waits a moment before it does anything, and fails where it is told to.
#[derive(Default)]
struct Failing {
    log: MemoryLog,
    fails: Arc<AtomicU8>,
}

impl Failing {
    async fn check(&self, what: u8) -> Result<(), LogError> {
        tokio::task::yield_now().await;
        check(&self.fails, what)
    }
}

fn check(fails: &AtomicU8, what: u8) -> Result<(), LogError> {
    if fails.load(Ordering::SeqCst) == what { Err(LogError::new("secret of the store")) } else { Ok(()) }
}

impl EventLog for Failing {
    type Tail = FailingTail;

    async fn append(&self, topic: &str, block: &[u8]) -> Result<EventId, LogError> {
        self.check(APPEND).await?;
        self.log.append(topic, block).await
    }

    async fn subscribe(
        &self,
        topic: &str,
        options: SubscribeOptions<'_>,
    ) -> Result<(Start, FailingTail), LogError> {
        self.check(SUBSCRIBE).await?;
        let (start, tail) = self.log.subscribe(topic, options).await?;
        Ok((start, FailingTail { tail, fails: Arc::clone(&self.fails) }))
    }
}

struct FailingTail {
    tail: MemoryTail,
    fails: Arc<AtomicU8>,
}

impl Tail for FailingTail {
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<TailItem, LogError>> {
        match self.tail.poll_next(cx) {
            Poll::Ready(Ok(_)) if check(&self.fails, READ).is_err() => {
                Poll::Ready(check(&self.fails, READ).map(|()| unreachable!()))
            }
            polled => polled,
        }
    }

    fn skip(&mut self, keep: usize) {
        self.tail.skip(keep);
    }
}

fn hub() -> (Hub<Lines, Arc<Failing>>, Arc<AtomicU8>) {
    let log = Arc::new(Failing::default());
    let fails = Arc::clone(&log.fails);
    (Hub::with_log(log), fails)
}

#[tokio::test]
async fn s09_before_the_stream_it_is_503_with_a_time_to_wait() {
    let (hub, fails) = hub();
    let pull = |State(hub): State<Hub<Lines, Arc<Failing>>>| async move {
        EventStream::from(hub.subscribe(&(), None))
    };
    fails.store(SUBSCRIBE, Ordering::SeqCst);
    for app in [
        register::<Lines, _, _, _>(Router::new(), hub.clone()),
        register::<Lines, _, _, _>(Router::new(), pull).with_state(hub.clone()),
    ] {
        let response = call(&app, "/lines").await;
        assert_eq!(response.status(), 503);
        let wait: u32 = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1..=10).contains(&wait));
        assert!(!text(response.into_body()).await.contains("secret"));
        fails.store(NOTHING, Ordering::SeqCst);
        assert_eq!(call(&app, "/lines").await.status(), 200);
        fails.store(SUBSCRIBE, Ordering::SeqCst);
    }
}

#[tokio::test]
async fn s13_a_client_that_leaves_while_the_log_is_waited_for_is_told_to_the_hooks() {
    let (hub, _fails) = hub();
    let (tell, mut told) = unbounded_channel();
    let pull = move |State(hub): State<Hub<Lines, Arc<Failing>>>| async move {
        EventStream::from(hub.subscribe(&(), None)).on_close(move |reason| tell.send(reason).unwrap())
    };
    let app: Router = register::<Lines, _, _, _>(Router::new(), pull).with_state(hub);
    assert!(call(&app, "/lines").now_or_never().is_none());
    drop(app);
    assert_eq!(told.recv().await, Some(CloseReason::ClientGone));
    assert_eq!(told.recv().await, None);
}

#[tokio::test]
async fn during_the_stream_it_is_its_end() {
    let (hub, fails) = hub();
    let (tell, mut told) = unbounded_channel();
    let config = SseConfig::new().on_close(move |_, reason| tell.send(reason).unwrap());
    let app: Router = register::<Lines, _, _, _>(Router::new(), hub.clone()).layer(config.into_layer());
    let mut body = call(&app, "/lines").await.into_body();
    let mut events = hub.subscribe(&(), None).await.unwrap();
    assert_eq!(next(&mut body).await, ":\n");
    hub.publish(&(), "1").await.unwrap();
    assert!(next(&mut body).await.ends_with("data: 1\n\n"));
    assert!(events.next().await.unwrap().is_ok());

    fails.store(READ, Ordering::SeqCst);
    hub.publish(&(), "2").await.unwrap();
    assert!(frame(&mut body).await.is_none());
    assert_eq!(told.recv().await, Some(CloseReason::HandlerFailed));
    assert!(told.try_recv().is_err());
    assert!(matches!(events.next().await, Some(Err(SubscribeError::Log(_)))));
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn what_is_not_appended_is_an_error_of_the_one_who_published() {
    let (hub, fails) = hub();
    fails.store(APPEND, Ordering::SeqCst);
    let error = hub.publish(&(), "1").await.unwrap_err();
    assert!(matches!(error, PublishError::Log(_)), "{error}");
    let response = error.into_response();
    assert_eq!(response.status(), 503);
    assert!(response.headers().contains_key("retry-after"));
    assert!(!text(response.into_body()).await.contains("secret"));

    // Two that wait for the log at one time do not meet in one buffer.
    fails.store(NOTHING, Ordering::SeqCst);
    let mut events = hub.subscribe(&(), None).await.unwrap();
    let (a, b) = futures_util::future::join(hub.publish(&(), "a"), hub.publish(&(), "b")).await;
    assert!(a.is_ok() && b.is_ok());
    for expected in ["a", "b"] {
        assert_eq!(events.next().await.unwrap().unwrap().message, expected);
    }
}
