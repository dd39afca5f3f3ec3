//! The log under test, and its subscribers.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::{Instant, timeout};

use crate::hub::{EventId, EventLog, LogError, Start, SubscribeOptions, Tail, TailItem};

/// What a check found: nothing, or what is wrong.
pub(super) type Checked<T = ()> = Result<T, String>;

/// How long the log may take for anything.
const PATIENCE: Duration = Duration::from_secs(30);

/// More than any check appends before it reads.
pub(super) const MANY: usize = 10_000;

pub(super) struct Subject<L> {
    log: Arc<L>,
}

impl<L> Clone for Subject<L> {
    fn clone(&self) -> Self {
        Self { log: Arc::clone(&self.log) }
    }
}

/// An event that was appended.
#[derive(Clone)]
pub(super) struct Appended {
    pub(super) id: EventId,
    /// What subscribers get of it.
    pub(super) frame: Bytes,
}

impl<L: EventLog> Subject<L> {
    pub(super) fn new(log: L) -> Self {
        Self { log: Arc::new(log) }
    }

    pub(super) async fn append(&self, topic: &str, block: &str) -> Checked<Appended> {
        let id = in_time("append", self.log.append(topic, block.as_bytes())).await?;
        Ok(Appended { id, frame: id.frame(block.as_bytes()) })
    }

    /// Appends so many more events to those that the topic has.
    pub(super) async fn fill(&self, topic: &str, events: &mut Vec<Appended>, more: usize) -> Checked {
        for _ in 0..more {
            let block = format!("event: number\ndata: {}\n", events.len());
            events.push(self.append(topic, &block).await?);
        }
        Ok(())
    }

    pub(super) async fn subscribe(
        &self,
        topic: &str,
        after: Option<&str>,
        most: usize,
    ) -> Checked<(Start, Reader<L::Tail>)> {
        let options = SubscribeOptions::new(after, most);
        let (start, tail) = in_time("subscribe", self.log.subscribe(topic, options)).await?;
        Ok((start, Reader { tail }))
    }

    /// A subscription that must start like this.
    pub(super) async fn start(
        &self,
        topic: &str,
        after: Option<&str>,
        expected: Start,
    ) -> Checked<Reader<L::Tail>> {
        let (start, reader) = self.subscribe(topic, after, MANY).await?;
        if start == expected {
            Ok(reader)
        } else {
            Err(format!("a subscription after {after:?} starts with {start:?}, not with {expected:?}"))
        }
    }
}

/// A subscriber.
pub(super) struct Reader<T> {
    pub(super) tail: T,
}

impl<T: Tail> Reader<T> {
    pub(super) async fn next(&mut self) -> Checked<TailItem> {
        in_time("the next event of a subscription", self.tail.next()).await
    }

    /// The next item, which must be events: their blocks and their number.
    pub(super) async fn next_events(&mut self) -> Checked<(Bytes, usize)> {
        match self.next().await? {
            TailItem::Events { count: 0, .. } => Err("an item has no events".into()),
            TailItem::Events { bytes, count } => Ok((bytes, count)),
            TailItem::Lagged => Err("a subscription lags that is not too far behind".into()),
        }
    }

    /// So many events, or a few more that come with the last of them.
    pub(super) async fn read(&mut self, least: usize) -> Checked<Vec<u8>> {
        let (mut read, mut count) = (Vec::new(), 0);
        while count < least {
            let (bytes, more) = self.next_events().await?;
            read.extend_from_slice(&bytes);
            count += more;
        }
        Ok(read)
    }

    /// These events come next, and no others before or among them.
    pub(super) async fn expect<'a>(&mut self, events: impl IntoIterator<Item = &'a Appended>) -> Checked {
        let mut events = events.into_iter().peekable();
        while events.peek().is_some() {
            let (bytes, count) = self.next_events().await?;
            let mut rest = &bytes[..];
            for _ in 0..count {
                let Some(event) = events.next() else {
                    return Err(format!("more comes than was appended: {:?}", shown(rest)));
                };
                rest = rest
                    .strip_prefix(&event.frame[..])
                    .ok_or_else(|| format!("{:?} should come, not {:?}", shown(&event.frame), shown(rest)))?;
            }
            if !rest.is_empty() {
                return Err(format!("{count} events should be all, but then comes {:?}", shown(rest)));
            }
        }
        Ok(())
    }

    /// The last of these events come next, up to the very last one. How many they are.
    pub(super) async fn expect_end(&mut self, events: &[Appended]) -> Checked<usize> {
        let mut next = None;
        let mut read = 0;
        while next != Some(events.len()) {
            let (bytes, count) = self.next_events().await?;
            let start = match next {
                Some(start) => start,
                None => (0..events.len())
                    .find(|start| bytes.starts_with(&events[*start].frame))
                    .ok_or_else(|| format!("{:?} was not appended", shown(&bytes)))?,
            };
            let end = events.len().min(start + count);
            let expected: Vec<u8> =
                events[start..end].iter().flat_map(|event| event.frame.to_vec()).collect();
            if bytes != expected || end - start != count {
                return Err(format!("{count} events: {:?} should be {:?}", shown(&bytes), shown(&expected)));
            }
            next = Some(end);
            read += count;
        }
        Ok(read)
    }
}

/// What the log does in time, and without an error.
pub(super) async fn in_time<T>(what: &str, done: impl Future<Output = Result<T, LogError>>) -> Checked<T> {
    let start = Instant::now();
    match timeout(PATIENCE, done).await {
        // Done as the time was up, which polls once more: nothing else had woken it.
        Ok(_) if start.elapsed() >= PATIENCE => Err(format!("{what} is there, but nobody was woken")),
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(format!("{what}: {error}")),
        Err(_) => Err(format!("{what} takes more than {PATIENCE:?}")),
    }
}

/// What subscribers get of these events.
pub(super) fn joined(events: &[Appended]) -> Vec<u8> {
    events.iter().flat_map(|event| event.frame.to_vec()).collect()
}

/// The start of what came, for a message.
pub(super) fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).chars().take(160).collect()
}
