//! A client that does not read makes senders wait, and memory stays bounded.

use std::time::Duration;

use asyncapi_runtime::EventSender;
use asyncapi_runtime::server::{SendError, SseConfig, register};
use axum::Router;
use futures_util::FutureExt;
use tokio::sync::mpsc::unbounded_channel;

use crate::support::{Lines, Raw, call, frame, serve, within};

#[tokio::test]
async fn send_waits_and_try_send_fails_while_the_queue_is_full() {
    let (give, mut take) = unbounded_channel::<EventSender<String>>();
    let app = register::<Lines, _, _, _>(Router::new(), move |events: EventSender<String>| async move {
        give.send(events).unwrap();
    })
    .layer(SseConfig::new().queue(2).into_layer());
    let mut body = call(&app, "/lines").await.into_body();
    let events = within(take.recv()).await.unwrap();

    events.send("1".to_owned()).await.unwrap();
    events.try_send("2".to_owned()).unwrap();
    let full = events.try_send("lost".to_owned()).unwrap_err();
    assert!(full.is_full() && !full.is_closed(), "{full}");
    let mut waiting = Box::pin(events.send("3".to_owned()));
    assert!((&mut waiting).now_or_never().is_none());
    // One that is dropped while it waits sends nothing and takes no room.
    assert!(events.send("dropped".to_owned()).now_or_never().is_none());

    assert_eq!(frame(&mut body).await.unwrap(), ":\n");
    assert!((&mut waiting).now_or_never().is_none());
    assert_eq!(frame(&mut body).await.unwrap(), "data: 1\n\n");
    within(waiting).await.unwrap();
    assert!(events.try_send("lost".to_owned()).unwrap_err().is_full());
    drop(events);
    let mut rest = Vec::new();
    while let Some(event) = frame(&mut body).await {
        rest.push(event);
    }
    assert_eq!(rest, ["data: 2\n\n", "data: 3\n\n"]);
}

#[tokio::test]
async fn the_default_queue_holds_64_events() {
    let (give, mut take) = unbounded_channel();
    let app = register::<Lines, _, _, _>(Router::new(), move |events: EventSender<String>| async move {
        let sent = (0..1000).take_while(|_| events.try_send(String::new()).is_ok()).count();
        give.send(sent).unwrap();
    });
    drop(call(&app, "/lines").await);
    assert_eq!(take.recv().await, Some(64));
}

#[tokio::test]
async fn a_queue_of_none_holds_one_and_a_huge_one_is_no_panic() {
    for queue in [0, usize::MAX] {
        let app = register::<Lines, _, _, _>(Router::new(), |events: EventSender<String>| async move {
            events.send("x".to_owned()).await
        })
        .layer(SseConfig::new().queue(queue).into_layer());
        assert_eq!(crate::support::text(call(&app, "/lines").await.into_body()).await, ":\ndata: x\n\n");
    }
}

#[tokio::test]
async fn a_handler_that_sends_more_than_the_queue_holds_streams_it_all() {
    let app = register::<Lines, _, _, _>(Router::new(), |events: EventSender<String>| async move {
        for number in 0..1000 {
            events.send(number.to_string()).await?;
        }
        Ok::<_, SendError>(())
    });
    let mut raw = Raw::get(serve(app).await, "/lines").await;
    raw.head().await;
    let expected: Vec<_> =
        std::iter::once(":\n".to_owned()).chain((0..1000).map(|n| format!("data: {n}\n\n"))).collect();
    assert_eq!(raw.rest().await, expected);
}

#[tokio::test]
async fn a_client_that_does_not_read_stops_its_sender_and_loses_nothing() {
    // More than kernel, hyper and queue hold together; without a bound all of it would be in memory.
    const EVENTS: usize = 4096;
    let line = "x".repeat(64 * 1024);
    let (report, mut reports) = unbounded_channel();
    let text = line.clone();
    let app = register::<Lines, _, _, _>(Router::new(), move |events: EventSender<String>| {
        let (text, report) = (text.clone(), report.clone());
        async move {
            tokio::spawn(async move {
                let mut stalled = false;
                for number in 0..EVENTS {
                    let mut send = Box::pin(events.send(format!("{number} {text}")));
                    if !stalled {
                        if let Ok(sent) = tokio::time::timeout(Duration::from_millis(500), &mut send).await {
                            sent.unwrap();
                            continue;
                        }
                        stalled = true;
                        report.send(number).unwrap();
                    }
                    send.await.unwrap();
                }
            });
        }
    });
    let mut raw = Raw::get(serve(app).await, "/lines").await;
    let sent = within(reports.recv()).await.expect("all was sent to a client that does not read");
    assert!(sent < EVENTS / 2, "{sent} events of 64 KiB were taken");

    raw.head().await;
    assert_eq!(raw.chunk().await.unwrap(), ":\n");
    for number in 0..sent + 100 {
        assert_eq!(raw.chunk().await.unwrap(), format!("data: {number} {line}\n\n"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_event_is_lost_or_reordered_between_threads() {
    // A queue of one makes senders, body and handler wait for each other all the time: a lost wake-up stops it.
    let app = register::<Lines, _, _, _>(Router::new(), |events: EventSender<String>| async move {
        for sender in ["a", "b"] {
            let events = events.clone();
            tokio::spawn(async move {
                for number in 0..200 {
                    events.send(format!("{sender}{number}")).await.unwrap();
                }
            });
        }
        for number in 0..200 {
            events.send(format!("h{number}")).await?;
        }
        Ok::<_, SendError>(())
    })
    .layer(SseConfig::new().queue(1).into_layer());
    let address = serve(app).await;
    let clients: Vec<_> = (0..20)
        .map(|_| {
            tokio::spawn(async move {
                let mut raw = Raw::get(address, "/lines").await;
                raw.head().await;
                let events = raw.rest().await;
                assert_eq!(events.len(), 601);
                for sender in ["a", "b", "h"] {
                    let start = format!("data: {sender}");
                    let numbers: Vec<usize> = events
                        .iter()
                        .filter_map(|event| event.strip_prefix(&start)?.trim_end().parse().ok())
                        .collect();
                    assert_eq!(numbers, (0..200).collect::<Vec<_>>());
                }
            })
        })
        .collect();
    for client in clients {
        client.await.unwrap();
    }
}
