//! The subset construction: one table that reads a string once.
//!
//! A state is what may still be read, for the pattern and for each condition at its beginning, and the kind of the
//! last character where that matters. Assertions are decided when the next character is known, so that they cost no
//! states of their own.

use std::collections::HashMap;
use std::rc::Rc;

use super::Reason;
use super::alphabet::Alphabet;
use super::ast::{Assert, Node};
use super::minimize::minimize;
use super::nfa::{self, Id, Nfa, State};
use super::set::Set;

/// States times classes of the finished table, which becomes part of the program.
const ENTRIES: usize = 65_536;
/// The same before states that behave alike are one.
const RAW_ENTRIES: usize = 4 * ENTRIES;
/// Steps of the construction: it is done while somebody's crate compiles.
const WORK: usize = 4_000_000;
/// A class is a byte.
const CLASSES: usize = 256;

/// A deterministic automaton. States below `first_live` and from `end_live` on are never left, those from
/// `first_accepting` on accept a string that ends there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dfa {
    pub(super) alphabet: Alphabet,
    /// The next state, for every state and class.
    pub(super) transitions: Vec<usize>,
    pub(super) start: usize,
    pub(super) first_live: usize,
    pub(super) first_accepting: usize,
    pub(super) end_live: usize,
}

/// Before minimisation: states in no order.
#[derive(Debug)]
pub(super) struct Raw {
    pub(super) alphabet: Alphabet,
    pub(super) transitions: Vec<usize>,
    pub(super) accepting: Vec<bool>,
}

pub(super) fn build(root: &Node) -> Result<Dfa, Reason> {
    let nfa = nfa::build(root)?;
    let dfa = minimize(Construction::run(&nfa)?);
    if dfa.transitions.len() > ENTRIES { Err(Reason::Size) } else { Ok(dfa) }
}

/// The kind of a character, or of the end at which there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Edge,
    Word,
    Other,
}

/// The states of the graph that one part may be in; only those that read, assert or match.
type Threads = Vec<Id>;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    parts: Vec<Threads>,
    last: Kind,
}

struct Construction<'a> {
    nfa: &'a Nfa,
    alphabet: Alphabet,
    /// For each set of the graph, which classes belong to it.
    members: Vec<Vec<bool>>,
    word: Vec<bool>,
    /// Whether the pattern can begin behind the first character.
    searches: bool,
    states: HashMap<Rc<Key>, usize>,
    queue: Vec<Rc<Key>>,
    /// When each state of the graph was last reached, in closures so far: a set that is emptied at once.
    seen: Vec<usize>,
    closures: usize,
    work: usize,
}

impl<'a> Construction<'a> {
    fn run(nfa: &'a Nfa) -> Result<Raw, Reason> {
        let word = Set::word();
        let mut sets = nfa.sets.clone();
        if nfa.boundaries {
            sets.push(word.clone());
        }
        if sets.len() > 4 * CLASSES {
            return Err(Reason::Size);
        }
        let alphabet = Alphabet::of(&sets);
        if alphabet.classes > CLASSES {
            return Err(Reason::Size);
        }
        let members = nfa.sets.iter().map(|set| alphabet.members(set)).collect();
        let word = if nfa.boundaries { alphabet.members(&word) } else { vec![false; alphabet.classes] };
        let mut this = Self {
            nfa,
            alphabet,
            members,
            word,
            searches: true,
            states: HashMap::new(),
            queue: Vec::new(),
            seen: vec![0; nfa.states.len()],
            closures: 0,
            work: 0,
        };
        this.searches = this.begins_anywhere();
        let parts = nfa.parts.iter().map(|part| this.closed(&[part.start], |_| None)).collect();
        this.state(Key { parts, last: Kind::Edge })?;
        let (mut transitions, mut accepting) = (Vec::new(), Vec::new());
        let mut next = 0;
        while let Some(key) = this.queue.get(next).cloned() {
            next += 1;
            accepting.push(this.accepts(&key));
            this.leave(&key, &mut transitions)?;
        }
        Ok(Raw { alphabet: this.alphabet, transitions, accepting })
    }

    /// Whether a match can begin after some character: not with `^` before everything.
    fn begins_anywhere(&mut self) -> bool {
        let Some(main) = self.nfa.parts.first() else { return false };
        let threads = self.closed(&[main.start], |_| None);
        let kinds = [Kind::Word, Kind::Other];
        kinds.iter().any(|last| {
            [Kind::Edge, Kind::Word, Kind::Other]
                .iter()
                .any(|next| !self.decided(&threads, *last, *next).is_empty())
        })
    }

    /// The number of a state, new or not.
    fn state(&mut self, mut key: Key) -> Result<usize, Reason> {
        self.settle(&mut key);
        if let Some(id) = self.states.get(&key) {
            return Ok(*id);
        }
        let id = self.queue.len();
        if (id + 1) * self.alphabet.classes > RAW_ENTRIES {
            return Err(Reason::Size);
        }
        let key = Rc::new(key);
        self.states.insert(Rc::clone(&key), id);
        self.queue.push(key);
        Ok(id)
    }

    /// Forgets what can make no difference any more.
    fn settle(&self, key: &mut Key) {
        let mut asserts = false;
        let mut lost = false;
        for (threads, part) in key.parts.iter_mut().zip(&self.nfa.parts) {
            if self.matches(threads) {
                threads.retain(|id| matches!(self.nfa.states.get(*id), Some(State::Match)));
                lost |= part.negated;
            } else if threads.is_empty() {
                lost |= !part.negated;
            } else {
                asserts |=
                    threads.iter().any(|id| matches!(self.nfa.states.get(*id), Some(State::Assert(..))));
            }
        }
        if lost {
            key.parts = vec![Vec::new(); self.nfa.parts.len()];
        }
        if lost || !asserts {
            key.last = Kind::Other;
        }
    }

    fn accepts(&mut self, key: &Key) -> bool {
        let mut parts = key.parts.iter().zip(&self.nfa.parts);
        let last = key.last;
        parts.all(|(threads, part)| {
            let threads = self.decided(threads, last, Kind::Edge);
            self.matches(&threads) != part.negated
        })
    }

    /// Where each class leads from a state.
    fn leave(&mut self, key: &Key, transitions: &mut Vec<usize>) -> Result<(), Reason> {
        let decided = |this: &mut Self, next| -> Vec<Threads> {
            key.parts.iter().map(|threads| this.decided(threads, key.last, next)).collect()
        };
        let others = decided(self, Kind::Other);
        let words = if self.nfa.boundaries { decided(self, Kind::Word) } else { Vec::new() };
        for class in 0..self.alphabet.classes {
            let word = self.word.get(class).copied().unwrap_or_default();
            let (parts, last) = if word { (&words, Kind::Word) } else { (&others, Kind::Other) };
            let mut next = Vec::with_capacity(parts.len());
            for (index, threads) in parts.iter().enumerate() {
                next.push(self.step(index, threads, class));
            }
            if self.work > WORK {
                return Err(Reason::Size);
            }
            transitions.push(self.state(Key { parts: next, last })?);
        }
        Ok(())
    }

    /// The threads of a part behind a character of `class`.
    fn step(&mut self, part: usize, threads: &[Id], class: usize) -> Threads {
        self.work += threads.len() + 1;
        if self.matches(threads) {
            return threads.iter().copied().filter(|id| self.matches(&[*id])).collect();
        }
        let mut targets = Vec::new();
        for id in threads {
            if let Some(State::Read(set, next)) = self.nfa.states.get(*id) {
                let reads = self.members.get(*set).and_then(|members| members.get(class));
                targets.extend(reads.is_some_and(|reads| *reads).then_some(*next));
            }
        }
        if part == 0 && self.searches {
            targets.extend(self.nfa.parts.first().map(|main| main.start));
        }
        self.closed(&targets, |_| None)
    }

    fn matches(&self, threads: &[Id]) -> bool {
        threads.iter().any(|id| matches!(self.nfa.states.get(*id), Some(State::Match)))
    }

    /// The threads once it is known which assertions hold.
    fn decided(&mut self, threads: &[Id], last: Kind, next: Kind) -> Threads {
        if !threads.iter().any(|id| matches!(self.nfa.states.get(*id), Some(State::Assert(..)))) {
            return threads.to_vec();
        }
        let boundary = (last == Kind::Word) != (next == Kind::Word);
        self.closed(threads, |assert| {
            Some(match assert {
                Assert::Start => last == Kind::Edge,
                Assert::End => next == Kind::Edge,
                Assert::Boundary => boundary,
                Assert::NoBoundary => !boundary,
            })
        })
    }

    /// All that is reached without reading. Assertions stay until `holds` decides them.
    fn closed(&mut self, from: &[Id], holds: impl Fn(Assert) -> Option<bool>) -> Threads {
        self.closures += 1;
        let mut stack = from.to_vec();
        let mut threads = Threads::new();
        while let Some(id) = stack.pop() {
            let Some(seen) = self.seen.get_mut(id).filter(|seen| **seen != self.closures) else { continue };
            *seen = self.closures;
            self.work += 1;
            match self.nfa.states.get(id) {
                Some(State::Either(a, b)) => stack.extend([*b, *a]),
                Some(State::Assert(assert, next)) => match holds(*assert) {
                    None => threads.push(id),
                    Some(true) => stack.push(*next),
                    Some(false) => {}
                },
                Some(State::Read(..) | State::Match) => threads.push(id),
                None => {}
            }
        }
        threads.sort_unstable();
        threads
    }
}

impl Dfa {
    /// As the runtime does it.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        let mut state = self.start;
        for character in text.chars() {
            if state < self.first_live || state >= self.end_live {
                break;
            }
            state = self.transitions[state * self.alphabet.classes + self.alphabet.class(character.into())];
        }
        state >= self.first_accepting
    }

    #[cfg(test)]
    pub(super) fn states(&self) -> usize {
        self.transitions.len() / self.alphabet.classes.max(1)
    }
}
