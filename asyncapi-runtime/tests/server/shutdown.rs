//! The end of all streams when the server stops (rule S-15), on a paused clock.

use std::sync::Arc;
use std::time::Duration;

use asyncapi_runtime::server::{SseConfig, register};
use asyncapi_runtime::{Event, EventSender, EventStream, Shutdown};
use axum::Router;
use futures_util::FutureExt;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep};

use crate::life::{Log, SECOND, app, open, refused};
use crate::support::{Lines, Raw, call, frame, text, within};

#[tokio::test(start_paused = true)]
async fn s15_a_shutdown_ends_idle_streams_inside_its_window() {
    let shutdown = Shutdown::new().window(8 * SECOND);
    let (app, _news) = app(SseConfig::new().heartbeat(None).shutdown(&shutdown));
    let mut bodies = Vec::new();
    for _ in 0..40 {
        bodies.push(open(&app).await);
    }
    for body in &mut bodies {
        assert!(frame(body).now_or_never().is_none());
    }
    assert_eq!((shutdown.open(), shutdown.is_started()), (40, false));
    shutdown.start();
    shutdown.start();
    let start = Instant::now();
    let ends = bodies.into_iter().map(|mut body| {
        tokio::spawn(async move {
            assert_eq!(frame(&mut body).await, None, "nothing is sent: `retry` needs data");
            start.elapsed()
        })
    });
    let mut times = Vec::new();
    for end in ends.collect::<Vec<_>>() {
        times.push(end.await.unwrap());
    }
    times.sort_unstable();
    assert!(times[39] <= 8 * SECOND + Duration::from_millis(2), "{times:?}");
    assert!(times[0] < 2 * SECOND && times[39] > 6 * SECOND, "they are spread: {times:?}");
    shutdown.finished().await;
    assert_eq!(shutdown.open(), 0);
}

#[tokio::test(start_paused = true)]
async fn s15_s07_what_is_sent_meanwhile_carries_retry_in_its_own_block() {
    let shutdown =
        Shutdown::new().window(60 * SECOND).retry(2 * SECOND..=2 * SECOND + Duration::from_millis(1));
    let log = Log::default();
    let (app, news) = app(log.hooks(SseConfig::new().heartbeat(None).shutdown(&shutdown)));
    let mut body = open(&app).await;
    assert!(frame(&mut body).now_or_never().is_none());
    news.send("before").unwrap();
    assert_eq!(frame(&mut body).await.unwrap(), "data: before\n\n");
    shutdown.start();
    news.send("last").unwrap();
    let last = frame(&mut body).await.unwrap();
    assert!(last == "retry: 2000\ndata: last\n\n" || last == "retry: 2001\ndata: last\n\n", "{last:?}");
    assert_eq!(frame(&mut body).await, None);
    assert_eq!(log.take(), ["open lines /lines", "close lines /lines Shutdown"]);
}

#[tokio::test(start_paused = true)]
async fn s15_what_is_pending_goes_out_before_the_end() {
    let shutdown = Shutdown::new().window(Duration::ZERO).retry(SECOND..=SECOND);
    let app = register::<Lines, _, _, _>(Router::new(), |events: EventSender<String>| async move {
        for number in 0..5 {
            events.send(number.to_string()).await.unwrap();
        }
        std::future::pending::<()>().await;
    });
    let app = app.layer(SseConfig::new().shutdown(&shutdown).into_layer());
    let body = call(&app, "/lines").await.into_body();
    shutdown.start();
    let expected = [0, 1, 2, 3, 4].map(|number| format!("retry: 1000\ndata: {number}\n\n")).concat();
    assert_eq!(text(body).await, format!(":\n{expected}"));
}

#[tokio::test(start_paused = true)]
async fn s15_all_of_a_full_queue_goes_out_before_the_end() {
    for queue in [1, 64, 200] {
        let shutdown = Shutdown::new().window(Duration::ZERO);
        let app = register::<Lines, _, _, _>(Router::new(), |events: EventSender<String>| async move {
            while events.try_send("x".to_owned()).is_ok() {}
            std::future::pending::<()>().await;
        });
        let app = app.layer(SseConfig::new().queue(queue).shutdown(&shutdown).into_layer());
        let body = call(&app, "/lines").await.into_body();
        shutdown.start();
        assert_eq!(text(body).await.matches("data: x\n\n").count(), queue);
    }
}

#[tokio::test(start_paused = true)]
async fn s15_an_event_that_cannot_be_written_holds_back_none_that_is_pending() {
    let shutdown = Shutdown::new().window(Duration::ZERO).retry(SECOND..=SECOND);
    let app = register::<Lines, _, _, _>(Router::new(), || async {
        let event = |id: &str| Event::new(id.to_owned()).with_id(id);
        EventStream::iter([event("a\nb"), event("1"), event("c\nd"), event("e\nf"), event("2")])
    });
    let app = app.layer(SseConfig::new().shutdown(&shutdown).into_layer());
    let body = call(&app, "/lines").await.into_body();
    shutdown.start();
    let expected = ":\nretry: 1000\nid: 1\ndata: 1\n\nretry: 1000\nid: 2\ndata: 2\n\n";
    assert_eq!(text(body).await, expected);
}

/// A server may poll a body in one task first, and in another one later.
#[tokio::test(start_paused = true)]
async fn s15_a_stream_that_moved_to_another_task_is_woken_there() {
    let shutdown = Shutdown::new().window(Duration::ZERO);
    let (app, _news) = app(SseConfig::new().heartbeat(None).shutdown(&shutdown));
    let mut body = open(&app).await;
    assert!(frame(&mut body).now_or_never().is_none());
    let ended = tokio::spawn(async move { frame(&mut body).await });
    tokio::task::yield_now().await;
    shutdown.start();
    assert_eq!(within(ended).await.unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn s15_a_source_that_is_always_ready_ends_too() {
    let shutdown = Shutdown::new().window(Duration::ZERO);
    let app = register::<Lines, _, _, _>(Router::new(), || async {
        EventStream::iter(std::iter::repeat_with(|| "x".to_owned()))
    });
    let app = app.layer(SseConfig::new().shutdown(&shutdown).into_layer());
    let body = call(&app, "/lines").await.into_body();
    shutdown.start();
    assert!(text(body).await.len() < 10_000);
}

#[tokio::test(start_paused = true)]
async fn s15_s09_new_streams_are_refused() {
    let shutdown = Shutdown::default();
    let (app, _news) = app(SseConfig::new().shutdown(&shutdown));
    let started = shutdown.started();
    let finished = shutdown.finished();
    shutdown.clone().start();
    assert_eq!(refused(&app).await, "the server is shutting down");
    started.await;
    finished.await;
}

#[tokio::test(start_paused = true)]
async fn s15_the_deadline_does_not_wait_for_a_client_that_does_not_read() {
    let shutdown = Shutdown::new().window(SECOND).deadline(9 * SECOND);
    let (app, _news) = app(SseConfig::new().shutdown(&shutdown));
    let body = open(&app).await;
    shutdown.start();
    let start = Instant::now();
    shutdown.finished().await;
    assert!((8 * SECOND..10 * SECOND).contains(&start.elapsed()));
    assert_eq!(shutdown.open(), 1);
    drop(body);
    assert_eq!(shutdown.open(), 0);
}

/// What the documentation of `Shutdown` does with `axum::serve`, without any stream.
#[tokio::test(start_paused = true)]
async fn s15_a_shutdown_lets_other_requests_end_but_not_for_ever() {
    for (takes, answered) in [(2, true), (20, false)] {
        let shutdown = Shutdown::new().deadline(Duration::from_secs(10));
        let asked = Arc::new(Notify::new());
        let ask = Arc::clone(&asked);
        let app = Router::new().route(
            "/report",
            axum::routing::get(move || async move {
                ask.notify_one();
                sleep(Duration::from_secs(takes)).await;
                "done"
            }),
        );
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let token = shutdown.clone();
        let server = tokio::spawn(async move {
            tokio::select! {
                served = axum::serve(listener, app).with_graceful_shutdown(token.started()) => served.is_ok(),
                () = token.overdue() => false,
            }
        });
        let mut raw = Raw::get(address, "/report").await;
        asked.notified().await;
        shutdown.start();
        assert_eq!(server.await.unwrap(), answered);
        if answered {
            assert_eq!(raw.head().await[0], "HTTP/1.1 200 OK");
        }
    }
}
