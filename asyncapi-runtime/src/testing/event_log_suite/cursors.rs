//! Where subscriptions start.

use super::subject::{Checked, MANY, Subject};
use crate::hub::{EventLog, Start};

/// A log that is to be checked forgets when it has this many events of a topic.
const FORGETS: usize = 4096;

/// After any event, all that come after it and no other; then it goes on.
pub(super) async fn resume<L: EventLog>(log: Subject<L>) -> Checked {
    let mut events = Vec::new();
    log.fill("t", &mut events, 50).await?;
    for cursor in 0..events.len() {
        let mut reader = log.start("t", Some(events[cursor].id.as_str()), Start::Resumed).await?;
        if cursor % 10 == 9 {
            // These come after the subscription, those before came before it.
            log.fill("t", &mut events, 1).await?;
        }
        reader.expect(&events[cursor + 1..]).await?;
    }
    Ok(())
}

/// A cursor has a gap after it as soon as it may miss something; until then everything follows.
pub(super) async fn gap<L: EventLog>(log: Subject<L>) -> Checked {
    let mut events = Vec::new();
    let mut count = 64;
    while count <= FORGETS {
        let more = count - events.len();
        log.fill("t", &mut events, more).await?;
        let cursor = events[0].id;
        let (start, mut reader) = log.subscribe("t", Some(cursor.as_str()), MANY).await?;
        match start {
            Start::Resumed => reader.expect(&events[1..]).await?,
            Start::Gap => {
                if count == 64 {
                    return Err("64 events are not kept; set the log up with more for this suite".into());
                }
                // What is left follows, and then it goes on.
                log.fill("t", &mut events, 1).await?;
                reader.expect_end(&events[1..]).await?;
                // A cursor in what is left has no gap after it.
                let recent = events.len() - 10;
                let mut reader = log.start("t", Some(events[recent].id.as_str()), Start::Resumed).await?;
                return reader.expect(&events[recent + 1..]).await;
            }
            other => {
                return Err(format!(
                    "a subscription after the first of {count} events starts with {other:?}"
                ));
            }
        }
        count *= 2;
    }
    Err(format!("{FORGETS} events are kept; set the log up with fewer for this suite"))
}

/// A cursor that the log did not give is none, and one of another log is not resumed.
pub(super) async fn unknown<L: EventLog>(log: Subject<L>, other: Subject<L>) -> Checked {
    let (mut events, mut foreign) = (Vec::new(), Vec::new());
    log.fill("t", &mut events, 20).await?;
    other.fill("t", &mut foreign, 10).await?;

    let id = events[9].id;
    let id = id.as_str();
    let oversized = "1".repeat(10_000);
    let (doubled, spaced) = (format!("{id}{id}"), format!(" {id} "));
    for cursor in ["x", "-1", "$", "+", "0-0-0", "\u{fffd}", "é\0\n\"", &doubled, &spaced, &oversized] {
        let mut reader = log.start("t", Some(cursor), Start::Unknown).await?;
        log.fill("t", &mut events, 1).await?;
        reader.expect(&events[events.len() - 1..]).await?;
    }

    let (start, mut reader) = log.subscribe("t", Some(foreign[9].id.as_str()), MANY).await?;
    log.fill("t", &mut events, 1).await?;
    match start {
        Start::Unknown => reader.expect(&events[events.len() - 1..]).await,
        // As honest, where both logs share a store.
        Start::Gap => reader.expect_end(&events).await.map(drop),
        other => Err(format!("a subscription after an id of another log starts with {other:?}")),
    }
}
