//! Publishers and subscribers on several tasks.

use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, yield_now};

use super::subject::{Appended, Checked, MANY, Subject, joined};
use crate::hub::{EventLog, Start, Tail};

/// An append wakes who waits, also in another task than the one it waited in before.
pub(super) async fn wake<L: EventLog>(log: Subject<L>) -> Checked {
    let mut readers = Vec::new();
    for _ in 0..10 {
        let mut reader = log.start("t", None, Start::Live).await?;
        if let Poll::Ready(item) = reader.tail.poll_next(&mut Context::from_waker(Waker::noop())) {
            return Err(format!("a subscription without events is ready with {item:?}"));
        }
        readers.push(tokio::spawn(async move { reader.read(5).await }));
    }
    let mut events = Vec::new();
    for _ in 0..5 {
        // Once all of them wait again, where there is one thread.
        for _ in 0..20 {
            yield_now().await;
        }
        log.fill("t", &mut events, 1).await?;
    }
    for reader in readers {
        if finished(reader).await? != joined(&events) {
            return Err("a subscription that waited got other events than were appended".into());
        }
    }
    Ok(())
}

/// Subscriptions that end, while they wait or before they read, leave nothing behind and disturb nobody.
pub(super) async fn drop_tails<L: EventLog>(log: Subject<L>) -> Checked {
    let mut events = Vec::new();
    let mut stays = log.start("t", None, Start::Live).await?;
    for _ in 0..20 {
        let mut readers = Vec::new();
        for _ in 0..10 {
            let mut reader = log.start("t", None, Start::Live).await?;
            let _ = reader.tail.poll_next(&mut Context::from_waker(Waker::noop()));
            readers.push(reader);
        }
        let kept = readers.split_off(5);
        drop(readers);
        let read = events.len();
        log.fill("t", &mut events, 1).await?;
        stays.expect(&events[read..]).await?;
        for mut reader in kept {
            reader.expect(&events[read..]).await?;
        }
    }
    Ok(())
}

/// A subscriber that goes away and comes back, again and again, while events are appended, gets each event once.
pub(super) async fn resume_while_publishing<L: EventLog>(log: Subject<L>) -> Checked {
    const EVENTS: usize = 500;
    // Not more of them are under way than a log keeps.
    let window = Arc::new(Semaphore::new(32));
    let first = log.append("t", "data: first\n").await?;
    let publisher = {
        let (log, window) = (log.clone(), Arc::clone(&window));
        tokio::spawn(async move {
            let mut events = Vec::new();
            while events.len() < EVENTS {
                if let Ok(permit) = window.acquire().await {
                    permit.forget();
                }
                log.fill("t", &mut events, 1).await?;
                if events.len() % 3 == 0 {
                    yield_now().await;
                }
            }
            Ok(events)
        })
    };

    let mut random = fastrand::Rng::with_seed(7);
    let mut cursor = first.id.as_str().to_owned();
    let mut read = Vec::new();
    let mut count = 0;
    while count < EVENTS {
        let mut reader = log.start("t", Some(&cursor), Start::Resumed).await?;
        for _ in 0..random.usize(0..4) {
            if count >= EVENTS {
                break;
            }
            let (bytes, more) = reader.next_events().await?;
            count += more;
            cursor = last_id(&bytes).ok_or("an event has no id line")?;
            read.extend_from_slice(&bytes);
            window.add_permits(more);
        }
        yield_now().await;
    }
    let events: Vec<Appended> = finished(publisher).await?;
    if read == joined(&events) { Ok(()) } else { Err("events were lost, came twice or out of order".into()) }
}

/// What several tasks append comes in one order for all, and what one appends in its own.
pub(super) async fn publishers<L: EventLog>(log: Subject<L>) -> Checked {
    const EACH: usize = 10;
    let mut readers = [log.start("t", None, Start::Live).await?, log.start("t", None, Start::Live).await?];
    let publishers: Vec<_> = (0..4)
        .map(|publisher| {
            let log = log.clone();
            tokio::spawn(async move {
                let mut events = Vec::new();
                for number in 0..EACH {
                    events.push(log.append("t", &format!("data: {publisher}/{number}\n")).await?);
                    yield_now().await;
                }
                Ok(events)
            })
        })
        .collect();
    let mut appended = Vec::new();
    for publisher in publishers {
        appended.push(finished(publisher).await?);
    }
    let mut streams = Vec::new();
    for reader in &mut readers {
        streams.push(reader.read(4 * EACH).await?);
    }
    if streams[0] != streams[1] {
        return Err("two subscribers got the same events in different orders".into());
    }
    for events in appended {
        let mut at = 0;
        for event in events {
            at += find(&streams[0][at..], &event.frame)
                .ok_or("an event of one of several publishers was lost, or not in its order")?;
        }
    }
    let mut late = log.subscribe("t", None, MANY).await?.1;
    let last = log.append("t", "data: last\n").await?;
    late.expect([&last]).await
}

/// What the task has found.
async fn finished<T>(task: JoinHandle<Checked<T>>) -> Checked<T> {
    task.await.map_err(|error| error.to_string())?
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

/// The id of the last of these blocks.
fn last_id(blocks: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(blocks).ok()?;
    let id = text.lines().rev().find_map(|line| line.strip_prefix("id: "))?;
    Some(id.to_owned())
}
