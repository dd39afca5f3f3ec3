//! What tells the ids of one log from those of all others, and its events from each other.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use super::super::EventId;

/// The letters of an epoch: safe in a header and in a URL.
const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// The letters that an epoch has: 51 bits, so that two logs with the same one are not met.
const LENGTH: usize = 10;

pub(super) struct Epoch {
    text: String,
    /// The sequence number of the newest event of all topics, 0 before the first one.
    newest: AtomicU64,
}

impl Epoch {
    /// Random by the keys of the standard library's hasher, which come from the operating system: a generator that is
    /// seeded by time gives processes that start alike the same epoch.
    pub(super) fn random() -> Self {
        let mut rest = RandomState::new().hash_one(SystemTime::now());
        let mut text = String::with_capacity(LENGTH);
        for _ in 0..LENGTH {
            let digit = usize::try_from(rest % 36).ok().and_then(|digit| DIGITS.get(digit));
            text.push(char::from(digit.copied().unwrap_or(b'0')));
            rest /= 36;
        }
        Self { text, newest: AtomicU64::new(0) }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// The sequence number of the next event. Called under the lock of its topic, so that the numbers of a topic grow.
    pub(super) fn next(&self) -> u64 {
        self.newest.fetch_add(1, Ordering::Relaxed) + 1
    }

    pub(super) fn id(&self, sequence: u64) -> EventId {
        EventId::of(&self.text, sequence)
    }

    /// The sequence number in an id that this log has given: exactly as it was written.
    pub(super) fn sequence(&self, id: &str) -> Option<u64> {
        let digits = id.strip_prefix(self.text.as_str())?.strip_prefix('.')?;
        if digits.starts_with('0') || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let sequence = digits.parse().ok()?;
        (sequence <= self.newest.load(Ordering::Relaxed)).then_some(sequence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s06_ids_are_short_and_safe_whatever_their_number() {
        let epoch = Epoch::random();
        for sequence in [1, 9, 10, u64::MAX] {
            let id = epoch.id(sequence);
            assert_eq!(id.as_str(), format!("{}.{sequence}", epoch.as_str()));
            assert_eq!(EventId::new(id.as_str()).unwrap(), id);
        }
    }

    #[test]
    fn each_log_has_its_own_epoch() {
        let epochs: std::collections::HashSet<String> = (0..1_000).map(|_| Epoch::random().text).collect();
        assert_eq!(epochs.len(), 1_000);
        assert!(epochs.iter().all(|epoch| epoch.len() == LENGTH));
    }

    #[test]
    fn s11_only_ids_that_were_given_have_a_number() {
        let epoch = Epoch::random();
        let other = Epoch::random();
        for _ in 0..12 {
            epoch.next();
            other.next();
        }
        assert_eq!(epoch.sequence(epoch.id(12).as_str()), Some(12));
        assert_eq!(epoch.sequence(epoch.id(1).as_str()), Some(1));
        let e = epoch.as_str();
        for bad in [
            epoch.id(13).as_str(),
            other.id(1).as_str(),
            epoch.id(u64::MAX).as_str(),
            e,
            "",
            ".",
            "1",
            "é",
            &format!("{e}."),
            &format!("{e}.0"),
            &format!("{e}.01"),
            &format!("{e}.+1"),
            &format!("{e}.-1"),
            &format!("{e}.1 "),
            &format!("{e}.1.1"),
            &format!("{e}.99999999999999999999"),
            &format!(" {e}.1"),
            &format!("{e}1"),
            &format!("{}.1", e.to_uppercase() + "x"),
        ] {
            assert_eq!(epoch.sequence(bad), None, "{bad:?}");
        }
    }
}
