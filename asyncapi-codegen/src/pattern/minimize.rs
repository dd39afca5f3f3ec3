//! Hopcroft's algorithm: states that behave alike become one, and so do classes that lead to the same states.

use std::collections::{BTreeMap, VecDeque};

use super::dfa::{Dfa, Raw};

pub(super) fn minimize(raw: Raw) -> Dfa {
    let blocks = blocks(&raw);
    let classes = raw.alphabet.classes;
    // One state for each block; any of its members says where it leads.
    let count = blocks.iter().max().map_or(0, |last| last + 1);
    let mut representative = vec![0; count];
    for (state, block) in blocks.iter().enumerate() {
        representative[*block] = state;
    }
    let target =
        |block: usize, class: usize| blocks[raw.transitions[representative[block] * classes + class]];
    let accepting = |block: usize| raw.accepting[representative[block]];
    let sink = |block: usize| (0..classes).all(|class| target(block, class) == block);

    // The order: what is lost, what goes on, what accepts if nothing follows, what has matched.
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|block| match (accepting(*block), sink(*block)) {
        (false, true) => 0,
        (false, false) => 1,
        (true, false) => 2,
        (true, true) => 3,
    });
    let mut number = vec![0; count];
    for (new, block) in order.iter().enumerate() {
        number[*block] = new;
    }

    let mut columns: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
    let mut renamed = Vec::with_capacity(classes);
    for class in 0..classes {
        let column: Vec<usize> = order.iter().map(|block| number[target(*block, class)]).collect();
        let new = columns.len();
        renamed.push(*columns.entry(column).or_insert(new));
    }
    let mut kept: Vec<_> = columns.into_iter().collect();
    kept.sort_by_key(|(_, class)| *class);
    let transitions =
        (0..count).flat_map(|state| kept.iter().map(move |(column, _)| column[state])).collect();
    Dfa {
        alphabet: raw.alphabet.renamed(&renamed),
        transitions,
        start: blocks.first().map_or(0, |block| number[*block]),
        first_live: order.iter().filter(|block| !accepting(**block) && sink(**block)).count(),
        first_accepting: order.iter().filter(|block| !accepting(**block)).count(),
        end_live: order.iter().filter(|block| !accepting(**block) || !sink(**block)).count(),
    }
}

/// The block of each state.
fn blocks(raw: &Raw) -> Vec<usize> {
    let (states, classes) = (raw.accepting.len(), raw.alphabet.classes);
    // Where each state is entered from, for each class: lists one after the other, and where they begin.
    let mut begins = vec![0_usize; states * classes + 1];
    for (at, target) in raw.transitions.iter().enumerate() {
        begins[target * classes + at % classes + 1] += 1;
    }
    for at in 1..begins.len() {
        begins[at] += begins[at - 1];
    }
    let mut fill = begins.clone();
    let mut sources = vec![0; raw.transitions.len()];
    for (at, target) in raw.transitions.iter().enumerate() {
        let slot = &mut fill[target * classes + at % classes];
        sources[*slot] = at / classes;
        *slot += 1;
    }

    let mut partition = Partition::new(&raw.accepting);
    let mut queue: VecDeque<(usize, usize)> =
        (0..partition.begins.len()).flat_map(|block| (0..classes).map(move |class| (block, class))).collect();
    let mut queued = vec![true; queue.len()];
    while let Some((block, class)) = queue.pop_front() {
        queued[block * classes + class] = false;
        let members: Vec<usize> = partition.members(block).to_vec();
        for state in members {
            let at = state * classes + class;
            for source in &sources[begins[at]..begins[at + 1]] {
                partition.mark(*source);
            }
        }
        for (old, new) in partition.split() {
            queued.resize((new + 1) * classes, false);
            for class in 0..classes {
                // A splitter that waits is now two; else the smaller half is enough.
                let smaller = partition.members(old).len() < partition.members(new).len();
                let block = if !queued[old * classes + class] && smaller { old } else { new };
                queued[block * classes + class] = true;
                queue.push_back((block, class));
            }
        }
    }
    partition.block
}

/// States in blocks, as sections of one list.
struct Partition {
    list: Vec<usize>,
    /// Where each state is in the list.
    place: Vec<usize>,
    block: Vec<usize>,
    /// Where each block begins, how many of its first members are marked, and where it ends.
    begins: Vec<usize>,
    marked: Vec<usize>,
    ends: Vec<usize>,
    touched: Vec<usize>,
}

impl Partition {
    fn new(accepting: &[bool]) -> Self {
        let mut list: Vec<usize> = (0..accepting.len()).collect();
        list.sort_by_key(|state| accepting[*state]);
        let rejecting = accepting.iter().filter(|accepting| !**accepting).count();
        let mut place = vec![0; list.len()];
        for (at, state) in list.iter().enumerate() {
            place[*state] = at;
        }
        let (mut begins, mut ends) = (Vec::new(), Vec::new());
        for (begin, end) in [(0, rejecting), (rejecting, list.len())] {
            if begin < end {
                begins.push(begin);
                ends.push(end);
            }
        }
        let second = begins.len() - 1;
        let block = accepting.iter().map(|accepting| if *accepting { second } else { 0 }).collect();
        Self { marked: vec![0; begins.len()], list, place, block, begins, ends, touched: Vec::new() }
    }

    fn members(&self, block: usize) -> &[usize] {
        &self.list[self.begins[block]..self.ends[block]]
    }

    /// Moves a state among the first of its block.
    fn mark(&mut self, state: usize) {
        let (block, place) = (self.block[state], self.place[state]);
        let to = self.begins[block] + self.marked[block];
        if place < to {
            return;
        }
        if self.marked[block] == 0 {
            self.touched.push(block);
        }
        self.marked[block] += 1;
        let other = self.list[to];
        self.list.swap(place, to);
        self.place[state] = to;
        self.place[other] = place;
    }

    /// Marked members leave their block, unless all are marked; each block that was split, and its new part.
    fn split(&mut self) -> Vec<(usize, usize)> {
        let mut new_blocks = Vec::new();
        for block in std::mem::take(&mut self.touched) {
            let (begin, marked) = (self.begins[block], std::mem::take(&mut self.marked[block]));
            if begin + marked == self.ends[block] {
                continue;
            }
            let new = self.begins.len();
            for at in begin..begin + marked {
                self.block[self.list[at]] = new;
            }
            self.begins[block] = begin + marked;
            self.begins.push(begin);
            self.ends.push(begin + marked);
            self.marked.push(0);
            new_blocks.push((block, new));
        }
        new_blocks
    }
}
