//! Commands that come from hooks, from other threads and at bad moments: nothing is lost, sent or called after a close.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a helper of tests fails the test"
)]

mod client_support;

use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::task::{Context, Waker};
use std::time::Duration;

use asyncapi_runtime::ListenOptions;
use asyncapi_runtime::client::{CloseReason, ListenControl, ReadyState};
use asyncapi_runtime::testing::{Script, ScriptedServer, Unreliable};
use client_support::{asked, error, event, listen, short, waits};
use http::HeaderMap;
use tokio::time::{sleep, timeout};

const MS: Duration = Duration::from_millis(1);
const SECOND: Duration = Duration::from_secs(1);

/// A control that hooks can name before there is a listener.
type Slot = Arc<OnceLock<ListenControl>>;

fn slot() -> (Slot, Slot) {
    let slot = Slot::default();
    (Arc::clone(&slot), slot)
}

/// How often each hook was called.
#[derive(Default)]
struct Counts {
    opened: AtomicU32,
    comments: AtomicU32,
    closed: Mutex<Vec<CloseReason>>,
}

impl Counts {
    fn hooks(
        self: &Arc<Self>,
        options: ListenOptions,
        on_open: impl Fn() + Send + Sync + 'static,
        on_comment: impl Fn(&str) + Send + Sync + 'static,
    ) -> ListenOptions {
        let (open, comment, close) = (Arc::clone(self), Arc::clone(self), Arc::clone(self));
        options
            .on_open(move |_| {
                open.opened.fetch_add(1, Ordering::SeqCst);
                on_open();
            })
            .on_comment(move |text| {
                comment.comments.fetch_add(1, Ordering::SeqCst);
                on_comment(text);
            })
            .on_close(move |reason| close.closed.lock().unwrap().push(reason))
    }

    fn seen(&self) -> (u32, u32, Vec<CloseReason>) {
        let (opened, comments) = (self.opened.load(Ordering::SeqCst), self.comments.load(Ordering::SeqCst));
        (opened, comments, self.closed.lock().unwrap().clone())
    }
}

#[tokio::test(start_paused = true)]
async fn c_15_closed_in_on_comment_no_further_comment_is_told() {
    let server =
        ScriptedServer::new().connection(Script::events().text(":1\n:2\ndata: 1\n\n").text(":3\n").hang());
    let (inner, slot) = slot();
    let counts = Arc::<Counts>::default();
    let mut listener = listen(counts.hooks(server.options(), || {}, move |_| inner.get().unwrap().close()));
    slot.set(listener.control()).unwrap();
    assert!(listener.next().await.is_none());
    assert_eq!(counts.seen(), (1, 1, vec![CloseReason::Closed]));
    assert_eq!(server.open(), 0);
}

#[tokio::test(start_paused = true)]
async fn c_15_closed_in_on_open_nothing_is_read() {
    let server = ScriptedServer::new().connection(Script::events().text(":1\ndata: 1\n\n").hang());
    let (inner, slot) = slot();
    let counts = Arc::<Counts>::default();
    let mut listener = listen(counts.hooks(server.options(), move || inner.get().unwrap().close(), |_| {}));
    slot.set(listener.control()).unwrap();
    assert!(listener.next().await.is_none());
    assert_eq!(counts.seen(), (1, 0, vec![CloseReason::Closed]));
}

#[tokio::test(start_paused = true)]
async fn c_22_restarted_in_on_comment_the_rest_comes_from_the_new_connection() {
    let server = ScriptedServer::new()
        .connection(Script::events().text("id: 1\ndata: 1\n\n:go\n:old\nid: 2\ndata: 2\n\n").hang())
        .connection(Script::events().text("id: 2\ndata: 22\n\n").hang());
    let (inner, slot) = slot();
    let counts = Arc::<Counts>::default();
    let mut listener = listen(counts.hooks(server.options(), || {}, move |_| inner.get().unwrap().restart()));
    slot.set(listener.control()).unwrap();
    assert_eq!(event(listener.next().await).message, 1);
    assert_eq!(event(listener.next().await).message, 22);
    assert_eq!(counts.seen(), (2, 1, vec![]));
    assert_eq!(asked(&server, "last-event-id"), ["-", "1"]);
}

#[tokio::test(start_paused = true)]
async fn c_15_closed_while_headers_are_made_nothing_is_sent() {
    let server = ScriptedServer::new().connection(Script::events().text("data: 1\n\n"));
    let (inner, slot) = slot();
    let mut listener = listen(server.options().headers_with(move |_| {
        inner.get().unwrap().close();
        async { Ok(HeaderMap::new()) }
    }));
    slot.set(listener.control()).unwrap();
    assert!(listener.next().await.is_none());
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn c_16_hooks_may_ask_the_control_anything() {
    let server = ScriptedServer::new().connection(Script::events().text(":1\nid: 4\ndata: 1\n\n"));
    let (inner, slot) = slot();
    let states = Arc::new(Mutex::new(Vec::new()));
    let look = {
        let states = Arc::clone(&states);
        move || {
            let control = inner.get().unwrap();
            let _ =
                (control.last_event_id(), control.retry(), control.url().cloned(), format!("{control:?}"));
            states.lock().unwrap().push(control.ready_state());
        }
    };
    let (open, comment, close) = (look.clone(), look.clone(), look);
    let options = server.options().on_open(move |_| open()).on_comment(move |_| comment());
    let mut listener = listen(options.on_close(move |_| close()));
    slot.set(listener.control()).unwrap();
    event(listener.next().await);
    error(listener.next().await);
    assert!(listener.next().await.is_none());
    assert_eq!(*states.lock().unwrap(), [ReadyState::Open, ReadyState::Open, ReadyState::Closed]);
}

#[tokio::test(start_paused = true)]
async fn c_26_a_restart_of_a_healthy_connection_starts_anew() {
    let server = ScriptedServer::new()
        .connections((0..3).map(|_| Script::refused()))
        .connection(Script::events().pause(120 * SECOND).hang())
        .connection(Script::events());
    let mut listener = listen(server.options().max_reconnects(3).idle_timeout(None));
    for _ in 0..3 {
        assert_eq!(short(&error(listener.next().await)), "network");
    }
    assert!(timeout(100 * SECOND, listener.next()).await.is_err());
    listener.restart();
    let ended = error(listener.next().await);
    assert_eq!(short(&ended), "ended", "there was a healthy connection in between");
    assert!(ended.reconnects_in().unwrap() <= 500 * MS, "{ended}");
    assert!(listener.next().await.is_none());
    assert!(*waits(&server).last().unwrap() < SECOND);
}

/// Every command finds its listener, whatever that does at the moment.
#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn c_15_c_22_no_command_of_another_thread_is_lost() {
    for round in 0..300_u32 {
        let server = ScriptedServer::new().otherwise(|request| {
            let last: u32 = request.last_event_id().map_or(0, |id| id.parse().unwrap());
            let script = Script::events().text(format!(":c\nid: {0}\ndata: {0}\n\n", last + 1));
            match last % 3 {
                0 => script.hang(),
                1 => Script::silent(),
                _ => script.text(":more\n"),
            }
        });
        let closed = Arc::<Mutex<Vec<CloseReason>>>::default();
        let told = Arc::clone(&closed);
        let options = server.options().idle_timeout(None).last_event_id((round % 3).to_string());
        let mut listener = listen(options.on_close(move |reason| told.lock().unwrap().push(reason)));
        let control = listener.control();
        let done = Arc::new(AtomicBool::new(false));
        let reader = tokio::spawn(async move {
            let mut last = round % 3;
            while let Some(item) = listener.next().await {
                if let Ok(event) = item {
                    assert_eq!(event.message, last + 1, "none is lost, none comes twice");
                    last = event.message;
                }
            }
            drop(listener);
        });
        let restarter = {
            let (control, done) = (control.clone(), Arc::clone(&done));
            std::thread::spawn(move || {
                while !done.load(Ordering::Acquire) {
                    control.restart();
                    std::thread::yield_now();
                }
            })
        };
        for _ in 0..round % 50 {
            tokio::task::yield_now().await;
        }
        let before = server.requests().len();
        while server.requests().len() < before + 3 {
            tokio::task::yield_now().await;
        }
        done.store(true, Ordering::Release);
        restarter.join().unwrap();
        control.close();
        assert_eq!(control.ready_state(), ReadyState::Closed);
        timeout(10 * SECOND, reader).await.expect("the close is seen").unwrap();
        assert_eq!(*closed.lock().unwrap(), [CloseReason::Closed]);
        assert_eq!(server.open(), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn c_22_one_restart_of_another_thread_is_one_new_connection() {
    let server = ScriptedServer::new().otherwise(|_| Script::events().hang());
    let handle = listen(server.options().idle_timeout(None)).for_each(|_| {});
    let control = handle.control();
    for number in 0..500 {
        timeout(10 * SECOND, server.request(number)).await.expect("the restart is seen").unwrap();
        let control = control.clone();
        std::thread::spawn(move || control.restart()).join().unwrap();
    }
    timeout(10 * SECOND, server.request(500)).await.unwrap().unwrap();
    sleep(20 * MS).await;
    assert_eq!(server.requests().len(), 501);
    assert_eq!(server.open(), 1);
}

/// A callback that runs when the listener is closed elsewhere is the last one, and `on_close` comes once.
#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn c_15_a_callback_is_not_called_after_a_close() {
    for round in 0..300_u32 {
        let server =
            ScriptedServer::new().otherwise(|_| Script::events().text("data: 1\n\n".repeat(200)).hang());
        let (calls, closed) = (Arc::<AtomicU32>::default(), Arc::<AtomicU32>::default());
        let (count, told) = (Arc::clone(&calls), Arc::clone(&closed));
        let options = server.options().on_close(move |_| {
            told.fetch_add(1, Ordering::SeqCst);
        });
        let mut handle = listen(options).for_each(move |_| {
            count.fetch_add(1, Ordering::SeqCst);
        });
        while calls.load(Ordering::SeqCst) < round % 100 {
            std::thread::yield_now();
        }
        let control = handle.control();
        std::thread::spawn(move || control.close()).join().unwrap();
        assert_eq!(handle.ready_state(), ReadyState::Closed);
        let seen = calls.load(Ordering::SeqCst);
        if round % 2 == 0 {
            handle.close();
        }
        timeout(10 * SECOND, handle.closed()).await.expect("the close is seen");
        assert!(calls.load(Ordering::SeqCst) <= seen + 1, "one may have been running");
        assert_eq!((closed.load(Ordering::SeqCst), server.open()), (1, 0));
    }
}

/// A runtime that goes away takes the listener with it; what is left of it can be dropped anywhere.
#[test]
fn c_15_the_end_of_the_runtime_closes_the_listener() {
    let server = ScriptedServer::new().otherwise(|_| Script::events().text("data: 1\n\n").hang());
    let closed = Arc::<Mutex<Vec<CloseReason>>>::default();
    let options = || {
        let told = Arc::clone(&closed);
        server.options().on_close(move |reason| told.lock().unwrap().push(reason))
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (handle, mut listener) =
        (runtime.block_on(async { listen(options()).for_each(|_| {}) }), listen(options()));
    runtime.block_on(async {
        event(listener.next().await);
        server.request(1).await.unwrap();
    });
    drop(runtime);
    assert!(handle.is_closed());
    assert_eq!(handle.ready_state(), ReadyState::Closed);
    handle.restart();
    drop(handle);
    drop(listener);
    assert_eq!(*closed.lock().unwrap(), [CloseReason::Closed; 2]);
    assert_eq!(server.open(), 0);
}

/// A server that resumes, connections that break anywhere, a reader that gives up waiting and restarts at random.
#[tokio::test(start_paused = true)]
async fn c_22_restarts_and_cancelled_reads_among_cuts_lose_nothing() {
    let server = ScriptedServer::new().otherwise(|request| {
        let last: u32 = request.last_event_id().map_or(0, |id| id.parse().unwrap());
        (last + 1..last + 20).fold(Script::events(), |script, number| {
            script.text(format!("id: {number}\ndata: {number}\n\n")).pause(3 * MS)
        })
    });
    for seed in 0..20 {
        let mut random = fastrand::Rng::with_seed(seed);
        let app = Unreliable::within(server.clone(), seed, 300);
        let mut listener = listen(&app);
        let control = listener.control();
        let mut last = 0;
        while last < 500 {
            match random.u8(0..8) {
                0 => listener.restart(),
                1 => control.restart(),
                2 => assert_eq!(control.last_event_id(), listener.last_event_id()),
                _ => {}
            }
            if let Ok(Some(Ok(event))) = timeout(random.u32(0..5) * MS, listener.next()).await {
                assert_eq!(event.message, last + 1, "seed {seed}");
                last = event.message;
                assert_eq!(control.last_event_id(), last.to_string());
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn c_22_a_hook_that_always_restarts_leaves_room_for_other_tasks() {
    let server = ScriptedServer::new().otherwise(|_| Script::events().text("data: 1\n\n"));
    let (inner, slot) = slot();
    let mut listener = listen(server.options().on_open(move |_| inner.get().unwrap().restart()));
    slot.set(listener.control()).unwrap();
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..3 {
        assert!(pin!(listener.next()).poll(&mut context).is_pending());
    }
    assert!((3..300).contains(&server.requests().len()));
}
