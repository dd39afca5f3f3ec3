//! Whether a `pattern` can be a regular expression of ECMA-262 at all (rule X8): groups and classes that are never
//! closed, quantifiers with nothing to repeat. What passes may still be wrong; what is reported is.

/// What is wrong, and the byte at which it is noticed.
pub(super) fn problem(pattern: &str) -> Option<(usize, &'static str)> {
    let mut open = Vec::new();
    // Whether there is something that a quantifier could repeat.
    let mut repeatable = false;
    let mut characters = pattern.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => {
                if characters.next().is_none() {
                    return Some((at, "nothing is escaped by this `\\`"));
                }
                repeatable = true;
            }
            '[' => {
                // A `]` at once is the empty class of ECMA-262, not a member as in other dialects.
                loop {
                    match characters.next() {
                        None => return Some((at, "this `[` is never closed")),
                        Some((_, '\\')) => {
                            characters.next();
                        }
                        Some((_, ']')) => break,
                        Some(_) => {}
                    }
                }
                repeatable = true;
            }
            '(' => {
                open.push(at);
                // `(?:`, `(?=`, `(?<name>`: the question mark repeats nothing.
                characters.next_if(|(_, next)| *next == '?');
                repeatable = false;
            }
            ')' => {
                if open.pop().is_none() {
                    return Some((at, "this `)` closes nothing"));
                }
                repeatable = true;
            }
            '|' => repeatable = false,
            '*' | '+' | '?' => {
                if !repeatable {
                    return Some((at, "there is nothing to repeat"));
                }
                // `a+?` is lazy; `a+*` is an error.
                characters.next_if(|(_, next)| *next == '?');
                repeatable = false;
            }
            _ => repeatable = true,
        }
    }
    open.pop().map(|at| (at, "this `(` is never closed"))
}

#[cfg(test)]
mod tests {
    use super::problem;

    #[test]
    fn x8_what_no_regular_expression_can_be() {
        for good in [
            "",
            "^[a-z]+$",
            r"\(\[",
            "(?:a|b)*?",
            "(?<y>\\d{4})",
            "[^]]",
            "[]",
            "a{2,3}?",
            "[(]",
            "(?!x)y",
            "x*|y+",
        ] {
            assert_eq!(problem(good), None, "{good}");
        }
        for (bad, at) in
            [("([", 1), ("(a", 0), ("a)", 1), ("*a", 0), ("a|+", 2), ("a++", 2), ("(*)", 1), ("a\\", 1)]
        {
            assert_eq!(problem(bad).map(|(at, _)| at), Some(at), "{bad}");
        }
    }
}
