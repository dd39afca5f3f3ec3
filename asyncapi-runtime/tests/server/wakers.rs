//! Wakers that are the last to hold a task: to drop one drops what the task has, perhaps another stream or a sender.

use std::any::Any;
use std::pin::pin;
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};
use std::time::Duration;

use asyncapi_runtime::server::{SseConfig, register};
use asyncapi_runtime::{EventSender, EventStream, Shutdown};
use axum::Router;
use axum::body::Body;
use futures_util::stream;

use crate::support::{Lines, call, frame};

/// A task that nothing but its wakers hold, and what it has.
struct Task {
    _has: Mutex<Box<dyn Any + Send>>,
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {}
}

/// Polls a body in a task that has something, which is soon held by the waker only.
fn poll_in_task_with(body: &mut Body, has: impl Any + Send) {
    let waker = Waker::from(Arc::new(Task { _has: Mutex::new(Box::new(has)) }));
    assert!(pin!(frame(body)).poll(&mut Context::from_waker(&waker)).is_pending());
}

/// Fails where `drop` waits for a lock that it holds itself.
fn in_time(test: impl AsyncFnOnce() + Send + 'static) {
    let (done, wait) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(test());
        done.send(()).unwrap();
    });
    wait.recv_timeout(Duration::from_secs(10)).expect("a deadlock, or a panic");
}

#[test]
fn a_shutdown_drops_wakers_outside_its_lock() {
    in_time(async || {
        let shutdown = Shutdown::new();
        let silent = || async { EventStream::new(stream::pending::<String>()) };
        let app = register::<Lines, _, _, _>(Router::new(), silent)
            .layer(SseConfig::new().heartbeat(None).shutdown(&shutdown).into_layer());
        let mut body = call(&app, "/lines").await.into_body();
        frame(&mut body).await;
        poll_in_task_with(&mut body, call(&app, "/lines").await);
        // Another waker in its place.
        poll_in_task_with(&mut body, call(&app, "/lines").await);
        drop(body);
        assert_eq!(shutdown.open(), 0);
    });
}

#[test]
fn a_queue_drops_wakers_outside_its_lock() {
    in_time(async || {
        let kept = Arc::new(Mutex::new(Vec::new()));
        let keep = Arc::clone(&kept);
        let app = register::<Lines, _, _, _>(Router::new(), move |events: EventSender<String>| async move {
            keep.lock().unwrap().extend([events.clone(), events.clone(), events.clone(), events.clone()]);
        });
        let app = app.layer(SseConfig::new().heartbeat(None).into_layer());
        let mut body = call(&app, "/lines").await.into_body();
        frame(&mut body).await;
        let sender = || -> EventSender<String> { kept.lock().unwrap().pop().unwrap() };
        let first = sender();
        poll_in_task_with(&mut body, sender());
        poll_in_task_with(&mut body, sender());
        first.send("x".to_owned()).await.unwrap();
        assert_eq!(frame(&mut body).await.unwrap(), "data: x\n\n");
        poll_in_task_with(&mut body, sender());
        drop(body);
        assert!(first.is_closed());
    });
}
