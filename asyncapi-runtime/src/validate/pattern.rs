//! The keyword `pattern`. Whether a string matches was worked out while the crate was compiled: what is left is a
//! table that is walked through once, in time linear in the string.

/// A regular expression of a document.
#[derive(Debug)]
pub struct Pattern {
    source: &'static str,
    matcher: Matcher,
}

#[derive(Debug)]
enum Matcher {
    Table(Table),
    #[cfg(feature = "regress")]
    Engine(engine::Engine),
}

impl Pattern {
    /// A pattern as the macro compiled it:
    ///
    /// - the class of every character of ASCII;
    /// - the classes of the others, as entries of four bytes in order: where a range begins (three bytes, the lowest
    ///   first), and its class. The first begins at U+0080;
    /// - the next state for every state and class, in one byte or two, the lower first. A state is the number of the
    ///   first of its entries;
    /// - the bytes of a state; the state at the beginning; and three borders among the states: from the first of them
    ///   states are left again, from the second the string is accepted if it ends, from the third states are never
    ///   left.
    #[must_use]
    pub const fn table(
        source: &'static str,
        ascii: &'static [u8; 128],
        ranges: &'static [u8],
        transitions: &'static [u8],
        numbers: [u32; 5],
    ) -> Self {
        let [width, start, first_live, first_accepting, end_live] = numbers;
        let table = Table {
            ascii,
            ranges,
            transitions,
            wide: width == 2,
            start: start as usize,
            first_live: first_live as usize,
            first_accepting: first_accepting as usize,
            end_live: end_live as usize,
        };
        Self { source, matcher: Matcher::Table(table) }
    }

    /// A pattern for the regex engine, also in the form that is strict about escapes.
    ///
    /// The engine tries alternatives one after the other, which can take time exponential in the text. It reads the
    /// pattern when it is first asked. One that it does not know (a Unicode property newer than the
    /// engine, say) matches nothing.
    #[cfg(feature = "regress")]
    #[must_use]
    pub const fn engine(source: &'static str, strict: &'static str) -> Self {
        Self { source, matcher: Matcher::Engine(engine::Engine::new(strict)) }
    }

    /// The pattern that is one letter, for tests of what takes a pattern.
    #[cfg(test)]
    pub(crate) fn letter(letter: &'static str) -> Self {
        let mut ascii = Box::new([0; 128]);
        ascii[usize::from(letter.as_bytes()[0])] = 1;
        Self::table(letter, Box::leak(ascii), b"\x80\0\0\0", b"\0\x02\x02\x02", [1, 0, 0, 2, 2])
    }

    /// Whether there is a match anywhere in the text.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        match &self.matcher {
            Matcher::Table(table) => table.is_match(text),
            #[cfg(feature = "regress")]
            Matcher::Engine(engine) => engine.is_match(text),
        }
    }

    /// The pattern as the document writes it.
    #[must_use]
    pub const fn source(&self) -> &'static str {
        self.source
    }
}

/// A deterministic automaton over classes of characters.
#[derive(Debug)]
struct Table {
    ascii: &'static [u8; 128],
    ranges: &'static [u8],
    transitions: &'static [u8],
    wide: bool,
    start: usize,
    first_live: usize,
    first_accepting: usize,
    end_live: usize,
}

impl Table {
    fn is_match(&self, text: &str) -> bool {
        // Two loops, so that neither asks for each character how wide a state is.
        let state = if self.wide {
            self.run(text, |at| {
                let entry = self.transitions.get(2 * at..2 * at + 2)?;
                Some(usize::from(u16::from_le_bytes(*entry.first_chunk()?)))
            })
        } else {
            self.run(text, |at| self.transitions.get(at).copied().map(usize::from))
        };
        state >= self.first_accepting
    }

    /// The state behind the text, or the one that cannot be left.
    #[inline]
    fn run(&self, text: &str, next: impl Fn(usize) -> Option<usize>) -> usize {
        let live = self.end_live.saturating_sub(self.first_live);
        let mut state = self.start;
        for character in text.chars() {
            // One comparison for both borders: below the first one this wraps around.
            if state.wrapping_sub(self.first_live) >= live {
                break;
            }
            let class = match self.ascii.get(character as usize) {
                Some(class) => usize::from(*class),
                None => self.class(character),
            };
            // There is an entry for each state and class.
            let Some(found) = next(state + class) else { return 0 };
            state = found;
        }
        state
    }

    /// The class of a character beyond ASCII.
    fn class(&self, character: char) -> usize {
        let entry = |at: usize| self.ranges.get(4 * at..).and_then(|entries| entries.first_chunk::<4>());
        // The last entry that does not begin behind the character.
        let (mut first, mut behind) = (0, self.ranges.len() / 4);
        while first + 1 < behind {
            let middle = first.midpoint(behind);
            let begins = entry(middle)
                .map_or(u32::MAX, |[low, middle, high, _]| u32::from_le_bytes([*low, *middle, *high, 0]));
            if begins <= u32::from(character) {
                first = middle;
            } else {
                behind = middle;
            }
        }
        entry(first).map_or(0, |[.., class]| usize::from(*class))
    }
}

#[cfg(feature = "regress")]
mod engine {
    use std::sync::OnceLock;

    use regress::Regex;

    #[derive(Debug)]
    pub(super) struct Engine {
        strict: &'static str,
        compiled: OnceLock<Option<Regex>>,
    }

    impl Engine {
        pub(super) const fn new(strict: &'static str) -> Self {
            Self { strict, compiled: OnceLock::new() }
        }

        pub(super) fn is_match(&self, text: &str) -> bool {
            // Without the flag `\p{…}` with an unknown name is no error, but some letters.
            let compile = || Regex::with_flags(self.strict, "u").or_else(|_| Regex::new(self.strict)).ok();
            self.compiled.get_or_init(compile).as_ref().is_some_and(|regex| regex.find(text).is_some())
        }
    }
}

/// A pattern that needs the regex engine: an error that says so where there is none.
#[cfg(feature = "regress")]
#[doc(hidden)]
#[macro_export]
macro_rules! __asyncapi_engine_pattern {
    ($source:literal, $strict:literal, $reason:literal) => {
        $crate::__private::Pattern::engine($source, $strict)
    };
}

/// A pattern that needs the regex engine: an error that says so where there is none.
#[cfg(not(feature = "regress"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __asyncapi_engine_pattern {
    ($source:literal, $strict:literal, $reason:literal) => {
        ::core::compile_error!(::core::concat!(
            "the pattern `",
            $source,
            "` has ",
            $reason,
            ", for which a regex engine is needed: enable the feature `regress` of `asyncapi-runtime`",
        ))
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `^[a-z]+é?$`, written by hand: 0 is lost, 3 the beginning, 6 behind letters, 9 behind the é.
    const ASCII: &[u8; 128] = b"\
        \0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\
        \0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\
        \0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\
        \0\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\
        \x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\0\0\0\0\0";
    const RANGES: &[u8] = b"\x80\0\0\0\xE9\0\0\x02\xEA\0\0\0";
    static NARROW: Pattern =
        Pattern::table("^[a-z]+é?$", ASCII, RANGES, b"\0\0\0\0\x06\0\0\x06\x09\0\0\0", [1, 3, 3, 6, 12]);
    static WIDE: Pattern = Pattern::table(
        "^[a-z]+é?$",
        ASCII,
        RANGES,
        b"\0\0\0\0\0\0\0\0\x06\0\0\0\0\0\x06\0\x09\0\0\0\0\0\0\0",
        [2, 3, 3, 6, 12],
    );

    #[test]
    fn tables_of_both_widths() {
        for pattern in [&NARROW, &WIDE] {
            for (text, expected) in [
                ("a", true),
                ("abcé", true),
                ("", false),
                ("é", false),
                ("aéa", false),
                ("aè", false),
                ("aê", false),
                ("a\u{10FFFF}", false),
                ("a\n", false),
            ] {
                assert_eq!(pattern.is_match(text), expected, "{text:?}");
            }
            assert_eq!(pattern.source(), "^[a-z]+é?$");
        }
    }

    #[test]
    fn a_broken_table_matches_nothing() {
        let broken = Pattern::table("", ASCII, b"", b"", [1, 3, 3, 6, 12]);
        assert!(!broken.is_match("abc"));
        assert!(!broken.is_match("é"));
    }

    #[cfg(feature = "regress")]
    #[test]
    fn the_engine() {
        static DOUBLED: Pattern = __asyncapi_engine_pattern!(r"(.)\1", r"(.)\1", "a backreference");
        static LETTERS: Pattern = Pattern::engine(r"^[\p{L}\']+$", r"^[\p{L}\u{27}]+$");
        assert!(DOUBLED.is_match("hello"));
        assert!(!DOUBLED.is_match("world"));
        assert!(LETTERS.is_match("été'"));
        assert!(!LETTERS.is_match("p{L}"));
        assert_eq!(LETTERS.source(), r"^[\p{L}\']+$");
        // Without the flag an unknown property is some letters; what cannot be read matches nothing.
        assert!(Pattern::engine(r"\p{Foo}", r"\p{Foo}").is_match("p{Foo}"));
        assert!(!Pattern::engine("(", "(").is_match("("));
    }
}
