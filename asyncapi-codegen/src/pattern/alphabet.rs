//! Which characters a pattern tells apart: all others of a class behave alike.

use super::set::{MAX, Set};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Alphabet {
    /// Where ranges begin, and the class of each; from 0, without gaps.
    pub(super) starts: Vec<(u32, usize)>,
    /// How many classes there are.
    pub(super) classes: usize,
}

impl Alphabet {
    /// The coarsest classes of which every set is a union.
    pub(super) fn of(sets: &[Set]) -> Self {
        let mut starts: Vec<u32> = vec![0];
        for (first, last) in sets.iter().flat_map(Set::ranges) {
            starts.extend([*first, last + 1]);
        }
        starts.retain(|start| *start <= MAX);
        starts.sort_unstable();
        starts.dedup();
        let mut alphabet = Self { starts: starts.into_iter().map(|start| (start, 0)).collect(), classes: 1 };
        for set in sets {
            alphabet.split(set);
        }
        alphabet.joined()
    }

    /// Tells the members of `set` from the others.
    fn split(&mut self, set: &Set) {
        let mut inside = vec![None; self.classes];
        let mut outside = vec![false; self.classes];
        let members: Vec<bool> = self.starts.iter().map(|(start, _)| contains(set, *start)).collect();
        for ((_, class), member) in self.starts.iter().zip(&members) {
            if let Some(outside) = outside.get_mut(*class).filter(|_| !member) {
                *outside = true;
            }
        }
        for ((_, class), _) in self.starts.iter_mut().zip(members).filter(|(_, member)| *member) {
            let alone = outside.get(*class).is_none_or(|outside| !outside);
            let Some(new) = inside.get_mut(*class).filter(|_| !alone) else { continue };
            *class = *new.get_or_insert_with(|| {
                self.classes += 1;
                self.classes - 1
            });
        }
    }

    /// Ranges of one class that touch are one range.
    fn joined(mut self) -> Self {
        self.starts.dedup_by_key(|(_, class)| *class);
        self
    }

    /// The same characters in other classes; `classes` says which, for each that there is.
    pub(super) fn renamed(self, classes: &[usize]) -> Self {
        let renamed = |class: usize| classes.get(class).copied().unwrap_or_default();
        let starts = self.starts.into_iter().map(|(start, class)| (start, renamed(class))).collect();
        Self { starts, classes: classes.iter().max().map_or(0, |last| last + 1) }.joined()
    }

    /// The class of each member of `set`, which is a union of classes.
    pub(super) fn members(&self, set: &Set) -> Vec<bool> {
        let mut members = vec![false; self.classes];
        for (start, class) in &self.starts {
            if let Some(member) = members.get_mut(*class) {
                *member |= contains(set, *start);
            }
        }
        members
    }

    pub(super) fn class(&self, code: u32) -> usize {
        let at = self.starts.partition_point(|(start, _)| *start <= code);
        self.starts.get(at.saturating_sub(1)).map_or(0, |(_, class)| *class)
    }
}

fn contains(set: &Set, code: u32) -> bool {
    let at = set.ranges().partition_point(|(first, _)| *first <= code);
    set.ranges().get(at.wrapping_sub(1)).is_some_and(|(_, last)| code <= *last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_as_few_as_can_be() {
        let alphabet = Alphabet::of(&[Set::range(0x30, 0x39), Set::word(), Set::range(0x61, 0x61)]);
        assert_eq!(alphabet.classes, 4);
        let class = |character: char| alphabet.class(character.into());
        assert_eq!(class('0'), class('9'));
        assert_eq!(class('A'), class('b'));
        assert_eq!(class('-'), class('\u{10FFFF}'));
        assert_ne!(class('a'), class('b'));
        assert_eq!(alphabet.members(&Set::word()).iter().filter(|member| **member).count(), 3);
        assert_eq!(Alphabet::of(&[]).starts, [(0, 0)]);
    }
}
