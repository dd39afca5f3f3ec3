//! Subscribers that do not keep up.

use std::time::Duration;

use tokio::time::sleep;

use super::subject::{Appended, Checked, Reader, Subject};
use crate::hub::{EventLog, Start, Tail, TailItem};

/// How far behind the subscribers may be.
const MOST: usize = 8;

/// Who is too far behind is told so, until it skips; then it gets the newest, and goes on.
pub(super) async fn lag<L: EventLog>(log: Subject<L>) -> Checked {
    let mut events = Vec::new();
    let (_, mut reader) = log.subscribe("t", None, MOST).await?;
    for keep in [MOST, 1, 0, 2 * MOST] {
        let read = events.len();
        log.fill("t", &mut events, 1).await?;
        reader.expect(&events[read..]).await?;

        fall_behind(&log, &mut reader, &mut events).await?;
        if reader.next().await? != TailItem::Lagged {
            return Err("a subscription that lags has events before it skips".into());
        }
        reader.tail.skip(keep);
        let kept = events.len() - keep;
        reader.expect(&events[kept..]).await.map_err(|why| format!("after skip({keep}): {why}"))?;
        // There is nothing to skip, and it does not go back.
        reader.tail.skip(MOST);
    }
    let read = events.len();
    log.fill("t", &mut events, MOST).await?;
    reader.expect(&events[read..]).await
}

/// Appends until the subscription lags. One that gets its events from afar may need some time to find out.
async fn fall_behind<L: EventLog>(
    log: &Subject<L>,
    reader: &mut Reader<L::Tail>,
    events: &mut Vec<Appended>,
) -> Checked {
    for wait in 0..10 {
        log.fill("t", events, 5 * MOST).await?;
        sleep(Duration::from_millis(50) * wait).await;
        if reader.next().await? == TailItem::Lagged {
            return Ok(());
        }
    }
    Err(format!("a subscription that may be {MOST} events behind does not lag with hundreds"))
}

/// Who is as far behind as it may be does not lag; what is replayed does not count.
pub(super) async fn no_lag<L: EventLog>(log: Subject<L>) -> Checked {
    let mut events = Vec::new();
    log.fill("t", &mut events, 41).await?;
    let (start, mut reader) = log.subscribe("t", Some(events[0].id.as_str()), MOST).await?;
    if start != Start::Resumed {
        return Err(format!("a subscription after a recent event starts with {start:?}"));
    }
    log.fill("t", &mut events, MOST).await?;
    reader.expect(&events[1..]).await?;
    for _ in 0..10 {
        let read = events.len();
        log.fill("t", &mut events, MOST).await?;
        reader.expect(&events[read..]).await?;
    }
    Ok(())
}
