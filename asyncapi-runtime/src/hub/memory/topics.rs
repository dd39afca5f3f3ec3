//! The topics of a log, and the end of those that nobody uses.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use tokio::time::Instant;

use super::settings::Settings;
use super::topic::Topic;

/// The topics are in so many maps, each with a lock of its own: a sweep stops the appends to a few topics at a time.
const SHARDS: usize = 16;

pub(super) struct Topics {
    shards: [RwLock<Shard>; SHARDS],
    hasher: RandomState,
    created: Instant,
    /// When the next shard is swept, in milliseconds after `created`.
    due: AtomicU64,
    swept: AtomicUsize,
}

#[derive(Default)]
struct Shard {
    topics: HashMap<Box<str>, Arc<Topic>>,
    /// The greatest sequence number of an event of the topics that were dropped. A topic that is made again may be
    /// any of them, so a cursor before this may have missed something: a gap at worst, never a wrong resume.
    gone: u64,
}

impl Topics {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            shards: Default::default(),
            hasher: RandomState::new(),
            created: now,
            due: AtomicU64::new(0),
            swept: AtomicUsize::new(0),
        }
    }

    /// The topic with this name. While the caller has it, it stays.
    pub(super) fn get(&self, name: &str, now: Instant) -> Arc<Topic> {
        let shard = self.shard(name);
        if let Some(topic) = read(shard).topics.get(name) {
            return Arc::clone(topic);
        }
        let mut shard = write(shard);
        // Another may have made it by now.
        if let Some(topic) = shard.topics.get(name) {
            return Arc::clone(topic);
        }
        let topic = Arc::new(Topic::new(shard.gone, now));
        shard.topics.insert(name.into(), Arc::clone(&topic));
        topic
    }

    pub(super) fn len(&self) -> usize {
        self.shards.iter().map(|shard| read(shard).topics.len()).sum()
    }

    /// Sweeps the shards that are due: each once in half the time that a topic may be idle, and at most once a second.
    pub(super) fn sweep(&self, now: Instant, settings: &Settings) {
        let now_ms = millis(now.saturating_duration_since(self.created));
        let due = self.due.load(Ordering::Relaxed);
        if now_ms < due {
            return;
        }
        let step = (millis(settings.idle) / 2).max(1_000) / SHARDS as u64;
        // One of those who see that it is due does it.
        if self.due.compare_exchange(due, now_ms + step, Ordering::Relaxed, Ordering::Relaxed).is_err() {
            return;
        }
        let overdue = usize::try_from((now_ms - due) / step).unwrap_or(SHARDS);
        for _ in 0..overdue.saturating_add(1).min(SHARDS) {
            let next = self.swept.fetch_add(1, Ordering::Relaxed) % SHARDS;
            if let Some(shard) = self.shards.get(next) {
                write(shard).sweep(now, settings);
            }
        }
    }

    fn shard(&self, name: &str) -> &RwLock<Shard> {
        // The middle of the hash: maps use both of its ends.
        let index = (self.hasher.hash_one(name) >> 32) % SHARDS as u64;
        &self.shards[usize::try_from(index).unwrap_or(0)]
    }
}

impl Shard {
    fn sweep(&mut self, now: Instant, settings: &Settings) {
        let gone = &mut self.gone;
        self.topics.retain(|_, topic| {
            // Only who has the lock of the shard, which is here, can get a topic that nobody else has.
            let Some(topic) = Arc::get_mut(topic) else {
                let mut ring = topic.ring();
                ring.expire(now, settings.age);
                ring.tidy();
                return true;
            };
            let ring = topic.ring_mut();
            ring.expire(now, settings.age);
            ring.tidy();
            let idle = ring.is_idle(now, settings.idle);
            if idle {
                *gone = ring.gone().max(*gone);
            }
            !idle
        });
        if self.topics.capacity() / 4 > self.topics.len().max(64) {
            self.topics.shrink_to_fit();
        }
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// Nothing that can panic runs under the lock, so a poisoned one holds a sound state.
fn read(shard: &RwLock<Shard>) -> RwLockReadGuard<'_, Shard> {
    shard.read().unwrap_or_else(PoisonError::into_inner)
}

fn write(shard: &RwLock<Shard>) -> RwLockWriteGuard<'_, Shard> {
    shard.write().unwrap_or_else(PoisonError::into_inner)
}
