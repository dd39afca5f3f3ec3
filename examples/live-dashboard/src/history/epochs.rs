//! Which ids a log has given, over all processes that have written it.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::time::SystemTime;

use asyncapi_runtime::hub::{EventId, LogError};

/// The runs of the log, oldest first. Each has an epoch of its own, which is part of its ids, because a file may have lost
/// what clients have seen, when the power went: without epochs the numbers that are given again would make such
/// a client resume at the wrong place.
#[derive(Default)]
pub(super) struct Epochs {
    runs: Vec<Run>,
    /// The number of the newest event, 0 before the first one.
    newest: u64,
}

/// One process's share of the ids.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Run {
    pub(super) epoch: String,
    /// The number of its first event.
    pub(super) first: u64,
}

impl Epochs {
    /// A run that the file tells of.
    pub(super) fn add(&mut self, run: Run) {
        self.newest = self.newest.max(run.first.saturating_sub(1));
        self.runs.push(run);
    }

    /// Starts a run of this process. Its epoch is random by the keys of the standard library's hasher.
    pub(super) fn begin(&mut self) -> Run {
        let random = RandomState::new().hash_one(SystemTime::now()) & 0xff_ffff_ffff;
        let run = Run { epoch: format!("{random:010x}"), first: self.newest + 1 };
        self.runs.push(run.clone());
        run
    }

    /// The number and the id of the next event. It is given when [`took`](Self::took) is told so.
    pub(super) fn next(&self) -> Result<(u64, EventId), LogError> {
        let number = self.newest + 1;
        let run = self.runs.last().ok_or_else(|| LogError::new("the log has no epoch"))?;
        Ok((number, EventId::new(&format!("{}.{number}", run.epoch))?))
    }

    /// The log has an event with this number.
    pub(super) fn took(&mut self, number: u64) {
        self.newest = self.newest.max(number);
    }

    /// The number in an id that this log has given, exactly as it was written; or in that before the first of a run.
    pub(super) fn number(&self, id: &str) -> Option<u64> {
        let (epoch, digits) = id.split_once('.')?;
        let number: u64 = digits.parse().ok().filter(|number: &u64| number.to_string() == digits)?;
        let index = self.runs.iter().position(|run| run.epoch == epoch)?;
        let end = self.runs.get(index + 1).map_or(self.newest, |next| next.first - 1);
        (self.runs.get(index)?.first - 1..=end).contains(&number).then_some(number)
    }

    /// The id after which come all events that the log knows of.
    pub(super) fn beginning(&self) -> Option<EventId> {
        let run = self.runs.first()?;
        EventId::new(&format!("{}.{}", run.epoch, run.first - 1)).ok()
    }

    /// Forgets the runs of which no event is left, where `oldest` is the number of the oldest one that is. Whoever
    /// comes back with an id of theirs is told that it is not known.
    pub(super) fn forget_before(&mut self, oldest: u64) -> &[Run] {
        let ended = self.runs.windows(2).take_while(|pair| pair[1].first <= oldest).count();
        self.runs.drain(..ended);
        &self.runs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s11_only_ids_that_were_given_have_a_number() {
        let mut epochs = Epochs::default();
        epochs.add(Run { epoch: "a".to_owned(), first: 1 });
        epochs.took(3);
        epochs.add(Run { epoch: "b".to_owned(), first: 4 });
        epochs.took(5);
        for (id, number) in [("a.0", 0), ("a.1", 1), ("a.3", 3), ("b.3", 3), ("b.4", 4), ("b.5", 5)] {
            assert_eq!(epochs.number(id), Some(number), "{id}");
        }
        // `a.4` was seen by somebody if the file lost it: what is number 4 now is another event.
        for id in ["a.4", "b.2", "b.6", "c.1", "a", "a.", ".1", "a.01", "a.+1", "a.1 ", "a.1.1", ""] {
            assert_eq!(epochs.number(id), None, "{id:?}");
        }
        assert_eq!(epochs.beginning().unwrap().as_str(), "a.0");
        assert_eq!(epochs.next().unwrap().1.as_str(), "b.6");
        assert_eq!(epochs.forget_before(4).len(), 1);
        assert_eq!(epochs.number("a.1"), None);
    }

    #[test]
    fn each_run_has_its_own_epoch() {
        let mut epochs = Epochs::default();
        let first = epochs.begin();
        epochs.took(1);
        let second = epochs.begin();
        assert_ne!(first.epoch, second.epoch);
        assert_eq!((first.first, second.first), (1, 2));
    }
}
