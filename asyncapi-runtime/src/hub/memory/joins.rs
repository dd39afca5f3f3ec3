//! The last joins of events, so that subscribers at the same place share one.

use std::collections::VecDeque;

use bytes::Bytes;

/// How many joins are remembered: subscribers are at one place, or at a few that are next to each other.
const REMEMBERED: usize = 4;

#[derive(Default)]
pub(super) struct Joins(VecDeque<Join>);

/// The events from `start` to before `end`.
pub(super) struct Join {
    pub(super) start: u64,
    pub(super) end: u64,
    /// Whether it has as many bytes as a join may have.
    pub(super) full: bool,
    pub(super) bytes: Bytes,
}

impl Joins {
    /// A join from `start`, for a subscriber that could have events up to `end`.
    ///
    /// It need not have them all: while events are appended on one thread and read on others, each subscriber would see another
    /// end and need a join of its own. One that has the half of what there is will do, so that subscribers meet at
    /// its end, and a join is made at most each time that their number has doubled.
    pub(super) fn get(&self, start: u64, end: u64) -> Option<&Join> {
        self.0.iter().find(|join| join.start == start && (join.full || (join.end - start) * 2 >= end - start))
    }

    pub(super) fn put(&mut self, join: Join) {
        self.0.retain(|other| other.start != join.start);
        if self.0.len() == REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(join);
    }

    /// Forgets those that start before `first`: no subscriber can be there any more.
    pub(super) fn forget_before(&mut self, first: u64) {
        self.0.retain(|join| join.start >= first);
    }

    /// Forgets all, and gives their memory back.
    pub(super) fn clear(&mut self) {
        self.0 = VecDeque::new();
    }
}
