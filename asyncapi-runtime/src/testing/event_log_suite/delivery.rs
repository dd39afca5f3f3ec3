//! What comes out is what went in, in its order, of its topic.

use super::subject::{Checked, Subject};
use crate::hub::{EventLog, Start};

/// Every subscriber gets every event, in the order of the appends, whatever it reads at a time.
pub(super) async fn order<L: EventLog>(log: Subject<L>) -> Checked {
    let mut slow = log.start("t", None, Start::Live).await?;
    let mut quick = log.start("t", None, Start::Live).await?;
    let mut events = Vec::new();
    for _ in 0..50 {
        let read = events.len();
        log.fill("t", &mut events, 1).await?;
        quick.expect(&events[read..]).await?;
    }
    slow.expect(&events).await?;
    let mut ids: Vec<&str> = events.iter().map(|event| event.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.len() < events.len() {
        return Err("two events have the same id".into());
    }
    Ok(())
}

/// Blocks come out as they went in, whatever is in them.
pub(super) async fn blocks<L: EventLog>(log: Subject<L>) -> Checked {
    let large = format!("data: {}\n", "x".repeat(100_000));
    let lines = "data: x\n".repeat(1_000);
    let mut reader = log.start("t", None, Start::Live).await?;
    for block in [
        "data:\n",
        "data: \n",
        "event: é…\ndata: \u{1f600}\u{feff}\0\u{2028}\n",
        "data: id: 1\ndata: {\"a\":\"\\n\"}\n",
        "retry: 1000\nevent: e\ndata: a\ndata:\ndata: b\n",
        &lines,
        &large,
        "data: after\n",
    ] {
        let event = log.append("t", block).await?;
        reader.expect([&event]).await?;
    }
    Ok(())
}

/// A subscription without a cursor starts with what is appended after it.
pub(super) async fn live<L: EventLog>(log: Subject<L>) -> Checked {
    let mut events = Vec::new();
    for _ in 0..5 {
        let start = events.len();
        let mut reader = log.start("t", None, Start::Live).await?;
        log.fill("t", &mut events, 3).await?;
        reader.expect(&events[start..]).await?;
    }
    Ok(())
}

/// Topics have any name, and nothing to do with each other.
pub(super) async fn topics<L: EventLog>(log: Subject<L>) -> Checked {
    let oversized = "x".repeat(300);
    let names = ["", "a", "A", "a ", "a.b", "a/b", "a/*", "a/>", "a:b", "é %20\0", &oversized];
    let mut topics = Vec::new();
    for name in names {
        topics.push((name, log.start(name, None, Start::Live).await?, Vec::new()));
    }
    for more in 1..4 {
        for (name, _, events) in &mut topics {
            log.fill(name, events, more).await?;
        }
    }
    for (name, reader, events) in &mut topics {
        let of_topic = |why| format!("topic {name:?}: {why}");
        reader.expect(&*events).await.map_err(of_topic)?;
        let mut resumed =
            log.start(name, Some(events[0].id.as_str()), Start::Resumed).await.map_err(of_topic)?;
        resumed.expect(&events[1..]).await.map_err(of_topic)?;
    }
    Ok(())
}
