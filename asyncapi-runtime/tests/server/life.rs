//! How long a stream lives (rules S-13, S-15): shutdown, lifetime, expiry; how many there may be; the hooks of the
//! settings. On a paused clock.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use asyncapi_runtime::server::{Connection, ExpiresAt, SseConfig, register};
use asyncapi_runtime::{Event, EventSender, EventStream, Shutdown};
use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::{Extension, Router};
use futures_util::FutureExt;
use tokio::sync::broadcast;
use tokio::time::{Instant, advance, sleep};

use crate::support::{Lines, call, frame, text, within};

const SECOND: Duration = Duration::from_secs(1);

/// What the hooks of a configuration were told.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn hooks(&self, config: SseConfig) -> SseConfig {
        let (open, close) = (self.clone(), self.clone());
        let shown = |connection: &Connection| format!("{} {}", connection.channel(), connection.path());
        config
            .on_open(move |connection| open.0.lock().unwrap().push(format!("open {}", shown(connection))))
            .on_close(move |connection, reason| {
                close.0.lock().unwrap().push(format!("close {} {reason:?}", shown(connection)));
            })
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// A channel that sends what is broadcast, until the client is gone.
fn app(config: SseConfig) -> (Router, broadcast::Sender<&'static str>) {
    let (sender, _) = broadcast::channel::<&'static str>(16);
    let news = sender.clone();
    let app = register::<Lines, _, _, _>(Router::new(), move |events: EventSender<String>| {
        let mut news = news.subscribe();
        async move {
            while let Ok(text) = news.recv().await {
                if events.send(text.to_owned()).await.is_err() {
                    return;
                }
            }
        }
    });
    (app.layer(config.into_layer()), sender)
}

async fn open(app: &Router) -> Body {
    let response = call(app, "/lines").await;
    assert_eq!(response.status(), StatusCode::OK);
    let mut body = response.into_body();
    assert_eq!(frame(&mut body).await.unwrap(), ":\n");
    body
}

async fn refused(app: &Router) -> String {
    let response = call(app, "/lines").await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    let wait: u64 = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=10).contains(&wait), "{wait}");
    String::from_utf8(text(response.into_body()).await.into()).unwrap()
}

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

#[tokio::test(start_paused = true)]
async fn a_stream_has_a_lifetime_with_jitter() {
    let log = Log::default();
    let config = SseConfig::new().heartbeat(None).max_lifetime(100 * SECOND);
    let (app, news) = app(log.hooks(config));
    let mut times = Vec::new();
    for _ in 0..30 {
        let mut body = open(&app).await;
        let start = Instant::now();
        // Events do not put it off.
        let sending = tokio::spawn({
            let news = news.clone();
            async move {
                loop {
                    sleep(SECOND).await;
                    let _ = news.send("x");
                }
            }
        });
        while let Some(bytes) = frame(&mut body).await {
            assert_eq!(bytes, "data: x\n\n");
        }
        sending.abort();
        times.push(start.elapsed());
    }
    times.sort_unstable();
    assert!(times[0] >= 80 * SECOND && times[29] <= 100 * SECOND + Duration::from_millis(2), "{times:?}");
    assert!(times[29] > times[0] + 5 * SECOND, "{times:?}");
    assert_eq!(log.take().iter().filter(|line| *line == "close lines /lines Lifetime").count(), 30);
}

/// A middleware that gives each request's token ten seconds.
async fn token(mut request: Request, next: Next) -> Response {
    request.extensions_mut().insert(ExpiresAt::after(10 * SECOND));
    next.run(request).await
}

#[tokio::test(start_paused = true)]
async fn a_stream_ends_when_its_token_expires() {
    let log = Log::default();
    let (app, _news) = app(log.hooks(SseConfig::new().heartbeat(3 * SECOND)));
    let app = app.layer(from_fn(token));
    let mut body = open(&app).await;
    let start = Instant::now();
    for _ in 0..3 {
        assert_eq!(frame(&mut body).await.unwrap(), ":\n");
    }
    assert_eq!(frame(&mut body).await, None);
    assert!((10 * SECOND..11 * SECOND).contains(&start.elapsed()));
    assert_eq!(log.take(), ["open lines /lines", "close lines /lines Expired"]);
}

#[tokio::test(start_paused = true)]
async fn what_has_expired_gets_nothing_more() {
    let app =
        register::<Lines, _, _, _>(Router::new(), || async { EventStream::iter(["secret".to_owned()]) });
    let past = SystemTime::now() - SECOND;
    let body = call(&app.layer(Extension(ExpiresAt::at(past))), "/lines").await.into_body();
    assert_eq!(text(body).await, ":\n");
}

/// The client did not read for a while: its lifetime or its part of the window was over first, then its token expired.
#[tokio::test(start_paused = true)]
async fn what_has_expired_gets_nothing_more_whatever_else_ended_it() {
    for lifetime in [Some(SECOND), None] {
        let shutdown = Shutdown::new().window(SECOND);
        let config = SseConfig::new().max_lifetime(lifetime).shutdown(&shutdown);
        let log = Log::default();
        let (app, news) = app(log.hooks(config));
        let app = app.layer(from_fn(token));
        let mut body = open(&app).await;
        if lifetime.is_none() {
            shutdown.start();
        }
        assert!(frame(&mut body).now_or_never().is_none());
        advance(11 * SECOND).await;
        news.send("secret").unwrap();
        assert_eq!(frame(&mut body).await, None);
        assert_eq!(log.take(), ["open lines /lines", "close lines /lines Expired"]);
    }
}

#[tokio::test(start_paused = true)]
async fn s09_a_stream_too_many_is_refused_until_there_is_room() {
    let (app, _news) = app(SseConfig::new().max_connections(2));
    let first = open(&app).await;
    let _second = open(&app).await;
    assert_eq!(refused(&app).await, "too many streams are open");
    drop(first);
    let _third = open(&app).await;
    assert_eq!(refused(&app).await, "too many streams are open");
}

#[tokio::test(start_paused = true)]
async fn s09_each_key_has_its_own_limit() {
    let config = SseConfig::new().max_connections_per_key(1, |parts| parts.uri.query().map(str::to_owned));
    let (app, _news) = app(config);
    let get = async |path: &str| call(&app, path).await;
    let ann = get("/lines?ann").await;
    assert_eq!(get("/lines?ann").await.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(get("/lines?bob").await.status(), StatusCode::OK);
    let nobody = [get("/lines").await, get("/lines").await];
    assert!(nobody.iter().all(|response| response.status() == StatusCode::OK), "no key, no limit");
    drop(ann);
    assert_eq!(get("/lines?ann").await.status(), StatusCode::OK);
}

#[tokio::test(start_paused = true)]
async fn s09_c_06_no_content_ends_a_client_for_good() {
    let app = register::<Lines, _, _, _>(Router::new(), || async {
        Err::<EventStream<String>, _>(StatusCode::NO_CONTENT)
    });
    assert_eq!(call(&app, "/lines").await.status(), StatusCode::NO_CONTENT);
    let mut lines = asyncapi_runtime::client::listen::<Lines>((), app.into());
    assert!(lines.next().await.is_none(), "without an error");
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_refuses_gives_its_place_back_and_has_no_hooks() {
    let log = Log::default();
    let app = register::<Lines, _, _, _>(Router::new(), || async {
        Err::<EventStream<String>, _>(StatusCode::UNAUTHORIZED)
    });
    let app = app.layer(log.hooks(SseConfig::new().max_connections(1)).into_layer());
    for _ in 0..3 {
        assert_eq!(call(&app, "/lines").await.status(), StatusCode::UNAUTHORIZED);
    }
    assert_eq!(log.take(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn s13_the_hooks_of_the_settings_run_once_each() {
    let log = Log::default();
    let (app, news) = app(log.hooks(SseConfig::new()));
    let mut body = open(&app).await;
    assert!(frame(&mut body).now_or_never().is_none());
    drop(news);
    assert_eq!(log.take(), ["open lines /lines"]);
    drop(body);
    assert_eq!(log.take(), ["close lines /lines ClientGone"]);
    // A response that is never read was never open.
    drop(call(&app, "/lines").await);
    assert_eq!(log.take(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn s13_a_hook_that_panics_harms_nobody() {
    let config = SseConfig::new().on_open(|_| panic!("open")).on_close(|_, _| panic!("close"));
    let (app, news) = app(config);
    let mut body = open(&app).await;
    assert!(frame(&mut body).now_or_never().is_none());
    news.send("x").unwrap();
    assert_eq!(frame(&mut body).await.unwrap(), "data: x\n\n");
    drop(body);
    advance(SECOND).await;
    drop(open(&app).await);
}
