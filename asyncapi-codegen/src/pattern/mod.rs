//! The keyword `pattern`: regular expressions of ECMA-262 with the `u` flag, searched for anywhere in a string.
//!
//! 1. [`parse`]: syntax, and what is wrong with it
//! 2. [`nfa`]: the expression as a graph over sets of code points
//! 3. [`dfa`], [`minimize`]: one deterministic table
//! 4. [`emit`]: the table as one Rust expression
//!
//! Nearly every pattern that documents use is regular, so that generated code needs no engine at run time. The rest
//! (backreferences, Unicode properties, lookaround inside) is left to one, behind a feature of the runtime.

mod alphabet;
mod ast;
mod class;
#[cfg(test)]
mod corpus;
mod dfa;
#[cfg(test)]
mod differential;
mod emit;
mod escape;
mod lexical;
mod minimize;
mod nfa;
mod parse;
mod set;

pub(crate) use parse::{Error, parse};

pub(crate) use dfa::Dfa;

/// A pattern as generated code needs it.
#[derive(Debug)]
pub(crate) struct Compiled {
    /// The pattern as the document writes it.
    pub(crate) source: String,
    pub(crate) program: Program,
}

#[derive(Debug)]
pub(crate) enum Program {
    Table(Dfa),
    Engine {
        /// What no table can do: "a backreference".
        reason: Reason,
        /// The pattern as engines that know the `u` flag accept it.
        strict: String,
    },
}

/// Why a pattern needs an engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    Backreference,
    Lookahead,
    Lookbehind,
    Property,
    Size,
}

impl Reason {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Backreference => "a backreference",
            Self::Lookahead => "a lookahead that is not at its beginning",
            Self::Lookbehind => "a lookbehind",
            Self::Property => "a Unicode property",
            Self::Size => "more states than fit into a table",
        }
    }
}

/// Reads a pattern and decides how it is matched.
pub(crate) fn compile(source: &str) -> Result<Compiled, Error> {
    let parsed = parse(source)?;
    let program = match parsed.engine.map_or_else(|| dfa::build(&parsed.root), Err) {
        Ok(dfa) => Program::Table(dfa),
        Err(reason) => Program::Engine { reason, strict: parsed.strict },
    };
    Ok(Compiled { source: source.to_owned(), program })
}

/// A pattern as an expression of the runtime's, whose hidden module is `rt`. `None` for what has been reported: a
/// pattern that is none, or one for an engine where there is no `engine`.
pub(crate) fn tokens(
    source: &str,
    rt: &proc_macro2::TokenStream,
    engine: bool,
) -> Option<proc_macro2::TokenStream> {
    let compiled = compile(source).ok()?;
    match &compiled.program {
        // What only turns out while the table is made has not been reported: the runtime does it.
        Program::Engine { reason, .. } if !engine && *reason != Reason::Size => None,
        _ => Some(compiled.tokens(rt)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(pattern: &str) -> Dfa {
        match compile(pattern).unwrap().program {
            Program::Table(dfa) => dfa,
            Program::Engine { reason, .. } => panic!("{pattern} has {}", reason.as_str()),
        }
    }

    #[test]
    fn matches() {
        for (pattern, yes, no) in [
            ("", &["", "a"][..], &[][..]),
            ("a+", &["xay"], &["", "b"]),
            ("^a*$", &["", "aa"], &["b", "ab", "a\n"]),
            ("^ab|cd$", &["abx", "xcd"], &["xab", "cdx"]),
            ("^(?:a|b){2,3}$", &["ab", "bab"], &["a", "abab"]),
            ("^(a?){3}$", &["", "aaa"], &["aaaa"]),
            ("^.$", &["a", "é", "🐲"], &["", "\n", "\u{2028}", "ab"]),
            (r"^\s$", &["\u{feff}", "\u{a0}", "\u{2029}"], &["\u{180e}", "\u{200b}"]),
            (r"^\w+$", &["aZ_9"], &["é", "-"]),
            (r"^[^\W\d]$", &["a", "_"], &["1", "é"]),
            (r"^[\w-.]+$", &["a-b.c"], &["a,b"]),
            ("^[]$", &[], &["", "a", "]"]),
            ("^[^]$", &["a", "\n", "🐲"], &["", "ab"]),
            (r"^\cc[\b]\0$", &["\u{3}\u{8}\0"], &["c\u{8}0"]),
            (r"^\ud83d\udc32+$", &["🐲", "🐲🐲"], &["", "🐉"]),
            (r"\bcat\b", &["cat", "a cat!", "écat"], &["cats", "_cat"]),
            (r"a\B.", &["ab", "xaby"], &["a", "a ", "a-"]),
            (r"^\B$", &[""], &["a"]),
            ("a^b|c$d|(?:^$)", &[""], &["ab", "cd"]),
            ("^(?=.*[A-Z])(?!.*-$).{3,}$", &["aBc", "A-b"], &["abc", "AB", "ABC-"]),
            ("^(?!.*\\.\\.)(?!\\.)", &["", "a.b"], &["a..", ".a"]),
        ] {
            let table = table(pattern);
            for text in yes {
                assert!(table.is_match(text), "{pattern} {text:?}");
            }
            for text in no {
                assert!(!table.is_match(text), "{pattern} {text:?}");
            }
        }
    }

    #[test]
    fn tables_are_small() {
        for (pattern, states, classes) in [
            ("", 1, 1),
            ("[]", 1, 1),
            ("^[^:]+$", 3, 2),
            (".{1,1000}", 2, 2),
            ("(a|b|c)*(b|a)*d", 2, 2),
            ("^(?:foo|foo|fo+)$", 4, 3),
            ("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", 38, 3),
            ("^.{0,4096}$", 4098, 2),
        ] {
            let table = table(pattern);
            assert_eq!((table.states(), table.alphabet.classes), (states, classes), "{pattern}");
        }
    }

    #[test]
    fn what_needs_an_engine() {
        for (pattern, reason) in [
            (r"(.)\1", Reason::Backreference),
            (r"(?<q>['x]).*\k<q>", Reason::Backreference),
            (r"^\p{L}+$", Reason::Property),
            (r"[\p{L}\-]", Reason::Property),
            ("a(?=b)", Reason::Lookahead),
            ("(?=b)", Reason::Lookahead),
            ("^a|(?!b)", Reason::Lookahead),
            ("(?<!a)b", Reason::Lookbehind),
            ("[a-z]{3,3000}x", Reason::Size),
            ("^.{1,99999999999}$", Reason::Size),
            ("(a{1000}){1000}", Reason::Size),
        ] {
            match compile(pattern).unwrap().program {
                Program::Engine { reason: found, .. } => assert_eq!(found, reason, "{pattern}"),
                Program::Table(dfa) => panic!("{pattern} has {} states", dfa.states()),
            }
        }
        // Nothing, however often, is no work.
        assert_eq!(table("(?:){99999999999}a{0}").states(), 1);
    }

    #[test]
    fn one_expression_of_few_tokens() {
        let rt = quote::quote!(__rt);
        let tokens = compile("^é$").unwrap().tokens(&rt).to_string();
        let zeros = "\\0".repeat(128);
        let ranges = r"\x80\0\0\0\xE9\0\0\x01\xEA\0\0\0";
        assert_eq!(
            tokens,
            format!(
                "__rt :: Pattern :: table (\"^é$\" , b\"{zeros}\" , b\"{ranges}\" , \
                 b\"\\0\\0\\0\\x04\\0\\0\" , [1 , 2 , 2 , 4 , 6])"
            )
        );
        let tokens = compile(r"(.)\1\-").unwrap().tokens(&rt).to_string();
        assert_eq!(
            tokens,
            r#"__rt :: __asyncapi_engine_pattern ! ("(.)\\1\\-" , "(.)\\1\\u{2D}" , "a backreference")"#
        );
    }
}
