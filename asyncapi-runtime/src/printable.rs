//! [`Printable`], [`Quoting`] and [`OneLine`]: text from outside in errors.

use std::fmt::{self, Write as _};

use crate::Violations;

/// Text with its control characters escaped: an error may quote a value which came from the network, and goes to
/// terminals and logs.
pub(crate) struct Printable<'a>(pub(crate) &'a str);

impl fmt::Display for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in self.0.split_inclusive(char::is_control) {
            match part.chars().next_back().filter(|last| last.is_control()) {
                Some(control) => {
                    let text = &part[..part.len() - control.len_utf8()];
                    write!(f, "{text}{}", control.escape_default())?;
                }
                None => f.write_str(part)?,
            }
        }
        Ok(())
    }
}

/// How much another crate may say, in characters.
const LONGEST: usize = 1024;

/// What another crate says of a value which came from the network, and which it may repeat in full: control characters
/// are escaped, and a long text is cut.
pub(crate) struct Quoting<T>(pub(crate) T);

impl<T: fmt::Display> fmt::Display for Quoting<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut cutting = Cutting { out: f, left: LONGEST, cut: false };
        match write!(cutting, "{}", self.0) {
            Err(_) if cutting.cut => f.write_char('\u{2026}'),
            result => result,
        }
    }
}

/// Passes on so much, and fails then to say that it is enough.
struct Cutting<'a, 'b> {
    out: &'a mut fmt::Formatter<'b>,
    left: usize,
    cut: bool,
}

impl fmt::Write for Cutting<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = text.char_indices().nth(self.left).map_or(text.len(), |(end, _)| end);
        let (passed, rest) = text.split_at(end);
        write!(self.out, "{}", Printable(passed))?;
        self.left -= passed.chars().count();
        self.cut = !rest.is_empty();
        if self.cut { Err(fmt::Error) } else { Ok(()) }
    }
}

/// How many violations one line shows.
const SHOWN: usize = 5;

/// The first violations in one line, for a text that goes on after them.
pub(crate) struct OneLine<'a>(pub(crate) &'a Violations);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, violation) in self.0.iter().take(SHOWN).enumerate() {
            write!(f, "{}{violation}", if number == 0 { "" } else { "; " })?;
        }
        match (self.0.len() + self.0.omitted()).saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, "; and {more} more"),
        }
    }
}

/// The start of a text that somebody else chose.
pub(crate) fn cut(text: &str) -> &str {
    match text.char_indices().nth(256) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validate::{At, never};

    #[test]
    fn many_violations_are_one_line() {
        let mut out = Violations::default();
        for index in 0..200 {
            never(&index, &At::ROOT.item(index), &mut out);
        }
        let line = OneLine(&out).to_string();
        assert!(line.starts_with("`/0`: ") && line.contains("; `/4`: ") && !line.contains("`/5`"), "{line}");
        assert!(line.ends_with("; and 195 more") && !line.contains('\n'), "{line}");
    }

    #[test]
    fn what_others_say_is_escaped_and_cut() {
        assert_eq!(Quoting("a\u{1b}[2J\n\u{e9}").to_string(), "a\\u{1b}[2J\\n\u{e9}");
        let pieces =
            |count| Quoting(format_args!("{}{}", "\u{e9}".repeat(1000), "x".repeat(count))).to_string();
        assert_eq!(pieces(24), "\u{e9}".repeat(1000) + &"x".repeat(24));
        assert_eq!(pieces(25), "\u{e9}".repeat(1000) + &"x".repeat(24) + "\u{2026}");
    }

    #[test]
    fn a_cut_is_between_characters() {
        assert_eq!(cut("\u{e9}"), "\u{e9}");
        assert_eq!(cut(&"\u{e9}".repeat(300)), "\u{e9}".repeat(256));
    }
}
