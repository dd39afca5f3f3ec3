//! Thompson's construction: a pattern as a graph whose edges read one character, or none.

use std::collections::BTreeMap;

use super::Reason;
use super::ast::{Assert, Node};
use super::set::Set;

/// `a{1000}` is written out; what is longer than this is not.
const STATES: usize = 60_000;

pub(super) type Id = usize;

#[derive(Clone, Copy, Debug)]
pub(super) enum State {
    /// Reads a character of the set.
    Read(usize, Id),
    Either(Id, Id),
    Assert(Assert, Id),
    Match,
}

#[derive(Debug)]
pub(super) struct Nfa {
    pub(super) states: Vec<State>,
    /// The sets that states read, each once.
    pub(super) sets: Vec<Set>,
    /// All of these decide. The first may match anywhere, the others only at the beginning.
    pub(super) parts: Vec<Part>,
    /// Whether `\b` or `\B` occurs: then it matters what kind of character was last.
    pub(super) boundaries: bool,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) start: Id,
    /// It must not match.
    pub(super) negated: bool,
}

pub(super) fn build(root: &Node) -> Result<Nfa, Reason> {
    let mut builder = Builder::default();
    let end = builder.push(State::Match)?;
    let (main, lookaheads) = leading_lookaheads(root);
    let mut parts = vec![Part { start: builder.node(&main, end)?, negated: false }];
    for (node, negated) in lookaheads {
        parts.push(Part { start: builder.node(node, end)?, negated });
    }
    let boundaries = builder
        .states
        .iter()
        .any(|state| matches!(state, State::Assert(Assert::Boundary | Assert::NoBoundary, _)));
    let mut sets: Vec<_> = builder.sets.into_iter().collect();
    sets.sort_by_key(|(_, id)| *id);
    let sets = sets.into_iter().map(|(set, _)| set).collect();
    Ok(Nfa { states: builder.states, sets, parts, boundaries })
}

/// `^(?=a)(?!b)c`: conditions on the whole string, each of them a pattern of its own.
fn leading_lookaheads(root: &Node) -> (Node, Vec<(&Node, bool)>) {
    let mut lookaheads = Vec::new();
    if let Node::Sequence(nodes) = root {
        let (mut anchored, mut length) = (false, 0);
        for node in nodes {
            match node {
                Node::Assert(Assert::Start) => anchored = true,
                Node::Lookahead { node, negated } => lookaheads.push((&**node, *negated)),
                _ => break,
            }
            length += 1;
        }
        if anchored {
            let rest = nodes.get(length..).unwrap_or_default().iter().cloned();
            let main = [Node::Assert(Assert::Start)].into_iter().chain(rest);
            return (Node::Sequence(main.collect()), lookaheads);
        }
    }
    (root.clone(), Vec::new())
}

#[derive(Default)]
struct Builder {
    states: Vec<State>,
    sets: BTreeMap<Set, usize>,
}

impl Builder {
    fn push(&mut self, state: State) -> Result<Id, Reason> {
        if self.states.len() == STATES {
            return Err(Reason::Size);
        }
        self.states.push(state);
        Ok(self.states.len() - 1)
    }

    /// The state in which `node` and then what begins at `next` is read.
    fn node(&mut self, node: &Node, next: Id) -> Result<Id, Reason> {
        match node {
            Node::Set(set) => {
                let new = self.sets.len();
                let id = *self.sets.entry(set.clone()).or_insert(new);
                self.push(State::Read(id, next))
            }
            Node::Assert(assert) => self.push(State::Assert(*assert, next)),
            Node::Sequence(nodes) => nodes.iter().rev().try_fold(next, |next, node| self.node(node, next)),
            Node::Choice(nodes) => {
                let mut choices =
                    nodes.iter().rev().map(|node| self.node(node, next)).collect::<Vec<_>>().into_iter();
                let last = choices.next().unwrap_or(Ok(next))?;
                choices.try_fold(last, |rest, choice| self.push(State::Either(choice?, rest)))
            }
            Node::Repeat { node, min, max } => self.repeat(node, *min, *max, next),
            Node::Lookahead { .. } => Err(Reason::Lookahead),
            // Only with a reason of the parser's, which is asked first.
            Node::Opaque => Err(Reason::Property),
        }
    }

    fn repeat(&mut self, node: &Node, min: u64, max: Option<u64>, next: Id) -> Result<Id, Reason> {
        let mut start = next;
        if let Some(max) = max {
            for _ in min..max {
                let body = self.node(node, start)?;
                if body == start {
                    // The empty string, however often.
                    return Ok(next);
                }
                start = self.push(State::Either(body, next))?;
            }
        } else {
            start = self.push(State::Either(next, next))?;
            let body = self.node(node, start)?;
            if let Some(state) = self.states.get_mut(start) {
                *state = State::Either(body, next);
            }
        }
        for _ in 0..min {
            let body = self.node(node, start)?;
            if body == start {
                break;
            }
            start = body;
        }
        Ok(start)
    }
}
