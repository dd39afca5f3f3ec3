//! What steers and watches a listener: restart, control, hooks, headers of each attempt, retried statuses, terminal
//! messages. On a paused clock.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]

mod client_support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use asyncapi_runtime::client::{self, CloseReason, ListenErrorKind, ReadyState};
use asyncapi_runtime::sse::{DecodeError, EncodeError, EventWriter, RawEvent};
use asyncapi_runtime::testing::{Script, ScriptedServer};
use asyncapi_runtime::{Channel, ListenOptions};
use client_support::{all, asked, dropped, error, event, listen, waits};
use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode};
use tokio::time::{Instant, sleep};

const MS: Duration = Duration::from_millis(1);
const SECOND: Duration = Duration::from_secs(1);

/// What hooks were told, in order.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn note(&self, text: impl Into<String>) {
        self.0.lock().unwrap().push(text.into());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }

    /// Options whose hooks write here.
    fn hooks(&self, options: ListenOptions) -> ListenOptions {
        let (open, close, comment) = (self.clone(), self.clone(), self.clone());
        options
            .on_open(move |opened| open.note(format!("open {}", opened.url())))
            .on_close(move |reason| close.note(format!("close {reason:?}")))
            .on_comment(move |text| comment.note(format!(":{text}")))
    }
}

fn refusal(status: u16) -> Script {
    Script::status(status).text("no")
}

#[tokio::test(start_paused = true)]
async fn c_05_statuses_are_retried_where_the_application_says_so() {
    let server = ScriptedServer::new()
        .connection(refusal(503))
        .connection(refusal(429))
        .connection(refusal(408))
        .connection(Script::events().text("id: 1\ndata: 1\n\n"))
        .connection(refusal(500))
        .connection(refusal(404));
    let mut listener = listen(server.options().retry_status(client::is_transient));
    for expected in [503, 429, 408] {
        let error = error(listener.next().await);
        let ListenErrorKind::Status { status, retry_after: None, .. } = error.kind() else {
            panic!("{error}")
        };
        assert_eq!(status.as_u16(), expected);
        assert!(!error.is_fatal() && error.reconnects_in().is_some(), "{error}");
        assert_eq!(listener.ready_state(), ReadyState::Connecting);
    }
    assert_eq!(event(listener.next().await).message, 1);
    let items = [error(listener.next().await), error(listener.next().await), error(listener.next().await)];
    assert_eq!(items.map(|error| error.is_fatal()), [false, false, true], "the end, 500, 404");
    assert_eq!(asked(&server, "last-event-id"), ["-", "-", "-", "-", "1", "1"]);
}

#[tokio::test(start_paused = true)]
async fn c_05_retry_after_comes_on_top_of_the_wait() {
    let date = httpdate_in(90 * SECOND);
    for (header, least, most) in
        [("7", 7.1, 7.5), ("0", 0.1, 0.5), ("86400", 3600.1, 3600.5), (&date, 88.0, 90.5)]
    {
        let server = ScriptedServer::new().connection(refusal(429).header("retry-after", header));
        let mut listener = listen(server.options().retry_status(client::is_transient));
        let wait = error(listener.next().await).reconnects_in().unwrap().as_secs_f64();
        assert!((least..=most).contains(&wait), "{header}: {wait}");
        assert!(listener.next().await.is_none());
        let waited = waits(&server)[0].as_secs_f64();
        assert!((wait - 0.001..wait + 0.01).contains(&waited), "{wait} {waited}");
    }
}

fn httpdate_in(time: Duration) -> String {
    // The server's clock is the real one, whatever tokio's is.
    httpdate::fmt_http_date(std::time::SystemTime::now() + time)
}

#[tokio::test(start_paused = true)]
async fn c_05_the_limit_of_reconnects_holds_for_statuses() {
    let server = ScriptedServer::new().connections((0..9).map(|_| refusal(503)));
    let mut listener = listen(server.options().retry_status(client::is_transient).max_reconnects(2));
    let fatal = [error(listener.next().await), error(listener.next().await), error(listener.next().await)]
        .map(|error| error.is_fatal());
    assert_eq!(fatal, [false, false, true]);
    assert!(listener.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn c_14_the_reconnection_time_is_the_application_s_until_the_server_sets_one() {
    let server = ScriptedServer::new()
        .connection(Script::refused())
        .connection(Script::events().text("retry: 2500\n").text("data: 1\n\n"));
    let mut listener = listen(server.options().reconnection_time(60 * SECOND));
    let control = listener.control();
    assert_eq!((listener.retry(), control.retry()), (60 * SECOND, 60 * SECOND));
    let wait = error(listener.next().await).reconnects_in().unwrap();
    assert!(wait <= 60 * SECOND, "{wait:?}");
    event(listener.next().await);
    assert_eq!((listener.retry(), control.retry()), (2500 * MS, 2500 * MS));
    let wait = error(listener.next().await).reconnects_in().unwrap();
    assert_eq!(wait, 2500 * MS, "an event came: the first wait is the server's time");
}

#[tokio::test(start_paused = true)]
async fn c_22_a_restart_reconnects_at_once_without_an_error() {
    let server = ScriptedServer::new()
        .connection(Script::events().text("id: 1\ndata: 1\n\ndata: 2\n\n").hang())
        .connection(Script::events().text("data: 3\n\n").hang())
        .connection(Script::refused())
        .connection(Script::silent())
        .connection(Script::events().text("data: 4\n\n").hang());
    let mut listener = listen(server.options());
    assert_eq!(event(listener.next().await).message, 1);
    listener.restart();
    assert_eq!(listener.ready_state(), ReadyState::Connecting);
    let start = Instant::now();
    assert_eq!(event(listener.next().await).message, 3, "what had arrived of the old connection is gone");
    listener.restart();
    let refused = error(listener.next().await);
    assert!(refused.reconnects_in().is_some());
    listener.restart();
    // The server does not answer; then a restart while the attempt is under way.
    let control = listener.control();
    let (item, ()) = tokio::join!(listener.next(), async {
        sleep(MS).await;
        control.restart();
    });
    assert_eq!(event(item).message, 4);
    assert!(start.elapsed() < 10 * MS, "no wait in between");
    assert_eq!(asked(&server, "last-event-id"), ["-", "1", "1", "1", "1"]);
    listener.close();
    listener.restart();
    assert!(listener.next().await.is_none());
    assert_eq!(server.requests().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn c_15_c_16_a_control_watches_and_closes_while_something_else_waits() {
    let server = ScriptedServer::new().connection(Script::events().text("id: 7\ndata: 1\n\n").hang());
    let mut listener = listen(server.options().idle_timeout(None));
    let control = listener.control();
    assert_eq!((control.ready_state(), control.last_event_id()), (ReadyState::Connecting, String::new()));
    event(listener.next().await);
    assert_eq!((control.ready_state(), control.last_event_id()), (ReadyState::Open, "7".to_owned()));
    assert_eq!(control.url().unwrap(), "http://localhost/numbers");
    let reader = tokio::spawn(async move {
        let item = listener.next().await;
        (item.is_none(), listener)
    });
    sleep(SECOND).await;
    assert!(!reader.is_finished());
    control.clone().close();
    assert_eq!(control.ready_state(), ReadyState::Closed);
    let (ended, _listener) = reader.await.unwrap();
    assert!(ended);
    assert_eq!(dropped(&server), 1, "the connection is closed although the listener still is");
    control.restart();
    assert_eq!(control.ready_state(), ReadyState::Closed);
}

#[tokio::test(start_paused = true)]
async fn c_15_what_is_closed_from_a_hook_delivers_nothing_more() {
    let server =
        ScriptedServer::new().connection(Script::events().text(": stop\ndata: 1\n\ndata: 2\n\n").hang());
    let cell: Arc<Mutex<Option<client::ListenControl>>> = Arc::default();
    let inner = Arc::clone(&cell);
    let options = server.options().on_comment(move |_| inner.lock().unwrap().as_ref().unwrap().close());
    let mut listener = listen(options);
    *cell.lock().unwrap() = Some(listener.control());
    assert!(listener.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn c_16_c_23_hooks_are_called_in_the_order_of_the_wire() {
    let log = Log::default();
    let server = ScriptedServer::new()
        .connection(Script::status(307).header("location", "/elsewhere"))
        .connection(
            Script::events()
                .text(": first\n")
                .text(":\ndata: 1\n: second\n\n:  third\n\nda")
                .text("ta: 2\n\n:unfini"),
        )
        .connection(Script::events().text("data: 3\n\n"));
    let mut listener = listen(log.hooks(server.options()));
    event(listener.next().await);
    assert_eq!(log.take(), ["open http://localhost/elsewhere", ":first", ":", ":second"]);
    event(listener.next().await);
    assert_eq!(log.take(), [": third"]);
    error(listener.next().await);
    assert_eq!(log.take(), [""; 0], "what is not finished is no comment, and a reconnect no close");
    event(listener.next().await);
    assert_eq!(log.take(), ["open http://localhost/numbers"]);
    error(listener.next().await);
    assert!(listener.next().await.is_none());
    assert_eq!(log.take(), ["close NoContent"]);
    drop(listener);
    assert_eq!(log.take(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn c_16_the_end_is_told_once_with_its_reason() {
    let log = Log::default();
    let endless = || ScriptedServer::new().connection(Script::events().text("data: 1\n\n").hang());

    let mut listener = listen(log.hooks(endless().options()));
    listener.close();
    listener.close();
    drop(listener);
    assert_eq!(log.take(), ["close Closed"]);

    drop(listen(log.hooks(endless().options())));
    assert_eq!(log.take(), ["close Closed"]);

    all(listen(log.hooks(ScriptedServer::new().connection(refusal(404)).options()))).await;
    assert_eq!(log.take(), ["close Error"]);

    all(listen(log.hooks("no URL".into()))).await;
    assert_eq!(log.take(), ["close Error"]);

    let handle = listen(log.hooks(endless().options())).for_each(|_| {});
    sleep(MS).await;
    assert_eq!(handle.ready_state(), ReadyState::Open);
    handle.close();
    sleep(MS).await;
    assert_eq!(log.take(), ["open http://localhost/numbers", "close Closed"]);
}

#[tokio::test(start_paused = true)]
async fn c_22_a_handle_restarts_and_tells_where_it_is() {
    let server = ScriptedServer::new()
        .connection(Script::events().text("id: 5\nretry: 700\ndata: 1\n\n").hang())
        .connection(Script::events().text("data: 2\n\n").hang());
    let log = Log::default();
    let inner = log.clone();
    let handle =
        listen(server.options()).for_each(move |item| inner.note(format!("{:?}", item.map(|e| e.message))));
    sleep(MS).await;
    assert_eq!((handle.last_event_id(), handle.retry()), ("5".to_owned(), 700 * MS));
    assert_eq!(handle.url().unwrap(), "http://localhost/numbers");
    handle.restart();
    sleep(MS).await;
    assert_eq!(log.take(), ["Ok(1)", "Ok(2)"]);
    let control = handle.control();
    drop(handle);
    assert_eq!(control.ready_state(), ReadyState::Closed);
}

#[tokio::test(start_paused = true)]
async fn c_28_headers_are_made_for_every_attempt() {
    let server = ScriptedServer::new()
        .connection(Script::events().text("data: 1\n\n"))
        .connection(refusal(401))
        .connection(Script::refused())
        .connection(Script::events().text("data: 2\n\n"));
    let options = server
        .options()
        .bearer("never sent")
        .header("x-tenant", "7")
        .retry_status(|status| status == StatusCode::UNAUTHORIZED)
        .headers_with(|attempt| async move {
            sleep(MS).await;
            let token =
                format!("{}-{}", attempt.number(), attempt.refused().map_or(0, |status| status.as_u16()));
            Ok(HeaderMap::from_iter([(AUTHORIZATION, format!("Bearer {token}").parse()?)]))
        });
    assert_eq!(all_kinds(options).await, ["1", "ended", "status 401", "network", "2", "ended"]);
    let tokens = ["Bearer 0-0", "Bearer 1-0", "Bearer 2-401", "Bearer 3-0", "Bearer 4-0"];
    assert_eq!(asked(&server, "authorization"), tokens);
    assert_eq!(asked(&server, "x-tenant"), ["7"; 5]);
}

#[tokio::test(start_paused = true)]
async fn c_28_headers_that_cannot_be_made_are_tried_again() {
    let server = ScriptedServer::new().connection(Script::events().text("data: 1\n\n"));
    let options = server.options().idle_timeout(Some(5 * SECOND)).headers_with(|attempt| async move {
        match attempt.number() {
            0 => Err("the token service is down".into()),
            1 => std::future::pending().await,
            2 => Ok(HeaderMap::new()),
            _ => Ok(HeaderMap::from_iter([("last-event-id".parse()?, "1".parse()?)])),
        }
    });
    let mut listener = listen(options);
    let first = error(listener.next().await);
    assert!(matches!(first.kind(), ListenErrorKind::Headers(_)) && !first.is_fatal());
    assert!(
        first.to_string().starts_with(
            "the headers of the request could not be made: the token service is down (http://localhost/numbers); connecting"
        ),
        "{first}"
    );
    let start = Instant::now();
    let second = error(listener.next().await);
    assert!(second.to_string().contains("took longer than 5s"), "{second}");
    assert!(start.elapsed() < 7 * SECOND);
    assert_eq!(event(listener.next().await).message, 1);
    error(listener.next().await);
    let last = error(listener.next().await);
    assert!(last.is_fatal() && last.to_string().contains("`last_event_id`"), "{last}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn c_09_c_28_a_token_made_for_an_attempt_stays_with_its_origin() {
    let server = ScriptedServer::new()
        .connection(Script::status(302).header("location", "http://other/x"))
        .connection(refusal(404));
    let options = server
        .options()
        .headers_with(|_| async { Ok(HeaderMap::from_iter([(AUTHORIZATION, "Bearer secret".parse()?)])) });
    all(listen(options)).await;
    assert_eq!(asked(&server, "authorization"), ["Bearer secret", "-"]);
}

/// Like `all`, with statuses.
async fn all_kinds(options: ListenOptions) -> Vec<String> {
    let mut listener = listen(options);
    let mut items = Vec::new();
    while let Some(item) = listener.next().await {
        items.push(match item {
            Ok(event) => event.message.to_string(),
            Err(error) => match error.kind() {
                ListenErrorKind::Status { status, .. } => format!("status {}", status.as_u16()),
                _ => client_support::short(&error).to_owned(),
            },
        });
    }
    items
}

#[tokio::test(start_paused = true)]
async fn raw_data_is_kept_on_request() {
    let server = || ScriptedServer::new().connection(Script::events().text("data: 4\ndata:\n\n"));
    assert_eq!(event(listen(server().options()).next().await).raw_data(), None);
    let event = event(listen(server().options().raw_data(true)).next().await);
    assert_eq!((event.message, event.raw_data()), (4, Some("4\n")));
    assert_eq!(event.map(|number| number + 1).raw_data(), Some("4\n"));
}

/// Numbers that end with `[DONE]`.
struct Countdown;

#[derive(Debug, PartialEq)]
enum Count {
    Number(u32),
    Done,
}

impl Channel for Countdown {
    type Message = Count;
    type Parameters = ();
    const ID: &'static str = "countdown";
    const ADDRESS: &'static str = "countdown";
    const ROUTE: &'static str = "/countdown";

    fn encode(message: &Count, event: &mut EventWriter) -> Result<(), EncodeError> {
        match message {
            Count::Number(number) => event.json(number),
            Count::Done => {
                event.text("[DONE]");
                Ok(())
            }
        }
    }

    fn decode(event: &RawEvent<'_>) -> Result<Count, DecodeError> {
        if event.data() == "[DONE]" { Ok(Count::Done) } else { event.json().map(Count::Number) }
    }

    fn is_terminal(message: &Count) -> bool {
        *message == Count::Done
    }
}

#[tokio::test(start_paused = true)]
async fn a_terminal_message_is_delivered_and_ends_the_stream_quietly() {
    let log = Log::default();
    let server = ScriptedServer::new()
        .connection(Script::events().text("id: 1\ndata: 2\n\n"))
        .connection(Script::events().text("data: 1\n\ndata: [DONE]\n\ndata: 9\n\n").hang());
    let mut listener = client::listen::<Countdown>((), log.hooks(server.options()));
    let mut messages = Vec::new();
    let mut errors = 0;
    while let Some(item) = listener.next().await {
        match item {
            Ok(event) => messages.push(event.message),
            Err(_) => errors += 1,
        }
    }
    assert_eq!(messages, [Count::Number(2), Count::Number(1), Count::Done]);
    assert_eq!((errors, listener.ready_state()), (1, ReadyState::Closed), "the lost connection only");
    assert_eq!((server.requests().len(), dropped(&server)), (2, 2));
    assert_eq!(log.take().last().unwrap(), &format!("close {:?}", CloseReason::Terminal));
}

#[tokio::test(start_paused = true)]
async fn c_16_the_end_is_told_after_the_last_item() {
    for (script, reason) in [
        (Script::events().text("data: [DONE]\n\n").hang(), CloseReason::Terminal),
        (refusal(404), CloseReason::Error),
    ] {
        let log = Log::default();
        let server = ScriptedServer::new().connection(script.clone());
        let (items, slot) = (log.clone(), Arc::<Mutex<Option<client::ListenControl>>>::default());
        let (hooked, inner) = (log.clone(), Arc::clone(&slot));
        // A hook that tidies up does not cost the item.
        let options = server.options().on_close(move |reason| {
            inner.lock().unwrap().take().unwrap().close();
            hooked.note(format!("{reason:?}"));
        });
        let listener = client::listen::<Countdown>((), options);
        *slot.lock().unwrap() = Some(listener.control());
        let mut handle =
            listener.for_each(move |item| items.note(if item.is_ok() { "message" } else { "error" }));
        handle.closed().await;
        let item = if reason == CloseReason::Error { "error" } else { "message" };
        assert_eq!(log.take(), [item.to_owned(), format!("{reason:?}")]);

        // Who takes the last item and drops the rest is told the reason too.
        let server = ScriptedServer::new().connection(script);
        let mut listener = client::listen::<Countdown>((), log.hooks(server.options()));
        assert!(listener.next().await.is_some());
        assert_eq!((listener.ready_state(), server.open()), (ReadyState::Closed, 0));
        drop(listener);
        assert_eq!(log.take().pop().unwrap(), format!("close {reason:?}"));
    }
}
