//! [`Printable`] and [`OneLine`]: text from outside in errors.

use std::fmt;

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
    fn a_cut_is_between_characters() {
        assert_eq!(cut("\u{e9}"), "\u{e9}");
        assert_eq!(cut(&"\u{e9}".repeat(300)), "\u{e9}".repeat(256));
    }
}
