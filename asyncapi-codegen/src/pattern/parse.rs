//! The syntax of patterns, ECMA-262 section 22.2.1.
//!
//! What the `u` flag allows has the meaning that it has with it. What only engines without it accept (Annex B:
//! `\-`, `[\w-.]`, `a{`, `]`) is accepted too, since documents were written for both; each such place is noted, so
//! that [`Parsed::strict`] writes the same pattern in a way that no engine refuses.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Reason;
use super::ast::{Assert, Node};
use super::class::class;
use super::escape::{Escape, escape};
use super::lexical::{braces, count_groups, group_name};
use super::set::Set;

/// How deep groups may be in groups.
const DEPTH: usize = 100;

/// Why a text is no pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Error {
    /// The bytes of the pattern that are to blame.
    pub(crate) range: Range<usize>,
    pub(crate) text: &'static str,
}

/// A pattern that is one.
#[derive(Clone, Debug)]
pub(crate) struct Parsed {
    pub(super) root: Node,
    /// Why no table can stand for it, if something in it says so.
    pub(crate) engine: Option<Reason>,
    /// The pattern without what only engines without the `u` flag accept.
    pub(super) strict: String,
}

pub(crate) fn parse(source: &str) -> Result<Parsed, Error> {
    let (captures, named) = count_groups(source);
    let mut parser = Parser {
        source,
        at: 0,
        captures,
        named,
        depth: 0,
        engine: None,
        replaced: Vec::new(),
        names: BTreeSet::new(),
        in_scope: Vec::new(),
        named_references: Vec::new(),
    };
    let root = parser.disjunction()?;
    if parser.peek().is_some() {
        return parser.fail(parser.at..parser.at + 1, "this `)` closes nothing");
    }
    if let Some((range, _)) =
        parser.named_references.iter().find(|(_, name)| !parser.names.contains(name.as_str()))
    {
        return parser.fail(range.clone(), "there is no group of this name");
    }
    Ok(Parsed { root, engine: parser.engine, strict: parser.strict() })
}

pub(super) struct Parser<'a> {
    source: &'a str,
    at: usize,
    /// Captures in the whole pattern: `\2` may stand before its group.
    pub(super) captures: u64,
    /// Whether there is a named group: then `\k` is a reference.
    pub(super) named: bool,
    depth: usize,
    engine: Option<Reason>,
    /// What has to be written otherwise for engines with the `u` flag, in order.
    replaced: Vec<(Range<usize>, String)>,
    names: BTreeSet<String>,
    /// Names of groups that may match together with the next one: those of another alternative do not.
    in_scope: Vec<String>,
    named_references: Vec<(Range<usize>, String)>,
}

impl<'a> Parser<'a> {
    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn rest(&self) -> &'a str {
        self.source.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    pub(super) fn eat(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    /// Reads on behind `bytes`, which were looked at.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.at += bytes;
    }

    pub(super) fn fail<T>(&self, range: Range<usize>, text: &'static str) -> Result<T, Error> {
        // The last character may be a long one, and there may be none.
        let end = (range.end..self.source.len()).find(|end| self.source.is_char_boundary(*end));
        Err(Error { range: range.start..end.unwrap_or(self.source.len()), text })
    }

    pub(super) fn needs(&mut self, reason: Reason) {
        self.engine.get_or_insert(reason);
    }

    /// Notes how engines with the `u` flag want `range` to be written.
    pub(super) fn replace(&mut self, range: Range<usize>, text: String) {
        self.replaced.push((range, text));
    }

    /// Notes that everything since `start` is the character `code`.
    pub(super) fn replace_by(&mut self, start: usize, code: u32) {
        self.replace(start..self.at, format!("\\u{{{code:X}}}"));
    }

    pub(super) fn refers_to(&mut self, range: Range<usize>, name: String) {
        self.named_references.push((range, name));
    }

    fn strict(&mut self) -> String {
        // A lookahead with a quantifier is noted behind what is inside of it.
        self.replaced.sort_by_key(|(range, _)| range.start);
        let (mut text, mut at) = (String::with_capacity(self.source.len()), 0);
        for (range, replacement) in &self.replaced {
            text.push_str(self.source.get(at..range.start).unwrap_or_default());
            text.push_str(replacement);
            at = range.end;
        }
        text.push_str(self.source.get(at..).unwrap_or_default());
        text
    }

    fn disjunction(&mut self) -> Result<Node, Error> {
        let outer = self.in_scope.len();
        let mut names = Vec::new();
        let mut choices = Vec::new();
        loop {
            choices.push(self.alternative()?);
            names.extend(self.in_scope.drain(outer..));
            if !self.eat("|") {
                break;
            }
        }
        self.in_scope.append(&mut names);
        Ok(if choices.len() == 1 { choices.swap_remove(0) } else { Node::Choice(choices) })
    }

    fn alternative(&mut self) -> Result<Node, Error> {
        let mut nodes = Vec::new();
        while !matches!(self.peek(), None | Some('|' | ')')) {
            match self.term()? {
                Node::Sequence(inner) => nodes.extend(inner),
                node => nodes.push(node),
            }
        }
        Ok(if nodes.len() == 1 { nodes.swap_remove(0) } else { Node::Sequence(nodes) })
    }

    fn term(&mut self) -> Result<Node, Error> {
        let start = self.at;
        let Some(character) = self.next() else { return Ok(Node::EMPTY) };
        let atom = match character {
            '^' => return Ok(Node::Assert(Assert::Start)),
            '$' => return Ok(Node::Assert(Assert::End)),
            '*' | '+' | '?' => return self.fail(start..self.at, "there is nothing to repeat"),
            '{' if braces(self.rest()).is_some() => {
                return self.fail(start..start + 1, "there is nothing to repeat");
            }
            '{' | '}' | ']' => {
                self.replace(start..self.at, format!("\\{character}"));
                Node::Set(Set::range(character.into(), character.into()))
            }
            '(' => match self.group(start)? {
                (node, true) => node,
                (node, false) => return Ok(node),
            },
            '[' => Node::Set(class(self, start)?),
            '.' => Node::Set(Set::dot()),
            '\\' => match escape(self, start)? {
                Escape::Character(code) => Node::Set(Set::range(code, code)),
                Escape::Set(set) => Node::Set(set),
                Escape::Opaque => Node::Opaque,
                Escape::Assert(assert) => return Ok(Node::Assert(assert)),
            },
            other => Node::Set(Set::range(other.into(), other.into())),
        };
        self.quantifier(atom, start)
    }

    /// A group, and whether it can be repeated.
    fn group(&mut self, start: usize) -> Result<(Node, bool), Error> {
        if self.eat("?:") {
            return Ok((self.body(start)?, true));
        }
        if self.eat("?<=") || self.eat("?<!") {
            self.body(start)?;
            self.needs(Reason::Lookbehind);
            return Ok((Node::Opaque, false));
        }
        if self.eat("?=") || self.eat("?!") {
            let negated = self.source.get(..self.at).is_some_and(|read| read.ends_with('!'));
            let node = Box::new(self.body(start)?);
            return Ok((Node::Lookahead { node, negated }, true));
        }
        if self.eat("?<") {
            let name_start = self.at;
            let Some(name) = group_name(self) else {
                return self.fail(start..self.at, "this group's name is none");
            };
            if self.in_scope.contains(&name) {
                return self.fail(name_start..self.at - 1, "another group has this name");
            }
            self.in_scope.push(name.clone());
            self.names.insert(name);
        } else if self.eat("?") {
            let text = "this is no kind of group: `(?:`, `(?=`, `(?!`, `(?<=`, `(?<!` and `(?<name>` are";
            return self.fail(start..self.at + 1, text);
        }
        Ok((self.body(start)?, true))
    }

    /// The rest of a group that began at `start`.
    fn body(&mut self, start: usize) -> Result<Node, Error> {
        self.depth += 1;
        if self.depth > DEPTH {
            return self.fail(start..start + 1, "groups are nested too deeply");
        }
        let node = self.disjunction()?;
        self.depth -= 1;
        if !self.eat(")") {
            return self.fail(start..self.source.len(), "this `(` is never closed");
        }
        Ok(node)
    }

    fn quantifier(&mut self, node: Node, start: usize) -> Result<Node, Error> {
        let quantifier = self.at;
        let (min, max) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => match braces(self.rest().get(1..).unwrap_or_default()) {
                Some((bytes, min, max)) => {
                    self.skip(bytes);
                    (min, max)
                }
                None => return Ok(node),
            },
            _ => return Ok(node),
        };
        self.skip(1);
        if max.is_some_and(|max| max < min) {
            return self.fail(quantifier..self.at, "the numbers are out of order");
        }
        self.eat("?");
        let atom = self.source.get(start..).unwrap_or_default();
        if atom.starts_with("(?=") || atom.starts_with("(?!") {
            self.replace(start..start, "(?:".to_owned());
            self.replace(quantifier..quantifier, ")".to_owned());
        }
        Ok(Node::Repeat { node: Box::new(node), min, max })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x8_what_is_no_regular_expression() {
        for (bad, range, text) in [
            ("([", 1..2, "this `[` is never closed"),
            ("x[a-", 1..4, "this `[` is never closed"),
            ("[\\]", 0..3, "this `[` is never closed"),
            ("(a", 0..2, "this `(` is never closed"),
            ("a)", 1..2, "this `)` closes nothing"),
            ("*a", 0..1, "there is nothing to repeat"),
            ("a|+", 2..3, "there is nothing to repeat"),
            ("a++", 2..3, "there is nothing to repeat"),
            ("(*)", 1..2, "there is nothing to repeat"),
            ("^*", 1..2, "there is nothing to repeat"),
            ("\\b+", 2..3, "there is nothing to repeat"),
            ("(?<=a)?", 6..7, "there is nothing to repeat"),
            ("a{1}{2}", 4..5, "there is nothing to repeat"),
            ("é{3,2}", 2..7, "the numbers are out of order"),
            ("a\\", 1..2, "nothing is escaped by this `\\`"),
            ("[é-a]", 1..5, "this range is out of order"),
            ("[\\u{62}-\\x61]", 1..12, "this range is out of order"),
            ("(?<1>a)", 0..4, "this group's name is none"),
            ("(?<n", 0..4, "this group's name is none"),
            ("(?<n>a)(?<n>b)", 10..11, "another group has this name"),
            ("(?<n>a)\\k<m>", 7..12, "there is no group of this name"),
            ("(?<n>a)\\k", 7..9, "`\\k` is followed by the name of a group: `\\k<name>`"),
            ("(?<n>a)[\\k]", 8..10, "a class cannot refer to a group"),
        ] {
            let error = parse(bad).expect_err(bad);
            assert_eq!((error.range, error.text), (range, text), "{bad}");
        }
        let error = parse("(?é)").expect_err("no such group");
        assert_eq!(error.range, 0..4);
        assert!(parse(&"(".repeat(100_000)).is_err());
        assert!(parse(&format!("{}{}", "(".repeat(DEPTH), ")".repeat(DEPTH))).is_ok());
    }

    #[test]
    fn what_engines_with_the_flag_accept_stays() {
        for good in [
            "",
            "^[a-z]+$",
            r"\(\[\/\^",
            "(?:a|b)*?",
            "(?<y>\\d{4})-\\k<y>",
            "(?<a>x)|(?<a>y)",
            "[^]",
            "[]",
            "[-a]",
            "a{2,3}?",
            "a{2,}",
            "a{99999999999999999999}",
            "[(]",
            "(?!x)y|(?<=a)b",
            "x*|y+",
            r"\p{L}\P{Script=Greek}",
            r"\u{1F600}\ud83d\ude00\cA\0\x41",
            r"(a)\1",
        ] {
            let strict = parse(good).map(|parsed| parsed.strict);
            assert_eq!(strict.map(|strict| strict.replace("\\-", "-")), Ok(good.to_owned()));
        }
    }

    #[test]
    fn what_only_engines_without_the_flag_accept_is_written_otherwise() {
        for (lenient, strict) in [
            (r"\-\_\@", r"\u{2D}\u{5F}\u{40}"),
            (r"[\w-.]", r"[\w\-.]"),
            (r"[\w-\w-\n]", r"[\w\-\w\-\n]"),
            ("a{", r"a\{"),
            ("{a}]", r"\{a\}\]"),
            ("a{,3}", r"a\{,3\}"),
            ("(?=a)*b", "(?:(?=a))*b"),
            (r"(?!\-)?", r"(?:(?!\u{2D}))?"),
            (r"\1\8\012\400", r"\u{1}\u{38}\u{A}\u{20}0"),
            (r"\c\cé", r"\\c\\cé"),
            (r"[\c1\c]", r"[\u{11}\\c]"),
            (r"\k\p\u\x4", r"\u{6B}\u{70}\u{75}\u{78}4"),
            (r"\u{110000}", r"\u{75}{110000}"),
        ] {
            assert_eq!(parse(lenient).map(|parsed| parsed.strict), Ok(strict.to_owned()), "{lenient}");
            assert_eq!(parse(strict).map(|parsed| parsed.strict), Ok(strict.to_owned()), "{lenient}");
        }
    }
}
