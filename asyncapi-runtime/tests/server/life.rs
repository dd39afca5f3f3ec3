//! How long a stream lives (rule S-13): lifetime, expiry; how many there may be; the hooks of the settings. On a paused
//! clock.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use asyncapi_runtime::server::{Connection, ExpiresAt, SseConfig, register};
use asyncapi_runtime::{EventSender, EventStream, Shutdown};
use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::{Extension, Router};
use futures_util::{FutureExt, StreamExt, stream};
use tokio::sync::broadcast;
use tokio::time::{Instant, advance, sleep};

use crate::support::{Lines, call, frame, text};

pub(crate) const SECOND: Duration = Duration::from_secs(1);

/// What the hooks of a configuration were told.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub(crate) fn hooks(&self, config: SseConfig) -> SseConfig {
        let (open, close) = (self.clone(), self.clone());
        let shown = |connection: &Connection| format!("{} {}", connection.channel(), connection.path());
        config
            .on_open(move |connection| open.0.lock().unwrap().push(format!("open {}", shown(connection))))
            .on_close(move |connection, reason| {
                close.0.lock().unwrap().push(format!("close {} {reason:?}", shown(connection)));
            })
    }

    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// A channel that sends what is broadcast, until the client is gone.
pub(crate) fn app(config: SseConfig) -> (Router, broadcast::Sender<&'static str>) {
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

pub(crate) async fn open(app: &Router) -> Body {
    let response = call(app, "/lines").await;
    assert_eq!(response.status(), StatusCode::OK);
    let mut body = response.into_body();
    assert_eq!(frame(&mut body).await.unwrap(), ":\n");
    body
}

pub(crate) async fn refused(app: &Router) -> String {
    let response = call(app, "/lines").await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    let wait: u64 = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=10).contains(&wait), "{wait}");
    String::from_utf8(text(response.into_body()).await.into()).unwrap()
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

/// What a handler drops may panic: a lock that another connection has poisoned, say.
struct Panics;

impl Drop for Panics {
    fn drop(&mut self) {
        panic!("dropped");
    }
}

#[tokio::test(start_paused = true)]
async fn s13_the_hooks_run_also_when_what_is_dropped_panics() {
    let own = Log::default();
    let (push_log, pull_log) = (own.clone(), own.clone());
    let push = register::<Lines, _, _, _>(Router::new(), move |events: EventSender<String>| {
        let log = push_log.clone();
        async move {
            let _panics = Panics;
            events.on_close(move |reason| log.0.lock().unwrap().push(format!("push {reason:?}")));
            std::future::pending::<()>().await;
        }
    });
    let pull = register::<Lines, _, _, _>(Router::new(), move || {
        let log = pull_log.clone();
        async move {
            let panics = Panics;
            EventStream::new(stream::pending::<String>().map(move |line| {
                let _panics = &panics;
                line
            }))
            .on_close(move |reason| log.0.lock().unwrap().push(format!("pull {reason:?}")))
        }
    });
    for (name, app) in [("push", push), ("pull", pull)] {
        let log = Log::default();
        let app = app.layer(log.hooks(SseConfig::new().max_connections(1)).into_layer());
        for _ in 0..2 {
            let mut body = open(&app).await;
            assert!(frame(&mut body).now_or_never().is_none());
            let dropped = catch_unwind(AssertUnwindSafe(|| drop(body)));
            assert!(dropped.is_err(), "a panic is the server's to handle");
            assert_eq!(log.take(), ["open lines /lines", "close lines /lines ClientGone"]);
            assert_eq!(own.take(), [format!("{name} ClientGone")]);
        }
    }
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
