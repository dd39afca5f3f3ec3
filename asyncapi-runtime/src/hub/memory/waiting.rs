//! Who waits for the next event of a topic.

use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Waker;

/// The room for so many is kept without a look at how many there are.
const FEW: usize = 64;

/// A waker for each tail that waits.
///
/// A tail has one slot at most until it is woken, so that subscribers that come and go, or change their wakers, while nothing is
/// appended take no more room than there are at one time. All of them are woken at once and with that give up their
/// slots: what tells a slot from those before is the round.
#[derive(Default)]
pub(super) struct Waiting(Mutex<Slots>);

#[derive(Default)]
struct Slots {
    round: u64,
    wakers: Vec<Option<Waker>>,
    /// The indices of `None` in `wakers`.
    free: Vec<usize>,
    /// Empty, with room: the wakers of the round after.
    spare: Vec<Option<Waker>>,
}

/// The slot of a tail, in one round.
#[derive(Clone, Copy)]
pub(super) struct Slot {
    round: u64,
    index: usize,
}

impl Waiting {
    /// Wakes `waker` at the next [`wake`](Self::wake), and no other of this tail.
    pub(super) fn register(&self, slot: &mut Option<Slot>, waker: &Waker) {
        let mut slots = self.slots();
        let held = slot.filter(|slot| slot.round == slots.round);
        let replaced = match held.and_then(|slot| slots.wakers.get_mut(slot.index)) {
            Some(Some(same)) if same.will_wake(waker) => None,
            Some(other) => other.replace(waker.clone()),
            None => {
                *slot = Some(slots.add(waker.clone()));
                None
            }
        };
        drop(slots);
        // Outside the lock: the last waker of a task may drop the task, and a tail in it.
        drop(replaced);
    }

    /// The tail waits no more.
    pub(super) fn remove(&self, slot: Option<Slot>) {
        let Some(slot) = slot else { return };
        let mut slots = self.slots();
        if slot.round != slots.round {
            return;
        }
        let removed = slots.wakers.get_mut(slot.index).and_then(Option::take);
        if removed.is_some() {
            slots.free.push(slot.index);
        }
        if slots.free.len() == slots.wakers.len() {
            slots.clear();
        }
        drop(slots);
        drop(removed);
    }

    /// Wakes all who wait, outside the lock.
    pub(super) fn wake(&self) {
        let mut wakers = {
            let mut slots = self.slots();
            if slots.free.len() == slots.wakers.len() {
                return;
            }
            slots.round += 1;
            slots.free.clear();
            let spare = mem::take(&mut slots.spare);
            mem::replace(&mut slots.wakers, spare)
        };
        let woken = wakers.len();
        for waker in wakers.drain(..).flatten() {
            waker.wake();
        }
        // Back as the spare, unless it is much too large by now.
        if wakers.capacity() / 4 <= woken.max(FEW) {
            let mut slots = self.slots();
            if slots.spare.capacity() < wakers.capacity() {
                mem::swap(&mut slots.spare, &mut wakers);
            }
        }
    }

    /// Nothing that can panic runs under the lock but the clone of a waker, before anything is changed.
    fn slots(&self) -> MutexGuard<'_, Slots> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Slots {
    fn add(&mut self, waker: Waker) -> Slot {
        let index = self.free.pop().unwrap_or(self.wakers.len());
        match self.wakers.get_mut(index) {
            Some(free) => *free = Some(waker),
            None => self.wakers.push(Some(waker)),
        }
        Slot { round: self.round, index }
    }

    /// Nobody waits: no tail holds a slot of this round.
    fn clear(&mut self) {
        self.free.clear();
        self.wakers.clear();
        if self.wakers.capacity() > FEW {
            self.free = Vec::new();
            self.wakers = Vec::new();
            self.spare = Vec::new();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::Wake;

    use proptest::prelude::*;

    use super::*;

    #[derive(Default)]
    struct Woken(AtomicUsize);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// A tail, and whether it waits: with a waker of its own, which it may change.
    #[derive(Default)]
    struct Waiter {
        slot: Option<Slot>,
        waits: Option<Arc<Woken>>,
    }

    #[derive(Clone, Copy, Debug)]
    enum Step {
        Register { waiter: usize },
        RegisterAgain { waiter: usize },
        Remove { waiter: usize },
        Wake,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            6 => (0..8_usize).prop_map(|waiter| Step::Register { waiter }),
            2 => (0..8_usize).prop_map(|waiter| Step::RegisterAgain { waiter }),
            4 => (0..8_usize).prop_map(|waiter| Step::Remove { waiter }),
            1 => Just(Step::Wake),
        ]
    }

    proptest! {
        #[test]
        fn each_who_waits_is_woken_once_and_nobody_else(steps in prop::collection::vec(step(), 1..100)) {
            let waiting = Waiting::default();
            let mut waiters: [Waiter; 8] = Default::default();
            for step in steps {
                match step {
                    Step::Register { waiter } => {
                        let Waiter { slot, waits } = &mut waiters[waiter];
                        let old = waits.take();
                        let waker = Arc::<Woken>::default();
                        waiting.register(slot, &Waker::from(Arc::clone(&waker)));
                        // The one before is not kept, and was not woken.
                        prop_assert!(old.is_none_or(|old| Arc::into_inner(old).unwrap().0.into_inner() == 0));
                        *waits = Some(waker);
                    }
                    Step::RegisterAgain { waiter } => {
                        let Waiter { slot, waits: Some(waker) } = &mut waiters[waiter] else { continue };
                        waiting.register(slot, &Waker::from(Arc::clone(waker)));
                        prop_assert_eq!(Arc::strong_count(waker), 2);
                    }
                    Step::Remove { waiter } => {
                        let Waiter { slot, waits } = mem::take(&mut waiters[waiter]);
                        waiting.remove(slot);
                        prop_assert!(waits.is_none_or(|old| Arc::into_inner(old).unwrap().0.into_inner() == 0));
                    }
                    Step::Wake => {
                        waiting.wake();
                        for waker in waiters.iter_mut().filter_map(|waiter| waiter.waits.take()) {
                            prop_assert_eq!(Arc::into_inner(waker).unwrap().0.into_inner(), 1);
                        }
                    }
                }
                let slots = waiting.slots();
                let waits = waiters.iter().filter(|waiter| waiter.waits.is_some()).count();
                prop_assert_eq!(slots.wakers.iter().flatten().count(), waits);
                prop_assert_eq!(slots.wakers.len() - slots.free.len(), waits);
                prop_assert!(slots.wakers.len() <= 8);
            }
        }
    }

    /// A task whose waker is the last that holds it: dropping that drops the tail inside.
    struct Task(Arc<Waiting>, Mutex<Option<Slot>>);

    impl Wake for Task {
        fn wake(self: Arc<Self>) {}
    }

    impl Drop for Task {
        fn drop(&mut self) {
            self.0.remove(*self.1.get_mut().unwrap());
        }
    }

    #[test]
    fn a_waker_is_dropped_outside_the_lock() {
        let waiting = Arc::new(Waiting::default());
        let task = || Waker::from(Arc::new(Task(Arc::clone(&waiting), Mutex::default())));
        let mut slot = None;
        waiting.register(&mut slot, &task());
        waiting.register(&mut slot, &task());
        waiting.remove(slot);
        waiting.register(&mut slot, &task());
        waiting.wake();
        assert_eq!(Arc::strong_count(&waiting), 1);
    }
}
