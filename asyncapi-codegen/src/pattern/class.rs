//! Character classes: `[a-z_\d]`.

use super::escape::{Escape, class_escape};
use super::parse::{Error, Parser};
use super::set::Set;

/// One member: a character can begin or end a range, a set cannot.
enum Member {
    Character(u32),
    Set(Set),
}

/// The rest of the class that began at `start`.
pub(super) fn class(parser: &mut Parser<'_>, start: usize) -> Result<Set, Error> {
    let negated = parser.eat("^");
    let mut ranges = Vec::new();
    // A `]` at once is the empty class of ECMA-262, not a member as in other dialects.
    while !parser.eat("]") {
        let first_at = parser.at();
        let first = member(parser, start)?;
        let dash = parser.at();
        let rest = parser.rest();
        if !rest.starts_with('-') || rest.starts_with("-]") || rest == "-" {
            add(&mut ranges, first);
            continue;
        }
        parser.skip(1);
        let last = member(parser, start)?;
        match (first, last) {
            (Member::Character(first), Member::Character(last)) if first <= last => {
                ranges.push((first, last));
            }
            (Member::Character(_), Member::Character(_)) => {
                return parser.fail(first_at..parser.at(), "this range is out of order");
            }
            // `[\w-.]`: without the `u` flag no range, but all three.
            (first, last) => {
                parser.replace(dash..dash, "\\".to_owned());
                add(&mut ranges, first);
                add(&mut ranges, Member::Character('-'.into()));
                add(&mut ranges, last);
            }
        }
    }
    let set = Set::of(ranges);
    Ok(if negated { set.negated() } else { set })
}

fn add(ranges: &mut Vec<(u32, u32)>, member: Member) {
    match member {
        Member::Character(code) => ranges.push((code, code)),
        Member::Set(set) => ranges.extend(set.ranges()),
    }
}

fn member(parser: &mut Parser<'_>, start: usize) -> Result<Member, Error> {
    let at = parser.at();
    match parser.next() {
        None => parser.fail(start..at, "this `[` is never closed"),
        Some('\\') => Ok(match class_escape(parser, at)? {
            Escape::Character(code) => Member::Character(code),
            Escape::Set(set) => Member::Set(set),
            // Assertions and references are none in a class; of properties only engines know the members.
            Escape::Assert(_) | Escape::Opaque => Member::Set(Set::default()),
        }),
        Some(other) => {
            // Behind a set it would begin a range.
            if other == '-' {
                parser.replace(at..parser.at(), "\\-".to_owned());
            }
            Ok(Member::Character(other.into()))
        }
    }
}
