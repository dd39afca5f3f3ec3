//! `regex`: the syntax of ECMA-262.
//!
//! With what its annex B keeps for the web, such as a brace that is no quantifier, as patterns in documents rely
//! on it. Escapes of letters that mean nothing, such as `\Z` of other languages, are still mistakes.

/// Whether `text` is a regular expression. Nothing is compiled, and nothing recurses.
pub(super) fn is_regex(text: &str) -> bool {
    Reader { rest: text }.expression().is_some()
}

struct Reader<'a> {
    rest: &'a str,
}

/// What a class or an escape stands for: one character where it is known.
type Single = Option<u32>;

impl Reader<'_> {
    fn expression(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        // Whether there is something that a quantifier can follow.
        let mut atom = false;
        while let Some(character) = self.next() {
            atom = match character {
                '(' => {
                    self.group()?;
                    depth += 1;
                    false
                }
                ')' => {
                    depth = depth.checked_sub(1)?;
                    true
                }
                '|' | '^' | '$' => false,
                '[' => self.class().map(|()| true)?,
                '\\' => {
                    let assertion = self.rest.starts_with(['b', 'B']);
                    self.escape(false)?;
                    !assertion
                }
                '*' | '+' | '?' => {
                    self.quantified(atom)?;
                    false
                }
                '{' => match self.braces() {
                    Some(in_order) => {
                        self.quantified(atom && in_order)?;
                        false
                    }
                    None => true,
                },
                _ => true,
            };
        }
        (depth == 0).then_some(())
    }

    /// A quantifier, which may be lazy.
    fn quantified(&mut self, allowed: bool) -> Option<()> {
        self.eat("?");
        allowed.then_some(())
    }

    /// The rest of `{2}`, `{2,}` or `{2,3}`, and whether its numbers are in order; `None` where it is just a brace.
    fn braces(&mut self) -> Option<bool> {
        // Not a search for the brace at its end: a text of open braces would be searched from each of them.
        let is_inner = |character: char| character.is_ascii_digit() || character == ',';
        let (inner, after) = self.rest.split_at(self.rest.find(|other| !is_inner(other))?);
        let after = after.strip_prefix('}')?;
        let (least, most) = inner.split_once(',').unwrap_or((inner, inner));
        if least.is_empty() || most.contains(',') {
            return None;
        }
        self.rest = after;
        let (least, most) = (least.trim_start_matches('0'), most.trim_start_matches('0'));
        // Of any size, so by length and then by digits.
        Some(inner.ends_with(',') || (least.len(), least) <= (most.len(), most))
    }

    /// What follows the parenthesis of a group.
    fn group(&mut self) -> Option<()> {
        if !self.eat("?") || ["=", "!", "<=", "<!"].iter().any(|kind| self.eat(kind)) {
            return Some(());
        }
        if self.eat("<") {
            return self.name();
        }
        // `(?:` and, with flags for the group, `(?i-s:`.
        let (flags, after) = self.rest.split_once(':')?;
        self.rest = after;
        let (on, off) = flags.split_once('-').unwrap_or((flags, "i"));
        let are_flags = |text: &str| text.bytes().all(|byte| b"ims".contains(&byte));
        (are_flags(on) && are_flags(off) && !(on.is_empty() && off.is_empty())).then_some(())
    }

    /// The name of a group, and the bracket behind it.
    fn name(&mut self) -> Option<()> {
        let (name, after) = self.rest.split_once('>')?;
        self.rest = after;
        let mut characters = name.chars();
        let is_start = |character: char| character.is_alphabetic() || "$_".contains(character);
        (characters.next().is_some_and(is_start)
            && characters.all(|character| is_start(character) || character.is_numeric()))
        .then_some(())
    }

    /// A class, behind its bracket.
    fn class(&mut self) -> Option<()> {
        self.eat("^");
        loop {
            let character = self.next()?;
            if character == ']' {
                return Some(());
            }
            let first = self.member(character)?;
            if self.rest.starts_with('-') && !self.rest.starts_with("-]") {
                self.eat("-");
                let character = self.next()?;
                let last = self.member(character)?;
                if first.zip(last).is_some_and(|(first, last)| first > last) {
                    return None;
                }
            }
        }
    }

    fn member(&mut self, character: char) -> Option<Single> {
        if character == '\\' { self.escape(true) } else { Some(Some(character.into())) }
    }

    /// What follows a backslash.
    fn escape(&mut self, in_class: bool) -> Option<Single> {
        Some(match self.next()? {
            // Classes, references to groups, and octal numbers.
            'd' | 'D' | 's' | 'S' | 'w' | 'W' | '0'..='9' => None,
            'b' => in_class.then_some(8),
            'B' if !in_class => None,
            't' => Some(9),
            'n' => Some(10),
            'v' => Some(11),
            'f' => Some(12),
            'r' => Some(13),
            'c' => {
                let letter = self.next().filter(char::is_ascii_alphabetic)?;
                Some(u32::from(letter) % 32)
            }
            'x' => Some(self.hexadecimal(2)?),
            'u' if self.eat("{") => {
                let (digits, after) = self.rest.split_once('}')?;
                self.rest = after;
                let digits = Some(digits).filter(|digits| !digits.starts_with('+'));
                Some(u32::from_str_radix(digits?, 16).ok().filter(|&code| code <= 0x0010_ffff)?)
            }
            'u' => Some(self.hexadecimal(4)?),
            'p' | 'P' => {
                let (property, after) = self.rest.strip_prefix('{')?.split_once('}')?;
                self.rest = after;
                let is_name = |text: &str| {
                    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
                };
                let (name, value) = property.split_once('=').unwrap_or((property, property));
                (is_name(name) && is_name(value)).then_some(None)?
            }
            'k' if !in_class && self.eat("<") => self.name().map(|()| None)?,
            other if other.is_ascii_alphabetic() => return None,
            other => Some(other.into()),
        })
    }

    fn hexadecimal(&mut self, length: usize) -> Option<u32> {
        let (digits, after) = self.rest.split_at_checked(length)?;
        self.rest = after;
        Some(digits)
            .filter(|digits| !digits.starts_with('+'))
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
    }

    fn next(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let next = characters.next()?;
        self.rest = characters.as_str();
        Some(next)
    }

    fn eat(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions() {
        for text in [
            "",
            "^[a-z0-9-]+(?:\\.[a-z]{2,})?$",
            "a|b||c",
            "(a)(?:b)(?=c)(?!d)(?<=e)(?<!f)(?<name>g)\\k<name>\\1",
            "(?i:a)(?i-s:b)(?-m:c)",
            "a*b+c?d*?e+?f??g{1}h{1,}i{1,2}?j{02,1000000000000000000000}",
            "[]",
            "[^]",
            "[^\\]\\-A-\\x61\\d-z^-]",
            "[\\b-\\n]",
            "\\d\\D\\s\\S\\w\\W\\b\\B\\t\\n\\v\\f\\r\\0\\cA\\x0f\\u00e9\\u{1F600}",
            "\\p{L}\\P{Script=Greek}\\p{Letter}",
            "\\^\\$\\\\\\.\\*\\+\\?\\(\\)\\[\\]\\{\\}\\|\\/\\-\\_\\@\\ \\é",
            // Annex B.
            "{",
            "}",
            "]",
            "a{",
            "a{,1}",
            "a{1,2,3}",
            "a{1",
            "x{a}",
            "(?=a)*",
            "😀+",
        ] {
            assert!(is_regex(text), "{text}");
        }
    }

    #[test]
    fn mistakes() {
        for text in [
            "(",
            ")",
            "(a",
            "a)",
            "^(abc]",
            "(?",
            "(?a)",
            "(?i)",
            "(?-:a)",
            "(?<>a)",
            "(?<1>a)",
            "(?<a",
            "(?<a b>c)",
            "[",
            "[a",
            "[^",
            "[b-a]",
            "[\\n-\\t]",
            "[\\]",
            "*",
            "+",
            "?",
            "{1}",
            "a**",
            "a+*",
            "a???",
            "a{1}{2}",
            "a{2,1}",
            "a{10,9}",
            "a|*",
            "(*a)",
            "^*",
            "\\b+",
            "\\",
            "a\\",
            "\\Z",
            "\\A",
            "\\a",
            "\\e",
            "\\h",
            "\\x",
            "\\x4",
            "\\xzz",
            "\\x+1",
            "\\u",
            "\\u123",
            "\\u{",
            "\\u{}",
            "\\u{110000}",
            "\\u{+1}",
            "\\c",
            "\\c1",
            "\\p",
            "\\pL",
            "\\p{}",
            "\\p{L",
            "\\p{a b}",
            "\\p{=a}",
            "\\k",
            "\\k<a",
            "[\\B]",
            "[\\Z]",
            "[\\x4]",
        ] {
            assert!(!is_regex(text), "{text}");
        }
    }

    #[test]
    fn nesting_has_no_limit() {
        let deep = "(".repeat(1_000_000) + &")".repeat(1_000_000);
        assert!(is_regex(&deep));
        assert!(is_regex(&"{".repeat(1_000_000)));
    }
}
