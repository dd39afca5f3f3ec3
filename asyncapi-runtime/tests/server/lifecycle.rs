//! How connections end (rule S-13): what is dropped, what is told, and how often.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use asyncapi_runtime::server::{CloseReason, SendError, register};
use asyncapi_runtime::{EventSender, EventStream};
use axum::Router;
use axum::http::StatusCode;
use futures_util::{FutureExt, stream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{Instant, sleep};

use crate::support::{Lines, Raw, call, frame, serve, text, within};

/// Tells the test that it is dropped.
struct OnDrop(UnboundedSender<&'static str>);

impl Drop for OnDrop {
    fn drop(&mut self) {
        let _ = self.0.send("dropped");
    }
}

/// A channel for close reasons; the receiver ends when every hook is gone, so a second call would be seen.
fn reasons() -> (UnboundedSender<CloseReason>, UnboundedReceiver<CloseReason>) {
    unbounded_channel()
}

async fn all<T>(mut receiver: UnboundedReceiver<T>) -> Vec<T> {
    let mut items = Vec::new();
    while let Some(item) = within(receiver.recv()).await {
        items.push(item);
    }
    items
}

#[tokio::test]
async fn s13_a_client_that_leaves_drops_the_handler_and_closes_its_senders() {
    let (dropped, mut drops) = unbounded_channel();
    let (reason, mut hooked) = reasons();
    let (result, mut results) = unbounded_channel();
    let app = register::<Lines, _, _, _>(Router::new(), move |events: EventSender<String>| {
        let (dropped, reason, result) = (dropped.clone(), reason.clone(), result.clone());
        async move {
            let _guard = OnDrop(dropped);
            events.on_close(move |why| reason.send(why).unwrap());
            let spawned = events.clone();
            tokio::spawn(async move {
                spawned.closed().await;
                let closed = spawned.send("late".to_owned()).await.unwrap_err();
                let full = spawned.try_send("late".to_owned()).unwrap_err();
                result.send((closed.is_closed(), full.is_closed(), spawned.is_closed())).unwrap();
            });
            events.send("hello".to_owned()).await.unwrap();
            std::future::pending::<()>().await;
        }
    });
    let mut raw = Raw::get(serve(app).await, "/lines").await;
    raw.head().await;
    raw.chunk().await;
    assert_eq!(raw.chunk().await.unwrap(), "data: hello\n\n");
    assert!(drops.try_recv().is_err() && hooked.try_recv().is_err());

    drop(raw);
    assert_eq!(within(drops.recv()).await, Some("dropped"));
    assert_eq!(within(hooked.recv()).await, Some(CloseReason::ClientGone));
    assert_eq!(within(results.recv()).await, Some((true, true, true)));
    assert!(hooked.try_recv().is_err(), "on_close ran twice");
}

#[tokio::test]
async fn s13_a_send_that_waits_learns_that_the_client_left() {
    let (result, mut results) = unbounded_channel();
    let app = register::<Lines, _, _, _>(Router::new(), move |events: EventSender<String>| {
        let result = result.clone();
        async move {
            tokio::spawn(async move {
                let error = loop {
                    if let Err(error) = events.send("x".to_owned()).await {
                        break error;
                    }
                };
                result.send(error.is_closed()).unwrap();
            });
        }
    });
    // Nobody reads the body, so the queue is full and `send` waits.
    let body = call(&app, "/lines").await.into_body();
    for _ in 0..200 {
        tokio::task::yield_now().await;
    }
    assert!(results.try_recv().is_err());
    drop(body);
    assert_eq!(within(results.recv()).await, Some(true));
}

#[tokio::test]
async fn s13_a_stream_of_a_client_that_leaves_is_dropped() {
    let (dropped, mut drops) = unbounded_channel();
    let (reason, mut hooked) = reasons();
    let app = register::<Lines, _, _, _>(Router::new(), move || {
        let (guard, reason) = (OnDrop(dropped.clone()), reason.clone());
        async move {
            // One event, then silence.
            let stream = stream::unfold((guard, false), |(guard, sent)| async move {
                if sent {
                    std::future::pending::<()>().await;
                }
                Some(("x".to_owned(), (guard, true)))
            });
            EventStream::new(stream).on_close(move |why| reason.send(why).unwrap())
        }
    });
    let mut raw = Raw::get(serve(app).await, "/lines").await;
    raw.head().await;
    raw.chunk().await;
    assert_eq!(raw.chunk().await.unwrap(), "data: x\n\n");
    drop(raw);
    assert_eq!(within(drops.recv()).await, Some("dropped"));
    assert_eq!(within(hooked.recv()).await, Some(CloseReason::ClientGone));
}

#[tokio::test]
async fn s13_the_reason_tells_how_a_stream_ended() {
    let (reason, closes) = reasons();
    let hook = reason.clone();
    let push = register::<Lines, _, _, _>(Router::new(), move |events: EventSender<String>| async move {
        events.on_close(move |why| hook.send(why).unwrap());
        events.send("x".to_owned()).await
    });
    let hook = reason.clone();
    let pull = register::<Lines, _, _, _>(Router::new(), move || async move {
        EventStream::new(stream::iter(["x".to_owned()])).on_close(move |why| hook.send(why).unwrap())
    });
    let hook = reason;
    let with_sender = register::<Lines, _, _, _>(Router::new(), move || async move {
        EventStream::with_sender(|events| async move { events.send("x".to_owned()).await })
            .on_close(move |why| hook.send(why).unwrap())
    });
    for app in [push, pull, with_sender] {
        assert_eq!(text(call(&app, "/lines").await.into_body()).await, ":\ndata: x\n\n");
    }
    assert_eq!(all(closes).await, [CloseReason::HandlerDone; 3]);
}

#[tokio::test]
async fn s13_every_hook_runs_once_also_one_that_comes_late_or_after_one_that_panics() {
    let (reason, closes) = reasons();
    let kept = Arc::new(std::sync::Mutex::new(None));
    let keep = Arc::clone(&kept);
    let hook = reason.clone();
    let app = register::<Lines, _, _, _>(Router::new(), move |events: EventSender<String>| async move {
        let second = hook.clone();
        events.on_close(|_| panic!("a hook that panics"));
        events.on_close(move |why| hook.send(why).unwrap());
        events.on_close(move |why| second.send(why).unwrap());
        *keep.lock().unwrap() = Some(events.clone());
        std::future::pending::<()>().await;
    });
    drop(call(&app, "/lines").await);
    let events: EventSender<String> = kept.lock().unwrap().take().unwrap();
    events.on_close(move |why| reason.send(why).unwrap());
    drop((events, app));
    assert_eq!(all(closes).await, [CloseReason::ClientGone; 3]);
}

#[tokio::test]
async fn a_clone_keeps_the_stream_open_after_the_handler_returned() {
    let (text, texts) = unbounded_channel::<String>();
    let texts = Arc::new(tokio::sync::Mutex::new(texts));
    let app = register::<Lines, _, _, _>(Router::new(), move |events: EventSender<String>| async move {
        tokio::spawn(async move {
            while let Some(text) = texts.lock().await.recv().await {
                events.send(text).await.unwrap();
            }
        });
    });
    let mut raw = Raw::get(serve(app).await, "/lines").await;
    raw.head().await;
    assert_eq!(raw.chunk().await.unwrap(), ":\n");
    for line in ["one", "two"] {
        text.send(line.to_owned()).unwrap();
        assert_eq!(raw.chunk().await.unwrap(), format!("data: {line}\n\n"));
    }
    drop(text);
    assert_eq!(raw.chunk().await, None);
}

#[tokio::test]
async fn a_handler_that_lets_its_sender_go_keeps_the_stream_open() {
    let (done, wait) = tokio::sync::oneshot::channel::<()>();
    let wait = wait.shared();
    let app = register::<Lines, _, _, _>(Router::new(), move |events: EventSender<String>| async move {
        drop(events);
        let _ = wait.await;
    });
    let mut body = call(&app, "/lines").await.into_body();
    frame(&mut body).await;
    assert!(frame(&mut body).now_or_never().is_none());
    done.send(()).unwrap();
    assert_eq!(within(frame(&mut body)).await, None);
}

#[tokio::test]
async fn an_error_after_the_start_sends_what_is_queued_and_ends_the_stream() {
    let (reason, closes) = reasons();
    let (result, mut results) = unbounded_channel();
    let app = register::<Lines, _, _, _>(Router::new(), move |events: EventSender<String>| async move {
        events.on_close(move |why| reason.send(why).unwrap());
        tokio::task::yield_now().await;
        events.send("last".to_owned()).await.unwrap();
        let spawned = events.clone();
        tokio::spawn(async move {
            spawned.closed().await;
            result.send(spawned.send("late".to_owned()).await).unwrap();
        });
        Err(StatusCode::BAD_GATEWAY)
    });
    let response = call(&app, "/lines").await;
    drop(app);
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(text(response.into_body()).await, ":\ndata: last\n\n");
    assert_eq!(all(closes).await, [CloseReason::HandlerFailed]);
    assert!(matches!(within(results.recv()).await, Some(Err(SendError::Closed))));
}

#[tokio::test]
async fn s13_an_error_before_the_start_runs_the_hooks() {
    let (reason, closes) = reasons();
    let app = register::<Lines, _, _, _>(Router::new(), move |events: EventSender<String>| async move {
        events.on_close(move |why| reason.send(why).unwrap());
        Err(StatusCode::BAD_GATEWAY)
    });
    assert_eq!(call(&app, "/lines").await.status(), StatusCode::BAD_GATEWAY);
    drop(app);
    assert_eq!(all(closes).await, [CloseReason::HandlerFailed]);
}

#[tokio::test]
async fn s13_a_panic_is_the_server_s_and_runs_the_hooks() {
    for before_the_start in [true, false] {
        let (reason, closes) = reasons();
        let app = register::<Lines, _, _, _>(Router::new(), move |events: EventSender<String>| async move {
            events.on_close(move |why| reason.send(why).unwrap());
            if !before_the_start {
                tokio::task::yield_now().await;
            }
            panic!("a handler that panics");
        });
        let task = tokio::spawn(async move { text(call(&app, "/lines").await.into_body()).await });
        assert!(task.await.unwrap_err().is_panic());
        assert_eq!(all(closes).await, [CloseReason::HandlerFailed]);
    }
}

/// A clone that sends all the time, to a client that is slower: the queue is never empty.
#[tokio::test(start_paused = true)]
async fn a_handler_runs_on_although_others_fill_the_queue() {
    let (reason, closes) = reasons();
    let app = register::<Lines, _, _, _>(Router::new(), move |events: EventSender<String>| async move {
        events.on_close(move |why| reason.send(why).unwrap());
        tokio::spawn(async move { while events.send("x".to_owned()).await.is_ok() {} });
        sleep(Duration::from_secs(10)).await;
        Err(StatusCode::UNAUTHORIZED)
    });
    let mut body = call(&app, "/lines").await.into_body();
    drop(app);
    let start = Instant::now();
    while frame(&mut body).await.is_some() {
        sleep(Duration::from_millis(100)).await;
        assert!(start.elapsed() < Duration::from_secs(60), "the handler is not polled any more");
    }
    assert_eq!(all(closes).await, [CloseReason::HandlerFailed]);
}

#[tokio::test]
async fn a_connection_has_no_task_of_its_own() {
    let polls = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&polls);
    let app = register::<Lines, _, _, _>(Router::new(), move |events: EventSender<String>| async move {
        loop {
            count.fetch_add(1, Ordering::Relaxed);
            events.send("x".to_owned()).await.unwrap();
            tokio::task::yield_now().await;
        }
    });
    let metrics = tokio::runtime::Handle::current().metrics();
    let before = metrics.num_alive_tasks();
    let mut body = call(&app, "/lines").await.into_body();
    frame(&mut body).await;
    frame(&mut body).await;
    assert_eq!(metrics.num_alive_tasks(), before);
    // And nothing else runs the handler while nobody reads.
    let seen = polls.load(Ordering::Relaxed);
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    assert_eq!(polls.load(Ordering::Relaxed), seen);
}
