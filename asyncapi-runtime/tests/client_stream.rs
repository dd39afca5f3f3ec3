//! The open stream and its reconnects: C-10 to C-17, C-21 to C-29, on a paused clock.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of tests fails the test")]

mod client_support;

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};
use std::time::Duration;

use asyncapi_runtime::client::{ListenErrorKind, Listener, ReadyState};
use asyncapi_runtime::sse::Limits;
use asyncapi_runtime::testing::{Script, ScriptedServer};
use client_support::{all, asked, dropped, error, event, listen, short, waits};
use futures_util::StreamExt as _;
use tokio::time::{Instant, sleep, timeout};

const MS: Duration = Duration::from_millis(1);
const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn c_10_c_13_the_end_of_the_body_is_told_and_the_next_request_resumes() {
    let server = ScriptedServer::new()
        .connection(Script::events().text("id: 1\ndata: 1\n\nid: 2\ndata: 2\n\n"))
        .connection(Script::events().text("data: 3\n\n").text("id: 4\ndata: 4\n\n"));
    let items = all(listen(server.options())).await;
    assert_eq!(items, ["1#1", "2#2", "ended", "3#2", "4#4", "ended"]);
    assert_eq!(asked(&server, "last-event-id"), ["-", "2", "4"]);
}

#[tokio::test(start_paused = true)]
async fn c_11_a_connection_that_is_refused_or_breaks_is_told_and_made_again() {
    let server = ScriptedServer::new()
        .connection(Script::refused())
        .connection(Script::refused())
        .connection(Script::events().text("id: 1\ndata: 1\n\nid: 2\ndata: 2\n").reset())
        .connection(Script::events().text("id: 2\ndata: 2\n\n"));
    let items = all(listen(server.options())).await;
    assert_eq!(items, ["network", "network", "1#1", "network", "2#2", "ended"]);
    assert_eq!(asked(&server, "last-event-id"), ["-", "-", "-", "1", "2"]);
}

#[tokio::test(start_paused = true)]
async fn c_11_the_error_says_what_where_and_when_it_goes_on() {
    let server = ScriptedServer::new().connection(Script::refused());
    let error = error(listen(server.options()).next().await);
    let wait = error.reconnects_in().unwrap();
    assert!((100 * MS..=500 * MS).contains(&wait), "{wait:?}");
    assert!(!error.is_fatal());
    let text = error.to_string();
    assert!(
        text.starts_with(
            "the connection failed: connection refused (http://localhost/numbers); connecting again in 0."
        ),
        "{text}"
    );
}

#[tokio::test(start_paused = true)]
async fn c_12_an_id_is_sent_as_utf_8_omitted_where_it_cannot_be_and_removed_after_a_reset() {
    let ids = ["\u{2026}", "tab\tand space", "a\u{1}b", "\u{7f}", "7", ""];
    let server = ScriptedServer::new()
        .connections(ids.map(|id| Script::events().text(format!("id: {id}\ndata: 1\n\n"))));
    let items = all(listen(server.options())).await;
    assert_eq!(items.len(), 2 * ids.len());
    assert_eq!(asked(&server, "last-event-id"), ["-", "\u{2026}", "tab\tand space", "-", "-", "7", "-"]);
}

#[tokio::test(start_paused = true)]
async fn c_12_an_id_without_data_counts_but_not_one_of_an_unfinished_block() {
    let server = ScriptedServer::new().connection(Script::events().text("id: 1\n\nid: 2\ndata: 2\n"));
    assert_eq!(all(listen(server.options())).await, ["ended"]);
    assert_eq!(asked(&server, "last-event-id"), ["-", "1"]);
}

#[tokio::test(start_paused = true)]
async fn c_14_retry_holds_for_later_connections() {
    let server = ScriptedServer::new()
        .connection(Script::events().text("retry: 5000\n").text("data: 1\n\n"))
        .connection(Script::events().text("data: 2\n\n"));
    assert_eq!(all(listen(server.options())).await, ["1#-", "ended", "2#-", "ended"]);
    for wait in waits(&server) {
        assert!((5000 * MS..5010 * MS).contains(&wait), "{wait:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn c_14_retry_zero_does_not_spin() {
    let server =
        ScriptedServer::new().connections((0..5).map(|_| Script::events().text("retry: 0\ndata: 1\n\n")));
    all(listen(server.options())).await;
    assert!(waits(&server).iter().all(|wait| *wait >= 100 * MS), "{:?}", waits(&server));
}

#[tokio::test(start_paused = true)]
async fn c_15_after_close_nothing_is_delivered_not_even_what_has_arrived() {
    let server = ScriptedServer::new().connection(Script::events().text("data: 1\n\ndata: 2\n\n"));
    let mut listener = listen(server.options());
    assert_eq!(event(listener.next().await).message, 1);
    listener.close();
    assert_eq!(dropped(&server), 1, "the body is dropped at once");
    assert!(listener.next().await.is_none());
    assert_eq!(listener.ready_state(), ReadyState::Closed);
    sleep(600 * SECOND).await;
    assert!(listener.next().await.is_none());
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn c_15_dropping_cancels_the_request_and_the_body() {
    for answer in [Script::silent(), Script::events().hang()] {
        let server = ScriptedServer::new().connection(answer);
        let mut listener = listen(server.options().idle_timeout(None));
        assert!(timeout(SECOND, listener.next()).await.is_err());
        assert_eq!((server.requests().len(), dropped(&server)), (1, 0));
        drop(listener);
        assert_eq!(dropped(&server), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn c_15_closing_while_it_waits_ends_it() {
    let server = ScriptedServer::new().connection(Script::refused());
    let mut listener = listen(server.options());
    error(listener.next().await);
    listener.close();
    assert!(listener.next().await.is_none());
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn c_15_cancelling_next_loses_nothing() {
    let server = ScriptedServer::new()
        .connection(Script::events().text("data: 1\n\nda").pause(10 * SECOND).text("ta: 2\n\n"));
    let mut listener = listen(server.options());
    let mut items = Vec::new();
    while items.len() < 2 {
        if let Ok(item) = timeout(SECOND, listener.next()).await {
            items.push(event(item).message);
        }
    }
    assert_eq!(items, [1, 2]);
}

#[tokio::test(start_paused = true)]
async fn c_16_states_follow_in_order() {
    let server = ScriptedServer::new().connection(Script::events().pause(SECOND).text("data: 1\n\n"));
    let mut listener = listen(server.options());
    assert_eq!(listener.ready_state(), ReadyState::Connecting);
    assert!(timeout(10 * MS, listener.next()).await.is_err());
    assert_eq!(listener.ready_state(), ReadyState::Open, "before any event");
    event(listener.next().await);
    assert_eq!(listener.ready_state(), ReadyState::Open);
    error(listener.next().await);
    assert_eq!(listener.ready_state(), ReadyState::Connecting);
    assert!(listener.next().await.is_none());
    assert_eq!(listener.ready_state(), ReadyState::Closed);
}

#[tokio::test(start_paused = true)]
async fn c_17_what_was_unfinished_does_not_reach_the_next_connection() {
    for left in ["data: 9", "data: 9\n", "event: unknown\n", ":c", "id: 9\n", "\r", "\u{feff}"] {
        let server = ScriptedServer::new()
            .connection(Script::events().text(left))
            .connection(Script::events().text("\ndata: 1\n\n"));
        assert_eq!(all(listen(server.options())).await, ["ended", "1#-", "ended"], "{left:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn p_1_each_connection_may_start_with_a_bom_even_in_pieces() {
    let script = Script::events().text(b"\xEF").text(b"\xBB").text(b"\xBFdata: 1\n\n");
    let server = ScriptedServer::new().connection(script.clone()).connection(script);
    assert_eq!(all(listen(server.options())).await, ["1#-", "ended", "1#-", "ended"]);
}

#[tokio::test(start_paused = true)]
async fn c_21_silence_is_told_and_ends_the_connection() {
    let server = ScriptedServer::new().connection(Script::events().text("data: 1\n\n").hang());
    let mut listener = listen(server.options());
    event(listener.next().await);
    let before = Instant::now();
    let error = error(listener.next().await);
    assert_eq!(short(&error), "idle");
    assert!((45 * SECOND..46 * SECOND).contains(&before.elapsed()), "{:?}", before.elapsed());
    assert_eq!(dropped(&server), 1);
    assert!(listener.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn c_21_any_byte_resets_the_idle_timeout() {
    let mut script = Script::events();
    for byte in ":\n:\ndata: 1\n\n".bytes() {
        script = script.pause(44 * SECOND).text([byte]);
    }
    let server = ScriptedServer::new().connection(script.pause(46 * SECOND));
    assert_eq!(all(listen(server.options())).await, ["1#-", "idle"]);
}

#[tokio::test(start_paused = true)]
async fn c_21_an_empty_chunk_is_no_byte() {
    let script = Script::events().pause(30 * SECOND).text("").pause(30 * SECOND).text("data: 1\n\n");
    let server = ScriptedServer::new().connection(script);
    assert_eq!(all(listen(server.options())).await, ["idle"]);
}

#[tokio::test(start_paused = true)]
async fn c_21_a_head_that_never_comes_is_silence_too() {
    let server = ScriptedServer::new().connection(Script::silent());
    let mut listener = listen(server.options().idle_timeout(Some(5 * SECOND)));
    let before = Instant::now();
    assert_eq!(short(&error(listener.next().await)), "idle");
    assert!((5 * SECOND..6 * SECOND).contains(&before.elapsed()));
    assert_eq!(dropped(&server), 1);
}

#[tokio::test(start_paused = true)]
async fn c_21_without_an_idle_timeout_it_waits_for_ever() {
    let server =
        ScriptedServer::new().connection(Script::events().pause(100_000 * SECOND).text("data: 1\n\n"));
    let mut listener = listen(server.options().idle_timeout(None));
    assert_eq!(event(listener.next().await).message, 1);
    // Timers do not reach so far; nothing can come within no time.
    for endless in [Duration::ZERO, Duration::MAX] {
        let server =
            ScriptedServer::new().connection(Script::events().pause(100_000 * SECOND).text("data: 1\n\n"));
        let mut listener = listen(server.options().idle_timeout(Some(endless)));
        assert_eq!(event(listener.next().await).message, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn c_21_events_that_arrived_go_before_the_idle_timeout() {
    let server = ScriptedServer::new().connection(Script::events().text("data: 1\n\n").text("data: 2\n\n"));
    let mut listener = listen(server.options());
    event(listener.next().await);
    sleep(100 * SECOND).await;
    assert_eq!(event(listener.next().await).message, 2, "a slow reader is not a silent server");
}

#[tokio::test(start_paused = true)]
async fn c_24_a_stream_past_its_limits_ends_with_a_fatal_error() {
    let server =
        ScriptedServer::new().connection(Script::events().text("data: 1\n\ndata: 1234567890\n\ndata: 2\n\n"));
    let listener = listen(server.options().limits(Limits::default().with_event(5)));
    assert_eq!(all(listener).await, ["1#-", "limit!"]);
    assert_eq!((server.requests().len(), dropped(&server)), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn c_25_a_burst_keeps_its_order() {
    let burst: Vec<_> = (0..10_000).map(|number| format!("id: {number}\ndata: {number}\n\n")).collect();
    let burst = burst.concat();
    let script = burst.as_bytes().chunks(7).fold(Script::events(), Script::text);
    let server = ScriptedServer::new().connection(script);
    let items = all(listen(server.options())).await;
    let expected: Vec<_> = (0..10_000).map(|number| format!("{number}#{number}")).collect();
    assert_eq!(items[..10_000], expected);
    assert_eq!(items[10_000..], ["ended"]);
}

#[tokio::test(start_paused = true)]
async fn c_26_the_waits_grow_and_a_healthy_connection_starts_anew() {
    let server = ScriptedServer::new()
        .connections((0..12).map(|_| Script::refused()))
        .connection(Script::events().text("data: 1\n\n").pause(40 * SECOND).text(":\n").pause(40 * SECOND));
    all(listen(server.options())).await;
    let waits = waits(&server);
    for (attempt, wait) in waits[..12].iter().enumerate() {
        let room = (500 * MS * 2_u32.pow(attempt.try_into().unwrap())).min(30 * SECOND);
        assert!((100 * MS..=room + 5 * MS).contains(wait), "{attempt}: {wait:?}");
    }
    // Six waits anywhere in 30 s: that all of them are this short happens once in 10^11 runs.
    assert!(waits[6..12].iter().any(|wait| *wait > SECOND / 2), "{waits:?}");
    let last = waits[12].checked_sub(80 * SECOND).unwrap();
    assert!((100 * MS..=505 * MS).contains(&last), "{last:?}");
}

#[tokio::test(start_paused = true)]
async fn c_26_reconnecting_can_be_bounded_or_turned_off() {
    let refused = || ScriptedServer::new().connections((0..9).map(|_| Script::refused()));
    let server = refused();
    assert_eq!(all(listen(server.options().max_reconnects(2))).await, ["network", "network", "network!"]);
    assert_eq!(server.requests().len(), 3);
    let server = refused();
    assert_eq!(all(listen(server.options().reconnect(false))).await, ["network!"]);
    let server = ScriptedServer::new().connection(Script::events().text("data: 1\n\n"));
    assert_eq!(all(listen(server.options().reconnect(false))).await, ["1#-", "ended!"]);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn one_bad_message_is_one_error_and_the_stream_goes_on() {
    let bad = format!("id: 2\nevent: e\ndata: \"{}\n\n", "x".repeat(9999));
    let server = ScriptedServer::new()
        .connection(Script::events().text(format!("id: 1\ndata: 1\n\n{bad}data: 3\n\n")));
    let mut listener = listen(server.options());
    assert_eq!(event(listener.next().await).message, 1);
    let error = error(listener.next().await);
    assert!(!error.is_fatal() && error.reconnects_in().is_none() && !error.is_unknown_event());
    let ListenErrorKind::Message { name, id, data, .. } = error.kind() else { panic!("{error}") };
    assert_eq!((name.as_deref(), id.as_deref()), (Some("e"), Some("2")));
    assert!(data.starts_with("\"xxx") && data.len() < 300);
    let text = error.to_string();
    assert!(text.starts_with("the event \"e\" with id \"2\" is no message of the channel: EOF"), "{text}");
    assert!(text.ends_with("(http://localhost/numbers); the stream goes on"), "{text}");
    let event = event(listener.next().await);
    assert_eq!((event.message, event.id.as_deref(), event.name), (3, Some("2"), None));
    assert_eq!(server.requests().len(), 1, "on the same connection");
}

#[tokio::test(start_paused = true)]
async fn c_29_an_unknown_event_is_told_and_the_stream_goes_on() {
    let server = ScriptedServer::new()
        .connection(Script::events().text("event: unknown\ndata: 1\n\nevent: any\ndata: 2\n\n"));
    let mut listener = listen(server.options());
    assert!(error(listener.next().await).is_unknown_event());
    let event = event(listener.next().await);
    assert_eq!((event.message, event.name.as_deref()), (2, Some("any")));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_always_ready_leaves_room_for_other_tasks() {
    let script = (0..100_000).fold(Script::events(), |script, _| script.text(":\n"));
    let server = ScriptedServer::new().connection(script);
    let mut listener = listen(server.options());
    let mut context = Context::from_waker(Waker::noop());
    let polled = pin!(listener.next()).poll(&mut context);
    assert!(polled.is_pending(), "one poll does not read it all");
    assert_eq!(all(listener).await, ["ended"]);
}

#[tokio::test(start_paused = true)]
async fn c_15_for_each_calls_back_until_the_stream_ends() {
    let server = ScriptedServer::new().connection(Script::events().text("data: 1\n\ndata: x\n\ndata: 2\n\n"));
    let seen = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&seen);
    let mut handle = listen(server.options()).for_each(move |item| {
        notes
            .lock()
            .unwrap()
            .push(item.map_or_else(|error| short(&error).to_owned(), |event| event.message.to_string()));
    });
    assert!(!handle.is_closed());
    assert_eq!(handle.ready_state(), ReadyState::Connecting);
    handle.closed().await;
    assert_eq!(*seen.lock().unwrap(), ["1", "message", "2", "ended"]);
    assert!(handle.is_closed());
    assert_eq!(handle.ready_state(), ReadyState::Closed);
    handle.closed().await;
}

/// Listens to a stream that stays open, until its first event was called back.
async fn open_handle(server: &ScriptedServer) -> (asyncapi_runtime::client::ListenHandle, Arc<Mutex<u32>>) {
    let seen = Arc::new(Mutex::new(0));
    let counter = Arc::clone(&seen);
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let mut sender = Some(sender);
    let handle = listen(server.options()).for_each(move |_| {
        *counter.lock().unwrap() += 1;
        if let Some(sender) = sender.take() {
            sender.send(()).unwrap();
        }
    });
    receiver.await.unwrap();
    (handle, seen)
}

#[tokio::test(start_paused = true)]
async fn c_15_c_16_a_handle_closes_once_and_for_all() {
    let server = ScriptedServer::new()
        .connection(Script::events().text("data: 1\n\n").pause(SECOND).text("data: 2\n\n").hang());
    let (mut handle, seen) = open_handle(&server).await;
    assert_eq!(handle.ready_state(), ReadyState::Open);
    handle.close();
    assert_eq!(handle.ready_state(), ReadyState::Closed);
    handle.closed().await;
    sleep(600 * SECOND).await;
    assert_eq!((*seen.lock().unwrap(), dropped(&server), server.requests().len()), (1, 1, 1));
}

#[tokio::test(start_paused = true)]
async fn c_15_dropping_the_handle_closes_it() {
    let server = ScriptedServer::new()
        .connection(Script::events().text("data: 1\n\n").pause(SECOND).text("data: 2\n\n").hang());
    let (handle, seen) = open_handle(&server).await;
    drop(handle);
    sleep(600 * SECOND).await;
    assert_eq!((*seen.lock().unwrap(), dropped(&server), server.requests().len()), (1, 1, 1));
}

#[tokio::test(start_paused = true)]
async fn c_15_a_handle_that_is_closed_in_a_burst_stops_the_burst() {
    let server = ScriptedServer::new().connection(Script::events().text("data: 1\n\n".repeat(1000)).hang());
    let seen = Arc::new(Mutex::new(0));
    let counter = Arc::clone(&seen);
    let slot = Arc::new(Mutex::new(None::<asyncapi_runtime::client::ListenHandle>));
    let own = Arc::clone(&slot);
    let handle = listen(server.options()).for_each(move |_| {
        let mut seen = counter.lock().unwrap();
        *seen += 1;
        if *seen == 10 {
            own.lock().unwrap().as_ref().unwrap().close();
        }
    });
    *slot.lock().unwrap() = Some(handle);
    sleep(SECOND).await;
    assert_eq!(*seen.lock().unwrap(), 10);
}

#[tokio::test(start_paused = true)]
async fn a_listener_is_a_stream_that_moves_between_threads() {
    fn is_send_and_unpin<T: Send + Unpin>(_: &T) {}
    let server = ScriptedServer::new().connection(Script::events().text("data: 1\n\ndata: 2\n\n"));
    let listener: Listener<u32> = listen(server.options());
    is_send_and_unpin(&listener);
    let messages: Vec<u32> =
        listener.filter_map(|item| async { item.ok() }).map(|event| event.message).collect().await;
    assert_eq!(messages, [1, 2]);
}
