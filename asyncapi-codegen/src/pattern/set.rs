//! Sets of code points, as sorted ranges that do not touch.

/// The last code point.
pub(super) const MAX: u32 = 0x0010_FFFF;

const DIGIT: &[(u32, u32)] = &[(0x30, 0x39)];
const WORD: &[(u32, u32)] = &[(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)];
/// `WhiteSpace` and `LineTerminator` of ECMA-262.
const SPACE: &[(u32, u32)] = &[
    (0x09, 0x0D),
    (0x20, 0x20),
    (0xA0, 0xA0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
    (0xFEFF, 0xFEFF),
];
const LINE_TERMINATOR: &[(u32, u32)] = &[(0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)];

#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Set {
    ranges: Vec<(u32, u32)>,
}

impl Set {
    /// Both ends belong to it.
    pub(super) fn range(first: u32, last: u32) -> Self {
        Self { ranges: vec![(first, last)] }
    }

    pub(super) fn of(ranges: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let mut all: Vec<_> = ranges.into_iter().collect();
        all.sort_unstable();
        let mut ranges: Vec<(u32, u32)> = Vec::with_capacity(all.len());
        for (first, last) in all {
            match ranges.last_mut() {
                Some((_, end)) if first <= end.saturating_add(1) => *end = last.max(*end),
                _ => ranges.push((first, last)),
            }
        }
        Self { ranges }
    }

    /// `\d`
    pub(super) fn digit() -> Self {
        Self::of(DIGIT.iter().copied())
    }

    /// `\w`
    pub(super) fn word() -> Self {
        Self::of(WORD.iter().copied())
    }

    /// `\s`
    pub(super) fn space() -> Self {
        Self::of(SPACE.iter().copied())
    }

    /// `.`
    pub(super) fn dot() -> Self {
        Self::of(LINE_TERMINATOR.iter().copied()).negated()
    }

    pub(super) fn negated(&self) -> Self {
        let mut ranges = Vec::with_capacity(self.ranges.len() + 1);
        let mut next = 0;
        for (first, last) in &self.ranges {
            if next < *first {
                ranges.push((next, first - 1));
            }
            next = last + 1;
        }
        if next <= MAX {
            ranges.push((next, MAX));
        }
        Self { ranges }
    }

    pub(super) fn ranges(&self) -> &[(u32, u32)] {
        &self.ranges
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_sorted_and_joined() {
        assert_eq!(Set::of([(5, 9), (1, 2), (3, 3), (8, 20)]).ranges(), [(1, 3), (5, 20)]);
        assert_eq!(Set::of([]).negated().ranges(), [(0, MAX)]);
        assert_eq!(Set::of([(0, 4), (9, MAX)]).negated().ranges(), [(5, 8)]);
        assert_eq!(Set::range(0, MAX).negated().ranges(), []);
    }
}
